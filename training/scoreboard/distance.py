"""How far is a learner truly from what is wanted?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from recommender.goals import Goal
from recommender.types import Floats


@dataclass(frozen=True, slots=True)
class Distance:
    """What is wanted of one learner, whoever plans: levels of some skills by id, and weights that sum to 1."""

    skill_ids: tuple[str, ...]
    wanted: Floats
    weight: Floats

    @classmethod
    def to(cls, goal: Goal) -> Distance:
        """The distance to a goal."""
        return cls(goal.skill_ids, goal.level, goal.weight)

    def gap(self, levels: Mapping[str, float]) -> float:
        """Weighted levels missing, Σ w max(0, wanted - level); a skill that nobody knows of is missing as a whole.

        >>> Distance(("talk", "books"), np.array([0.8, 0.5]), np.array([0.75, 0.25])).gap({"talk": 0.4, "books": 0.9})
        0.30000000000000004
        """
        return float(self.weight @ np.maximum(self.wanted - self.of(levels), 0.0))

    def of(self, levels: Mapping[str, float]) -> Floats:
        """The levels of the wanted skills, 0 where none is known."""
        return np.array([levels.get(skill, 0.0) for skill in self.skill_ids], float)
