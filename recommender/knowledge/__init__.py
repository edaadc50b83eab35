"""Where does a learner stand? Events in, levels with intervals out; and the one transition that completing makes.

Inside, downwards: `tracer` stands on `learning`, `folding`, `states` and `learned`; `learning` on `held`, `effects`,
`raters` and `population`, which stands on `needs`; `raters` on `noises`, these on `company`; all of them on `replay`
and `shrinkage`; `replay` on `evidence`, which stands on `lessons`; `lessons` and `folding` on `measurement`,
`transition` and `fading`; these on `yardstick` and `levels`. `log` and `choices` read tables and histories.
"""

from recommender.knowledge.choices import choices, taken
from recommender.knowledge.effects import Effects
from recommender.knowledge.levels import interval, level_of, shown, theta_of
from recommender.knowledge.log import EventLog, rater_number
from recommender.knowledge.tracer import Tracer
from recommender.knowledge.transition import move, moved

__all__ = [
    "Effects",
    "EventLog",
    "Tracer",
    "choices",
    "interval",
    "level_of",
    "move",
    "moved",
    "rater_number",
    "shown",
    "taken",
    "theta_of",
]
