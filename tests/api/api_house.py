"""A small organisation as tables, and bodies that ask about it."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from api.access.keys import Terms, made
from api.flows.loading import load
from api.store import Store
from recommender.catalog import Catalog
from recommender.people import People
from recommender.tables import Tables, check, write

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
AT = int(NOW.timestamp()) * 1_000_000
"""The same in microseconds."""
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


@cache
def _stocked() -> tuple[Path, str]:
    """A database file with the tables and a key of an administrator, made once; only to be copied."""
    file = a_folder() / "cairn.db"
    store = Store.open(f"sqlite:///{file}")
    load(store, check(frames()), AT)
    key = a_key(store, "admin")
    store.close()
    return file, key


def stocked(folder: Path | None = None) -> tuple[Store, str]:
    """A store with the tables in a folder of its own, and the key of an administrator."""
    whole, key = _stocked()
    file = (folder or a_folder()) / "cairn.db"
    shutil.copyfile(whole, file)
    return Store.open(f"sqlite:///{file}"), key


def a_key(store: Store, role: str) -> str:
    """A key that the store knows, as a system sends it."""
    key = made(Terms(f"a test of {role}", role), AT)
    with store.writing() as session:
        session.keys.put(key.stored)
    return key.secret


def a_folder() -> Path:
    """An empty folder that is gone when the tests end."""
    folder = Path(tempfile.mkdtemp(prefix="cairn-api-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def an_event(**changes: Any) -> dict[str, Any]:
    """An event as a request says it."""
    return {"kind": "completed", "occurred_at": "2026-02-01T09:00:00Z", "content_id": "filing"} | changes
