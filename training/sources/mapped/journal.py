"""What happened to the rows of an export? Notes, rows that were set aside, and what forbids the import."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from recommender.types import Bools, Ints
from training.sources.imported import counted
from training.sources.mapped.delimited import Ragged, Sheet
from training.sources.mapped.language import Rule

COLUMNS: Final = ("file", "line", "table", "column", "found", "expected", "mend", "row")
"""Columns of the file of rows that were set aside; `row` is the whole row as JSON."""
_SHOWN: Final = 5
_LONGEST: Final = 60
_FEW: Final = 3


class Journal:
    """Gathers what the reader must be told, in the order in which it happened."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self.problems: list[str] = []
        self._aside: list[pd.DataFrame] = []
        self._lost: dict[str, Ints] = {}

    def tell(self, note: str, applies: bool = True) -> None:
        """Add a sentence, if it applies."""
        if applies:
            self.notes.append(note)

    def set_aside(self, place: tuple[Rule, Sheet, str], at: Ints, found: pd.Series, expected: str, mend: str) -> None:
        """Rows of a sheet (by position) that one column keeps out, with what was found in it."""
        rule, sheet, column = place
        if not len(at):
            return
        self._lost[rule.place] = np.union1d(self.lost(rule), at)
        told = found.astype("str").fillna("an empty cell").to_numpy()
        raw = sheet.frame.iloc[at]
        self._aside.append(
            pd.DataFrame(
                {
                    "file": np.asarray(sheet.files)[sheet.of[at]],
                    "line": sheet.lines[at],
                    "table": rule.table,
                    "column": column,
                    "found": told,
                    "expected": expected,
                    "mend": mend,
                    "row": _as_json(raw),
                }
            )
        )
        self.notes.append(
            f"{rule.place}, {column}: {counted(len(np.unique(at)), 'row')} of {sheet.where} set aside: found "
            f"{most(pd.Series(told))}, expected {expected}; {mend}."
        )

    def lost(self, rule: Rule) -> Ints:
        """Which rows of its file a rule has set aside, by position."""
        return self._lost.get(rule.place, np.empty(0, np.int64))

    def ragged(self, sheet: Sheet) -> None:
        """The rows whose cells did not fit the header."""
        if not sheet.ragged:
            return
        mend = "quote cells that hold the delimiter or line breaks"
        told = [(r.file, r.line, "", "", r.found, r.expected, mend, json.dumps([r.text])) for r in sheet.ragged]
        self._aside.append(pd.DataFrame(told, columns=[*COLUMNS]))
        first = sheet.ragged[0]
        self.notes.append(
            f"[files.{sheet.name}]: {counted(len(told), 'row')} set aside: found {first.found} ({first.file}, line "
            f"{first.line}), expected {first.expected}; {mend}."
        )

    def refuse(self, place: tuple[Rule, Sheet, str], at: Ints, found: pd.Series, expected: str, mend: str) -> None:
        """What forbids the whole import."""
        rule, sheet, column = place
        if len(at):
            shown = most(found.astype("str").fillna("an empty cell"))
            self.problems.append(
                f"{where(sheet, at)}: {rule.place}, {column}: found {shown}, expected {expected}; {mend}"
            )

    @property
    def aside(self) -> pd.DataFrame:
        """All rows that were set aside, one line for each problem, in the order of files and lines."""
        parts = self._aside or [pd.DataFrame({name: pd.Series(dtype="str") for name in COLUMNS})]
        return pd.concat(parts, ignore_index=True).sort_values(["file", "line"], kind="stable", ignore_index=True)


def where(sheet: Sheet, at: Ints, ragged: Sequence[Ragged] = ()) -> str:
    """Where some rows of a sheet stand, by position, and some beside it: the file and line of the first few."""
    few = [(sheet.files[int(sheet.of[one])], int(sheet.lines[one])) for one in at[:_FEW]]
    few = sorted([*few, *((row.file, row.line) for row in ragged[:_FEW])])[:_FEW]
    told = [f"{file}, {'row' if file.endswith('.parquet') else 'line'} {line}" for file, line in few]
    more = len(at) + len(ragged) - len(few)
    return "; ".join(told) + (f" and {more:,} more" if more else "")


def most(found: pd.Series) -> str:
    """The most frequent of some cells, with how often each stands there.

    >>> most(pd.Series(["a", "b", "a"]))
    "'a' (2 rows), 'b' (1 row)"
    """
    counts = sorted(Counter(found.to_list()).items(), key=lambda pair: (-pair[1], pair[0]))
    shown = [f"{_quoted(text)} ({counted(n, 'row')})" for text, n in counts[:_SHOWN]]
    more = len(counts) - _SHOWN
    return ", ".join(shown) + (f" and {counted(more, 'other')}" if more > 0 else "")


def chosen(mask: Bools) -> Ints:
    """The positions that a mask marks."""
    return np.flatnonzero(mask)


def _quoted(text: str) -> str:
    shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return shown if text == "an empty cell" else repr(shown)


def _as_json(raw: pd.DataFrame) -> list[str]:
    names = [str(name) for name in raw.columns]
    cells = [raw[name].to_list() for name in raw.columns]
    return [
        json.dumps({n: c for n, c in zip(names, row, strict=True) if isinstance(c, str)}, ensure_ascii=False)
        for row in zip(*cells, strict=True)
    ]
