"""Which rows of a table does a fold read and change? Those it asks for; all others stay as the bytes they are."""

from __future__ import annotations

from collections import defaultdict
from types import NoneType
from typing import TypeVar

from recommender.types import Rows

Row = TypeVar("Row")


class _Touched(dict[int, Row | None]):
    """Rows by column: a column that is looked up is read from the table."""

    __slots__ = ("_rows",)

    def __init__(self, rows: Rows[Row]) -> None:
        self._rows = rows

    def __missing__(self, column: int) -> Row | None:
        row: Row | None = self._rows.get(column)
        self[column] = row
        return row


def touched(rows: Rows[Row]) -> dict[int, Row | None]:
    """The rows of a table by column, as a fold finds and leaves them, None where there is none.

    Any column may be looked up; `Rows.changed` puts what was set in its place.
    """
    return _Touched(rows) if rows.data else defaultdict(NoneType)
