"""Which column does an id have? The map between names outside and positions inside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from recommender.types import Ints


@dataclass(frozen=True, slots=True)
class Index:
    """Sorted ids and the column of each.

    >>> Index.of(["b", "a"]).columns(["a", "x", "b"])
    array([ 0, -1,  1])
    """

    ids: tuple[str, ...]
    column: Mapping[str, int]

    @classmethod
    def of(cls, ids: Iterable[str]) -> Index:
        """The index of some ids, each once, in sorted order."""
        ordered = tuple(sorted(set(ids)))
        return cls(ordered, {name: column for column, name in enumerate(ordered)})

    def columns(self, names: pd.Series | Iterable[str]) -> Ints:
        """The column of each name, -1 where it is missing or unknown."""
        found = pd.Index(self.ids, dtype="str").get_indexer(pd.Index(pd.Series(names, dtype="str")))
        return found.astype(np.int64)

    def __len__(self) -> int:
        return len(self.ids)
