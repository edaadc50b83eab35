"""What can be learned, what do roles need, and what do marks mean?"""

from __future__ import annotations

from typing import Final

from recommender.tables.schema.column import (
    LINK,
    Table,
    flag,
    ident,
    key,
    level,
    number,
    text,
    weight,
)

SKILLS: Final = (
    Table(
        "skills",
        "What can be learned, as a tree.",
        (
            key("skill_id", "id of the skill, such as an ESCO URI"),
            text("name", "name of the skill", required=True),
            ident("parent_id", "broader skill", "skills"),
            text("description", "what it means"),
            number(
                "half_life_days",
                "days after which unused knowledge counts half; default 720",
                low=1.0,
            ),
        ),
        key=("skill_id",),
    ),
    Table(
        "skill_requires",
        "Skills that need other skills first.",
        (
            key("skill_id", "the skill that needs", "skills"),
            key("requires_skill_id", "the skill that is needed", "skills"),
            level("level", "level of it that is needed", default=0.5),
        ),
        key=("skill_id", "requires_skill_id"),
    ),
    Table(
        "roles",
        "Jobs that people hold or aim at.",
        (
            key("role_id", "id of the role, such as an ESCO URI"),
            text("name", "name of the role", required=True),
            text("description", "what is done in it"),
            flag("critical", "whether a vacancy hurts the organisation"),
        ),
        key=("role_id",),
    ),
    Table(
        "role_skills",
        "Levels that a role needs.",
        (
            key("role_id", "the role", "roles"),
            key("skill_id", "the skill it needs", "skills"),
            level("level", "level it needs", required=True),
            weight("importance of the skill for the role"),
            *LINK,
        ),
        key=("role_id", "skill_id"),
    ),
    Table(
        "scales",
        "What the marks of a rating or grading scale mean as levels.",
        (
            key("scale_id", "id of the scale"),
            key("mark", "mark as it stands in an event's value"),
            level("level", "level it stands for", required=True),
        ),
        key=("scale_id", "mark"),
    ),
)
