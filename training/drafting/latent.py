"""Which few directions do texts, or lists of skills, mostly differ in?"""

from __future__ import annotations

from typing import Final

import numpy as np
from sklearn.preprocessing import normalize
from sklearn.utils.extmath import randomized_svd

from recommender.types import Floats

_SEED: Final = 0
_TURNS: Final = 4
_LEAST: Final = 1e-4
"""Directions that hold less than this share of the first one are noise."""


class Directions:
    """The main directions of things of which only the likeness to each other is known (symmetric, no value < 0).

    At most `number`, by random projection (Halko, Martinsson and Tropp 2011, doi:10.1137/090771806), seed fixed.
    """

    def __init__(self, likeness: Floats, number: int) -> None:
        kept = min(number, len(likeness))
        vectors, values, _ = randomized_svd(likeness, kept, n_iter=_TURNS, random_state=_SEED)
        some = values >= _LEAST * values[0]
        self.vectors = vectors[:, some].astype(np.float32)
        self.values = np.maximum(values[some], _LEAST).astype(np.float32)

    def placed(self, likeness: Floats) -> np.ndarray:
        """Where things lie by their likeness to those learned from, things × directions, each row of length 1."""
        return normalize(likeness @ (self.vectors / np.sqrt(self.values)))
