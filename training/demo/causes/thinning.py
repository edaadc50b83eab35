"""Which count would the same draws have given, had every case had another chance?"""

from __future__ import annotations

import numpy as np

from recommender.types import Floats, Ints


def thinned(count: Floats, cases: Floats | Ints, chance: Floats, other: Floats, rng: np.random.Generator) -> Floats:
    """Counts under the chances `other` that share their cases with counts drawn under `chance`, all of one shape.

    Where the other chance is lower, some of the cases counted drop out; where it is higher, some of the rest join in,
    so that each count is binomial under its chance and none moves against it (a monotone coupling).
    """
    hit = count.astype(np.int64)
    rest = np.asarray(cases).astype(np.int64) - hit
    stays = np.clip(np.divide(other, chance, out=np.ones_like(chance), where=chance > 0), 0.0, 1.0)
    joins = np.clip(np.divide(other - chance, 1.0 - chance, out=np.zeros_like(chance), where=chance < 1), 0.0, 1.0)
    return np.asarray(rng.binomial(hit, stays) + rng.binomial(rest, joins), dtype=np.float64)
