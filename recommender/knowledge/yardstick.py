"""What is a measurement of each kind worth? Noise and bias of kinds, leniency of raters, pitch of contents' tests."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from recommender.columns import EVENT_KINDS
from recommender.types import Floats, Ints

OFFSET_SPREAD = 0.5**2
"""Variance of θ assumed between the offsets of the tests of contents."""


@dataclass(frozen=True, slots=True)
class Pitches:
    """How the tests of contents are read; arrays have one element a link, none where nothing was learned.

    A score can be read *relative* to its content (half right at the exit level) or as the level itself, like a score of
    a skill alone; `relative` is the share of the first reading, 1 as long as nothing else is known. `offset` is how
    much higher than that θ the scores of a link read, `offset_doubt` its variance. `pass_offset` is by how much the
    exit level lies above the θ at which half would pass.
    """

    relative: float
    offset: Floats
    offset_doubt: Floats
    pass_offset: Floats

    @classmethod
    def declared(cls) -> Pitches:
        """Every test is pitched at the exit level, until the evidence says otherwise."""
        none = np.empty(0)
        return cls(1.0, none, none, none)


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What a measurement of each kind is worth.

    `slope` is that of the logistic link; `noise` and `bias` have one element a kind: variance and shift of θ. `raters`
    holds the numbers of the raters whose leniency is claimed, ascending, `leniency` and `doubt` its mean and variance.
    A rater who is not among them is a stranger: leniency 0 with variance `stranger`.
    """

    slope: float
    noise: Floats
    bias: Floats
    raters: Ints
    leniency: Floats
    doubt: Floats
    stranger: float
    pitches: Pitches = field(default_factory=Pitches.declared)

    @classmethod
    def plain(cls, slope: float, noise: Floats, stranger: float) -> Yardstick:
        """A yardstick without any bias, without known raters, and with tests pitched as declared."""
        none = np.empty(0)
        return cls(slope, noise, np.zeros(len(EVENT_KINDS)), np.empty(0, np.int64), none, none, stranger)
