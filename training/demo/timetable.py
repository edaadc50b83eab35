"""When are the live and in-person contents held?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from recommender.types import Ints
from training.demo.calendar import DAY, Calendar
from training.demo.cells import named, numbered, times
from training.demo.shelf import Shelf
from training.demo.world import PLACES

_EVERY_DAYS: Final = 28
_AHEAD_DAYS: Final = 150
_LATER: Final = 1 << 34
"""More seconds than any time here: separates the contents in one sorted key."""


@dataclass(frozen=True, slots=True)
class Timetable:
    """Sessions by (content, start); times in seconds since 1970-01-01T00:00:00Z, `seats` are those left."""

    content: Ints
    starts: Ints
    ends: Ints
    seats: Ints
    place: Ints

    def next(self, content: Ints, after: Ints) -> Ints:
        """The first session of each content that starts after a time, -1 where there is none."""
        place = np.searchsorted(self.content * _LATER + self.starts, content * _LATER + after)
        inside = np.minimum(place, len(self.content) - 1)
        return np.where((place < len(self.content)) & (self.content[inside] == content), inside, -1)

    def frame(self, shelf: Shelf) -> pd.DataFrame:
        """The sessions table."""
        online = shelf.modality[self.content] == _LIVE
        return pd.DataFrame(
            {
                "session_id": self.ids,
                "content_id": named(shelf.ids, self.content),
                "starts_at": times(self.starts),
                "ends_at": times(self.ends),
                "timezone": named([place.timezone for place in PLACES], self.place),
                "seats": self.seats.astype(np.float64),
                "location": named([place.name for place in PLACES], np.where(online, -1, self.place)),
            }
        )

    @property
    def ids(self) -> pd.Series[str]:
        return numbered("S", np.arange(1, len(self.content) + 1), 5)


_LIVE: Final = 1


def timetable(shelf: Shelf, calendar: Calendar, rng: np.random.Generator) -> Timetable:
    """A session of every scheduled content about every four weeks while it is on offer, also after the history."""
    rows = [_sessions(shelf, column, calendar, rng) for column in np.flatnonzero(shelf.scheduled).tolist()]
    content = np.concatenate([np.full(len(days), column) for column, days in rows])
    starts = np.concatenate([days for _, days in rows]) * DAY + rng.integers(8, 14, len(content)) * 3600
    minutes = shelf.minutes[content]
    nights = np.ceil(minutes / 480).astype(np.int64) - 1
    ends = starts + nights * DAY + np.minimum(minutes, 480).astype(np.int64) * 60
    past = starts < calendar.end
    seats = np.where(past, rng.integers(0, 6, len(content)), rng.integers(2, 21, len(content)))
    return Timetable(content, starts, ends, seats, rng.integers(len(PLACES), size=len(content)))


def _sessions(shelf: Shelf, column: int, calendar: Calendar, rng: np.random.Generator) -> tuple[int, Ints]:
    first = max(calendar.start, int(shelf.available_from[column]))
    last = min(calendar.until + _AHEAD_DAYS, int(shelf.available_to[column]) - 3)
    days = np.arange(first + int(rng.integers(5, 25)), last, _EVERY_DAYS)
    days = np.sort(days + rng.integers(-3, 4, len(days)))
    weekday = (days + 3) % 7
    return column, days - np.maximum(weekday - 3, 0)
