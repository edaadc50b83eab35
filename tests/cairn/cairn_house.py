"""A small organisation in a home of its own, and the command line spoken to in this very process."""

from __future__ import annotations

import io
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from cairn.cli import main
from recommender.bundle import Bundle, Card, Shelf
from recommender.bundle.bundle import Columns
from recommender.tables import checked, write
from training.dataset import Dataset
from training.fit import fit
from training.recipe import Recipe

FRAMES: Mapping[str, Mapping[str, list[str]]] = {
    "learners": {"learner_id": ["ada", "bob", "eve"], "weekly_minutes": ["120", "60", ""]},
    "employments": {
        "learner_id": ["ada", "bob"],
        "valid_from": ["2024-01-01", "2025-06-01"],
        "role_id": ["agent", "clerk"],
        "unit_id": ["desk", "office"],
    },
    "units": {"unit_id": ["desk", "office"], "name": ["Service desk", "Office"]},
    "skills": {"skill_id": ["books", "faults", "talk"], "name": ["Bookkeeping", "Fault finding", "Conversation"]},
    "roles": {"role_id": ["agent", "clerk", "clerk2"], "name": ["Service agent", "Clerk", "clerk"]},
    "role_skills": {
        "role_id": ["agent", "agent", "clerk"],
        "skill_id": ["faults", "talk", "books"],
        "level": ["0.8", "0.7", "0.9"],
    },
    "outcomes": {"outcome_id": ["fcr"], "name": ["First-call resolution"], "direction": ["up"]},
    "outcome_units": {"outcome_id": ["fcr"], "unit_id": ["desk"]},
    "behaviours": {"behaviour_id": ["dx"], "name": ["Diagnoses before forwarding"], "outcome_id": ["fcr"]},
    "behaviour_skills": {"behaviour_id": ["dx"], "skill_id": ["faults"], "level": ["0.9"]},
    "contents": {
        "content_id": ["calls-1", "calls-2", "faults-1", "faults-2", "faults-3", "ledgers"],
        "title": ["Calls, part 1", "Calls, part 2", "Faults, part 1", "Faults, part 2", "Faults, part 3", "Ledgers"],
        "minutes": ["60", "30", "45", "90", "60", "120"],
    },
    "content_skills": {
        "content_id": ["calls-1", "calls-2", "faults-1", "faults-2", "faults-3", "ledgers"],
        "skill_id": ["talk", "talk", "faults", "faults", "faults", "books"],
        "entry_level": ["0", "0.3", "0", "0.3", "0.5", "0"],
        "exit_level": ["0.5", "0.8", "0.5", "0.7", "0.95", "0.9"],
    },
    "scales": {"scale_id": ["words", "words"], "mark": ["none", "some"], "level": ["0.1", "0.4"]},
    "events": {
        "event_id": ["e1", "e2", "e3"],
        "learner_id": ["ada", "ada", "bob"],
        "kind": ["completed", "self_rated", "started"],
        "occurred_at": ["2026-01-10T09:00:00Z", "2026-02-01T09:00:00Z", "2026-02-20T09:00:00Z"],
        "content_id": ["calls-1", "", "ledgers"],
        "skill_id": ["", "faults", ""],
        "value": ["", "some", ""],
        "scale_id": ["", "words", ""],
        "initiated_by": ["self", "self", "self"],
    },
}


@dataclass(frozen=True, slots=True)
class Said:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str


def cairn(*arguments: object) -> Said:
    """Runs the command line as `main` does, without a terminal."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            main([str(one) for one in arguments])
            code = 0
        except SystemExit as end:
            code = int(end.code or 0)
    return Said(code, out.getvalue(), err.getvalue())


def frames(**changes: pd.DataFrame | None) -> dict[str, pd.DataFrame]:
    """The tables; `changes` replaces some of them, None leaves one out."""
    whole = {name: pd.DataFrame(columns) for name, columns in FRAMES.items()} | changes
    return {name: frame for name, frame in whole.items() if frame is not None}


def tables_in(folder: Path, **changes: pd.DataFrame | None) -> Path:
    """The tables as CSV in a folder."""
    write(frames(**changes), folder)
    return folder


def put_on_shelf(tables: Path, home: Path, seed: int = 1) -> str:
    """A real bundle, fitted on the tables and put on the shelf, not into service; another seed, another version."""
    read, recipe = checked(tables), Recipe()
    data = Dataset.of(read)
    told = {part: {k: list(v) if isinstance(v, tuple) else v for k, v in p.items()} for part, p in recipe.parts.items()}
    card = Card(told, seed, read.fingerprint, data.catalog.version, data.ordering, {"ndcg@10": 0.3}, ("much",))
    return Bundle(card, Columns.of(data.catalog), fit(recipe, data, seed)).save(home / "models")


def into_service(tables: Path, home: Path, seed: int = 1) -> str:
    """A real bundle in service."""
    version = put_on_shelf(tables, home, seed)
    Shelf(home / "models").promote(version)
    return version
