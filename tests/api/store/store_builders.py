"""Builders of what goes into a store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from api.store import Change, Decision, Row, Store, StoredEvent, StoredKey, StoredPath
from recommender.tables.schema import TABLES


def an_event(event_id: str = "e1", learner_id: str = "ana", **more: Any) -> StoredEvent:
    told = {"kind": "completed", "occurred_at": 1_000, "recorded_at": 2_000, "content_id": "c1", "more": {}, **more}
    return StoredEvent(event_id, learner_id, **told)


def a_row(table: str, **body: Any) -> Change:
    """A row to put; its key is read off its cells."""
    return Change(table, tuple(str(body.get(column, "")) for column in TABLES[table].key), body)


def an_end(table: str, *key: str) -> Change:
    return Change(table, key, None)


def a_content(content_id: str = "c1", title: str = "Steel", **more: Any) -> Change:
    return a_row("contents", content_id=content_id, title=title, **more)


def a_decision(answer_id: str = "a1", **more: Any) -> Decision:
    told = {
        "at": 5,
        "kind": "recommendation",
        "pseudonym": "p",
        "key_id": None,
        "model_version": "m1",
        "catalog_version": "v1",
        "catalog_seq": 3,
        "watermark": 4,
        "request": b'{"k":3}',
        "digest": "d",
    }
    return Decision(answer_id, **{**told, **more})


def a_path(path_id: str = "p1", version: int = 1, learner_id: str = "ana", **more: Any) -> StoredPath:
    told = {"state": "proposed", "made_at": 5, "body": b'{"steps":[]}', "request": b"{}", **more}
    return StoredPath(path_id, version, learner_id, **told)


def a_key(key_id: str = "k1", **more: Any) -> StoredKey:
    told = {"secret_hash": "h", "name": "the LMS", "role": "lms", "rate_per_minute": 600, "created_at": 5, **more}
    return StoredKey(key_id, **told)


def put(store: Store, *changes: Change, at: int = 0) -> tuple[int, list[Row]]:
    """Puts rows in a transaction of their own; its number, and what was written."""
    with store.writing() as session:
        return session.seq, session.rows.put(changes, at)


def append(store: Store, *events: StoredEvent) -> tuple[int, frozenset[str]]:
    """Appends events in a transaction of their own; its number, and the ids that were known."""
    with store.writing() as session:
        return session.seq, session.events.append(events)


def ids_of(events: Sequence[StoredEvent]) -> list[str]:
    return [event.event_id for event in events]
