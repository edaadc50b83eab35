"""How does a report on tables look?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rich.console import Group, RenderableType

from cairn.show.layout import bullets, heading, number_column, stacked, table, text_column
from cairn.show.numbers import counted
from cairn.show.prose import Prose
from recommender.tables import Answerable, Problem, Report, Severity

_COLOURS: Final = {Severity.ERROR: "bold red", Severity.QUARANTINE: "yellow", Severity.WARNING: "cyan"}


def report(found: Report) -> RenderableType:
    """Verdict, problems, what was counted but not listed, what was set aside, and which answers are possible."""
    return Group(findings(found), rows(found), answers(found.answers, bool(found.errors)))


def findings(found: Report) -> RenderableType:
    """Verdict, problems, and what was counted but not listed."""
    return Group(Prose(verdict(found), "bold"), problems(found.problems), unlisted(found))


def verdict(found: Report) -> str:
    """Whether the tables can be used, in one sentence."""
    totals = dict.fromkeys(Severity, 0)
    for (severity, *_), number in found.counts.items():
        totals[severity] += number
    parts = ", ".join(
        (
            counted(totals[Severity.ERROR], "error"),
            f"{counted(sum(found.quarantined.values()), 'row')} set aside",
            counted(totals[Severity.WARNING], "warning"),
        )
    )
    usable = "cannot be used" if totals[Severity.ERROR] else "can be used"
    return f"These tables {usable}: {parts}."


def problems(found: tuple[Problem, ...]) -> RenderableType:
    """The table: where, and what was found, what was expected and how to mend it; places are never broken."""
    if not found:
        return Group()
    grid = table()
    grid.leading = 1
    grid.add_column("where", no_wrap=True)
    text_column(grid, "what is wrong, and how to mend it")
    for one in found:
        said = stacked(f"found: {one.found}", f"expected: {one.expected}", f"to mend it: {one.mend}")
        grid.add_row(place(one), said)
    return grid


def place(problem: Problem) -> RenderableType:
    """Severity, file, row and column, one under the other."""
    file = problem.file or problem.table
    word = "line" if file.endswith(".csv") else "row"
    row = "" if problem.row is None else f"{word} {problem.row}"
    column = "" if problem.column is None else f"column {problem.column}"
    return stacked((problem.severity.value, _COLOURS[problem.severity]), (file, "bold"), row, column)


def unlisted(found: Report) -> RenderableType:
    """Problems of which only the first are listed, with their true number."""
    listed: dict[tuple[object, ...], int] = {}
    for one in found.problems:
        key = (one.severity, one.table, one.column, one.code)
        listed[key] = listed.get(key, 0) + 1
    more = [
        f"{'.'.join(part for part in (table_, column) if part)}: {code.replace('_', ' ')}, "
        f"{counted(number, 'time')} in all, {listed.get((severity, table_, column, code), 0)} listed"
        for (severity, table_, column, code), number in found.counts.items()
        if number > listed.get((severity, table_, column, code), 0)
    ]
    return Group(heading("Not all are listed"), bullets(more)) if more else Group()


def rows(found: Report) -> RenderableType:
    """Rows kept and set aside, by table."""
    grid = table(wide=False)
    text_column(grid, "table")
    number_column(grid, "rows kept")
    number_column(grid, "set aside")
    aside: Mapping[str, int] = found.quarantined
    for name in dict.fromkeys((*found.rows, *aside)):
        grid.add_row(name, f"{found.rows.get(name, 0):,}", f"{aside[name]:,}" if name in aside else "–")
    return grid


def answers(found: tuple[Answerable, ...], broken: bool = False) -> RenderableType:
    """What the tables allow Cairn to answer (`broken` ones once they are mended), and what more it would take."""
    grid = table()
    text_column(grid, "answer", 2)
    grid.add_column("possible", no_wrap=True)
    text_column(grid, "what it is", 4)
    text_column(grid, "what is missing", 4)
    for one in found:
        can = Prose("yes", "green") if one.possible else Prose("no", "yellow")
        grid.add_row(one.name, can, Prose(one.doc), Prose(", ".join(one.missing) or "–"))
    title = "Once the errors are mended, these tables can answer" if broken else "What these tables can answer"
    return Group(heading(title), grid)
