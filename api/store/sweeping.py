"""Is what was deleted really gone from the file? SQLite leaves it in free pages until they are written over."""

from __future__ import annotations

from contextlib import closing
from typing import Final

from api.store.opening import Address

_READERS_MS: Final = 2_000
"""How long readers may take to let go of old pages."""


def sweep(address: Address) -> bool:
    """Writes the file anew and empties the log beside it; False where a reader keeps the log from being emptied.

    Takes seconds a gigabyte, in which others read but do not write.
    """
    if not address.is_local:
        return True
    with closing(address.line()) as line:
        line.execute("PRAGMA temp_store=FILE")  # the copy may be larger than memory
        line.execute("VACUUM")
        line.execute(f"PRAGMA busy_timeout={_READERS_MS}")
        return line.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
