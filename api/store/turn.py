"""What do the tables of one transaction share? The connection, its number, and how many rows travel at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import orjson
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    LargeBinary,
    String,
    Table,
    any_,
    func,
    literal,
    select,
)
from sqlalchemy.types import UserDefinedType

from api.store.cells import array_text, listed

MANY: Final = 10_000
"""Rows or names that one statement carries."""

_TYPES: Final[Mapping[type, str]] = {BigInteger: "bigint", LargeBinary: "bytea", String: "text"}

_T = TypeVar("_T")


class _Words(UserDefinedType[str]):
    """An array of PostgreSQL, sent as text; arrays given as lists are escaped one by one, ten times slower.

    The planner sees the names, and compares by hash where it does not look them up: never each with each.
    """

    cache_ok = True
    render_bind_cast = True

    def get_col_spec(self, **_: Any) -> str:
        return "TEXT[]"


@dataclass(frozen=True, slots=True)
class Turn:
    """One transaction: `seq` is its own number while writing, and the last one seen while reading."""

    connection: Connection
    seq: int
    local: bool

    def insert(self, table: Table, rows: Sequence[tuple[Any, ...]], conflict: str = "") -> None:
        """Adds rows, given in the order of the table's columns; `conflict` is the SQL of what to do with known ones."""
        head = f"INSERT INTO {table.name} ({', '.join(table.c.keys())})"
        for part in parts(rows):
            if self.local:
                self.connection.exec_driver_sql(f"{head} VALUES ({marks(table, '?')}) {conflict}", list(part))
            else:
                self.connection.exec_driver_sql(f"{head} {_from_json(table)} {conflict}", (_as_json(part),))

    def among(self, column: ColumnElement[str], names: Sequence[str]) -> ColumnElement[bool]:
        """Whether a column holds one of some names: one statement text and one parameter, however many they are."""
        if self.local:
            wanted = func.json_each(listed(names)).table_valued("value")
            return column.in_(select(wanted.c.value))
        return column == any_(literal(array_text(names), _Words()))


def _from_json(table: Table) -> str:
    """The part of a statement of PostgreSQL that reads many rows from one parameter."""
    columns = ", ".join(f"f{place} {_TYPES[type(column.type)]}" for place, column in enumerate(table.c))
    return f"SELECT * FROM json_to_recordset(%s::json) AS given({columns})"


def _as_json(rows: Sequence[tuple[Any, ...]]) -> str:
    named = [{f"f{place}": cell for place, cell in enumerate(row)} for row in rows]
    return orjson.dumps(named, default=_hexadecimal).decode()


def _hexadecimal(cell: bytes) -> str:
    return "\\x" + cell.hex()


def marks(table: Table, mark: str) -> str:
    """One placeholder for each column."""
    return ", ".join([mark] * len(table.c))


def parts(things: Sequence[_T]) -> Iterator[Sequence[_T]]:
    """The same things, as many at a time as one statement carries."""
    return (things[start : start + MANY] for start in range(0, len(things), MANY))
