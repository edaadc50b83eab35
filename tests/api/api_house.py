"""A small organisation as tables, and bodies that ask about it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from recommender.catalog import Catalog
from recommender.people import People
from recommender.tables import Tables, check, write

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
INLINE = {"profile": {"role_id": "clerk"}}
CONTENTS = ("digging", "filing", "first-aid", "ledgers", "planting", "pruning")


def frames() -> dict[str, pd.DataFrame]:
    """Three learners, six contents, two roles, one outcome, one duty."""
    return {
        "learners": pd.DataFrame(
            {
                "learner_id": ["ada", "bob", "eve"],
                "display_name": ["Ada", "Bob", "Eve"],
                "hired_on": ["2024-01-01", "2025-06-01", "2026-02-01"],
                "language": ["en", "en", "de"],
                "weekly_minutes": ["120", "60", ""],
            }
        ),
        "employments": pd.DataFrame(
            {
                "learner_id": ["ada", "bob"],
                "valid_from": ["2024-01-01", "2025-06-01"],
                "role_id": ["gardener", "clerk"],
                "unit_id": ["park", "office"],
            }
        ),
        "units": pd.DataFrame({"unit_id": ["office", "park"], "name": ["Office", "Park"]}),
        "skills": pd.DataFrame({"skill_id": ["books", "plants", "safety"], "name": ["Books", "Plants", "Safety"]}),
        "roles": pd.DataFrame({"role_id": ["clerk", "gardener"], "name": ["Clerk", "Gardener"]}),
        "role_skills": pd.DataFrame(
            {
                "role_id": ["clerk", "gardener", "gardener"],
                "skill_id": ["books", "plants", "safety"],
                "level": ["0.9", "0.9", "0.6"],
            }
        ),
        "contents": pd.DataFrame(
            {
                "content_id": list(CONTENTS),
                "title": [name.title() for name in CONTENTS],
                "url": ["https://learn.example/digging", "", "", "", "", ""],
                "minutes": ["60", "30", "45", "90", "60", "120"],
            }
        ),
        "content_skills": pd.DataFrame(
            {
                "content_id": ["digging", "filing", "first-aid", "ledgers", "planting", "pruning"],
                "skill_id": ["plants", "books", "safety", "books", "plants", "plants"],
                "entry_level": ["0", "0", "0", "0.3", "0.2", "0.4"],
                "exit_level": ["0.5", "0.6", "0.7", "0.95", "0.7", "0.95"],
            }
        ),
        "requirements": pd.DataFrame(
            {"requirement_id": ["safe"], "name": ["Safety at work"], "basis": ["hire"], "due_days": ["30"]}
        ),
        "requirement_contents": pd.DataFrame({"requirement_id": ["safe"], "content_id": ["first-aid"]}),
        "requirement_audiences": pd.DataFrame({"requirement_id": ["safe"], "kind": ["role"], "value": ["gardener"]}),
        "goals": pd.DataFrame({"learner_id": ["bob"], "skill_id": ["plants"], "level": ["0.4"], "reason": ["a hobby"]}),
        "events": pd.DataFrame(
            {
                "event_id": ["e1", "e2", "e3"],
                "learner_id": ["ada", "ada", "bob"],
                "kind": ["completed", "self_rated", "started"],
                "occurred_at": ["2026-01-10T09:00:00Z", "2026-02-01T09:00:00Z", "2026-02-20T09:00:00Z"],
                "content_id": ["digging", "", "filing"],
                "skill_id": ["", "plants", ""],
                "value": ["", "0.6", ""],
                "initiated_by": ["self", "self", "self"],
            }
        ),
    }


def tables() -> Tables:
    """The tables, checked."""
    reading = check(frames())
    assert reading.report.errors == ()
    return reading.tables


def people() -> People:
    """The people of the tables."""
    made = tables()
    return People.of(made, Catalog.of(made))


def on_disk(folder: Path) -> Path:
    """The tables in a folder."""
    write(frames(), folder)
    return folder


def an_event(**changes: Any) -> dict[str, Any]:
    """An event as a request says it."""
    return {"kind": "completed", "occurred_at": "2026-02-01T09:00:00Z", "content_id": "filing"} | changes
