"""Where does completing a content bring a learner? The transition T, which stands nowhere else.

On a known level L: L + η · max(0, exit − L) where L ≥ entry, else L. On an uncertain level the mean and the variance of
the same T, exactly, for θ ~ N(mean, variance): moments of a normal cut at entry and exit, as in assumed-density filters
(Maybeck, Stochastic Models, Estimation and Control, vol. 2, 1982, ch. 12).
"""

from __future__ import annotations

from collections.abc import Callable
from math import e, erf, pi, sqrt

import numpy as np
from scipy.special import ndtr

from recommender.knowledge.levels import Number, theta_of
from recommender.types import Floats

SPREAD = 0.2
"""Standard deviation of an effect between learners: what one gains is uncertain, so the interval stays open."""

_PEAK, _HALF_ROOT = 1.0 / sqrt(2.0 * pi), sqrt(0.5)

OPEN = -1e3
"""θ of an entry level of 0 or less: nobody stands below it, however far the interval reaches."""


def move(level: Floats, entry_level: Floats, exit_level: Floats, effect: Floats) -> Floats:
    """Known levels after completion; arrays that broadcast.

    >>> move(np.array([0.2, 0.5]), np.array([0.4]), np.array([0.9]), np.array([0.5])).tolist()
    [0.2, 0.7]
    """
    ready = (level >= entry_level) | (entry_level <= 0.0)
    return level + effect * np.maximum(0.0, exit_level - level) * ready


def moved(
    mean: Floats, variance: Floats, entry_level: Floats, exit_level: Floats, effect: Floats
) -> tuple[Floats, Floats]:
    """Mean and variance of θ after completion; arrays that broadcast, entry and exit as levels."""
    after, spread, _ = shifted(mean, variance, *limits(entry_level, exit_level, effect), ndtr)
    return after, spread


def moved_within(mean: Floats, variance: Floats, entry: Floats, leave: Floats, effect: Floats) -> tuple[Floats, Floats]:
    """`moved`, where `limits` were taken already."""
    after, spread, _ = shifted(mean, variance, entry, leave, effect, ndtr)
    return after, spread


def limits(entry_level: Floats, exit_level: Floats, effect: Floats) -> tuple[Floats, Floats, Floats]:
    """Entry and exit as θ, and the effect, 0 where nothing is taught (exit at or below entry)."""
    entry = np.where(entry_level > 0.0, theta_of(entry_level), OPEN)
    return entry, theta_of(exit_level), np.where(exit_level > entry_level, effect, 0.0)


def shifted(
    mean: Number, variance: Number, entry: Number, leave: Number, effect: Number, cdf: Callable[[Number], Number]
) -> tuple[Number, Number, Number]:
    """Mean and variance of T(θ), and the slope Cov(T(θ), θ) / Var(θ); floats or arrays, entry and exit as θ.

    `cdf` is the normal distribution function for floats (`normal_cdf`) or arrays (`scipy.special.ndtr`). One kernel, as
    the moments share their parts: with z standard normal and u and w the standardised ends, p, q, r are the moments of
    order 0, 1, 2 of z between u and w, and what is missing to the exit is s (w − z).
    """
    s = (variance + 1e-12) ** 0.5
    u, w = (entry - mean) / s, (leave - mean) / s
    at_u, at_w = _density(u), _density(w)
    p, q = cdf(w) - cdf(u), at_u - at_w
    r = p + u * at_u - w * at_w
    gap = s * _positive(w * p - q)
    differs = _positive(s**2 * (w * w * p - 2.0 * w * q + r) - gap**2)
    shared = s**2 * (w * q - r)
    own = (SPREAD * (effect > 0.0)) ** 2 * (differs + gap**2)
    after = variance + 2.0 * effect * shared + effect**2 * differs + own
    return mean + effect * gap, after, 1.0 + effect * shared / s**2


def normal_cdf(z: float) -> float:
    """The standard normal distribution function of one float."""
    return 0.5 + 0.5 * erf(z * _HALF_ROOT)


def _density(z: Number) -> Number:
    value: Number = e ** (-0.5 * z * z) * _PEAK
    return value


def _positive(value: Number) -> Number:
    return value * (value > 0.0)
