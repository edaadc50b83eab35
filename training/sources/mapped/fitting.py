"""Does what was heard fit the column that it is for? Judged once from the mapping, and cell by cell from the export."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from recommender.tables.schema import Column, Kind
from recommender.tables.typed import range_text
from recommender.types import Bools
from training.sources.mapped.hearing import heard
from training.sources.mapped.language import Amounts, Cell, Clocks, Constant, Ids, Numbers, Plain, Shares, Times, Words
from training.sources.mapped.section import nearest

_TEXTS: Final = (Ids, Plain, Words)
_NUMBERS: Final = (Numbers, Shares, Amounts, Clocks)
_FIT: Final[Mapping[Kind, tuple[type, ...]]] = {
    Kind.ID: _TEXTS,
    Kind.TEXT: (*_TEXTS, *_NUMBERS),
    Kind.NUMBER: (*_NUMBERS, Words),
    Kind.INTEGER: (*_NUMBERS, Words),
    Kind.BOOLEAN: (Words,),
    Kind.DATE: (Times,),
    Kind.TIME: (Times,),
}
_CALLED: Final = {
    Ids: "id", Plain: "text", Words: "words", Times: "time", Numbers: "number", Shares: "share", Amounts: "amount",
    Clocks: "clock",
}  # fmt: skip
_VALUES: Final[Mapping[Kind, tuple[type, ...]]] = {
    Kind.NUMBER: (int, float),
    Kind.INTEGER: (int, float),
    Kind.BOOLEAN: (bool,),
}

Misfit = tuple[str, str, str]
"""What was found, what was expected, how to mend it."""


def misfit(cell: Cell, column: Column) -> Misfit | None:
    """What a mapping says of a column that cannot be right, whatever the export holds."""
    options = None if cell.reader is None else cell.reader.options
    if cell.of is not None and not isinstance(options, Numbers | None):
        return "of beside another reader", "of with a reader of kind number, or none", "name another reader"
    if options is not None and not isinstance(options, _FIT[column.kind]):
        kinds = ", ".join(_CALLED[kind] for kind in _FIT[column.kind])
        found = f"a reader of kind {_CALLED[type(options)]!r}"
        return found, f"one of kind {kinds} ({column.name} holds {column.kind})", "name another reader"
    if options is None and cell.sources and column.kind is Kind.TIME:
        return "no reader", "as = a reader of kind time", "declare how the export writes its times, and name it here"
    values = [*options.words.values()] if isinstance(options, Words) else []
    values += [value for value in (cell.constant, cell.otherwise) if value is not None]
    return next((wrong for value in values if (wrong := _wrong(value, column)) is not None), None)


def _wrong(value: Constant, column: Column) -> Misfit | None:
    """Why a value cannot stand in a column, None if it can."""
    if isinstance(value, float) and not np.isfinite(value):
        return repr(value), "a finite number", "write it out, or leave it away"
    if column.choices and value not in column.choices:
        return repr(value), f"one of {', '.join(column.choices)}", nearest(str(value), column.choices)
    kinds = _VALUES.get(column.kind, (str,))
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        return repr(value), f"{column.kind} ({column.name})", "write a value of that kind"
    if kinds == (str,) and column.kind in (Kind.DATE, Kind.TIME):
        bad = heard(pd.Series([value], dtype="str"), None, column).bad.any()
        example = "2026-03-01" if column.kind is Kind.DATE else "2026-03-01T09:00:00+01:00"
        return (repr(value), f"a {column.kind} such as {example}", "correct it") if bad else None
    if isinstance(value, (int, float)) and outside(pd.Series([float(value)]), column).any():
        return repr(value), _ranged(column), "correct it"
    return None


def outside(values: pd.Series, column: Column) -> Bools:
    """Which numbers are beyond the range of a column, or not whole where they must be."""
    low = -np.inf if column.low is None else column.low
    high = np.inf if column.high is None else column.high
    numbers = values.astype("float64")
    wrong = ~numbers.between(low, high)
    if column.kind is Kind.INTEGER:
        wrong |= numbers.ne(numbers.round())
    return (wrong & numbers.notna()).to_numpy(bool)


def unfit(values: pd.Series, column: Column) -> tuple[Bools, str]:
    """Which values cannot stand in the column, and what could."""
    if column.choices:
        return (values.notna() & ~values.isin(column.choices)).to_numpy(bool), f"one of {', '.join(column.choices)}"
    if column.kind in (Kind.NUMBER, Kind.INTEGER):
        return outside(values, column), _ranged(column)
    return np.zeros(len(values), bool), ""


def _ranged(column: Column) -> str:
    ranged = range_text(column) if (column.low, column.high) != (None, None) else "a number"
    return f"{ranged}, without a fraction" if column.kind is Kind.INTEGER else ranged
