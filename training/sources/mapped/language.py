"""What can a mapping say? Frozen values, each of which stands for one section or key of the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

Constant = str | float | bool
ENCODINGS: Final = ("utf-8", "utf-16", "windows-1252", "iso-8859-1", "iso-8859-15")


class Unreadable(StrEnum):
    """What to do with a cell that a reader cannot read."""

    SET_ASIDE = "set_aside"
    EMPTY = "empty"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """[files.NAME]: files of one kind; `path` is a pattern below SRC, `header_line` counts lines from 1."""

    name: str
    path: str
    encoding: str
    delimiter: str
    header_line: int
    optional: bool


@dataclass(frozen=True, slots=True)
class Ids:
    """kind = "id": what is cut off, how it is spelled, what stands before it."""

    prefix: str
    case: str
    drop_zeros: bool
    find: str | None


@dataclass(frozen=True, slots=True)
class Plain:
    """kind = "text": a part of it, perhaps without the tags of HTML."""

    find: str | None
    tags: str


@dataclass(frozen=True, slots=True)
class Words:
    """kind = "words": their words and ours; cells of `leave_out` make no row."""

    words: Mapping[str, Constant]
    leave_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Times:
    """kind = "time": how moments are written and in which zone the clock ran that wrote them.

    `midnight` and `day` say what a time at 0:00 stands for ("time" or "day").
    """

    formats: tuple[str, ...]
    zone: str
    midnight: str


@dataclass(frozen=True, slots=True)
class Numbers:
    """kind = "number": how numbers are written, and what they are multiplied by."""

    decimal: str
    thousands: str
    factor: float


@dataclass(frozen=True, slots=True)
class Shares:
    """kind = "share": `low` becomes 0 and `high` becomes 1."""

    low: float
    high: float
    decimal: str


@dataclass(frozen=True, slots=True)
class Amounts:
    """kind = "amount": numbers with units, added up; each unit has a factor."""

    units: Mapping[str, float]
    decimal: str


@dataclass(frozen=True, slots=True)
class Clocks:
    """kind = "clock": 1:30 or 1:30:00 as minutes; `first` says what stands before the first colon."""

    first: str


Options = Ids | Plain | Words | Times | Numbers | Shares | Amounts | Clocks


@dataclass(frozen=True, slots=True)
class Reader:
    """[read.NAME]: how cells are understood; cells that are one of `empty` say nothing."""

    name: str
    options: Options
    unreadable: Unreadable = Unreadable.SET_ASIDE
    empty: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One column of a table of Cairn: where its cells come from, and how they are read.

    `sources` are joined with `between`, or the first that says something counts; without any, `constant` stands in
    every row. `otherwise` fills cells that say nothing. `split` makes one row of each part; `of` names the
    column of the most points, of which the cell is a share.
    """

    column: str
    sources: tuple[str, ...] = ()
    first: bool = False
    between: str = "-"
    constant: Constant | None = None
    otherwise: Constant | None = None
    split: str | None = None
    of: str | None = None
    reader: Reader | None = None


@dataclass(frozen=True, slots=True)
class Join:
    """join: a second file, looked up by columns that hold the same; `on` pairs columns of ours with columns of it."""

    file: str
    on: tuple[tuple[str, str], ...]
    reader: Reader | None
    missing: str
    many: bool


@dataclass(frozen=True, slots=True)
class Keep:
    """keep: of rows with one key, the one with the largest (or smallest) cell of `by` counts."""

    by: str
    last: bool
    reader: Reader | None


@dataclass(frozen=True, slots=True)
class Bulk:
    """bulk: `rows` events of one day and kind, known `days_later` days later, were loaded, not lived."""

    rows: int
    days_later: float


@dataclass(frozen=True, slots=True)
class Filters:
    """only, except, filled, blank: which rows of a file a rule is about."""

    only: tuple[tuple[str, tuple[str, ...]], ...] = ()
    never: tuple[tuple[str, tuple[str, ...]], ...] = ()
    filled: tuple[str, ...] = ()
    blank: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """[[tables]]: rows of one table of Cairn from one file, or written out in `rows`."""

    place: str
    table: str
    file: str | None
    cells: tuple[Cell, ...]
    joins: tuple[Join, ...] = ()
    filters: Filters = Filters()
    keep: Keep | None = None
    bulk: Bulk | None = None
    end_earlier: bool = False
    rows: tuple[Mapping[str, Constant], ...] = ()


@dataclass(frozen=True, slots=True)
class Script:
    """A whole mapping; `empty` are cells that say nothing in any column, `most_aside` a share of a rule's rows."""

    title: str
    system: str
    zone: str
    empty: tuple[str, ...]
    most_aside: float
    files: Mapping[str, SourceFile]
    rules: tuple[Rule, ...]
