"""Which tables does the database have? The same on SQLite and PostgreSQL; migrations must lead here."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, Index, LargeBinary, MetaData, String, Table, text

LATEST: Final = "0001"
"""The revision that this code works with."""

METADATA: Final = MetaData()

WORD: Final = String().with_variant(String(collation="C"), "postgresql")
"""Text in the order of its bytes, so that both databases sort alike."""


def _word(name: str, *, null: bool = False, key: bool = False) -> Column[str]:
    return Column(name, WORD, nullable=null, primary_key=key)


def _whole(name: str, *, null: bool = False, key: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=null, primary_key=key, autoincrement=False)


COUNTERS: Final = Table("counters", METADATA, _word("name", key=True), _whole("value"))

ROWS: Final = Table(
    "rows",
    METADATA,
    _word("table_name", key=True),
    _word("row_key", key=True),
    _whole("seq", key=True),
    _word("owner", null=True),
    _word("body", null=True),
    _whole("superseded", null=True),
    _whole("at"),
)
CURRENT: Final = ROWS.c.superseded.is_(None)
"""The newest version of a row; it may say that the row ended."""
_CURRENT: Final = text("superseded IS NULL")
Index("rows_current", ROWS.c.table_name, ROWS.c.row_key, unique=True, sqlite_where=_CURRENT, postgresql_where=_CURRENT)
_OWNED: Final = text("owner IS NOT NULL")
Index("rows_owned", ROWS.c.owner, sqlite_where=_OWNED, postgresql_where=_OWNED)
Index("rows_seq", ROWS.c.table_name, ROWS.c.seq)

EVENTS: Final = Table(
    "events",
    METADATA,
    _word("event_id", key=True),
    _word("learner_id"),
    _whole("occurred_at"),
    _whole("recorded_at"),
    _word("kind"),
    _word("content_id", null=True),
    _word("more"),
    _whole("seq"),
)
Index("events_learner", EVENTS.c.learner_id, EVENTS.c.occurred_at, EVENTS.c.event_id)
Index("events_content", EVENTS.c.content_id)
Index("events_seq", EVENTS.c.seq, EVENTS.c.event_id)
HEADS: Final = Table(
    "heads",
    METADATA,
    _word("learner_id", key=True),
    _whole("version"),
    _word("pseudonym"),
    _word("fold_key", null=True),
    Column("memory", LargeBinary, nullable=True),
)
Index("heads_pseudonym", HEADS.c.pseudonym, unique=True)

PATHS: Final = Table(
    "paths",
    METADATA,
    _word("path_id", key=True),
    _whole("version", key=True),
    _word("learner_id"),
    _word("state"),
    _whole("made_at"),
    _word("body"),
    _word("request"),
    _whole("seq"),
)
Index("paths_learner", PATHS.c.learner_id, PATHS.c.seq)

KEYS: Final = Table(
    "keys",
    METADATA,
    _word("key_id", key=True),
    _word("secret_hash"),
    _word("name"),
    _word("role"),
    _whole("rate_per_minute", null=True),
    _whole("created_at"),
    _whole("expires_at", null=True),
    _whole("revoked_at", null=True),
)

DECISIONS: Final = Table(
    "decisions",
    METADATA,
    _word("answer_id", key=True),
    _whole("at"),
    _word("kind"),
    _word("pseudonym", null=True),
    _word("key_id", null=True),
    _word("model_version"),
    _word("catalog_version"),
    _whole("catalog_seq"),
    _whole("watermark"),
    _word("request"),
    _word("digest"),
    _word("shown", null=True),
)
Index("decisions_at", DECISIONS.c.at)

KEPT: Final = Table(
    "answers_kept",
    METADATA,
    _word("principal", key=True),
    _word("idem_key", key=True),
    _word("digest"),
    _whole("status"),
    Column("body", LargeBinary, nullable=False),
    _whole("at"),
)
Index("answers_kept_at", KEPT.c.at)
