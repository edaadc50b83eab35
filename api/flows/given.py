"""What does one sent row say? Cells as text, the key, and whether the row is to end; what is no row at all is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final

from api.flows.bodies import Key
from api.flows.sheets import Sheet
from api.problems import Cause, shown
from recommender.tables.schema import Column, Kind, Table

DELETED: Final = "deleted"
"""The member that says that a row ends."""
LONGEST: Final = 200
"""Letters of an id or another cell of a key."""
_WHOLE: Final = 2.0**53


@dataclass(frozen=True, slots=True)
class Given:
    """One row as it was sent: its place in the call, its key as it is written, and its cells; no cells: it ends."""

    row: int
    key: Key
    cells: Mapping[str, str] | None


def given_rows(sheet: Sheet, table: Table) -> tuple[tuple[Given, ...], tuple[Cause, ...]]:
    """The rows of a call, and what no schema would understand of them, with rows named twice.

    Such a cell counts as empty, and what is no row is left out, so that all the rest can be judged as well.
    """
    causes = [cause for row, found in enumerate(sheet.rows) for cause in _causes(found, row, sheet, table)]
    given = tuple(_given(found, row, table) for row, found in enumerate(sheet.rows) if isinstance(found, dict))
    return given, (*causes, *_again(given, sheet))


def _causes(found: Any, row: int, sheet: Sheet, table: Table) -> Iterator[Cause]:
    if not isinstance(found, dict):
        yield sheet.cause(row, "found no object: a row is a JSON object of columns and values")
        return
    if not isinstance(found.get(DELETED, False), bool):
        yield sheet.cause(row, f"found {shown(found[DELETED])}, expected true or nothing", DELETED)
    for name, cell in found.items():
        if name != DELETED and (wrong := _wrong(name, cell, table)):
            yield sheet.cause(row, wrong, name)
    if found.get(DELETED) is True:
        yield from _of_tombstone(found, row, sheet, table)


def _wrong(name: str, cell: Any, table: Table) -> str | None:
    """What is wrong with one cell before its column is asked."""
    if name not in table.names:
        return None if table.open_prefix and name.startswith(table.open_prefix) else _no_column(name, table)
    if isinstance(cell, (list, dict)):
        return "found an array or object, expected one value"
    if isinstance(cell, bool) and table[name].kind is not Kind.BOOLEAN:
        return f"found {str(cell).lower()}, expected {table[name].kind}"
    if name in table.key and isinstance(cell, str) and (len(cell) > LONGEST or not cell.isprintable()):
        return f"found {shown(cell)}, expected at most {LONGEST} printable letters"
    return None


def _no_column(name: str, table: Table) -> str:
    near = get_close_matches(name, table.names, 1)
    return f"{table.name} has no such column; " + (f"did you mean {near[0]}?" if near else "leave it out")


def _of_tombstone(found: Mapping[str, Any], row: int, sheet: Sheet, table: Table) -> Iterator[Cause]:
    """A row that ends needs the required cells of its key; the others count as empty."""
    for name in table.key:
        if table[name].required and not _text(found.get(name), table[name]):
            yield sheet.cause(row, f"a row that is deleted is named by {' and '.join(table.key)}", name)


def _given(found: Mapping[str, Any], row: int, table: Table) -> Given:
    columns = {column.name: column for column in table.columns}
    cells = {name: cell for name, cell in found.items() if name != DELETED and not _wrong(name, cell, table)}
    texts = {name: _text(cell, columns.get(name)) for name, cell in cells.items()}
    key = tuple(texts.get(name, "").strip() for name in table.key)
    return Given(row, key, None if _ends(found, table) else texts)


def _ends(found: Mapping[str, Any], table: Table) -> bool:
    """Whether a row is to end; where that is said in words that nobody knows, whether it holds nothing but its key."""
    said = found.get(DELETED, False)
    return said if isinstance(said, bool) else set(found) <= {DELETED, *table.key}


def _again(given: tuple[Given, ...], sheet: Sheet) -> Iterator[Cause]:
    first: dict[Key, int] = {}
    for one in given:
        if first.setdefault(one.key, one.row) != one.row and any(one.key):
            place = f"line {sheet.lines[first[one.key]]}" if sheet.lines else f"row {first[one.key]}"
            yield sheet.cause(one.row, f"{place} names the same row: send each row once")


def spelled(body: Mapping[str, Any]) -> dict[str, str]:
    """A row that is kept, with its cells as text."""
    return {name: _text(cell, None) for name, cell in body.items()}


def _text(cell: Any, column: Column | None) -> str:
    """A JSON value as a CSV file would have it. Whole numbers have no fraction: 3.0 is the mark 3."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < _WHOLE else repr(cell)
    text = str(cell)
    return text.strip() if column is not None and column.kind is Kind.ID else text
