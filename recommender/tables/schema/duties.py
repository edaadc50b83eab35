"""What must be done or is wanted, by whom and by when?"""

from __future__ import annotations

from typing import Final

from recommender import columns as words
from recommender.tables.schema.column import (
    Column,
    Kind,
    Table,
    choice,
    date,
    days,
    flag,
    ident,
    key,
    level,
    text,
    weight,
)

DUTIES: Final = (
    Table(
        "requirements",
        "Duties that recur: compliance and certification.",
        (
            key("requirement_id", "id of the requirement"),
            text("name", "name of the requirement", required=True),
            choice(
                "basis", "what starts the clock: hire, assignment, or a fixed date", words.REQUIREMENT_BASES, "hire"
            ),
            days("due_days", "days from the start to the due day"),
            date("due_on", "fixed due day, with basis date"),
            days("valid_days", "days that a completion counts; empty: for ever"),
            days("renew_from_days", "days before expiry from which a renewal counts"),
            days("lookback_days", "days before the start within which a completion counts"),
            Column(
                "every_months",
                Kind.INTEGER,
                "months after which the due day comes again, counted from the first; a completion counts to the next",
                low=1,
            ),
        ),
        key=("requirement_id",),
    ),
    Table(
        "requirement_contents",
        "Contents that fulfil a requirement.",
        (
            key("requirement_id", "the requirement", "requirements"),
            key("content_id", "the content", "contents"),
            text("option_group", "one content of a group suffices; empty: this one is needed"),
        ),
        key=("requirement_id", "content_id"),
    ),
    Table(
        "requirement_audiences",
        "Whom a requirement binds: whoever fits any row.",
        (
            key("requirement_id", "the requirement", "requirements"),
            choice("kind", "what the value names", words.AUDIENCE_KINDS, required=True),
            key("value", "a role, unit (with the units below), location or learner"),
        ),
        key=("requirement_id", "kind", "value"),
    ),
    Table(
        "assignments",
        "What was assigned to one learner.",
        (
            key("learner_id", "to whom", "learners"),
            ident("content_id", "a content (or requirement_id)", "contents"),
            ident("requirement_id", "a requirement (or content_id)", "requirements"),
            date("assigned_on", "when", required=True),
            ident("assigned_by", "by whom", "learners"),
            date("due_on", "by when"),
            flag("mandatory", "whether it must be done", default=True),
            choice("status", "open, done or cancelled", words.ASSIGNMENT_STATUS, "open"),
        ),
        key=("learner_id", "content_id", "requirement_id", "assigned_on"),
    ),
    Table(
        "goals",
        "Levels that one learner wants or is asked to reach.",
        (
            key("learner_id", "who", "learners"),
            key("skill_id", "the skill", "skills"),
            level("level", "level wanted", required=True),
            weight("importance among goals"),
            date("due_on", "by when"),
            text("reason", "why"),
        ),
        key=("learner_id", "skill_id"),
    ),
)
