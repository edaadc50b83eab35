"""What must move in the business, and which behaviours and skills move it?"""

from __future__ import annotations

from typing import Final

from recommender import columns as words
from recommender.tables.schema.column import (
    LINK,
    Table,
    choice,
    date,
    ident,
    key,
    level,
    number,
    text,
    weight,
)

OUTCOMES: Final = (
    Table(
        "outcomes",
        "Business results that must move.",
        (
            key("outcome_id", "id of the outcome"),
            text("name", "name of the outcome", required=True),
            choice("direction", "whether more or less is better", words.DIRECTIONS, required=True),
            text("measure_unit", "unit it is measured in"),
            number("baseline", "where it stands"),
            number("target", "where it must get"),
            date("due_on", "by when"),
            weight("importance among outcomes"),
        ),
        key=("outcome_id",),
    ),
    Table(
        "outcome_units",
        "Units that answer for an outcome; units below them answer too.",
        (
            key("outcome_id", "the outcome", "outcomes"),
            key("unit_id", "the unit", "units"),
            weight("importance of the outcome for the unit"),
        ),
        key=("outcome_id", "unit_id"),
    ),
    Table(
        "behaviours",
        "What people do that moves an outcome.",
        (
            key("behaviour_id", "id of the behaviour"),
            text("name", "what people do", required=True),
            ident("outcome_id", "the outcome it moves", "outcomes", required=True),
            weight("how much it moves the outcome"),
            choice("cause", "why it is missing today; only a missing skill can be learned", words.CAUSES, "skill"),
        ),
        key=("behaviour_id",),
    ),
    Table(
        "behaviour_skills",
        "Skills behind a behaviour.",
        (
            key("behaviour_id", "the behaviour", "behaviours"),
            key("skill_id", "the skill behind it", "skills"),
            level("level", "level the behaviour needs", default=0.7),
            weight("importance of the skill for the behaviour"),
            *LINK,
        ),
        key=("behaviour_id", "skill_id"),
    ),
    Table(
        "outcome_values",
        "Measured outcomes, by unit or learner and period.",
        (
            key("outcome_id", "the outcome", "outcomes"),
            ident("unit_id", "unit measured (or learner_id)", "units"),
            ident("learner_id", "learner measured (or unit_id)", "learners"),
            key("period", "calendar period, such as 2026-03"),
            number("value", "what was measured", required=True),
            number("numerator", "cases counted"),
            number("denominator", "cases in all"),
        ),
        key=("outcome_id", "unit_id", "learner_id", "period"),
    ),
)
