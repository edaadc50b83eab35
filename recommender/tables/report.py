"""What was found wrong with some tables, and what can they answer?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from types import MappingProxyType
from typing import Final

import pandas as pd

from recommender.tables.rules import RULES, Severity
from recommender.tables.schema import TABLES
from recommender.types import Ints

LISTED: Final = 20
"""Problems of one table, column and code that are listed; the others are only counted."""
_SHOWN: Final = 80

Count = tuple[Severity, str, str | None, str]
"""What is counted: (severity, table, column or None, code)."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where, what was found, what was expected, how to mend it.

    `row` is the line of a CSV file (the header is line 1), or the number of a Parquet row (the first is 1).
    """

    severity: Severity
    table: str
    file: str | None
    row: int | None
    column: str | None
    found: str
    expected: str
    mend: str
    code: str

    @property
    def text(self) -> str:
        """The problem as one sentence."""
        row = None if self.row is None else f"{_row_word(self.file)} {self.row}"
        column = None if self.column is None else f"column {self.column}"
        where = ", ".join(part for part in (self.file or self.table, row, column) if part)
        return f"{where}: found {self.found}, expected {self.expected}; to mend it: {self.mend}"


@dataclass(frozen=True, slots=True)
class Answerable:
    """One thing that Cairn can answer; where `possible` is false, `missing` says which tables it takes."""

    name: str
    doc: str
    possible: bool
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that reading the tables brought to light.

    `problems` lists at most 20 a table, column and code, the gravest first; `counts` holds the true totals. `rows` and
    `quarantined` count, by table, the rows that were kept (with those that stand in) and those that were set aside.
    """

    problems: tuple[Problem, ...] = ()
    counts: Mapping[Count, int] = field(default_factory=dict)
    rows: Mapping[str, int] = field(default_factory=dict)
    quarantined: Mapping[str, int] = field(default_factory=dict)
    answers: tuple[Answerable, ...] = ()

    def without(self, tables: Collection[str]) -> Report:
        """The same with nothing said of some tables."""
        return Report(
            tuple(problem for problem in self.problems if problem.table not in tables),
            {count: number for count, number in self.counts.items() if count[1] not in tables},
            {table: number for table, number in self.rows.items() if table not in tables},
            {table: number for table, number in self.quarantined.items() if table not in tables},
            self.answers,
        )

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that stop."""
        return tuple(problem for problem in self.problems if problem.severity is Severity.ERROR)


class Collector:
    """Gathers problems while tables are checked, so that all are told at once."""

    def __init__(self) -> None:
        self._problems: list[Problem] = []
        self._counts: Counter[Count] = Counter()
        self._quarantined: Counter[str] = Counter()

    def note(
        self,
        code: str,
        table: str,
        *,
        file: str | None = None,
        column: str | None = None,
        lines: Ints | None = None,
        found: Sequence[object] | pd.Series | str = "nothing",
        expected: str | None = None,
        mend: str | None = None,
    ) -> None:
        """Note one problem, or one a line; `found` is one text for all, or one value a line."""
        rule = RULES[code]
        severity = rule.severity_in(table)
        key = (severity, table, column, code)
        room = max(0, LISTED - self._counts[key])
        rows = [None] if lines is None else lines[:room].tolist()
        shown = repeat(found) if isinstance(found, str) else [quoted(value) for value in found[:room]]
        self._counts[key] += 1 if lines is None else len(lines)
        self._problems += [
            Problem(severity, table, file, row, column, text, expected or rule.expected, mend or rule.mend, code)
            for row, text in list(zip(rows, shown, strict=False))[:room]
        ]

    def set_aside(self, table: str, rows: int) -> None:
        """Count rows that were quarantined."""
        self._quarantined[table] += rows

    def report(self, rows: Mapping[str, int], answers: tuple[Answerable, ...]) -> Report:
        """What was gathered, the gravest first."""
        return Report(
            tuple(sorted(self._problems, key=_gravity)),
            MappingProxyType(dict(sorted(self._counts.items(), key=lambda item: tuple(map(str, item[0]))))),
            MappingProxyType(dict(rows)),
            MappingProxyType({table: n for table, n in sorted(self._quarantined.items()) if n}),
            answers,
        )


def quoted(value: object) -> str:
    """A cell as a sentence shows it: on one line and not too long."""
    text = str(value)
    return repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}… ({len(text)} characters)")


_GRAVITY: Final = {severity: place for place, severity in enumerate(Severity)}
_PLACE: Final = {name: place for place, name in enumerate(TABLES)}


def _gravity(problem: Problem) -> tuple[int, int, str, int, str, str]:
    place = _PLACE.get(problem.table, len(_PLACE))
    return (_GRAVITY[problem.severity], place, problem.table, problem.row or 0, problem.column or "", problem.code)


def _row_word(file: str | None) -> str:
    return "line" if file is not None and file.endswith(".csv") else "row"
