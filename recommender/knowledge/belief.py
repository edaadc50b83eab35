"""How is a belief about a learner read? Ability and mastery, and where a learner of a role starts.

A level is ability, which all skills of the learner share, plus mastery of the skill. Given the ability, the levels of
two skills are independent, so the ability and each level given the ability say everything, at O(1) per measurement:
another skill's mean moves with the ability without being touched. Mean, variance and covariance of ability and mastery
follow (`mastery_moments`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from recommender.types import Belief, Floats


@dataclass(frozen=True, slots=True)
class Priors:
    """Where a learner of one role starts: mean and mastery variance of θ, and the half-life; one element a skill.

    `plain` holds the three of each skill, fast to look up one by one.
    """

    mean: Floats
    mastery: Floats
    half_life_days: Floats
    plain: list[tuple[float, float, float]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        columns = self.mean.tolist(), self.mastery.tolist(), self.half_life_days.tolist()
        object.__setattr__(self, "plain", list(zip(*columns, strict=True)))


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
