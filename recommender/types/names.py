"""What are things called? Ids outside, columns inside, and the arrays that columns point into."""

from __future__ import annotations

from enum import StrEnum
from typing import NewType

import numpy as np
from numpy.typing import NDArray

LearnerId = NewType("LearnerId", str)
ContentId = NewType("ContentId", str)
SkillId = NewType("SkillId", str)
RoleId = NewType("RoleId", str)
UnitId = NewType("UnitId", str)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class Basis(StrEnum):
    """What an answer rests on, strongest first."""

    GAP = "gap"
    CAREER = "career"
    ROLE = "role"
    REQUIREMENT = "requirement"
    AFFINITY = "affinity"
    POPULAR = "popular"
