"""Which rows of an export is a rule about? Files are looked up in one another, and rows are picked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from recommender.tables.schema import Column, Kind
from recommender.types import Bools, Ints
from training.sources.imported import counted
from training.sources.mapped.delimited import Sheet
from training.sources.mapped.hearing import heard, said
from training.sources.mapped.journal import Journal, chosen, where
from training.sources.mapped.language import Filters, Join, Reader, Rule
from training.sources.mapped.section import nearest

_KEY = Column("key", Kind.ID, "what two files share")


@dataclass(frozen=True, slots=True)
class Rows:
    """Cells by the names that a rule calls them, and where each row stands in the rule's file."""

    frame: pd.DataFrame
    at: Ints

    def where(self, mask: Bools) -> Rows:
        """The marked rows."""
        return Rows(self.frame[mask].reset_index(drop=True), self.at[mask])


def missing_columns(rule: Rule, sheets: Mapping[str, Sheet]) -> list[str]:
    """One sentence for each column that the rule names and its files lack."""
    problems = []
    for key, name in dict.fromkeys(_named(rule)):
        joined, column = _split(rule, name)
        file = joined or rule.file or ""
        if file in sheets and column not in sheets[file].frame:
            there = [str(one) for one in sheets[file].frame]
            mend = nearest(column, there)
            constant = f", or, if it is a constant, {{ value = {name!r} }}" if key == "columns" else ""
            problems.append(
                f"{rule.place}, {key}: found no column {column!r} in {sheets[file].where}; {mend}{constant}"
            )
    return problems


def selected(rule: Rule, sheets: Mapping[str, Sheet], journal: Journal) -> Rows:
    """The rows that the filters of a rule let through, with the columns of the files that it joins."""
    sheet = sheets[rule.file or ""]
    wanted = dict.fromkeys(name for _, name in _named(rule))
    own = [name for name in wanted if _split(rule, name)[0] is None]
    rows = _passing(Rows(sheet.frame[own], np.arange(len(sheet.frame))), rule.filters)
    for join in rule.joins:
        theirs = [name for name in wanted if _split(rule, name)[0] == join.file]
        rows = _passing(_joined(rows, (rule, join), sheets, theirs, journal), rule.filters)
    return rows


def used_columns(rules: tuple[Rule, ...]) -> dict[str, set[str]]:
    """Which columns of each file some rule reads."""
    used: dict[str, set[str]] = {}
    for rule in rules:
        for _, name in _named(rule):
            joined, column = _split(rule, name)
            used.setdefault(joined or rule.file or "", set()).add(column)
        for join in rule.joins:
            used.setdefault(join.file, set()).update(theirs for _, theirs in join.on)
    return used


def _named(rule: Rule) -> Iterator[tuple[str, str]]:
    """Every column of the export that a rule names, with the key that names it."""
    for cell in rule.cells:
        yield from (("columns", name) for name in (*cell.sources, *([cell.of] if cell.of else [])))
    for join in rule.joins:
        yield from (("join", ours) for ours, _ in join.on)
        yield from (("join", f"{join.file}.{theirs}") for _, theirs in join.on)
    for key, pairs in (("only", rule.filters.only), ("except", rule.filters.never)):
        yield from ((key, name) for name, _ in pairs)
    for key, names in (("filled", rule.filters.filled), ("blank", rule.filters.blank)):
        yield from ((key, name) for name in names)
    if rule.keep is not None:
        yield "keep", rule.keep.by


def _split(rule: Rule, name: str) -> tuple[str | None, str]:
    """The joined file (None for the rule's own) and the column that a name means: FILE.COLUMN, or COLUMN."""
    file, dot, column = name.partition(".")
    return (file, column) if dot and any(file == join.file for join in rule.joins) else (None, name)


def _joined(
    rows: Rows, which: tuple[Rule, Join], sheets: Mapping[str, Sheet], theirs: list[str], journal: Journal
) -> Rows:
    """The rows with the columns of one more file."""
    rule, join = which
    other = sheets[join.file]
    keys = [f"\x00{place}" for place in range(len(join.on))]
    columns = {name: other.frame[_split(rule, name)[1]] for name in theirs}
    columns |= {key: _key(other.frame[b], join.reader) for key, (_, b) in zip(keys, join.on, strict=True)}
    right = pd.DataFrame(columns)
    right = right.dropna(subset=keys).drop_duplicates()
    if not join.many and (twice := right.duplicated(keys, keep=False).to_numpy(bool)).any():
        at = right.index.to_numpy()[chosen(twice)]
        first = " + ".join(right.loc[at[0], keys])
        journal.problems.append(
            f"{where(other, at)}: {rule.place}, join {join.file}: found {first!r} in several rows, expected one; add a "
            "column to on, or write many = true for a row each"
        )
        right = right.drop_duplicates(keys)
    ours = {key: _key(rows.frame[a], join.reader) for key, (a, _) in zip(keys, join.on, strict=True)}
    left = rows.frame.assign(**ours, **{"\x00at": rows.at})
    both = left.merge(right.assign(**{"\x00hit": True}), on=keys, how="left")
    alone = both["\x00hit"].isna().to_numpy(bool)
    met = Rows(both.drop(columns=[*keys, "\x00hit", "\x00at"]), both["\x00at"].to_numpy())
    return _without_partner(met, alone, which, sheets, journal)


def _without_partner(
    rows: Rows, alone: Bools, which: tuple[Rule, Join], sheets: Mapping[str, Sheet], journal: Journal
) -> Rows:
    """What becomes of rows that the other file does not know."""
    rule, join = which
    if not alone.any():
        return rows
    sheet, ours = sheets[rule.file or ""], " + ".join(a for a, _ in join.on)
    if join.missing == "set_aside":
        found = rows.frame.loc[alone, join.on[0][0]]
        expected = f"a row of {sheets[join.file].where} with the same"
        journal.set_aside((rule, sheet, ours), rows.at[alone], found, expected, "export both files on the same day")
        return rows.where(~alone)
    became = "left out" if join.missing == "leave_out" else "kept, with empty cells"
    number = counted(int(alone.sum()), "row")
    journal.tell(f"{rule.place}: {number} of {sheet.where} without a row in {sheets[join.file].where}: {became}.")
    return rows if join.missing == "empty" else rows.where(~alone)


def _key(cells: pd.Series, reader: Reader | None) -> pd.Series:
    return cells if reader is None else heard(said(cells, reader), reader.options, _KEY).values.astype("str")


def _passing(rows: Rows, filters: Filters) -> Rows:
    """The rows that pass by the columns that are there; words are compared without regard to capitals."""
    frame, kept = rows.frame, np.ones(len(rows.at), bool)
    for name, words in filters.only:
        kept &= name not in frame or _among(frame[name], words)
    for name, words in filters.never:
        kept &= name not in frame or ~_among(frame[name], words)
    for name in filters.filled:
        kept &= name not in frame or frame[name].notna().to_numpy(bool)
    for name in filters.blank:
        kept &= name not in frame or frame[name].isna().to_numpy(bool)
    return rows.where(kept)


def _among(cells: pd.Series, words: tuple[str, ...]) -> Bools:
    return cells.str.casefold().isin([word.strip().casefold() for word in words]).to_numpy(bool)
