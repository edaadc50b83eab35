"""What is wanted of a learner: wishes, outcomes of the unit, roles, careers, and duties that recur.

Inside: `goal` and `duties` know nothing of each other; `duties` stands on `claims`, and `claims` on `audiences`.
"""

from recommender.goals.claims import Claim, claims_of
from recommender.goals.duties import duties_of
from recommender.goals.goal import Goal, goal_of

__all__ = ["Claim", "Goal", "claims_of", "duties_of", "goal_of"]
