"""What are checked tables, and how are two sets of them told apart?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from recommender.tables.arrays import as_array


@dataclass(frozen=True, slots=True)
class Tables:
    """Checked tables: every table of the schema with every declared column, rows in the order of their keys.

    A frame that is handed out is a copy on write: changing it changes nothing here.
    """

    frames: Mapping[str, pd.DataFrame]

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.frames[name].copy(deep=False)

    def has(self, name: str) -> bool:
        """Whether the table was there, with rows."""
        return len(self.frames[name]) > 0

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all tables, whether they have rows or not."""
        return tuple(self.frames)

    def only(self, names: Iterable[str]) -> Tables:
        """The same tables with all others empty, as if they had not been there."""
        kept = frozenset(names)
        frames = {name: frame if name in kept else frame.iloc[:0] for name, frame in self.frames.items()}
        return Tables(MappingProxyType(frames))

    @property
    def fingerprint(self) -> str:
        """SHA-256 of all content: alike for CSV and Parquet, and for any order of rows and columns in the files."""
        digest = hashlib.sha256()
        for name, frame in self.frames.items():
            digest.update(f"{name} {len(frame)}\n".encode())
            for column in frame.columns if len(frame) else ():
                digest.update(f"{name}.{column}\n".encode())
                _feed(digest, frame[column])
        return digest.hexdigest()


def _feed(digest: Any, column: pd.Series) -> None:
    """Hash a column by its buffers: numbers as they lie in memory, text as lengths (-1 for missing) and bytes."""
    if not isinstance(column.dtype, pd.StringDtype):
        digest.update(np.ascontiguousarray(_numbers(column)))
        return
    text = as_array(column)
    digest.update(np.ascontiguousarray(pc.fill_null(pc.binary_length(text), -1).to_numpy().astype("<i8")))
    if text.null_count == len(text):
        return
    whole = text.drop_null().cast(pa.large_string())
    offsets = np.frombuffer(whole.buffers()[1], "<i8")[whole.offset : whole.offset + len(whole) + 1]
    digest.update(memoryview(whole.buffers()[2])[offsets[0] : offsets[-1]])


def _numbers(column: pd.Series) -> np.ndarray:
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        return column.to_numpy("M8[us]").view("<i8")
    if column.dtype.kind == "M":
        return column.to_numpy("M8[s]").view("<i8")
    if column.dtype.kind == "f":
        return np.where(column.isna(), np.nan, column.to_numpy() + 0.0).view("<i8")
    return column.to_numpy("u1")
