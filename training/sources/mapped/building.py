"""Which rows of a table come of a rule? Every cell is read, and rows that cannot be used are set aside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, cast

import numpy as np
import pandas as pd

from recommender.tables.schema import TABLES, Column, Kind
from recommender.types import Bools, Ints
from training.sources.imported import counted
from training.sources.mapped.delimited import Sheet
from training.sources.mapped.fitting import unfit
from training.sources.mapped.heard import DAY, TIME, Heard, flags
from training.sources.mapped.hearing import heard, points, said
from training.sources.mapped.journal import Journal, chosen
from training.sources.mapped.language import Cell, Constant, Ids, Rule, Unreadable, Words
from training.sources.mapped.rows import Rows
from training.sources.mapped.rules import DERIVED

_TYPES: Final = {
    Kind.ID: "str",
    Kind.TEXT: "str",
    Kind.NUMBER: "float64",
    Kind.INTEGER: "float64",
    Kind.BOOLEAN: "bool",
    Kind.DATE: DAY,
    Kind.TIME: TIME,
}
_MEND: Final = "correct it there, or say in the mapping how to read it"


@dataclass(frozen=True, slots=True)
class Built:
    """Rows of one table, where each stands in the rule's file, and by column which times are known by day only."""

    frame: pd.DataFrame
    at: Ints
    days: dict[str, Bools]

    def where(self, mask: Bools) -> Built:
        """The marked rows."""
        days = {name: day[mask] for name, day in self.days.items()}
        return Built(self.frame[mask].reset_index(drop=True), self.at[mask], days)


def column_of(rule: Rule, name: str) -> Column:
    """The column of the schema; those beside it hold text."""
    table = TABLES[rule.table]
    return table[name] if name in table.names else Column(name, Kind.TEXT, "beside the declared ones")


def built(rule: Rule, rows: Rows, sheet: Sheet, journal: Journal) -> Built:
    """The rows that the cells of a rule make of rows of its file."""
    parted, texts = _parted(rule, rows, journal)
    work = _Work(rule, parted, sheet, journal)
    values = {cell.column: work.read(cell, texts.get(cell.column)) for cell in rule.cells}
    frame = pd.DataFrame(values, index=pd.RangeIndex(len(parted.at)))
    return Built(frame, parted.at, work.days).where(~work.aside)


def constant_rows(rule: Rule) -> pd.DataFrame:
    """The rows that a mapping writes out itself."""
    names = dict.fromkeys(name for row in rule.rows for name in row)
    return pd.DataFrame({name: _constants([row.get(name) for row in rule.rows], rule, name) for name in names})


def _constants(cells: list[Constant | None], rule: Rule, name: str) -> pd.Series:
    column = column_of(rule, name)
    if column.kind in (Kind.DATE, Kind.TIME):
        return heard(pd.Series(cells, dtype="str"), None, column).values
    return typed(pd.Series(cells, dtype="object"), column)


def typed(values: pd.Series, column: Column) -> pd.Series:
    """Values as the type that tables hold; flags get their default where nothing is said."""
    whole = values if column.kind is not Kind.BOOLEAN else values.where(values.notna(), bool(column.default))
    kept: pd.Series = whole.astype(cast(Any, _TYPES[column.kind]))
    return kept


class _Work:
    """Reads the cells of a rule one column at a time, and remembers which rows cannot be used."""

    def __init__(self, rule: Rule, rows: Rows, sheet: Sheet, journal: Journal) -> None:
        self._rule, self._rows, self._sheet, self._journal = rule, rows, sheet, journal
        self.aside: Bools = np.zeros(len(rows.at), bool)
        self.days: dict[str, Bools] = {}

    def read(self, cell: Cell, text: pd.Series | None) -> pd.Series:
        """One column."""
        column = column_of(self._rule, cell.column)
        if cell.constant is not None:
            return self._constant(cell.constant, column)
        found = _text(cell, column, self._rows.frame) if text is None else text
        found, options = said(found, cell.reader), None if cell.reader is None else cell.reader.options
        most = None if cell.of is None else said(self._rows.frame[cell.of], cell.reader)
        heard_of = heard(found, options, column) if most is None else points(found, most, options, column)
        values = self._judged(heard_of, found, cell, column)
        self._leave_out(heard_of, cell)
        self._note_odd(heard_of, cell)
        if cell.otherwise is not None:
            values = values.where(values.notna(), self._constant(cell.otherwise, column))
        return self._required(typed(values, column), cell, column)

    def _constant(self, value: Constant, column: Column) -> pd.Series:
        cells = pd.Series([value] * len(self._rows.at), dtype="object")
        if column.kind in (Kind.DATE, Kind.TIME):
            return heard(cells.astype("str"), None, column).values
        return typed(cells, column)

    def _judged(self, found: Heard, text: pd.Series, cell: Cell, column: Column) -> pd.Series:
        """The values, missing where a cell is unreadable or does not fit; what to do with its row is the reader's."""
        wrong, expected = unfit(found.values, column)
        for mask, wanted in ((found.bad, found.expected), (wrong & ~found.bad, expected)):
            self._unreadable(mask, text, wanted, cell)
        self.days[cell.column] = flags(found.day, len(text))
        return found.values.mask(found.bad | wrong)

    def _unreadable(self, mask: Bools, text: pd.Series, expected: str, cell: Cell) -> None:
        if not mask.any():
            return
        policy = Unreadable.SET_ASIDE if cell.reader is None else cell.reader.unreadable
        place, source = (self._rule, self._sheet, _place(cell)), text[mask]
        if policy is Unreadable.EMPTY:
            number = counted(int(mask.sum()), "cell")
            self._journal.tell(f"{self._rule.place}, {_place(cell)}: {number} could not be read and count as empty.")
            return
        mend = f"add it to {_reader_name(cell)}" if _is_words(cell) else _MEND
        told = self._journal.refuse if policy is Unreadable.REFUSE else self._journal.set_aside
        told(place, self._rows.at[mask], source, expected, mend)
        self.aside |= mask

    def _leave_out(self, found: Heard, cell: Cell) -> None:
        out = flags(found.leave_out, len(self.aside)) & ~self.aside
        if out.any():
            number = counted(int(out.sum()), "row")
            self._journal.tell(f"{self._rule.place}, {_place(cell)}: {number} left out by {_reader_name(cell)}.")
        self.aside |= out

    def _note_odd(self, found: Heard, cell: Cell) -> None:
        if found.twice is not None and found.twice.any():
            number = counted(int(found.twice.sum()), "time")
            where = f"{self._rule.place}, {_place(cell)}"
            self._journal.tell(
                f"{where}: {number} fell into the hour that a clock change repeats or skips; the first of the two "
                "hours, or the one after, was taken."
            )

    def _required(self, values: pd.Series, cell: Cell, column: Column) -> pd.Series:
        """Rows that lack what their table requires are set aside, unless they are already."""
        lacking = (values.isna() & ~self.aside).to_numpy(bool)
        if column.required and column.name not in DERIVED.get(self._rule.table, ()) and lacking.any():
            empty = pd.Series([None] * int(lacking.sum()), dtype="str")
            mend = "fill it in there, write otherwise = …, or leave such rows out (filled = …)"
            place = (self._rule, self._sheet, _place(cell))
            self._journal.set_aside(place, self._rows.at[chosen(lacking)], empty, "a value", mend)
            self.aside |= lacking
        return values


def _parted(rule: Rule, rows: Rows, journal: Journal) -> tuple[Rows, dict[str, pd.Series]]:
    """The rows, one for each part of the cell that is split, if there is one; and the parts."""
    cell = next((cell for cell in rule.cells if cell.split is not None), None)
    if cell is None:
        return rows, {}
    texts = _text(cell, column_of(rule, cell.column), rows.frame)
    parts = texts.str.split(cell.split, regex=False).explode().astype("str").str.strip()
    there = parts[parts.notna() & parts.ne("")]
    silent = len(rows.at) - there.index.nunique()
    journal.tell(f"{rule.place}, {_place(cell)}: {counted(silent, 'row')} with nothing to split left out.", silent > 0)
    place = there.index.to_numpy()
    apart = Rows(rows.frame.iloc[place].reset_index(drop=True), rows.at[place])
    told = there.reset_index(drop=True)
    return apart, {one.column: told for one in rule.cells if one.split is not None}


def _text(cell: Cell, column: Column, frame: pd.DataFrame) -> pd.Series:
    """The cells as the export has them: one, the first that says something, or several joined.

    An id lacks nothing: where a part of it is empty, it is empty; other texts are joined of what is there.
    """
    parts = frame[[*cell.sources]]
    if len(cell.sources) == 1:
        return parts.iloc[:, 0]
    if cell.first:
        return parts.bfill(axis=1).iloc[:, 0].astype("str")
    joined = parts.iloc[:, 0].fillna("")
    for place in range(1, len(cell.sources)):
        right = parts.iloc[:, place]
        glue = np.where(joined.ne("") & right.notna(), cell.between, "")
        joined = joined + pd.Series(glue, index=frame.index, dtype="str") + right.fillna("")
    is_id = column.kind is Kind.ID or (cell.reader is not None and isinstance(cell.reader.options, Ids))
    hollow = parts.isna().any(axis=1) if is_id else parts.isna().all(axis=1)
    return joined.mask(hollow).astype("str")


def _place(cell: Cell) -> str:
    return " + ".join(cell.sources) if cell.sources else cell.column


def _is_words(cell: Cell) -> bool:
    return cell.reader is not None and isinstance(cell.reader.options, Words)


def _reader_name(cell: Cell) -> str:
    return f"[read.{cell.reader.name}]" if cell.reader is not None else "the mapping"
