"""What was answered the first time that a call came, should it come again?"""

from __future__ import annotations

from sqlalchemy import delete, select

from api.store.schema import KEPT
from api.store.turn import Turn


class Kept:
    """Answers to calls that carried an idempotency key, by caller and key."""

    def __init__(self, turn: Turn) -> None:
        self._turn = turn

    def get(self, principal: str, idem_key: str, since: int = 0) -> tuple[str, int, bytes] | None:
        """Digest of the call, status and body of the answer, where it was kept at `since` or later."""
        query = select(KEPT.c.digest, KEPT.c.status, KEPT.c.body)
        query = query.where(KEPT.c.principal == principal, KEPT.c.idem_key == idem_key, KEPT.c.at >= since)
        found = self._turn.connection.execute(query).first()
        return (found[0], found[1], found[2]) if found else None

    def put(self, principal: str, idem_key: str, digest: str, status: int, body: bytes, at: int) -> None:
        """Keeps an answer; where one is kept already, that one stays."""
        self._turn.insert(KEPT, [(principal, idem_key, digest, status, body, at)], "ON CONFLICT DO NOTHING")

    def forget(self, before: int) -> int:
        """Drops answers from before a moment; says how many."""
        return self._turn.connection.execute(delete(KEPT).where(KEPT.c.at < before)).rowcount
