"""A small made-up organisation: rows of every table that an answer can rest on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

Row = dict[str, Any]

SKILLS = ("cooking", "hosting", "safety")
SERIES = {"cooking": "cook", "hosting": "host", "safety": "safe"}
LEARNERS = tuple(f"l{n:02}" for n in range(60))
START = datetime(2024, 3, 4, 9, tzinfo=UTC)
DAYS = 725


def an_organisation(seed: int = 7) -> dict[str, list[Row]]:
    """Rows by table. Each skill has a series of three contents; a later part starts where the earlier one ends."""
    return {
        "learners": [_learner(n) for n in range(len(LEARNERS))],
        "employments": [_job(n) for n in range(len(LEARNERS))],
        "units": [
            {"unit_id": "house", "name": "House"},
            {"unit_id": "kitchen", "name": "Kitchen", "parent_id": "house"},
            {"unit_id": "tables", "name": "Tables", "parent_id": "house"},
        ],
        "skills": [{"skill_id": skill, "name": skill.title(), "half_life_days": 700.0} for skill in SKILLS],
        "roles": [{"role_id": "cook", "name": "Cook"}, {"role_id": "waiter", "name": "Waiter"}],
        "role_skills": [
            {"role_id": "cook", "skill_id": "cooking", "level": 0.8, "weight": 2.0},
            {"role_id": "cook", "skill_id": "safety", "level": 0.6},
            {"role_id": "waiter", "skill_id": "hosting", "level": 0.8},
        ],
        "outcomes": [{"outcome_id": "guests", "name": "Happy guests", "direction": "up"}],
        "outcome_units": [{"outcome_id": "guests", "unit_id": "house"}],
        "behaviours": [
            {"behaviour_id": "greet", "name": "Guests are greeted", "outcome_id": "guests"},
            {"behaviour_id": "tickets", "name": "Orders arrive", "outcome_id": "guests", "cause": "tool"},
        ],
        "behaviour_skills": [
            {"behaviour_id": "greet", "skill_id": "hosting", "level": 0.7},
            {"behaviour_id": "tickets", "skill_id": "safety", "level": 0.9},
        ],
        "contents": [_content(skill, part) for skill in SKILLS for part in (1, 2, 3)],
        "content_skills": [_link(skill, part) for skill in SKILLS for part in (1, 2, 3)],
        "content_requires": [{"content_id": "cook-3", "requires_content_id": "cook-2"}],
        "requirements": [
            {"requirement_id": "safe", "name": "Kitchen safety", "basis": "hire", "due_days": 30, "valid_days": 365}
        ],
        "requirement_contents": [{"requirement_id": "safe", "content_id": "safe-1"}],
        "requirement_audiences": [{"requirement_id": "safe", "kind": "unit", "value": "kitchen"}],
        "goals": [{"learner_id": "l01", "skill_id": "hosting", "level": 0.5, "reason": "guests ask"}],
        "events": _events(np.random.default_rng(seed)),
    }


def _learner(number: int) -> Row:
    row = {
        "learner_id": LEARNERS[number],
        "hired_on": "2024-01-01",
        "language": ("en", "en-GB", None)[number % 3],
        "weekly_minutes": (90.0, 240.0, None)[number % 3],
        "audit_age": ("young", "old")[number % 2],
    }
    return row | ({"target_role_id": "waiter"} if number % 5 == 0 else {})


def _job(number: int) -> Row:
    role, unit = (("cook", "kitchen"), ("waiter", "tables"))[number % 2]
    return {"learner_id": LEARNERS[number], "valid_from": "2024-01-01", "role_id": role, "unit_id": unit}


def _content(skill: str, part: int) -> Row:
    return {
        "content_id": f"{SERIES[skill]}-{part}",
        "title": f"{skill.title()} {part}",
        "minutes": float(30 * part + 5 * SKILLS.index(skill)),
        "cost": 50.0 * (part - 1),
        "language": "en" if part < 3 else None,
        "modality": "live" if part == 3 else "self_paced",
        "provider": "own" if skill == "safety" else "guild",
    }


def _link(skill: str, part: int) -> Row:
    entry = {1: 0.0, 2: 0.25, 3: 0.5}[part]
    return {
        "content_id": f"{SERIES[skill]}-{part}",
        "skill_id": skill,
        "entry_level": entry,
        "exit_level": min(entry + 0.45, 0.95),
        "status": "suggested" if (skill, part) == ("safety", 2) else "validated",
        "confidence": 0.6 if (skill, part) == ("safety", 2) else 1.0,
    }


def _events(rng: np.random.Generator) -> list[Row]:
    """Learners work through the series in random order; the early parts are finished more often, some people more."""
    found: list[Row] = []
    for number, learner in enumerate(LEARNERS):
        keen, day = rng.normal(0.0, 0.8), float(rng.uniform(0, 60))
        for skill in rng.permutation(SKILLS).tolist():
            for part in (1, 2, 3):
                day += float(rng.uniform(10, 90))
                if day > DAYS - 5 or rng.random() < 0.15:
                    continue
                found += _episode(rng, learner, f"{SERIES[skill]}-{part}", day, keen + 1.5 - 0.9 * part, part)
        if number % 4 == 0 and found:
            found.append(_at(learner, "self_rated", DAYS - 3) | {"skill_id": "cooking", "value": "0.4"})
    return found


def _episode(rng: np.random.Generator, learner: str, content: str, day: float, odds: float, part: int) -> list[Row]:
    by = ("self", "recommendation", "requirement")[int(rng.choice(3, p=[0.6, 0.2, 0.2]))]
    rows = [_at(learner, "started", day) | {"content_id": content, "initiated_by": by}]
    if rng.random() < 1 / (1 + np.exp(-odds)):
        kind = "passed" if part == 2 else "completed"
        rows.append(_at(learner, kind, min(day + float(rng.uniform(0.1, 25)), DAYS)) | {"content_id": content})
    if rng.random() < 0.4:
        score = f"{np.clip(rng.normal(0.5, 0.2), 0, 1):.2f}"
        later = min(day + float(rng.uniform(25, 30)), DAYS)
        rows.append(_at(learner, "scored", later) | {"skill_id": _skill(content), "value": score})
    return rows


def _skill(content: str) -> str:
    return next(skill for skill, series in SERIES.items() if content.startswith(series))


def _at(learner: str, kind: str, day: float) -> Row:
    at = (START + timedelta(days=day)).replace(microsecond=0)
    return {"learner_id": learner, "kind": kind, "occurred_at": at.isoformat()}
