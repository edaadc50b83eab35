"""How is what happens written down, and how does it become the events table?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from recommender.columns import EVENT_KINDS, INITIATORS
from recommender.types import Ints

SEEN: Final = ("never", "sometimes", "always")
MARKS: Final = (*(f"{step / 20:.2f}" for step in range(21)), "1", "2", "3", "4", "5", "A", "B", "C", "D", "F", *SEEN)
"""Everything that can stand as a value: shares in twentieths, then the marks of the three scales."""
RATING_MARK, LETTER_MARK, SEEN_MARK = 21, 26, 31
SCALES: Final = ("rating_1_5", "grade_a_f", "behaviour_seen")
RATING_SCALE, LETTER_SCALE, SEEN_SCALE = 0, 1, 2
SOURCES: Final = ("lms", "openfield", "hr", "admin", "bulk")
_DEFAULTS: Final[dict[str, tuple[int, type]]] = {
    "kind": (-1, np.int8),
    "learner": (-1, np.int32),
    "at": (-1, np.int64),
    "recorded": (-1, np.int64),
    "precision": (0, np.int8),
    "content": (-1, np.int16),
    "session": (-1, np.int32),
    "skill": (-1, np.int8),
    "behaviour": (-1, np.int8),
    "mark": (-1, np.int8),
    "scale": (-1, np.int8),
    "rater": (-1, np.int32),
    "attempt": (-1, np.int8),
    "initiated": (INITIATORS.index("unknown"), np.int8),
    "valid_until": (-1, np.int64),
    "voids": (-1, np.int64),
    "source": (0, np.int8),
}


@dataclass(slots=True)
class Diary:
    """Entries in the order of writing; a column that is not given has its default."""

    pages: list[dict[str, Any]] = field(default_factory=list)
    size: int = 0

    def write(self, kind: str, learner: Ints, at: Ints, **columns: Any) -> Ints:
        """Writes one entry a learner and gives back their numbers."""
        page = {"kind": EVENT_KINDS.index(kind), "learner": learner, "at": at, **columns}
        self.pages.append(page)
        self.size += len(learner)
        return np.arange(self.size - len(learner), self.size)

    def closed(self) -> Entries:
        """All entries as arrays."""
        columns: dict[str, np.ndarray] = {
            name: np.full(self.size, default, dtype) for name, (default, dtype) in _DEFAULTS.items()
        }
        done = 0
        for page in self.pages:
            rows = slice(done, done + len(page["learner"]))
            for name, values in page.items():
                columns[name][rows] = values
            done = rows.stop
        return Entries(columns)


@dataclass(frozen=True, slots=True)
class Entries:
    """A closed diary: one array a column, one element an entry."""

    columns: dict[str, np.ndarray]

    def __getitem__(self, name: str) -> Ints:
        return self.columns[name]

    def with_(self, more: Mapping[str, np.ndarray]) -> Entries:
        """The same entries with further ones behind them; columns that are missing get their default."""
        size = len(more["learner"])
        fill = {name: more.get(name, np.full(size, default)) for name, (default, _) in _DEFAULTS.items()}
        return Entries({name: np.concatenate([self[name], fill[name].astype(self[name].dtype)]) for name in _DEFAULTS})

    def order(self, end: int) -> Ints:
        """Numbers of the entries known before `end`, by learner and time, then by the order of writing."""
        known = np.flatnonzero(np.maximum(self["at"], self["recorded"]) < end)
        key = self["learner"][known].astype(np.int64) * (1 << 33) + self["at"][known]
        return known[np.argsort(key, kind="stable")]
