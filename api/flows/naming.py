"""Does every id in given rows name a row? All that do not are told; a check of files tells the first of each row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from api.flows.given import Given
from api.flows.sheets import Sheet
from api.problems import Cause, shown
from recommender.tables.schema import TABLES, Table

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def unnamed(puts: Sequence[Given], there: Rows, sheet: Sheet, table: Table) -> list[Cause]:
    """What is wrong with ids that name nothing. `there` are the rows around, as they will stand."""
    return [
        sheet.cause(one.row, _said(one.cells[column.name], column.references), column.name)
        for column in table.columns
        if column.references is not None
        for known in (_ids(there.get(column.references, ()), column.references),)
        for one in puts
        if one.cells and one.cells.get(column.name) and one.cells[column.name] not in known
    ]


def _ids(rows: Sequence[Mapping[str, Any]], table: str) -> frozenset[str]:
    key = TABLES[table].key[0]
    return frozenset(str(row[key]) for row in rows if row.get(key))


def _said(found: str, table: str) -> str:
    expected = f"an id that stands in {table}.{TABLES[table].key[0]}"
    return f"found {shown(found)}, expected {expected}; to mend it: put what it names first, or name another"
