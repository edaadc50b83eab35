"""What happened?"""

from __future__ import annotations

from typing import Final

from recommender import columns as words
from recommender.tables.schema.column import (
    Column,
    Kind,
    Table,
    choice,
    ident,
    key,
    text,
    time,
)

HISTORY: Final = (
    Table(
        "events",
        "What happened. Append-only: an event is voided by a later one, never changed.",
        (
            key("event_id", "id of the event"),
            key("learner_id", "to whom", "learners"),
            choice("kind", "what happened", words.EVENT_KINDS, required=True),
            time("occurred_at", "when it happened, with zone", required=True),
            time("recorded_at", "when it became known; default occurred_at"),
            choice(
                "time_precision",
                "how far occurred_at can be trusted; position: only the order is known",
                words.PRECISIONS,
                "second",
            ),
            ident("content_id", "which content", "contents"),
            text("content_version", "which version of it"),
            ident("session_id", "which session", "sessions"),
            ident("skill_id", "which skill", "skills"),
            ident("behaviour_id", "which behaviour was observed", "behaviours"),
            text("value", "score or rating: a share from 0 to 1, or a mark of scale_id"),
            ident("scale_id", "scale of the value", "scales"),
            ident("rater_id", "who rated", "learners"),
            Column("attempt", Kind.INTEGER, "which attempt", low=1),
            choice("initiated_by", "who wanted it; only voluntary starts teach affinity", words.INITIATORS, "unknown"),
            ident("recommendation_id", "answer that led to it"),
            time("valid_until", "until when it counts, with zone"),
            ident("voids_event_id", "earlier event that never happened"),
            text("source", "system that reported it"),
        ),
        key=("event_id",),
        required=True,
    ),
)
