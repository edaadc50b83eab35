"""Who learns, where do they work, and what may it cost?"""

from __future__ import annotations

from typing import Final

from recommender import columns as words
from recommender.tables.schema.column import (
    Table,
    choice,
    date,
    ident,
    key,
    number,
    text,
)

PEOPLE: Final = (
    Table(
        "learners",
        "Who can be given a path.",
        (
            key("learner_id", "pseudonym or id, stable over systems"),
            text("display_name", "shown to managers and to the learner only"),
            date("hired_on", "first day in the organisation"),
            text("language", "BCP 47 tag of the preferred language"),
            text("timezone", "IANA time zone, default UTC"),
            text("location", "place, as requirements name it"),
            number("weekly_minutes", "learning time a week", low=0.0),
            ident("target_role_id", "role aimed at: gives a career path", "roles"),
        ),
        key=("learner_id",),
        required=True,
        open_prefix="audit_",
    ),
    Table(
        "employments",
        "Who worked where, as what, for whom, from when to when. Spans of one learner must not overlap.",
        (
            key("learner_id", "who", "learners"),
            date("valid_from", "first day", required=True),
            date("valid_to", "last day; empty while it lasts"),
            ident("role_id", "role held", "roles"),
            ident("unit_id", "unit worked in", "units"),
            ident("manager_id", "learner who leads", "learners"),
            choice("status", "active, on leave, or left", words.EMPLOYMENT_STATUS, "active"),
        ),
        key=("learner_id", "valid_from"),
    ),
    Table(
        "identities",
        "The names of a learner in other systems. Erasable.",
        (
            key("learner_id", "who", "learners"),
            key("system", "LMS, HR or login system"),
            key("external_id", "id in that system"),
        ),
        key=("system", "external_id"),
    ),
    Table(
        "units",
        "The organisation's units, as a tree.",
        (
            key("unit_id", "id of the unit"),
            text("name", "name of the unit", required=True),
            ident("parent_id", "unit above", "units"),
            ident("head_id", "learner who heads it", "learners"),
        ),
        key=("unit_id",),
    ),
    Table(
        "absences",
        "Days on which a learner does not learn.",
        (
            key("learner_id", "who", "learners"),
            date("from_on", "first day away", required=True),
            date("to_on", "last day away", required=True),
        ),
        key=("learner_id", "from_on"),
    ),
    Table(
        "budgets",
        "Money for learning, by unit and period.",
        (
            key("unit_id", "unit that pays", "units"),
            key("period", "calendar period, such as 2026 or 2026-Q3"),
            number("amount", "money available per learner and period", low=0.0, required=True),
            text("currency", "ISO 4217 code", required=True),
        ),
        key=("unit_id", "period"),
    ),
)
