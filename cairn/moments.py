"""Which moment does a person mean, and how is one written?"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Final

from recommender.errors import QueryRefused

FIRST: Final = 1970
LAST: Final = 2199


def moment(text: str, option: str) -> datetime:
    """A day (its first second in UTC) or a time with zone, in UTC. Raises QueryRefused, naming the option.

    >>> moment("2026-03-01", "--as-of").isoformat(), moment("2026-03-01T10:00:00+02:00", "--as-of").isoformat()
    ('2026-03-01T00:00:00+00:00', '2026-03-01T08:00:00+00:00')
    """
    try:
        read: datetime | None = _read(text)
    except (ValueError, OverflowError):
        read = None
    if read is None or not FIRST <= read.year <= LAST:
        expected = "a day such as 2026-03-01, or a time with its zone such as 2026-03-01T08:00:00Z"
        raise QueryRefused(
            f"{option} is not a moment", [f"found {text!r}, expected {expected}, from {FIRST} to {LAST}"]
        )
    return read


def rfc3339(at: datetime) -> str:
    """A moment as RFC 3339 in UTC.

    >>> rfc3339(datetime(2026, 3, 1, 8, tzinfo=UTC))
    '2026-03-01T08:00:00Z'
    """
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _read(text: str) -> datetime:
    read = datetime.fromisoformat(text)
    if read.tzinfo is not None:
        return read.astimezone(UTC)
    return datetime.combine(date.fromisoformat(text), time.min, UTC)
