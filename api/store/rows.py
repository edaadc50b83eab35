"""What stands in the tables, what stood there, and what changed since? Every version of every row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, or_, select, tuple_, update

from api.store.cells import body_of, body_text, key_of, key_text, may_be
from api.store.counters import mark
from api.store.heads import touch
from api.store.schema import CURRENT, ROWS
from api.store.turn import Turn, parts
from api.store.values import Change, Key, Row
from recommender.catalog.catalog import TABLES as OF_CATALOG

OWNED: Final = frozenset({"learners", "employments", "identities", "goals", "assignments", "absences"})
"""Tables whose rows belong to one learner, named by the column `learner_id`."""
CATALOG: Final = frozenset(OF_CATALOG)
"""Tables whose changes ask for a new catalogue."""
_AGAIN: Final = "ON CONFLICT (table_name, row_key, seq) DO UPDATE SET owner = excluded.owner, body = excluded.body"

Bodies = list[dict[str, Any]]
_Found = dict[str, tuple[str | None, str | None]]


class Rows:
    """All tables but the events, row by row; what was there stays readable."""

    def __init__(self, turn: Turn) -> None:
        self._turn = turn

    def put(self, changes: Sequence[Change], at: int) -> list[Row]:
        """Writes rows, and returns those that differ from what stood there; of equal keys the last one counts."""
        wanted: dict[str, dict[str, Change]] = defaultdict(dict)
        for change in changes:
            wanted[change.table][key_text(change.key)] = change
        return [row for table in sorted(wanted) for row in self._put(table, wanted[table], at)]

    def current(self, table: str) -> Bodies:
        """What stands in a table now, by key."""
        return self._bodies(table, CURRENT)

    def as_of(self, table: str, seq: int) -> Bodies:
        """What stood in a table after transaction `seq`, by key."""
        return self._bodies(table, _standing(seq))

    def get(self, table: str, keys: Sequence[Key]) -> dict[Key, dict[str, Any]]:
        """The rows of some keys, as far as there are any."""
        found = self._found(table, [key_text(key) for key in keys if may_be(key)])
        return {key_of(key): body for key, (text, _) in found.items() if (body := body_of(text)) is not None}

    def of(self, owner: str) -> dict[str, Bodies]:
        """What belongs to a learner, by table."""
        return self._owned(owner, CURRENT)

    def of_as_of(self, owner: str, seq: int) -> dict[str, Bodies]:
        """What belonged to a learner after transaction `seq`, by table."""
        return self._owned(owner, _standing(seq))

    def changes(
        self, table: str, after_seq: int, after_key: Key | None, limit: int, since: int | None = None
    ) -> list[Row]:
        """The newest versions written after a place (transaction, key), ended rows included, in the order of writing.

        Without a key the place is the end of its transaction. `since` leaves out what was written before a moment.
        """
        c = ROWS.c
        place = c.seq > after_seq
        if after_key is not None:
            place = and_(c.seq >= after_seq, tuple_(c.seq, c.row_key) > (after_seq, key_text(after_key)))
        query = select(c.row_key, c.body, c.seq, c.at).where(c.table_name == table, CURRENT, place)
        if since is not None:
            query = query.where(c.at >= since)
        found = self._turn.connection.execute(query.order_by(c.seq, c.row_key).limit(limit))
        return [Row(table, key_of(key), body_of(body), seq, at) for key, body, seq, at in found]

    def at_seq(self, at: int) -> int:
        """The last transaction that wrote a row at a moment or before it; 0 if there is none."""
        return self._turn.connection.scalar(select(func.max(ROWS.c.seq)).where(ROWS.c.at <= at)) or 0

    def _bodies(self, table: str, standing: ColumnElement[bool]) -> Bodies:
        c = ROWS.c
        query = select(c.body).where(c.table_name == table, standing, c.body.is_not(None)).order_by(c.row_key)
        return [body for text in self._turn.connection.scalars(query) if (body := body_of(text)) is not None]

    def _owned(self, owner: str, standing: ColumnElement[bool]) -> dict[str, Bodies]:
        c = ROWS.c
        query = select(c.table_name, c.body).where(c.owner == owner, standing, c.body.is_not(None))
        owned: dict[str, Bodies] = {}
        for table, text in self._turn.connection.execute(query.order_by(c.table_name, c.row_key)):
            if (body := body_of(text)) is not None:
                owned.setdefault(table, []).append(body)
        return owned

    def _found(self, table: str, keys: Sequence[str]) -> _Found:
        c = ROWS.c
        found: _Found = {}
        for part in parts(keys):
            query = select(c.row_key, c.body, c.owner).where(
                c.table_name == table, CURRENT, self._turn.among(c.row_key, part)
            )
            found |= {key: (body, owner) for key, body, owner in self._turn.connection.execute(query)}
        return found

    def _put(self, table: str, wanted: dict[str, Change], at: int) -> list[Row]:
        before = self._found(table, list(wanted))
        bodies = {key: None if change.body is None else body_text(change.body) for key, change in wanted.items()}
        changed = [key for key in sorted(wanted) if before.get(key, (None, None))[0] != bodies[key]]
        if not changed:
            return []
        owners = {key: _owner(wanted[key], before.get(key)) for key in changed}
        self._supersede(table, [key for key in changed if key in before])
        seq = self._turn.seq
        self._turn.insert(ROWS, [(table, key, seq, owners[key], bodies[key], None, at) for key in changed], _AGAIN)
        left = {before[key][1] for key in changed if key in before}
        touch(self._turn, {owner for owner in left | set(owners.values()) if owner is not None})
        if table in CATALOG:
            mark(self._turn.connection, "catalog", seq)
        return [Row(table, wanted[key].key, wanted[key].body, seq, at) for key in changed]

    def _supersede(self, table: str, keys: Sequence[str]) -> None:
        c = ROWS.c
        for part in parts(keys):
            known = self._turn.among(c.row_key, part)
            ended = update(ROWS).where(c.table_name == table, CURRENT, c.seq < self._turn.seq, known)
            self._turn.connection.execute(ended.values(superseded=self._turn.seq))


def _standing(seq: int) -> ColumnElement[bool]:
    c = ROWS.c
    return and_(c.seq <= seq, or_(c.superseded.is_(None), c.superseded > seq))


def _owner(change: Change, before: tuple[str | None, str | None] | None) -> str | None:
    if change.table not in OWNED:
        return None
    if change.body is not None:
        return str(change.body["learner_id"])
    return before[1] if before else None
