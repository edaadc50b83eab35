"""Which days does the history span?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from recommender.types import Ints

DAY: Final = 86_400
NEVER: Final = 10**6
"""A day that does not come; whole days since 1970-01-01 like every day here."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Three years of whole weeks from a Monday on, up to the end of `until`; all days counted since 1970-01-01."""

    start: int
    until: int

    @staticmethod
    def up_to(until: date) -> Calendar:
        """The three years that end with `until`.

        >>> Calendar.up_to(date(2026, 6, 30)).weeks
        157
        """
        last = until.toordinal() - date(1970, 1, 1).toordinal()
        first = last - 3 * 365
        return Calendar(first + (4 - first) % 7, last)

    @property
    def weeks(self) -> int:
        return (self.until - self.start) // 7 + 1

    @property
    def end(self) -> int:
        """First second after the history."""
        return (self.until + 1) * DAY

    def mondays(self) -> Iterator[tuple[int, int]]:
        """Number and first day of every week."""
        return ((week, self.start + 7 * week) for week in range(self.weeks))

    def week_of(self, second: Ints) -> Ints:
        """Number of the week in which each second lies."""
        return (second // DAY - self.start) // 7

    def ends(self, period: str) -> Ints:
        """Last days of every month ("M") or quarter ("Q") that ends within the history."""
        days = np.arange(self.start, self.until + 2).astype("datetime64[D]").astype("datetime64[M]")
        marks = days if period == "M" else days.astype(np.int64) // 3
        return self.start + np.flatnonzero(marks[1:] != marks[:-1])


def month_name(day: int) -> str:
    """The calendar month of a day.

    >>> month_name(0)
    '1970-01'
    """
    return str(np.datetime64(day, "D").astype("datetime64[M]"))


def week_of_year(day: int) -> int:
    """ISO week, 1 to 53.

    >>> week_of_year(4)
    2
    """
    return int(pd.Timestamp(np.datetime64(day, "D")).week)
