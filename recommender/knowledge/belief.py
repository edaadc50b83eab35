"""What is held of one learner between two events? A value that a checkpoint can store.

A level is ability, which all skills of the learner share, plus mastery of the skill. Given the ability, the levels of
two skills are independent, so the ability and each level given the ability say everything, at O(1) per measurement:
another skill's mean moves with the ability without being touched. Mean, variance and covariance of ability and mastery
follow (`mastery_moments`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from recommender.types import Floats

NO_TIME = int(np.iinfo(np.int64).min)
"""The clock before the first event, and the time of what only has a place in an order."""


class Standing(NamedTuple):
    """One touched skill: θ given the ability a is normal with mean `offset + lean · a` and variance `variance`.

    `at` is when it was last touched by a dated event; `evidence` counts measurements and completions.
    """

    offset: float
    lean: float
    variance: float
    at: int
    evidence: int


@dataclass(frozen=True, slots=True)
class Belief:
    """A learner's ability (mean and variance), standings by skill column, and what became of contents by their column.

    `clock` is the time of the last event. `finished` maps to the time until which it counts, `started` and `dismissed`
    to when that happened; `taken` lists contents as first taken up. Plain numbers, tuples and mappings throughout.
    """

    role: int
    ability: float
    doubt: float
    clock: int = NO_TIME
    standings: Mapping[int, Standing] = field(default_factory=dict)
    finished: Mapping[int, int] = field(default_factory=dict)
    started: Mapping[int, int] = field(default_factory=dict)
    dismissed: Mapping[int, int] = field(default_factory=dict)
    taken: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Priors:
    """Where a learner of one role starts: mean and mastery variance of θ, and the half-life; one element a skill."""

    mean: Floats
    mastery: Floats
    half_life_days: Floats


class Moments(NamedTuple):
    """Mean and variance of a skill's mastery (level minus ability), and its covariance with the ability."""

    mean: float
    variance: float
    covariance: float


def mastery_moments(belief: Belief, skill: int) -> Moments:
    """The mastery of a touched skill: what the learner knows of it beyond their ability, unfaded since last touched."""
    offset, lean, variance, _, _ = belief.standings[skill]
    own = lean - 1.0
    return Moments(offset + own * belief.ability, variance + own**2 * belief.doubt, own * belief.doubt)
