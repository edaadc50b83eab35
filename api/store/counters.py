"""Which transaction was the last, and when did the catalogue and the keys change? A few numbers, cheap to read."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, select, text, update

from api.store.schema import COUNTERS

NAMES: Final = ("seq", "catalog", "keys")
ERASED: Final = "erased"
"""The last transaction that erased somebody; the counter is there once one did."""
_MARK: Final = (
    "INSERT INTO counters (name, value) VALUES (:name, :seq) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)


def taken(connection: Connection) -> int:
    """The number of a writing transaction. Whoever takes one holds off all other writers until the end."""
    value = COUNTERS.c.value
    return connection.scalars(
        update(COUNTERS).where(COUNTERS.c.name == "seq").values(value=value + 1).returning(value)
    ).one()


def last(connection: Connection) -> int:
    """The number of the last transaction that a snapshot holds."""
    return connection.scalars(select(COUNTERS.c.value).where(COUNTERS.c.name == "seq")).one()


def mark(connection: Connection, name: str, seq: int) -> None:
    """Says that something changed in transaction `seq`."""
    connection.execute(text(_MARK), {"name": name, "seq": seq})


def erased(connection: Connection) -> int:
    """The last transaction that erased somebody; 0 if none did."""
    return connection.scalar(select(COUNTERS.c.value).where(COUNTERS.c.name == ERASED)) or 0
