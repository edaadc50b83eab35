"""Which rows of a table does a fold read and change? Those it asks for; all others stay as the bytes they are."""

from __future__ import annotations

from typing import Any, TypeVar

from recommender.types import Rows

Row = TypeVar("Row")


class _Touched(dict[int, Row | None]):
    """The rows that were looked up or set, None for those that are not there or no longer."""

    __slots__ = ("_rows",)

    def __init__(self, rows: Rows[Row]) -> None:
        self._rows = rows

    def __missing__(self, column: int) -> Row | None:
        row: Row | None = self._rows.get(column)
        self[column] = row
        return row

    def __contains__(self, column: Any) -> bool:
        return self[column] is not None

    def get(self, column: int, default: Any = None) -> Any:
        row = self[column]
        return default if row is None else row

    def pop(self, column: int, default: Any = None) -> Any:
        row, self[column] = self.get(column, default), None
        return row


def touched(rows: Rows[Row]) -> dict[int, Any]:
    """The rows of a table by column, to be looked up and set one by one, and taken out by `pop`.

    `Rows.changed` makes a table of what they became. Where there was nothing before, a plain dictionary does.
    """
    return _Touched(rows) if rows.data else {}
