"""What does one raw column say, read as one kind of cell? Arrays in, arrays out; nothing is judged here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from recommender.tables.arrays import Cells, UnreadableColumn, as_text, joined, plain, trimmed, where
from recommender.tables.moments import dates, times
from recommender.tables.schema import Kind

_NUMBER: Final = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$"
_TRUE: Final = pa.array(["true", "1", "yes", "y", "t"], pa.large_string())
_FALSE: Final = pa.array(["false", "0", "no", "n", "f"], pa.large_string())


def cells(column: pa.Array, kind: Kind) -> Cells:
    """Read a raw column as one kind; raises `UnreadableColumn` where its type rules that out."""
    return _READERS[kind](plain(column))


def _text(column: pa.Array) -> Cells:
    return Cells(as_text(column))


def _number(column: pa.Array) -> Cells:
    if pa.types.is_boolean(column.type) or pa.types.is_temporal(column.type):
        raise UnreadableColumn(str(column.type))
    if pa.types.is_integer(column.type) or pa.types.is_floating(column.type) or pa.types.is_decimal(column.type):
        return _finite(pc.cast(column, pa.float64(), safe=False), nan_is_empty=True)
    text = trimmed(as_text(column))
    try:
        return _finite(text.cast(pa.float64()), nan_is_empty=False)
    except pa.ArrowInvalid:
        good = pc.match_substring_regex(text, _NUMBER)
        return joined(text, _finite(where(good, text).cast(pa.float64()), nan_is_empty=False).values)


def _integer(column: pa.Array) -> Cells:
    read = _number(column)
    whole = pc.equal(pc.floor(read.values), read.values)
    if pc.all(whole).as_py() is not False:
        return read
    broken = ~np.asarray(pc.fill_null(whole, True).to_numpy(zero_copy_only=False), bool)
    return Cells(where(whole, read.values), broken if read.bad is None else read.bad | broken)


def _boolean(column: pa.Array) -> Cells:
    if pa.types.is_boolean(column.type):
        return Cells(column)
    text = pc.utf8_lower(trimmed(as_text(column)))
    yes, no = pc.is_in(text, _TRUE), pc.is_in(text, _FALSE)
    return joined(text, where(pc.or_(yes, no), yes))


def _finite(numbers: pa.Array, nan_is_empty: bool) -> Cells:
    """Finite numbers; the others are bad, but for NaN in columns of numbers, which is how those say "empty"."""
    finite = pc.is_finite(numbers)
    if pc.all(finite).as_py() is not False:
        return Cells(numbers)
    there = where(pc.invert(pc.is_nan(numbers)), numbers) if nan_is_empty else numbers
    return joined(there, where(finite, numbers))


_READERS: Final[dict[Kind, Callable[[pa.Array], Cells]]] = {
    Kind.ID: _text,
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.INTEGER: _integer,
    Kind.BOOLEAN: _boolean,
    Kind.DATE: dates,
    Kind.TIME: times,
}
