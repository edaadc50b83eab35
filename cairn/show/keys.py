"""How do the keys of systems look? Without their secrets, which nobody has."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from rich.console import RenderableType

from api.access.keys import state
from api.store import StoredKey
from cairn.show.layout import number_column, table, text_column
from cairn.show.prose import Prose


def keys(found: Sequence[StoredKey], now: int) -> RenderableType:
    """Every key with its terms and its state, the newest last."""
    if not found:
        return Prose("There is no key: make one with `cairn keys create NAME --role lms`.")
    grid = table()
    grid.add_column("key", no_wrap=True)
    text_column(grid, "for")
    grid.add_column("role", no_wrap=True)
    number_column(grid, "a minute")
    grid.add_column("since", no_wrap=True)
    grid.add_column("state", no_wrap=True)
    for key in sorted(found, key=lambda one: (one.created_at, one.key_id)):
        rate = "–" if key.rate_per_minute is None else f"{key.rate_per_minute:,}"
        cells = (key.key_id, key.name, key.role, rate, day(key.created_at))
        grid.add_row(*map(Prose, cells), Prose(standing(key, now), "green" if state(key, now) == "valid" else ""))
    return grid


def standing(key: StoredKey, now: int) -> str:
    """Whether a key holds, and until when."""
    found = state(key, now)
    if found == "valid":
        return "valid" if key.expires_at is None else f"until {day(key.expires_at)}"
    ended = key.revoked_at if found == "revoked" else key.expires_at
    return f"{found} {day(ended or 0)}"


def day(at: int) -> str:
    """The day of a moment in microseconds, in UTC.

    >>> day(1_772_452_800_000_000)
    '2026-03-02'
    """
    return datetime.fromtimestamp(at // 1_000_000, UTC).date().isoformat()
