"""How does a level from 0 to 1 look on the inside, and how is it shown? L is the level, θ = 6 (L − ½) its inside."""

from __future__ import annotations

from typing import TypeVar

import numpy as np

from recommender.types import Floats

Number = TypeVar("Number", float, Floats)
"""A float or an array of them: the formulas of this room hold for both."""

WIDTH = 6.0
"""θ units from level 0 to level 1."""

TENTH = 1.2815515655446004
"""Standard deviations from the mean to either end of an 80 % interval."""


def theta_of(level: Number) -> Number:
    """The inside of a level.

    >>> theta_of(0.75)
    1.5
    """
    return WIDTH * (level - 0.5)


def level_of(theta: Number) -> Number:
    """The level of an inside value, not clipped.

    >>> level_of(1.5)
    0.75
    """
    return theta / WIDTH + 0.5


def shown(theta: Floats) -> Floats:
    """Levels for display, clipped to [0, 1]."""
    return np.clip(level_of(theta), 0.0, 1.0)


def interval(mean: Floats, variance: Floats) -> tuple[Floats, Floats]:
    """Ends of the 80 % interval of levels, clipped for display, from mean and variance of θ."""
    reach = TENTH * np.sqrt(variance)
    return shown(mean - reach), shown(mean + reach)
