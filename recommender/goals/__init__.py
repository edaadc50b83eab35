"""What is wanted of a learner: wishes, outcomes of the unit, roles, careers, and duties that recur.

Inside: `goal` and `duties` know nothing of each other.
"""

from recommender.goals.duties import duties_of
from recommender.goals.goal import Goal, goal_of

__all__ = ["Goal", "duties_of", "goal_of"]
