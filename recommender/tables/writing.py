"""How do tables get into a folder, the same bytes for the same rows?"""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pcsv
import pyarrow.parquet as pq

from recommender.errors import TablesRefused
from recommender.tables.arrays import as_array
from recommender.tables.schema import TABLES, Kind, Table

FORMATS: Final = ("csv", "parquet")


def write(frames: Mapping[str, pd.DataFrame], folder: Path, format: str = "csv") -> None:  # noqa: A002
    """Write each frame as `<table>.csv` or `<table>.parquet` (`format`), rows in the order given.

    Columns that are wholly missing and not required are left out; times are RFC 3339 in UTC. A file is there as a whole
    or not at all, and none is replaced before all can be. Raises `TablesRefused` for unknown tables and formats before
    anything is written. Nothing is checked.
    """
    unknown = [f"no table is called {name!r}; there are {', '.join(TABLES)}" for name in frames if name not in TABLES]
    if format not in FORMATS:
        unknown.append(f"no format is called {format!r}; there are {' and '.join(FORMATS)}")
    if unknown:
        raise TablesRefused("these frames cannot be written", unknown)
    folder.mkdir(parents=True, exist_ok=True)
    places = {name: folder / f"{name}.{format}" for name in sorted(frames)}
    drafts = {name: place.with_name(f".{place.name}.{os.getpid()}") for name, place in places.items()}
    try:
        for name, draft in drafts.items():
            _require_file(places[name])
            _put(_arrow(frames[name], TABLES[name], as_text=format == "csv"), draft, format)
        for name, draft in drafts.items():
            draft.replace(places[name])
    finally:
        for draft in drafts.values():
            draft.unlink(missing_ok=True)


def _require_file(place: Path) -> None:
    if place.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(place))


def _put(table: pa.Table, path: Path, form: str) -> None:
    if form == "csv":
        pcsv.write_csv(table, path)
    else:
        pq.write_table(table, path, compression="zstd", store_schema=False)


def _arrow(frame: pd.DataFrame, table: Table, as_text: bool) -> pa.Table:
    extra = sorted(str(name) for name in frame.columns if name not in table.names)
    names = [name for name in (*table.names, *extra) if name in frame.columns]
    kinds = {column.name: column.kind for column in table.columns}
    required = {column.name for column in table.columns if column.required}
    arrays = {name: _array(frame[name], kinds.get(name, Kind.TEXT), as_text) for name in names}
    empty = {name for name, array in arrays.items() if len(array) and array.null_count == len(array)}
    return pa.table({name: array for name, array in arrays.items() if name in required or name not in empty})


def _array(column: pd.Series, kind: Kind, as_text: bool) -> pa.Array:
    """A column as it goes to the file; what is not of its kind goes as it is, for the check to find."""
    array = as_array(column)
    if kind is Kind.DATE and pa.types.is_timestamp(array.type):
        return array.cast(pa.date32(), safe=False)
    if kind is Kind.TIME and pa.types.is_timestamp(array.type):
        return _stamps(array, as_text)
    if kind is Kind.INTEGER and pa.types.is_floating(array.type):
        return _whole(array)
    return array


def _stamps(array: pa.Array, as_text: bool) -> pa.Array:
    """UTC microseconds; as text whole seconds carry no fraction."""
    zoned = array.type.tz is not None
    stamps = pc.cast(array, pa.timestamp("us", "UTC" if zoned else None), safe=False)
    if not as_text:
        return stamps
    text = pc.replace_substring(stamps.cast(pa.large_string()), " ", "T")
    return pc.replace_substring_regex(text, r"[.]000000", "")


def _whole(array: pa.Array) -> pa.Array:
    try:
        return array.cast(pa.int64())
    except pa.ArrowInvalid:
        return array
