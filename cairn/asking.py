"""At which moment is something asked, where nobody named one?"""

from __future__ import annotations

from datetime import UTC, datetime

from cairn import screen
from cairn.moments import rfc3339


def latest_said(latest: datetime | None) -> datetime:
    """The latest moment that the tables know of, said aloud; where nothing happened yet, the clock's."""
    now = datetime.now(UTC).replace(microsecond=0) if latest is None else latest
    why = "the clock, as nothing happened yet" if latest is None else "the latest moment that the tables know of"
    screen.note(f"As of {rfc3339(now)}, {why} (--as-of to change it).")
    return now
