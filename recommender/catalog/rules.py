"""Which duties recur for whom? Requirements as values."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from math import isnan

import pandas as pd

from recommender.tables import Tables


@dataclass(frozen=True, slots=True)
class Requirement:
    """One recurring duty. `options` holds groups of content ids: one content of every group must count.

    What takes the place of a content of a group (`replaced_by`) is in the group too. With `every_months` the due day
    comes again, counted from the first.
    """

    id: str
    name: str
    basis: str
    due_days: int | None
    due_on: date | None
    valid_days: int | None
    renew_from_days: int
    lookback_days: int | None
    options: tuple[tuple[str, ...], ...]
    audience: Mapping[str, frozenset[str]]
    """Audience kind (role, unit, location, learner) to the values that are bound."""
    every_months: int | None = None


def requirements_of(tables: Tables) -> tuple[Requirement, ...]:
    """The requirements of checked tables, in order of id."""
    replaced = tables["contents"].dropna(subset=["replaced_by"])
    after = dict(zip(replaced["content_id"], replaced["replaced_by"], strict=True))
    contents, audiences = tables["requirement_contents"], tables["requirement_audiences"]
    return tuple(_requirement(row, contents, audiences, after) for row in tables["requirements"].to_dict("records"))


def turn_after(first: date, every_months: int, day: date) -> date:
    """The first of the days that come every so many months from a first one that is later than a day.

    The day of the month stays, or is the last one of a shorter month. After the last year there is, the last day is.

    >>> turn_after(date(2026, 1, 31), 1, date(2026, 2, 1)), turn_after(date(2026, 6, 30), 12, date(2026, 6, 30))
    (datetime.date(2026, 2, 28), datetime.date(2027, 6, 30))
    """
    number = max(0, (12 * (day.year - first.year) + day.month - first.month) // every_months)
    while (turn := _months_later(first, number * every_months)) <= day < date.max:
        number += 1
    return turn


def _months_later(day: date, months: int) -> date:
    year, month = divmod(12 * day.year + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])) if year <= date.max.year else date.max


def _requirement(
    row: Mapping[Hashable, object], contents: pd.DataFrame, audiences: pd.DataFrame, after: Mapping[str, str]
) -> Requirement:
    mine = contents[contents["requirement_id"] == row["requirement_id"]]
    group = mine["option_group"].where(mine["option_group"].notna(), "content " + mine["content_id"])
    groups = mine["content_id"].groupby(group, sort=True)
    options = tuple(tuple(sorted({c for one in part for c in _line(one, after)})) for _, part in groups)
    bound = audiences[audiences["requirement_id"] == row["requirement_id"]]
    return Requirement(
        id=str(row["requirement_id"]),
        name=str(row["name"]),
        basis=str(row["basis"]),
        due_days=_whole(row["due_days"]),
        due_on=day_of(row["due_on"]),
        valid_days=_whole(row["valid_days"]),
        renew_from_days=_whole(row["renew_from_days"]) or 0,
        lookback_days=_whole(row["lookback_days"]),
        options=options,
        audience={str(kind): frozenset(part) for kind, part in bound["value"].groupby(bound["kind"], sort=True)},
        every_months=_whole(row["every_months"]),
    )


def _line(content: str, after: Mapping[str, str]) -> Iterator[str]:
    """A content, what took its place, what took the place of that, and so on."""
    at: str | None = content
    while at is not None:
        yield at
        at = after.get(at)


def _whole(cell: object) -> int | None:
    return int(cell) if isinstance(cell, float) and not isnan(cell) else None


def day_of(cell: object) -> date | None:
    """A cell of a date column as a date, None where it is empty."""
    return cell.date() if isinstance(cell, datetime) and not pd.isna(cell) else None
