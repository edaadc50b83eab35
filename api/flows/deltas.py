"""What changed in a table since somebody last looked? Pages in the order of writing, with opaque cursors."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

import orjson

from api.flows.bodies import named, rfc3339
from api.flows.given import DELETED
from api.problems import Cause, RequestRefused, pointer
from api.store import Row, Session, StoredEvent
from recommender.tables.schema import TABLES, Table

MOST: Final = 5_000
"""Rows of one page."""
_EVENTS: Final = TABLES["events"]
_DEFAULTS: Final = {column.name: column.default for column in _EVENTS.columns if column.default is not None}


@dataclass(frozen=True, slots=True)
class Place:
    """How far a reader has come: after the row with this key that transaction `seq` wrote; without a key after all."""

    seq: int = 0
    key: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """What a reader asks of a table: the rows after a place, written at `since` or later, so many at a time.

    `sees_all` says whether the open columns of a table (see Table.open_prefix) may be told.
    """

    table: Table
    after: Place
    limit: int
    since: int | None = None
    sees_all: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, the cursor of the place behind the last of them, and whether there are more."""

    rows: Sequence[Mapping[str, Any]]
    cursor: str
    more: bool


def tag_of(session: Session, look: Look) -> str:
    """A strong ETag: another one as soon as the table was written to, or another thing is asked."""
    asked = (look.after.seq, look.after.key, look.limit, look.since, look.sees_all)
    told = orjson.dumps([look.table.name, session.past.last_seq(look.table.name), *asked])
    return f'"{sha256(told).hexdigest()[:24]}"'


def page_of(session: Session, look: Look) -> Page:
    """The next rows. Whoever follows the cursors to the end holds what stands in the table."""
    found = _events(session, look) if look.table.name == "events" else _rows(session, look)
    shown = found[: look.limit]
    after = shown[-1][0] if shown else look.after
    return Page([row for _, row in shown], cursor_of(look.table.name, after), len(found) > look.limit)


def cursor_of(table: str, place: Place) -> str:
    """A place as text."""
    told = orjson.dumps([table, place.seq, place.key])
    return urlsafe_b64encode(told).decode().rstrip("=")


def place_of(table: str, cursor: str) -> Place:
    """The place that a cursor stands for. Raises RequestRefused where it is not one of this table.

    >>> place_of("skills", cursor_of("skills", Place(7, ("books",))))
    Place(seq=7, key=('books',))
    """
    try:
        of, seq, key = orjson.loads(urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)))
    except (ValueError, TypeError):
        of, seq, key = None, None, None
    parts = key if isinstance(key, list) else []
    good = of == table and type(seq) is int and 0 <= seq < 2**63 and all(isinstance(part, str) for part in parts)
    if not good or (key is not None and len(parts) != len(TABLES[table].key)) or {"\x1f", "\0"} & set("".join(parts)):
        told = f"this is no cursor of {table}: take it from an answer as it is, or leave it out to begin anew"
        raise RequestRefused([Cause(told, pointer("cursor"))])
    return Place(seq, tuple(parts) if key is not None else None)


def _rows(session: Session, look: Look) -> list[tuple[Place, dict[str, Any]]]:
    after = look.after
    rows = session.rows.changes(look.table.name, after.seq, after.key, look.limit + 1, look.since)
    return [(Place(row.seq, row.key), _row(row, look)) for row in rows]


def _row(row: Row, look: Look) -> dict[str, Any]:
    if row.body is None:
        return {**named(row.key, look.table), DELETED: True}
    prefix = look.table.open_prefix
    hidden = prefix is not None and not look.sees_all
    return {name: cell for name, cell in row.body.items() if not (hidden and name.startswith(prefix or ""))}


def _events(session: Session, look: Look) -> list[tuple[Place, dict[str, Any]]]:
    after = look.after
    events = session.past.events((after.seq, after.key[0] if after.key else ""), look.limit + 1, look.since)
    return [(Place(event.seq, (event.event_id,)), event_row(event)) for event in events]


def event_row(event: StoredEvent) -> dict[str, Any]:
    """An event as a row of its table, defaults filled in."""
    told = {
        **_DEFAULTS,
        **event.more,
        "event_id": event.event_id,
        "learner_id": event.learner_id,
        "kind": event.kind,
        "occurred_at": rfc3339(event.occurred_at),
        "recorded_at": rfc3339(event.recorded_at),
        "content_id": event.content_id,
    }
    return {name: told[name] for name in _EVENTS.names if told.get(name) is not None}
