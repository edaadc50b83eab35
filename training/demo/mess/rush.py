"""How does the end of a year hurry people?"""

from __future__ import annotations

from typing import Final

import numpy as np

from recommender.types import Ints
from training.demo.calendar import DAY, week_of_year

_RUSH_WEEKS: Final = range(46, 51)
_DUE_WEEKS: Final = range(40, 52)
_HOLIDAYS: Final = 355
"""Days of the year that have passed when the holidays begin."""
_AFTER_DAYS: Final = 75
_DAYS_BEFORE: Final = 14


def pressure(monday: int, rush: float) -> float:
    """How many times as much as usual is taken up in a week."""
    return 1.0 + rush if rush and week_of_year(monday) in _RUSH_WEEKS else 1.0


def due_this_year(due: Ints, monday: int) -> Ints:
    """Days due, none after the holidays begin where they were set in the last quarter."""
    if week_of_year(monday) not in _DUE_WEEKS:
        return due
    return np.maximum(np.minimum(due, holidays(np.array([monday]))[0]), monday + 7)


def hurried(begins: Ints, end: Ints, share: float, rng: np.random.Generator) -> Ints:
    """Ends (seconds), a share of those soon after the holidays moved into the last days before them."""
    before = holidays(begins // DAY)
    late = (end // DAY >= before) & (end // DAY < before + _AFTER_DAYS)
    in_time = begins // DAY < before - _DAYS_BEFORE
    moved = late & in_time & (rng.random(len(end)) < share)
    soon = (before - rng.integers(1, _DAYS_BEFORE, len(end))) * DAY + end % DAY
    return np.where(moved, soon, end)


def holidays(day: Ints) -> Ints:
    """The day on which the holidays of the year of each day begin.

    >>> holidays(np.array([0, 364]))
    array([355, 355])
    """
    years = day.astype("datetime64[D]").astype("datetime64[Y]")
    return np.asarray(years.astype("datetime64[D]").astype(np.int64) + _HOLIDAYS)
