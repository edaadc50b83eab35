"""Can these rows be put? They are checked as tables are, together with what stands in the store around them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from api.flows.bodies import Key, bodies_of, frame_of, key_of
from api.flows.given import Given, spelled
from api.flows.naming import unnamed
from api.flows.sheets import Sheet
from api.flows.surroundings import around, holders
from api.problems import Cause, RequestRefused, pointer
from api.store import Session
from recommender.tables import Problem, Report, Severity, check
from recommender.tables.report import quoted
from recommender.tables.schema import TABLES, Table

_LOSSY: Final = frozenset({"unreadable_optional", "dangling_optional", "reversed_session"})
"""Warnings of files after which a cell counts as empty. Whoever sends rows can still mend them, so they refuse."""


_DANGLING: Final = frozenset({"dangling_id", "dangling_optional"})
_OF_ROWS: Final = frozenset({"duplicate_row", "duplicate_id", "names_nothing"})
"""Problems of several cells, which may come from one that counts as empty since it was told."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The rows as they are kept, by their place in the call, and what is poor about them."""

    bodies: Mapping[int, dict[str, Any]]
    warnings: tuple[Cause, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Rows to put into one table, rows to end there, and `causes`: what was wrong before the schema was asked."""

    table: Table
    sheet: Sheet
    given: tuple[Given, ...]
    causes: tuple[Cause, ...] = ()

    @property
    def puts(self) -> tuple[Given, ...]:
        return tuple(one for one in self.given if one.cells is not None)

    @property
    def ends(self) -> tuple[Given, ...]:
        return tuple(one for one in self.given if one.cells is None)

    def has_told(self, problem: Problem) -> bool:
        """Whether what a check says of a row was said before, of the same cell or of what it comes from."""
        row = self.puts[(problem.row or 1) - 1].row
        told = [one.pointer for one in self.causes if f"{one.pointer}/".startswith(f"{pointer(row)}/")]
        return pointer(row, problem.column or "") in told or (problem.code in _OF_ROWS and bool(told))


def judged(session: Session, asked: Asked) -> Verdict:
    """The rows as they would be kept. Raises RequestRefused with everything that speaks against them."""
    table, puts = asked.table, [one.cells or {} for one in asked.puts]
    there = around(session, table.name, puts)
    keys = {one.key for one in asked.given}
    others = [row for row in there.get(table.name, ()) if key_of(row, table) not in keys]
    kept = _kept_beside(session, asked)
    rows = [kept.get(one.key, {}) | dict(one.cells or {}) for one in asked.puts] + [spelled(row) for row in others]
    there[table.name] = rows
    reading = check({name: frame_of(bodies, TABLES[name]) for name, bodies in there.items()})
    causes, warnings = _told(reading.report, asked, others)
    causes = [*asked.causes, *causes, *unnamed(asked.puts, there, asked.sheet, table), *_held(session, asked)]
    if causes:
        raise RequestRefused(causes)
    frame = reading.tables[table.name]
    ours = frame[frame[table.key[0]].isin({one.key[0] for one in asked.puts})]
    found = {key_of(body, table): body for body in bodies_of(ours, table)}
    return Verdict(_by_row(found, asked), tuple(warnings))


def _kept_beside(session: Session, asked: Asked) -> dict[Key, dict[str, str]]:
    """The cells of open columns (see Table.open_prefix), which stay as they are where a row does not name them."""
    prefix = asked.table.open_prefix
    if prefix is None:
        return {}
    before = session.rows.get(asked.table.name, [one.key for one in asked.puts])
    return {key: {name: cell for name, cell in row.items() if name.startswith(prefix)} for key, row in before.items()}


def _told(report: Report, asked: Asked, others: Sequence[Mapping[str, Any]]) -> tuple[list[Cause], list[Cause]]:
    """What the report says against the change, and what it merely warns of."""
    causes: list[Cause] = []
    warnings: list[Cause] = []
    for problem in report.problems:
        ours = problem.table == asked.table.name and problem.row is not None and problem.row <= len(asked.puts)
        if problem.row is None or not (ours or _refuses(problem)):
            continue
        if (_names(problem, asked.table) or asked.has_told(problem)) if ours else _names_a_put(problem, asked):
            continue
        cause = _of_ours(problem, asked) if ours else _of_others(problem, asked, others)
        (causes if _refuses(problem) else warnings).append(cause)
    return causes + list(_unlisted(report, asked)), warnings


def _names(problem: Problem, table: Table) -> bool:
    """Whether a problem is an id that names nothing, which `unnamed` tells."""
    return problem.code in _DANGLING and table[problem.column or ""].references is not None


def _names_a_put(problem: Problem, asked: Asked) -> bool:
    """Whether a row is told only since one that it names is poor, which is told of that one."""
    named = problem.column and TABLES[problem.table][problem.column].references
    dangles = problem.code in _DANGLING and named == asked.table.name
    return dangles and problem.found in {quoted(one.key[0]) for one in asked.puts}


def _refuses(problem: Problem) -> bool:
    return problem.severity is not Severity.WARNING or problem.code in _LOSSY


def _of_ours(problem: Problem, asked: Asked) -> Cause:
    said = f"found {problem.found}, expected {problem.expected}; to mend it: {problem.mend}"
    field = () if problem.column is None else (problem.column,)
    return asked.sheet.cause(asked.puts[(problem.row or 1) - 1].row, said, *field)


def _of_others(problem: Problem, asked: Asked, others: Sequence[Mapping[str, Any]]) -> Cause:
    """A row that stands in the store already would break: told at the row of the call that breaks it."""
    place = problem.table if problem.column is None else f"{problem.table}.{problem.column}"
    said = f"a row that stands in {place} would break: found {problem.found}, expected {problem.expected}"
    mine = [one for one in asked.ends if quoted(one.key[0]) == problem.found]
    if not mine and problem.table == asked.table.name:
        first = str(others[(problem.row or 1) - 1 - len(asked.puts)].get(asked.table.key[0]))
        mine = [one for one in asked.given if one.key[0] == first]
    return asked.sheet.cause(mine[0].row, said) if mine else Cause(said, "#")


def _unlisted(report: Report, asked: Asked) -> Iterator[Cause]:
    """Problems of which only the first are listed, with their true number."""
    listed = Counter((one.severity, one.table, one.column, one.code) for one in report.problems)
    for (severity, table, column, code), number in report.counts.items():
        grave = (severity is not Severity.WARNING or code in _LOSSY) and code not in _DANGLING
        if table == asked.table.name and grave and number > listed[severity, table, column, code]:
            told = f"{column}: {code.replace('_', ' ')}, {number} times in all; the first are told"
            yield Cause(told, "#")


def _held(session: Session, asked: Asked) -> list[Cause]:
    """Rows that are to end while others still name them."""
    if len(asked.table.key) > 1:
        return []
    ends = {one.key[0]: one.row for one in asked.ends}
    held = holders(session, asked.table.name, frozenset(ends))
    return [
        asked.sheet.cause(ends[one], f"{name}.{column} still names this row: change or delete those rows first")
        for one, places in held.items()
        for name, column in places
    ]


def _by_row(found: Mapping[Key, dict[str, Any]], asked: Asked) -> dict[int, dict[str, Any]]:
    """The checked rows by their place in the call."""
    odd = [one.row for one in asked.puts if one.key not in found]
    if odd:
        told = f"write {' and '.join(asked.table.key)} as they are kept: days as 2026-03-01, ids without spaces around"
        raise RequestRefused([asked.sheet.cause(row, told) for row in odd])
    return {one.row: found[one.key] for one in asked.puts}
