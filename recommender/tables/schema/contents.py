"""What can be taken, what does it teach, and what does it need?"""

from __future__ import annotations

from typing import Final

from recommender import columns as words
from recommender.tables.schema.column import (
    LINK,
    Column,
    Kind,
    Table,
    choice,
    date,
    flag,
    ident,
    key,
    level,
    number,
    text,
    time,
)

CONTENTS: Final = (
    Table(
        "contents",
        "What can be taken.",
        (
            key("content_id", "id of the content"),
            text("title", "title as learners see it", required=True),
            text("description", "what it is about"),
            text("url", "where it opens"),
            text("system", "system that delivers it"),
            number("minutes", "honest time it takes", low=0.0),
            number("cost", "money per learner", low=0.0, default=0.0),
            text("currency", "ISO 4217 code of the cost"),
            text("language", "BCP 47 tag; empty fits every learner"),
            choice("modality", "how it is taken", words.MODALITIES, "self_paced"),
            flag("offline", "usable without a network"),
            text("provider", "who made it"),
            choice("status", "active or retired", words.CONTENT_STATUS, "active"),
            text("version", "version of the content"),
            ident("replaced_by", "content that takes its place", "contents"),
            date("available_from", "first day on offer"),
            date("available_to", "last day on offer"),
        ),
        key=("content_id",),
        required=True,
    ),
    Table(
        "content_skills",
        "What a content teaches, from which level to which. exit_level at or below entry_level: required, not taught.",
        (
            key("content_id", "the content", "contents"),
            key("skill_id", "the skill", "skills"),
            level("entry_level", "level needed to profit", default=0.0),
            level("exit_level", "level it aims at", required=True),
            *LINK,
        ),
        key=("content_id", "skill_id"),
    ),
    Table(
        "content_requires",
        "Contents that must be finished first. Only validated rows bind: a suggested one waits for a person.",
        (
            key("content_id", "the content that needs", "contents"),
            key("requires_content_id", "the content that is needed", "contents"),
            *LINK,
        ),
        key=("content_id", "requires_content_id"),
    ),
    Table(
        "content_equivalents",
        "Contents that count for others (one way), perhaps for a time only.",
        (
            key("content_id", "the content that was finished", "contents"),
            key("counts_for", "the content that it counts for", "contents"),
            date("from_on", "first day on which it counts"),
            date("until_on", "last day on which it counts"),
        ),
        key=("content_id", "counts_for"),
    ),
    Table(
        "sessions",
        "Dates of live and in-person contents.",
        (
            key("session_id", "id of the session"),
            key("content_id", "the content", "contents"),
            time("starts_at", "start, with zone", required=True),
            time("ends_at", "end, with zone"),
            text("timezone", "IANA time zone for display"),
            Column("seats", Kind.INTEGER, "places left", low=0),
            text("location", "where"),
        ),
        key=("session_id",),
    ),
)
