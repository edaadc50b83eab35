"""What is a table, what is a column, and which columns come up again and again?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from recommender import columns as words


class Kind(StrEnum):
    """What a cell holds once read."""

    ID = "id"
    TEXT = "text"
    NUMBER = "number"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "time with zone"


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    `references` names the table in whose first key column its values must stand; `low` and `high` are inclusive.
    """

    name: str
    kind: Kind
    doc: str
    required: bool = False
    references: str | None = None
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    default: str | float | bool | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One table: `key` columns together are unique; `parent` is the column that points to a row of the same table."""

    name: str
    doc: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    required: bool = False
    open_prefix: str | None = None
    """Columns that start so are accepted beside the declared ones (kept as text)."""

    def __getitem__(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


def ident(name: str, doc: str, references: str | None = None, required: bool = False) -> Column:
    """A column of ids; `references` names the table that they must stand in."""
    return Column(name, Kind.ID, doc, required, references)


def key(name: str, doc: str, references: str | None = None) -> Column:
    """A required column of ids."""
    return ident(name, doc, references, required=True)


def text(name: str, doc: str, required: bool = False) -> Column:
    """A column of free text."""
    return Column(name, Kind.TEXT, doc, required)


def choice(name: str, doc: str, choices: tuple[str, ...], default: str | None = None, required: bool = False) -> Column:
    """A column that allows a few words only."""
    return Column(name, Kind.TEXT, doc, required, choices=choices, default=default)


def number(
    name: str,
    doc: str,
    low: float | None = None,
    high: float | None = None,
    required: bool = False,
    default: float | None = None,
) -> Column:
    """A column of finite numbers, perhaps within a range."""
    return Column(name, Kind.NUMBER, doc, required, low=low, high=high, default=default)


def level(name: str, doc: str, required: bool = False, default: float | None = None) -> Column:
    """A column of levels from 0 to 1."""
    return number(name, doc, 0.0, 1.0, required, default)


def weight(doc: str) -> Column:
    """The column `weight`: at least 0, by default 1."""
    return number("weight", doc, low=0.0, default=1.0)


def days(name: str, doc: str) -> Column:
    """A column of whole days, at least 0."""
    return Column(name, Kind.INTEGER, doc, low=0)


def flag(name: str, doc: str, default: bool = False) -> Column:
    """A column of true or false."""
    return Column(name, Kind.BOOLEAN, doc, default=default)


def date(name: str, doc: str, required: bool = False) -> Column:
    """A column of days."""
    return Column(name, Kind.DATE, doc, required)


def time(name: str, doc: str, required: bool = False) -> Column:
    """A column of times with a zone."""
    return Column(name, Kind.TIME, doc, required)


LINK = (
    choice("status", "who stands behind the link; rejected links are not used", words.LINK_STATUS, "validated"),
    text("source", "where the link comes from"),
    level("confidence", "how sure the source is; suggested links count with it", default=1.0),
)
"""Who stands behind a link between two things, and how surely."""
