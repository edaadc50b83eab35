"""How do rows of checked tables look as JSON, and how do such rows become frames again? Whole columns at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from recommender.tables.arrays import as_array
from recommender.tables.schema import Kind, Table

Body = Mapping[str, Any]
"""One row: column -> JSON value; empty cells are left out."""
Key = tuple[str, ...]


def bodies_of(frame: pd.DataFrame, table: Table) -> list[dict[str, Any]]:
    """The rows of a checked frame: days as YYYY-MM-DD, times as RFC 3339 in UTC, empty cells left out."""
    kinds = {column.name: column.kind for column in table.columns}
    names = [str(name) for name in frame.columns if frame[name].notna().any()]
    columns = [cells_of(frame[name], kinds.get(name, Kind.TEXT)) for name in names]
    return [
        {name: cell for name, cell in zip(names, cells, strict=True) if cell is not None}
        for cells in (zip(*columns, strict=True) if columns else ((),) * len(frame))
    ]


def cells_of(column: pd.Series, kind: Kind) -> list[Any]:
    """The cells of a checked column as JSON values; None where a cell is empty."""
    if kind is Kind.DATE:
        return [None if day == "NaT" else day for day in np.datetime_as_string(column.to_numpy("M8[D]")).tolist()]
    if kind is Kind.TIME:
        return [None if text == "NaT" else _moment(text) for text in _stamps(column)]
    if kind is Kind.INTEGER:
        return [None if cell is None else int(cell) for cell in as_array(column).to_pylist()]
    cells: list[Any] = as_array(column).to_pylist()
    return cells


def frame_of(bodies: Sequence[Body], table: Table) -> pd.DataFrame:
    """Rows as a raw frame, to be checked: every declared column, and those beside that the table lets in."""
    beside: set[str] = set()
    if table.open_prefix is not None:
        beside = {name for body in bodies for name in body if name.startswith(table.open_prefix)}
    names = (*table.names, *sorted(beside))
    return pd.DataFrame({name: pd.Series([body.get(name) for body in bodies], dtype=object) for name in names})


def key_of(body: Body, table: Table) -> Key:
    """The cells that name a row; an empty one is ""."""
    return tuple([str(body.get(name, "")) for name in table.key])


def named(key: Key, table: Table) -> dict[str, str]:
    """The key columns of a row that has no others: what a tombstone says."""
    return {name: cell for name, cell in zip(table.key, key, strict=True) if cell}


def moments_of(micros: Sequence[int]) -> pd.Series:
    """Microseconds since 1970 as a column of times."""
    return pd.Series(np.array(micros, np.int64).view("M8[us]")).dt.tz_localize("UTC")


def rfc3339(micros: int) -> str:
    """A moment as RFC 3339 in UTC; whole seconds carry no fraction.

    >>> rfc3339(1_772_359_200_000_000)
    '2026-03-01T10:00:00Z'
    """
    return _moment(str(np.datetime_as_string(np.int64(micros).view("M8[us]"))))


def micros_of(column: pd.Series) -> list[int]:
    """A column of times without empty cells as microseconds since 1970."""
    micros: list[int] = column.to_numpy("M8[us]").view(np.int64).tolist()
    return micros


def _stamps(column: pd.Series) -> list[str]:
    texts: list[str] = np.datetime_as_string(column.to_numpy("M8[us]")).tolist()
    return texts


def _moment(text: str) -> str:
    return f"{text.removesuffix('.000000')}Z"
