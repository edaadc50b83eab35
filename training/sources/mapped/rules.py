"""How does a mapping say which rows make a table? [[tables]] sections become rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from recommender.tables.schema import TABLES, Table
from training.sources.mapped.fitting import misfit
from training.sources.mapped.language import (
    Bulk,
    Cell,
    Constant,
    Filters,
    Join,
    Keep,
    Reader,
    Rule,
    SourceFile,
)
from training.sources.mapped.section import Section, nearest

DERIVED: Final = {
    "events": ("event_id", "time_precision", "source"),
    "contents": ("system",),
    "identities": ("system",),
}
"""Columns that are filled in where a mapping does not."""
_NOTHING: Final = Table("", "", ())
_OF_CELLS: Final = ("first", "between", "otherwise", "split", "of", "as")
"""Keys that say how cells of the export are read: a constant has none."""
_HAS_SPANS: Final = ("employments",)


@dataclass(frozen=True, slots=True)
class Known:
    """What the sections above the tables have declared."""

    files: Mapping[str, SourceFile]
    readers: Mapping[str, Reader | None]


def rule(section: Section, known: Known) -> Rule:
    """One rule; what is wrong with it is noted in the section."""
    name = section.text("to")
    if name and name not in TABLES:
        section.refuse("to", repr(name), "a table of Cairn", nearest(name, TABLES))
    table = TABLES.get(name, _NOTHING)
    section.place = f"{section.place} (to {name})"
    made = _of_rows(section, table) if "rows" in section else _of_file(section, table, known)
    section.close()
    return made


def _of_rows(section: Section, table: Table) -> Rule:
    """A rule that writes its rows out."""
    given = section.each("rows")
    rows = [] if table is _NOTHING else [_row(one, table) for one in given]
    if not given:
        section.refuse("rows", "none", "at least one row", "write them, or remove the section")
    keys = [key for row in rows if any(key := tuple(str(row.get(name, "")) for name in table.key))]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        section.refuse("rows", f"{' + '.join(filter(None, key))} twice", "one row for each", "remove one of them")
    return Rule(section.place, table.name, None, (), rows=tuple(rows))


def _row(section: Section, table: Table) -> dict[str, Constant]:
    row = {name: section.constant(name) for name in table.names}
    for column in table.columns:
        if column.required and row.get(column.name) is None and column.name not in DERIVED.get(table.name, ()):
            section.refuse(column.name, "no such key", "a value", "add it")
    for name, value in row.items():
        if value is not None and (wrong := misfit(Cell(name, constant=value), table[name])) is not None:
            section.refuse(name, *wrong)
    section.close()
    return {name: value for name, value in row.items() if value is not None}


def _of_file(section: Section, table: Table, known: Known) -> Rule:
    file = section.text("from")
    if file and file not in known.files:
        section.refuse("from", repr(file), "the name of a [files] section", nearest(file, known.files))
    joins = tuple(_join(one, known) for one in section.each("join"))
    names = [join.file for join in joins]
    for name in sorted({name for name in names if names.count(name) > 1}):
        section.refuse("join", f"{name!r} more than once", "each file once", "declare it again under another name")
    for place, join in enumerate(joins):
        for ours in [ours for ours, _ in join.on if "." in ours and ours.partition(".")[0] in names[place:]]:
            found = f"{ours!r} before that file is joined"
            section.refuse("join", found, "a column of a file that is there", "put the other join first")
    return Rule(
        section.place,
        table.name,
        file,
        () if table is _NOTHING and section.any("columns") else _cells(section, table, known),
        joins,
        _filters(section),
        _keep(section, known),
        _bulk(section, table),
        _end_earlier(section, table),
    )


def _cells(section: Section, table: Table, known: Known) -> tuple[Cell, ...]:
    columns = section.one("columns")
    if columns is None:
        section.refuse("columns", "no such key", "a section", f"say where the columns of {table.name} come from")
        return ()
    named = {name: columns.any(name) for name in table.names}
    content = {name: found for name, found in named.items() if name in columns}
    if table.open_prefix is not None:
        open_names = sorted(set(columns.names()) - set(table.names))
        content |= {name: columns.any(name) for name in open_names if name.startswith(table.open_prefix)}
    cells = tuple(_cell(name, found, columns, known) for name, found in content.items())
    for cell in cells:
        judged = replace(cell, sources=()) if _is_misread(cell, content[cell.column]) else cell
        if cell.column in table.names and (wrong := misfit(judged, table[cell.column])) is not None:
            columns.refuse(cell.column, *wrong)
    for column in table.columns:
        if column.required and column.name not in content and column.name not in DERIVED.get(table.name, ()):
            columns.refuse(column.name, "no such key", "a column of the export, or a value", "add it")
    if len({(cell.sources, cell.split) for cell in cells if cell.split is not None}) > 1:
        columns.refuse(None, "different cells that are split", "at most one", "write a rule for each of them")
    columns.close()
    return cells


def _is_misread(cell: Cell, found: object) -> bool:
    """Whether a cell names a reader that cannot be used, which is told at its name: nothing is said of its sources."""
    return cell.reader is None and isinstance(found, dict) and bool(found.get("as"))


def _cell(name: str, found: object, columns: Section, known: Known) -> Cell:
    if isinstance(found, str):
        return Cell(name, (found,))
    if not isinstance(found, dict):
        columns.refuse(
            name, repr(found), "the title of a column of the export", f"for a constant write {{ value = {found!r} }}"
        )
        return Cell(name)
    section = Section(f"{columns.place}, {name}", found, columns.problems)
    cell = Cell(
        name,
        section.texts("from"),
        section.flag("first", False),
        section.text("between", "-") if section.any("between") != "" else "",
        section.constant("value"),
        section.constant("otherwise"),
        section.text("split", "") or None,
        section.text("of", "") or None,
        _as(section, known),
    )
    if bool(cell.sources) == (cell.constant is not None):
        section.refuse(None, "both or neither of from and value", "one of them", "say where the cells come from")
    elif cell.constant is not None and (beside := [key for key in section.names() if key in _OF_CELLS]):
        section.refuse("value", f"{', '.join(beside)} beside it", "value alone", "remove it, or read a column (from)")
    section.close()
    return cell


def _as(section: Section, known: Known) -> Reader | None:
    name = section.text("as", "")
    if name and name not in known.readers:
        section.refuse("as", repr(name), "the name of a [read] section", nearest(name, known.readers))
    return known.readers.get(name)


def _join(section: Section, known: Known) -> Join:
    file = section.text("file")
    if file and file not in known.files:
        section.refuse("file", repr(file), "the name of a [files] section", nearest(file, known.files))
    pairs = tuple((ours, str(theirs)) for ours, theirs in section.constants("on", required=True).items())
    if not pairs and "on" in section:
        section.refuse("on", "no columns", "at least one pair", "write { our_column = 'their_column' }")
    missing = section.choice("missing", ("empty", "leave_out", "set_aside"), "empty")
    made = Join(file, pairs, _as(section, known), missing, section.flag("many", False))
    section.close()
    return made


def _filters(section: Section) -> Filters:
    return Filters(
        _lists(section.one("only")), _lists(section.one("except")), section.texts("filled"), section.texts("blank")
    )


def _lists(section: Section | None) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return () if section is None else tuple((name, section.texts(name)) for name in section.names())


def _keep(section: Section, known: Known) -> Keep | None:
    if (below := section.one("keep")) is None:
        return None
    last, first = below.text("last", ""), below.text("first", "")
    if bool(last) == bool(first):
        below.refuse(None, "both or neither of last and first", "one of them", "name the column that decides")
    kept = Keep(last or first, bool(last), _as(below, known))
    below.close()
    return kept


def _bulk(section: Section, table: Table) -> Bulk | None:
    if (below := section.one("bulk")) is None:
        return None
    if table.name != "events":
        section.refuse("bulk", f"it in a rule for {table.name}", "it in rules for events only", "remove it")
    made = Bulk(below.whole("rows", 50), below.number("days_later", 7.0, above=-1e-9))
    below.close()
    return made


def _end_earlier(section: Section, table: Table) -> bool:
    ends = section.choice("overlap", ("refuse", "end_earlier"), "refuse") == "end_earlier"
    if ends and table.name not in _HAS_SPANS:
        section.refuse("overlap", f"it in a rule for {table.name}", "it for employments only", "remove it")
    return ends
