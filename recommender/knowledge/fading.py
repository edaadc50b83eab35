"""What is left of a level that was not used for a while?

With f = min(θ, baseline) and d = 2^(−Δ/h): θ ← f + (θ − f) d and v ← v∞ − (v∞ − v) d². Time never teaches.
"""

from __future__ import annotations

from recommender.knowledge.levels import Number


def kept(days: Number, half_life_days: Number) -> Number:
    """The share d of what was known that is left after some days, from 1 down to 0.

    >>> kept(720.0, 720.0)
    0.5
    """
    left: Number = 2.0 ** (-days / half_life_days)
    return left


def faded(mean: Number, variance: Number, baseline: Number, limit: Number, share_kept: Number) -> tuple[Number, Number]:
    """Mean and variance of θ after fading; floats or arrays of one shape.

    What lies above `baseline` shrinks to the share kept; what lies below stays. The variance goes to `limit`.
    """
    above = (mean - baseline) * (mean > baseline)
    return mean - above * (1.0 - share_kept), limit - (limit - variance) * share_kept**2
