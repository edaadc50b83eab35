"""Do the columns and cells of one table hold what the schema says? Raw columns in, typed cells out."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from recommender.tables.arrays import Cells, UnreadableColumn, as_text, mask, plain
from recommender.tables.cells import cells
from recommender.tables.draft import Draft
from recommender.tables.raw import Raw
from recommender.tables.report import LISTED, Collector
from recommender.tables.rules import RULES, Severity
from recommender.tables.schema import Column, Kind, Table
from recommender.types import Bools

_ARROW: Final = {
    Kind.ID: pa.large_string(),
    Kind.TEXT: pa.large_string(),
    Kind.NUMBER: pa.float64(),
    Kind.INTEGER: pa.float64(),
    Kind.BOOLEAN: pa.bool_(),
    Kind.DATE: pa.timestamp("s"),
    Kind.TIME: pa.timestamp("us", "UTC"),
}
_EXAMPLES: Final = {
    Kind.NUMBER: "a finite number with a decimal point",
    Kind.INTEGER: "a whole number",
    Kind.BOOLEAN: "true or false",
    Kind.DATE: "a day such as 2026-03-01",
    Kind.TIME: "a time such as 2026-03-01T09:00:00+01:00",
}


def typed(raw: Raw, table: Table, collector: Collector) -> Draft:
    """The table with every declared column, each cell of its kind; rows that cannot be used are set aside."""
    _note_columns(raw, table, collector)
    reader = _Reader(raw, table, collector)
    beside = (Column(name, Kind.TEXT, "beside the declared ones") for name in _open(raw, table))
    columns = {column.name: reader.series(column) for column in (*table.columns, *beside)}
    draft = Draft(table, raw.file, pd.DataFrame(columns, index=pd.RangeIndex(len(raw.lines))), raw.lines)
    return draft.without(reader.aside, collector)


def is_keyless(raw: Raw, table: Table) -> bool:
    """Whether a required column of the key is missing, so that no row of the table can be named."""
    return any(table[name].required and name not in raw.columns for name in table.key)


@cache
def empty(table: Table) -> pd.DataFrame:
    """A frame with every declared column and no row."""
    return pd.DataFrame({column.name: _series(pa.array([], _ARROW[column.kind]), column) for column in table.columns})


class _Reader:
    """Reads the columns of one table and remembers which rows are to be set aside."""

    def __init__(self, raw: Raw, table: Table, collector: Collector) -> None:
        self._raw, self._table, self._collector = raw, table, collector
        self.aside: Bools = np.zeros(len(raw.lines), bool)

    def series(self, column: Column) -> pd.Series:
        """One column as a typed series with defaults filled in; what is wrong with its cells is noted."""
        if (raw := self._raw.columns.get(column.name)) is None:
            return self._absent(column)
        try:
            read = self._words(raw, column) if column.kind in (Kind.ID, Kind.TEXT) else cells(raw, column.kind)
        except (UnreadableColumn, pa.ArrowException):
            found = f"type {raw.type}"
            self._collector.note(
                "unreadable_column", self._table.name, file=self._raw.file, column=column.name, found=found
            )
            return self._absent(column)
        self._judge(read, raw, column)
        return _series(read.values, column)

    def _absent(self, column: Column) -> pd.Series:
        return _series(pa.nulls(len(self._raw.lines), _ARROW[column.kind]), column)

    def _words(self, raw: pa.Array, column: Column) -> Cells:
        """Text as it is to be used: ids and words without spaces around them, empty text as no text."""
        text = cells(raw, column.kind).values
        self._note("nul_byte", column, mask(pc.match_substring(text, "\0")), text)
        if column.kind is Kind.ID or column.choices:
            trimmed = pc.utf8_trim_whitespace(text)
            if column.kind is Kind.ID:
                self._note("padded_id", column, mask(pc.not_equal(trimmed, text)), text)
            text = trimmed
        blank = pc.equal(text, "")
        return Cells(pc.if_else(blank, None, text) if pc.any(blank).as_py() else text)

    def _judge(self, read: Cells, raw: pa.Array, column: Column) -> None:
        nowhere = np.zeros(len(self.aside), bool)
        bad = nowhere if read.bad is None else read.bad
        zoneless = nowhere if read.zoneless is None else read.zoneless
        code = "unreadable" if column.required else "unreadable_optional"
        self._note(code, column, bad, raw, _EXAMPLES.get(column.kind))
        self._note("no_zone", column, zoneless, raw)
        if column.required and read.values.null_count:
            self._note("empty_required", column, mask(read.values.is_null()) & ~bad & ~zoneless, "an empty cell")
        self._judge_values(read.values, raw, column)

    def _judge_values(self, values: pa.Array, raw: pa.Array, column: Column) -> None:
        if column.choices:
            known = pc.is_in(values, pa.array(column.choices, values.type))
            wrong = mask(pc.and_(pc.invert(known), values.is_valid()))
            self._note("unknown_word", column, wrong, raw, f"one of {', '.join(column.choices)}")
        if column.low is not None:
            self._outside(column, mask(pc.less(values, column.low)), raw)
        if column.high is not None:
            self._outside(column, mask(pc.greater(values, column.high)), raw)

    def _outside(self, column: Column, rows: Bools, raw: pa.Array) -> None:
        mend = None if (column.low, column.high) == (0.0, 1.0) else "correct it"
        self._note("out_of_range", column, rows, raw, range_text(column), mend)

    def _note(
        self,
        code: str,
        column: Column,
        rows: Bools,
        found: pa.Array | str,
        expected: str | None = None,
        mend: str | None = None,
    ) -> None:
        if not rows.any():
            return
        shown = found if isinstance(found, str) else _shown(found, rows)
        name, lines = self._table.name, self._raw.lines[rows]
        self._collector.note(
            code, name, file=self._raw.file, column=column.name, lines=lines, found=shown, expected=expected, mend=mend
        )
        if RULES[code].severity_in(name) is Severity.QUARANTINE:
            self.aside = self.aside | rows


def range_text(column: Column) -> str:
    """The range of a number, in words."""
    if column.low is not None and column.high is not None:
        return f"a number from {column.low:g} to {column.high:g}"
    return f"a number of at least {column.low:g}" if column.low is not None else f"a number of at most {column.high:g}"


def _shown(found: pa.Array, rows: Bools) -> list[object]:
    places = np.flatnonzero(rows)[:LISTED]
    shown: list[object] = as_text(plain(found.take(pa.array(places)))).to_pylist()
    return shown


def _series(values: pa.Array, column: Column) -> pd.Series:
    """An Arrow array as the series that checked tables hold, with the declared default filled in."""
    default = bool(column.default) if column.kind is Kind.BOOLEAN else column.default
    if default is not None and values.null_count:
        return _pandas(pc.fill_null(values, pa.scalar(default, values.type)), column.kind)
    return _pandas(values, column.kind)


def _pandas(values: pa.Array, kind: Kind) -> pd.Series:
    if kind in (Kind.ID, Kind.TEXT):
        return _text(values)
    if kind is Kind.DATE:
        return pd.Series(values.cast(pa.timestamp("s")).to_numpy(zero_copy_only=False).astype("M8[s]"))
    if kind is Kind.TIME:
        return pd.Series(values.cast(pa.int64()).fill_null(-(2**63)).to_numpy().astype("M8[us]")).dt.tz_localize("UTC")
    series: pd.Series = values.to_pandas()
    return series


def _text(values: pa.Array) -> pd.Series:
    series: pd.Series = values.to_pandas()
    return series.astype("str")


def _open(raw: Raw, table: Table) -> list[str]:
    """The columns beside the declared ones that the table lets in."""
    if table.open_prefix is None:
        return []
    return sorted(name for name in raw.columns if name.startswith(table.open_prefix))


def _note_columns(raw: Raw, table: Table, collector: Collector) -> None:
    extra = sorted(set(raw.columns) - set(table.names) - set(_open(raw, table)))
    for column in table.columns:
        if column.required and column.name not in raw.columns:
            near = get_close_matches(column.name, extra, 1)
            mend = f"rename column {near[0]!r}, or add it" if near else None
            missing = "no such column: its title is missing"
            collector.note("missing_column", table.name, file=raw.file, column=column.name, found=missing, mend=mend)
    for name in extra:
        near = get_close_matches(name, table.names, 1)
        expected = f"a column of the schema, such as {near[0]}" if near else None
        collector.note("unknown_column", table.name, file=raw.file, column=name, found=repr(name), expected=expected)
