"""What stood there before, and what was written since? Looks along the numbers of transactions."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, func, select, tuple_

from api.store import counters
from api.store.cells import body_of, key_of, key_text
from api.store.schema import CURRENT, EVENTS, ROWS
from api.store.turn import Turn, parts
from api.store.values import Key, Row, StoredEvent

_AFTER_KEY = "\x20"
"""Sorts just after the unit separator that stands between the cells of a key."""


class Past:
    """Versions of rows, and the order in which rows and events came."""

    def __init__(self, turn: Turn) -> None:
        self._turn = turn

    def ended(self, table: str, keys: Sequence[Key]) -> frozenset[Key]:
        """Those keys whose rows were there once and ended."""
        c = ROWS.c
        found: set[Key] = set()
        for part in parts([key_text(key) for key in keys]):
            over = (c.table_name == table, CURRENT, c.body.is_(None), self._turn.among(c.row_key, part))
            found |= {key_of(key) for key in self._turn.connection.scalars(select(c.row_key).where(*over))}
        return frozenset(found)

    def versions(self, table: str, begin: Key) -> list[Row]:
        """Every version of every row whose key begins with some cells, the oldest first."""
        c, low = ROWS.c, key_text(begin)
        within = (c.row_key == low) | and_(c.row_key > low + "\x1f", c.row_key < low + _AFTER_KEY)
        query = select(c.row_key, c.body, c.seq, c.at).where(c.table_name == table, within).order_by(c.seq, c.row_key)
        found = self._turn.connection.execute(query)
        return [Row(table, key_of(key), body_of(body), seq, at) for key, body, seq, at in found]

    def last_seq(self, table: str) -> int:
        """The last transaction that wrote to a table, or erased somebody, who may have stood in it; 0 if none did."""
        of_rows = select(func.max(ROWS.c.seq)).where(ROWS.c.table_name == table)
        last = self._turn.connection.scalar(select(func.max(EVENTS.c.seq)) if table == "events" else of_rows) or 0
        return max(last, self.erased())

    def erased(self) -> int:
        """The last transaction that erased somebody; 0 if none did."""
        return counters.erased(self._turn.connection)

    def next_seq(self, at: int) -> int | None:
        """The first transaction that wrote a row after a moment."""
        return self._turn.connection.scalar(select(func.min(ROWS.c.seq)).where(ROWS.c.at > at))

    def events(self, after: tuple[int, str], limit: int, since: int | None = None) -> list[StoredEvent]:
        """Events in the order in which they came, after one of them: (seq, event_id)."""
        c = EVENTS.c
        columns = (c.event_id, c.learner_id, c.kind, c.occurred_at, c.recorded_at, c.content_id, c.more, c.seq)
        query = select(*columns).where(tuple_(c.seq, c.event_id) > after).order_by(c.seq, c.event_id).limit(limit)
        if since is not None:
            query = query.where(c.recorded_at >= since)
        found = self._turn.connection.execute(query)
        return [StoredEvent(*(*cells, body_of(more) or {}, seq)) for *cells, more, seq in found]
