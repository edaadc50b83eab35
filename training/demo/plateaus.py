"""Where does growth stop for a while, although people go on practising?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from recommender.types import Bools, Floats, Ints

_LOWEST, _HIGHEST = 0.2, 0.6
_LONGEST: Final = 4
"""Most completions that are spent on one plateau."""
NOWHERE: Final = 2.0
"""A level that nobody reaches."""


@dataclass(slots=True)
class Plateaus:
    """The level at which growth stops and the completions still to be spent there, shape (learners, skills)."""

    wall: np.ndarray
    stuck: np.ndarray

    @staticmethod
    def drawn(shape: tuple[int, int], share: float, rng: np.random.Generator) -> Plateaus | None:
        """A plateau in a share of all pairs; None where the share is 0."""
        if share == 0.0:
            return None
        there = rng.random(shape, dtype=np.float32) < share
        level = _LOWEST + (_HIGHEST - _LOWEST) * rng.random(shape, dtype=np.float32)
        wall = np.where(there, level, np.float32(NOWHERE))
        stuck = np.where(there, rng.integers(1, _LONGEST + 1, shape, dtype=np.int8), np.int8(0))
        return Plateaus(wall, stuck)

    def holds(self, who: Ints, skill: Ints, now: Floats, after: Floats) -> Bools:
        """Whether growth from `now` to `after` would cross a plateau that is not yet worked off."""
        wall = self.wall[who, skill]
        return np.asarray((self.stuck[who, skill] > 0) & (after > wall) & (now <= wall + 1e-6))

    def capped(self, who: Ints, skill: Ints, now: Floats, after: Floats) -> Floats:
        """The level that one more completion leads to."""
        wall = self.wall[who, skill].astype(np.float64)
        return np.where(self.holds(who, skill, now, after), np.maximum(now, wall), after)

    def practised(self, who: Ints, skill: Ints, now: Floats, after: Floats) -> Floats:
        """The same for distinct pairs, and a completion is spent on each plateau that stood in the way."""
        level = self.capped(who, skill, now, after)
        self.stuck[who, skill] -= self.holds(who, skill, now, after)
        return level
