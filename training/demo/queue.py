"""Rows of arrays that wait for their week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from recommender.types import Ints

Rows = Mapping[str, np.ndarray]


def rows_of(rows: Rows, which: np.ndarray) -> dict[str, np.ndarray]:
    """Some of the rows, in every column."""
    return {name: column[which] for name, column in rows.items()}


@dataclass(slots=True)
class Queue:
    """Columns of equal length, filed by week."""

    filed: dict[int, list[Rows]] = field(default_factory=lambda: defaultdict(list))

    def put(self, weeks: Ints, rows: Rows) -> None:
        """Files each row under its week.

        >>> queue = Queue()
        >>> queue.put(np.array([3, 4, 3]), {"learner": np.array([7, 8, 9])})
        >>> queue.pop(3)["learner"]
        array([7, 9])
        """
        for week in np.unique(weeks).tolist():
            self.filed[week].append(rows_of(rows, weeks == week))

    def pop(self, week: int) -> dict[str, np.ndarray]:
        """All rows of a week, in the order of filing; no columns where there is nothing."""
        pages = self.filed.pop(week, [])
        return {name: np.concatenate([page[name] for page in pages]) for name in (pages[0] if pages else ())}
