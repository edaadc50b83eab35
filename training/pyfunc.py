"""How does a tracker's model load? As the bundle it is: a folder of arrays, read without executing anything."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from recommender.bundle import Bundle


class Choosing:
    """The ranker of a bundle behind the tracker's `predict`: content ids in, the likeliest next ones out."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle

    def predict(self, model_input: Mapping[str, Any], params: Mapping[str, Any] | None = None) -> list[list[str]]:
        """For each history of content ids under `history` the `k` contents most likely to be chosen next."""
        k = int((params or {}).get("k", 10))
        return [self._next(list(history), k) for history in model_input["history"]]

    def _next(self, history: list[str], k: int) -> list[str]:
        ids, parts = self.bundle.columns.contents, self.bundle.parts
        column = {content: place for place, content in enumerate(ids)}
        taken = np.array([column[content] for content in history if content in column], np.int64)
        ranker = parts.popularity if parts.ranker is None else parts.ranker
        scores = ranker.score(taken).copy()
        scores[taken] = -np.inf
        return [ids[i] for i in np.lexsort((np.arange(len(ids)), -scores))[:k].tolist()]


def _load_pyfunc(path: str) -> Choosing:
    """What the tracker calls to load the model; `path` is the logged folder of the bundle."""
    return Choosing(Bundle.load(Path(path)))
