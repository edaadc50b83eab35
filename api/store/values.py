"""What goes into the store and comes out of it? Frozen values; every time is microseconds since 1970, UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Fold = tuple[str, bytes]
"""Key and bytes of a memory."""
Key = tuple[str, ...]
"""The cells of a row's key columns, in the order of its table; an empty cell is ""."""


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """One event. `more` holds all other columns that are not empty, as JSON; `seq` is 0 until it is stored."""

    event_id: str
    learner_id: str
    kind: str
    occurred_at: int
    recorded_at: int
    content_id: str | None
    more: Mapping[str, Any]
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """One row to put; without a body the row ends.

    `body` maps columns to JSON values (dates as YYYY-MM-DD, times as RFC 3339 with Z) and leaves empty cells out.
    """

    table: str
    key: Key
    body: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Row:
    """One version of a row, written by transaction `seq` at `at`; without a body it says that the row ended."""

    table: str
    key: Key
    body: Mapping[str, Any] | None
    seq: int
    at: int


@dataclass(frozen=True, slots=True)
class Head:
    """Where a learner stands: `version` is the last transaction that changed their rows or events.

    `memory` is the fold over their events, made under `fold_key`.
    """

    learner_id: str
    version: int
    pseudonym: str
    fold_key: str | None
    memory: bytes | None


@dataclass(frozen=True, slots=True)
class Decision:
    """One answer as it must be accounted for: what was asked, on what it rested, and the digest of what was said."""

    answer_id: str
    at: int
    kind: str
    pseudonym: str | None
    key_id: str | None
    model_version: str
    catalog_version: str
    catalog_seq: int
    watermark: int
    request: bytes
    digest: str
    shown: bytes | None = None


@dataclass(frozen=True, slots=True)
class StoredPath:
    """One version of a path; `body` and `request` are JSON."""

    path_id: str
    version: int
    learner_id: str
    state: str
    made_at: int
    body: bytes
    request: bytes
    seq: int = 0


@dataclass(frozen=True, slots=True)
class StoredKey:
    """One key of a calling system; its secret is known as a hash only."""

    key_id: str
    secret_hash: str
    name: str
    role: str
    rate_per_minute: int | None
    created_at: int
    expires_at: int | None = None
    revoked_at: int | None = None


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What went with an erased learner: versions of rows and of paths, events, and mentions in what others own."""

    rows: int
    events: int
    paths: int
    mentions: int
