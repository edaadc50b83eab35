"""Which tables were there first?"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

WORD = sa.String().with_variant(sa.String(collation="C"), "postgresql")
CURRENT = sa.text("superseded IS NULL")
OWNED = sa.text("owner IS NOT NULL")


def upgrade() -> None:
    """All tables of the first version, with the counters at 0."""
    _counters()
    _rows()
    _events()
    _heads()
    _paths()
    _keys()
    _decisions()
    _answers_kept()


def _counters() -> None:
    counters = op.create_table(
        "counters",
        sa.Column("name", WORD, primary_key=True),
        sa.Column("value", sa.BigInteger, nullable=False),
    )
    op.bulk_insert(counters, [{"name": name, "value": 0} for name in ("seq", "catalog", "keys")])


def _rows() -> None:
    op.create_table(
        "rows",
        sa.Column("table_name", WORD, primary_key=True),
        sa.Column("row_key", WORD, primary_key=True),
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("owner", WORD),
        sa.Column("body", WORD),
        sa.Column("superseded", sa.BigInteger),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    op.create_index(
        "rows_current",
        "rows",
        ["table_name", "row_key"],
        unique=True,
        sqlite_where=CURRENT,
        postgresql_where=CURRENT,
    )
    op.create_index("rows_owned", "rows", ["owner"], sqlite_where=OWNED, postgresql_where=OWNED)
    op.create_index("rows_seq", "rows", ["table_name", "seq"])


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("event_id", WORD, primary_key=True),
        sa.Column("learner_id", WORD, nullable=False),
        sa.Column("occurred_at", sa.BigInteger, nullable=False),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("content_id", WORD),
        sa.Column("more", WORD, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
    )
    op.create_index("events_learner", "events", ["learner_id", "occurred_at", "event_id"])
    op.create_index("events_content", "events", ["content_id"])
    op.create_index("events_seq", "events", ["seq", "event_id"])


def _heads() -> None:
    op.create_table(
        "heads",
        sa.Column("learner_id", WORD, primary_key=True),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("pseudonym", WORD, nullable=False),
        sa.Column("fold_key", WORD),
        sa.Column("memory", sa.LargeBinary),
    )
    op.create_index("heads_pseudonym", "heads", ["pseudonym"], unique=True)


def _paths() -> None:
    op.create_table(
        "paths",
        sa.Column("path_id", WORD, primary_key=True),
        sa.Column("version", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("learner_id", WORD, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("body", WORD, nullable=False),
        sa.Column("request", WORD, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
    )
    op.create_index("paths_learner", "paths", ["learner_id", "seq"])


def _keys() -> None:
    op.create_table(
        "keys",
        sa.Column("key_id", WORD, primary_key=True),
        sa.Column("secret_hash", WORD, nullable=False),
        sa.Column("name", WORD, nullable=False),
        sa.Column("role", WORD, nullable=False),
        sa.Column("rate_per_minute", sa.BigInteger),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger),
        sa.Column("revoked_at", sa.BigInteger),
    )


def _decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("answer_id", WORD, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("pseudonym", WORD),
        sa.Column("key_id", WORD),
        sa.Column("model_version", WORD, nullable=False),
        sa.Column("catalog_version", WORD, nullable=False),
        sa.Column("catalog_seq", sa.BigInteger, nullable=False),
        sa.Column("watermark", sa.BigInteger, nullable=False),
        sa.Column("request", WORD, nullable=False),
        sa.Column("digest", WORD, nullable=False),
        sa.Column("shown", WORD),
    )
    op.create_index("decisions_at", "decisions", ["at"])


def _answers_kept() -> None:
    op.create_table(
        "answers_kept",
        sa.Column("principal", WORD, primary_key=True),
        sa.Column("idem_key", WORD, primary_key=True),
        sa.Column("digest", WORD, nullable=False),
        sa.Column("status", sa.BigInteger, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    op.create_index("answers_kept_at", "answers_kept", ["at"])
