"""The values that everyone shares: who asks, what happened, what is wanted, and what is answered.

Columns: contents and skills are named by ids outside and by *columns* inside; a column is the position of an id in the
served catalogue (`Catalog.contents.ids`, `Catalog.skills.ids`). Times are whole seconds since 1970-01-01T00:00:00Z.
"""

from recommender.types.answers import (
    Answer,
    Certificate,
    Chain,
    Estimate,
    Gain,
    Path,
    Reason,
    Recommendation,
    Step,
    Suggestion,
    Unmet,
)
from recommender.types.asking import (
    Assignment,
    Duty,
    Employment,
    Learner,
    PathWishes,
    Person,
    Query,
    Wish,
)
from recommender.types.history import (
    NO_EVENTS,
    NO_TIME,
    Belief,
    Episodes,
    History,
    LearnerState,
    Memory,
    Standing,
)
from recommender.types.names import (
    Basis,
    Bools,
    ContentId,
    Floats,
    Ints,
    LearnerId,
    RoleId,
    SkillId,
    UnitId,
)

__all__ = [
    "NO_EVENTS",
    "NO_TIME",
    "Answer",
    "Assignment",
    "Basis",
    "Belief",
    "Bools",
    "Certificate",
    "Chain",
    "ContentId",
    "Duty",
    "Employment",
    "Episodes",
    "Estimate",
    "Floats",
    "Gain",
    "History",
    "Ints",
    "Learner",
    "LearnerId",
    "LearnerState",
    "Memory",
    "Path",
    "PathWishes",
    "Person",
    "Query",
    "Reason",
    "Recommendation",
    "RoleId",
    "SkillId",
    "Standing",
    "Step",
    "Suggestion",
    "UnitId",
    "Unmet",
    "Wish",
]
