"""How do columns of any origin become plain Arrow arrays and text?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from recommender.types import Bools


class UnreadableColumn(Exception):
    """A column has a type that cells of its kind cannot come from; the text names the type."""


@dataclass(frozen=True, slots=True)
class Cells:
    """One column as read: null where a cell is empty or cannot be read.

    `bad` marks cells that hold something unreadable, `zoneless` those that are times without a zone (both not null in
    the export); None stands for "none of them".
    """

    values: pa.Array
    bad: Bools | None = None
    zoneless: Bools | None = None


def as_array(column: pd.Series) -> pa.Array:
    """A pandas column as one Arrow array; mixed objects become text."""
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        return pa.array(column.dt.tz_convert(None).to_numpy()).cast(pa.timestamp(column.dtype.unit, "UTC"))
    try:
        return plain(pa.Array.from_pandas(column))
    except (pa.ArrowException, UnicodeError, TypeError, ValueError, OverflowError):
        return pa.array([None if _is_missing(cell) else _spelled(cell) for cell in column], pa.large_string())


def as_text(column: pa.Array) -> pa.Array:
    """Any simple Arrow array as text: numbers that are whole lose their ".0", ids read as numbers are ids again."""
    kind = column.type
    if pa.types.is_large_string(kind):
        return column
    if pa.types.is_floating(kind):
        return _number_text(column)
    if _is_nested(kind):
        raise UnreadableColumn(str(kind))
    try:
        return column.cast(pa.large_string())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowTypeError) as error:
        raise UnreadableColumn(str(kind)) from error


def plain(column: pa.Array) -> pa.Array:
    """One array without chunks and dictionaries."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(array, pa.ChunkedArray):
        array = pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], array.type)
    return array.cast(array.type.value_type) if pa.types.is_dictionary(array.type) else array


def mask(array: pa.Array) -> Bools:
    """A boolean Arrow array as a numpy mask; null counts as false."""
    filled: Bools = np.asarray(pc.fill_null(array, False).to_numpy(zero_copy_only=False), bool)
    return filled


def where(keep: pa.Array, array: pa.Array) -> pa.Array:
    """The array, null where `keep` is not true."""
    return pc.if_else(pc.fill_null(keep, False), array, pa.scalar(None, array.type))


def trimmed(text: pa.Array) -> pa.Array:
    """Text without spaces around it; a cell of spaces is empty."""
    tight = pc.utf8_trim_whitespace(text)
    return where(pc.not_equal(tight, ""), tight)


def joined(raw: pa.Array, values: pa.Array) -> Cells:
    """Cells whose bad ones are those that are there in `raw` and null in `values`."""
    if raw.null_count == values.null_count:
        return Cells(values)
    return Cells(values, mask(pc.and_(raw.is_valid(), values.is_null())))


def within(array: pa.Array, number: Any, low: int, high: int) -> pa.Array:
    """The same array, null where its integers lie outside [low, high]."""
    numbers = array.cast(number)
    ends = pc.min_max(numbers).as_py()
    if ends["min"] is None or (ends["min"] >= low and ends["max"] <= high):
        return array
    return where(pc.and_(pc.greater_equal(numbers, low), pc.less_equal(numbers, high)), array)


def _number_text(column: pa.Array) -> pa.Array:
    numbers = column.cast(pa.float64())
    there = where(pc.invert(pc.is_nan(numbers)), numbers)
    small = pc.and_(pc.less(pc.abs(there), 2.0**53), pc.equal(pc.floor(there), there))
    whole = pc.cast(where(small, there), pa.int64(), safe=False).cast(pa.large_string())
    return pc.coalesce(whole, there.cast(pa.large_string()))


def _is_nested(kind: Any) -> bool:
    return bool(pa.types.is_nested(kind) or pa.types.is_duration(kind))


def _is_missing(cell: Any) -> bool:
    return cell is None or (pd.api.types.is_scalar(cell) and bool(pd.isna(cell)))


def _spelled(cell: object) -> str:
    text = f"{cell:.0f}" if isinstance(cell, float) and cell.is_integer() else str(cell)
    return text.encode("utf-8", "replace").decode()
