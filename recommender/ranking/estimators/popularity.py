"""How often is each content chosen, whoever asks? The floor under every other ranker."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from recommender.errors import FitRefused
from recommender.estimator import Estimator
from recommender.ranking.sequences import Sequences
from recommender.types import Floats, Ints


class Popularity(Estimator):
    """Share of all choices that fall on each content, the same for every learner.

    `smoothing` is added to every content's count (Laplace), so that a content nobody has chosen yet keeps a chance.
    Learned: `share_`, [contents], sums to 1.

    >>> Popularity(smoothing=1.0).fit(Sequences.of([[0, 1], [0]], size=3)).share_.round(3).tolist()
    [0.5, 0.333, 0.167]
    """

    def __init__(self, *, smoothing: float = 1.0) -> None:
        self.smoothing = smoothing

    def fit(self, sequences: Sequences) -> Self:
        """Count choices, each by its weight as a target. Raises FitRefused unless `smoothing` is above 0."""
        if not (np.isfinite(self.smoothing) and self.smoothing > 0):
            raise FitRefused(
                "popularity cannot be fitted",
                [f"smoothing: found {self.smoothing}, expected a number above 0, such as 1"],
            )
        counts = np.bincount(sequences.items, sequences.target_weight, sequences.size) + self.smoothing
        self.share_: Floats = counts / counts.sum()
        return self

    def scores(self, sequences: Sequences) -> NDArray[np.float32]:
        """The shares, once for each learner, [learners, contents]."""
        self.require_fitted("share_")
        if sequences.size != len(self.share_):
            raise FitRefused(
                "choices cannot be scored",
                [f"size: found {sequences.size} contents, expected the {len(self.share_)} of the fit"],
            )
        return np.tile(self.share_.astype(np.float32), (len(sequences), 1))

    def score(self, history: Ints) -> Floats:
        """The shares, [contents], whatever the history."""
        self.require_fitted("share_")
        return self.share_.copy()

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What was learned, by name, for the bundle."""
        self.require_fitted("share_")
        return {"share": self.share_}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], params: Mapping[str, Any]) -> Self:
        """The fitted estimator that `arrays()` and `get_params()` describe."""
        ranker = cls(**params)
        ranker.share_ = arrays["share"]
        return ranker
