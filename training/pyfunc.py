"""How does a tracker's model load? As the bundle it is: a folder of arrays, read without executing anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from recommender.bundle import Bundle
from recommender.types import Floats, Ints

MOST = 10
"""Contents listed where none says how many."""


class Choosing:
    """The choices of a bundle behind the tracker's `predict`: content ids in, the likeliest next ones out."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self._column = {content: column for column, content in enumerate(bundle.columns.contents)}

    def predict(self, model_input: Mapping[str, Any], params: Mapping[str, Any] | None = None) -> list[list[str]]:
        """For each history of content ids under `history` the `k` contents most likely to be chosen next.

        Ids that the bundle does not know are passed over; what was taken is not listed again.
        """
        k = int((params or {}).get("k", MOST))
        return [self._next(history, k) for history in model_input["history"]]

    def _next(self, history: Iterable[str], k: int) -> list[str]:
        taken = np.array([self._column[one] for one in dict.fromkeys(history) if one in self._column], np.int64)
        free = np.setdiff1d(np.arange(len(self._column)), taken)
        order = np.lexsort((free, -self._scores(taken)[free]))
        return [self.bundle.columns.contents[column] for column in free[order][:k].tolist()]

    def _scores(self, taken: Ints) -> Floats:
        """The affinity of each content, as the engine shows it; popularity where no choices were learned."""
        parts = self.bundle.parts
        if parts.ranker is None or parts.affinity is None:
            return parts.popularity.score(taken)
        return parts.affinity.probability(parts.ranker.score(taken), taken)


def _load_pyfunc(path: str) -> Choosing:
    """What the tracker calls to load the model; `path` is the logged folder of the bundle, named by its version."""
    return Choosing(Bundle.load(Path(path)))
