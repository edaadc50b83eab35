"""How sure is a figure? The number, and the ends of its 95 % interval from resampling whoever was judged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from recommender.types import Floats, Ints

RESAMPLES: Final = 1000
ENDS: Final = (0.025, 0.975)
DIGITS: Final = 6
Statistic = Callable[[Floats], Floats]
"""From weights [r, n], one a judged one, to r numbers."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with the ends of its 95 % interval; NaN where nobody was there to judge."""

    value: float
    low: float
    high: float

    @classmethod
    def of(cls, value: float, drawn: Floats) -> Figure:
        """The interval is what most resamples gave; those that say nothing are left out. Rounded to DIGITS."""
        drawn = drawn[np.isfinite(drawn)]
        low, high = np.quantile(drawn, ENDS) if len(drawn) else (np.nan, np.nan)
        return cls(round(value, DIGITS), round(float(low), DIGITS), round(float(high), DIGITS))


@dataclass(frozen=True, slots=True)
class Resamples:
    """How often each of n judged ones is drawn in each resample, [r, n]: the same draws for all that is compared.

    Source: Efron (1979), Bootstrap methods: another look at the jackknife; percentile intervals.
    """

    weights: Floats

    @classmethod
    def of(cls, judged: int, seed: int) -> Resamples:
        """The draws of a seed."""
        if not judged:
            return cls(np.empty((RESAMPLES, 0)))
        rng = np.random.default_rng([seed, judged])
        return cls(rng.multinomial(judged, np.full(judged, 1.0 / judged), RESAMPLES).astype(float))

    def figure(self, statistic: Statistic) -> Figure:
        """What a statistic comes to over all, and between which ends it lies when other ones had been drawn."""
        value = float(statistic(np.ones((1, self.weights.shape[1])))[0])
        return Figure.of(value, statistic(self.weights))

    def share(self, part: Floats, whole: Floats) -> Figure:
        """One sum by another, as levels closed by hours spent; one element of each a judged one."""
        return self.figure(lambda weights: ratio(weights @ part, weights @ whole))


def summed(who: Ints, column: Floats, judged: int) -> Floats:
    """The sum of a column over the rows of each judged one.

    >>> summed(np.array([0, 2, 0]), np.array([1.0, 2.0, 3.0]), 3).tolist()
    [4.0, 0.0, 2.0]
    """
    return np.bincount(who, column, judged).astype(float)


def ratio(part: Floats, whole: Floats) -> Floats:
    """One number by another, NaN where there is nothing to divide by.

    >>> ratio(np.array([1.0, 1.0]), np.array([2.0, 0.0])).tolist()
    [0.5, nan]
    """
    return np.divide(part, whole, out=np.full(np.shape(part), np.nan), where=whole > 0)
