"""On which day does a learner reach a given minute of learning?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from recommender.types import Floats

MINUTE_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Calendar:
    """Learning minutes on each day of the horizon; day 0 is `first_day`, days off have 0 minutes.

    `cumulative[d]` counts the minutes through day d inclusive. A plan is laid along this one line of minutes.

    >>> week = Calendar.of(date(2026, 1, 5), weeks=1, weekly_minutes=100)
    >>> week.total, week.minutes_until(date(2026, 1, 6)), week.day_of(41).isoformat()
    (100.0, 40.0, '2026-01-07')
    """

    first_day: date
    minutes: Floats
    cumulative: Floats = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "cumulative", np.cumsum(self.minutes, dtype=np.float64))

    @classmethod
    def of(
        cls, first_day: date, weeks: int, weekly_minutes: float, absences: Iterable[tuple[date, date]] = ()
    ) -> Calendar:
        """Spread weekly minutes over Monday to Friday; absences (both ends inclusive) have none."""
        days = np.datetime64(first_day, "D") + np.arange(7 * weeks)
        works = np.is_busday(days)
        for away_from, away_to in absences:
            works &= ~((days >= np.datetime64(away_from, "D")) & (days <= np.datetime64(away_to, "D")))
        return cls(first_day, np.where(works, weekly_minutes / 5, 0.0))

    @property
    def total(self) -> float:
        """All learning minutes of the horizon."""
        return float(self.cumulative[-1]) if len(self.cumulative) else 0.0

    def position_of(self, day: date) -> int:
        """Number of a day counted from the first day; negative before it, beyond the end after the horizon."""
        return (day - self.first_day).days

    def minutes_until(self, day: date) -> float:
        """Learning minutes from the first day through `day` inclusive; 0 before the first day."""
        return self._through(self.position_of(day))

    def day_of(self, cumulative_minutes: float) -> date:
        """The day on which this many minutes have been learned; the last day if there are never so many."""
        found = int(np.searchsorted(self.cumulative, cumulative_minutes - MINUTE_TOLERANCE))
        return self._day(found)

    def day_after(self, cumulative_minutes: float) -> date:
        """The day on which the next minute is learned, once this many have been; the last day if there is none."""
        found = int(np.searchsorted(self.cumulative, cumulative_minutes + MINUTE_TOLERANCE, side="right"))
        return self._day(found)

    def _through(self, position: int) -> float:
        if position < 0 or not len(self.cumulative):
            return 0.0
        return float(self.cumulative[min(position, len(self.cumulative) - 1)])

    def _day(self, position: int) -> date:
        return self.first_day + timedelta(days=max(0, min(position, len(self.minutes) - 1)))
