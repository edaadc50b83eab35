"""Which systems may call, with which key?"""

from __future__ import annotations

from dataclasses import astuple
from typing import Final

from sqlalchemy import select, update

from api.store.counters import mark
from api.store.schema import KEYS
from api.store.turn import Turn
from api.store.values import StoredKey

_REST: Final = [column.name for column in KEYS.c if not column.primary_key]
_SET: Final = ", ".join(f"{name} = excluded.{name}" for name in _REST)


class Keys:
    """All keys, by their hashes. Every change moves the counter `keys`."""

    def __init__(self, turn: Turn) -> None:
        self._turn = turn

    def put(self, key: StoredKey) -> None:
        """Adds a key, or replaces the one with its id."""
        self._turn.insert(KEYS, [astuple(key)], f"ON CONFLICT (key_id) DO UPDATE SET {_SET}")
        self._changed()

    def all(self) -> list[StoredKey]:
        """Every key, those that ended included, by id."""
        return [StoredKey(*found) for found in self._turn.connection.execute(select(*KEYS.c).order_by(KEYS.c.key_id))]

    def revoke(self, key_id: str, at: int) -> bool:
        """Ends a key at a moment; False if there is none that could still be used."""
        live = (KEYS.c.key_id == key_id, KEYS.c.revoked_at.is_(None))
        revoked = self._turn.connection.execute(update(KEYS).where(*live).values(revoked_at=at)).rowcount == 1
        if revoked:
            self._changed()
        return revoked

    def _changed(self) -> None:
        mark(self._turn.connection, "keys", self._turn.seq)
