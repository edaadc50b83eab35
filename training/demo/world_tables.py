"""How does the hand-written world become rows? skills, roles, scales, outcomes, behaviours."""

from __future__ import annotations

import numpy as np
import pandas as pd

from training.demo.calendar import Calendar
from training.demo.cells import dates
from training.demo.diary import SCALES, SEEN
from training.demo.ratings import RATING_LEVELS, SEEN_LEVELS
from training.demo.reports import LETTER_LEVELS
from training.demo.shelf import SKILL_COLUMN
from training.demo.texts import GROUPS, SKILLS
from training.demo.world import OUTCOMES, ROLES


def world_frames(calendar: Calendar) -> dict[str, pd.DataFrame]:
    """Everything about skills, roles and outcomes that does not depend on chance."""
    return {
        "skills": _skills(),
        "skill_requires": pd.DataFrame(
            [(skill.id, need, 0.4) for skill in SKILLS for need in skill.needs],
            columns=["skill_id", "requires_skill_id", "level"],
        ),
        "roles": pd.DataFrame(
            [(role.id, role.name, role.critical) for role in ROLES], columns=["role_id", "name", "critical"]
        ),
        "role_skills": _role_skills(),
        "scales": _scales(),
        **_outcomes(calendar),
    }


def _skills() -> pd.DataFrame:
    groups = [(f"g-{key}", name, None, means, np.nan) for key, (name, means) in GROUPS.items()]
    leaves = [(s.id, s.name, f"g-{s.group}", s.means, float(s.half_life_days)) for s in SKILLS]
    return pd.DataFrame([*groups, *leaves], columns=["skill_id", "name", "parent_id", "description", "half_life_days"])


def _role_skills() -> pd.DataFrame:
    rows = [
        (role.id, skill, level, float(3 - min(place // 2, 2)), "validated", "job profile", 1.0)
        for role in ROLES
        for place, (skill, level) in enumerate(role.needs)
    ]
    names = ["role_id", "skill_id", "level", "weight", "status", "source", "confidence"]
    return pd.DataFrame(rows, columns=names)


def _scales() -> pd.DataFrame:
    ratings = [(str(mark + 1), level) for mark, level in enumerate(RATING_LEVELS.tolist())]
    letters = list(zip("ABCDF", LETTER_LEVELS.tolist(), strict=True))
    seen = list(zip(SEEN, SEEN_LEVELS.tolist(), strict=True))
    rows = [(scale, *row) for scale, marks in zip(SCALES, (ratings, letters, seen), strict=True) for row in marks]
    return pd.DataFrame(rows, columns=["scale_id", "mark", "level"])


def _outcomes(calendar: Calendar) -> dict[str, pd.DataFrame]:
    outcomes = pd.DataFrame(
        [(o.id, o.name, o.direction, o.measure_unit, o.level, o.target, o.weight) for o in OUTCOMES],
        columns=["outcome_id", "name", "direction", "measure_unit", "baseline", "target", "weight"],
    )
    behaviours = [
        (behaviour.id, behaviour.name, outcome.id, behaviour.weight, behaviour.cause)
        for outcome in OUTCOMES
        for behaviour in outcome.behaviours
    ]
    links = [
        (behaviour.id, skill, level, 1.0 if place == 0 else 0.7, "validated", "analysis of outcomes", 0.9)
        for outcome in OUTCOMES
        for behaviour in outcome.behaviours
        for place, (skill, level) in enumerate(behaviour.skills)
        if skill in SKILL_COLUMN
    ]
    return {
        "outcomes": outcomes.assign(due_on=dates(np.full(len(outcomes), calendar.until + 365))),
        "outcome_units": pd.DataFrame(
            [(o.id, unit, 1.0) for o in OUTCOMES for unit in o.units], columns=["outcome_id", "unit_id", "weight"]
        ),
        "behaviours": pd.DataFrame(behaviours, columns=["behaviour_id", "name", "outcome_id", "weight", "cause"]),
        "behaviour_skills": pd.DataFrame(
            links, columns=["behaviour_id", "skill_id", "level", "weight", "status", "source", "confidence"]
        ),
    }
