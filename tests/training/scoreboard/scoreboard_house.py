"""An engine over some tables, without the detour over a folder, and the truth of the smallest demo organisation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from recommender.bundle import Bundle, Card
from recommender.bundle.bundle import Columns
from recommender.engine import Engine
from recommender.people import People
from recommender.tables import check
from training.dataset import Dataset
from training.fit import fit
from training.recipe import Recipe
from training.scoreboard.truth import Truth

AT = datetime(2026, 3, 2, tzinfo=UTC)
"""A Monday."""


@dataclass(frozen=True, slots=True)
class House:
    """What answers, about whom, and the truth where there is one."""

    engine: Engine
    people: People
    truth: Truth | None = None

    def query(self, learner, **more):
        return self.people.query(learner, AT, **more)


def house_of(frames: Mapping[str, pd.DataFrame], truth: Truth | None = None) -> House:
    """A real engine, fitted on the tables."""
    reading = check(frames)
    assert not reading.report.errors, reading.report.errors
    data, recipe = Dataset.of(reading.tables), Recipe()
    card = Card(recipe.plain(), 1, reading.tables.fingerprint, data.catalog.version, data.ordering, {}, ())
    bundle = Bundle(card, Columns.of(data.catalog), fit(recipe, data, 1))
    return House(Engine(bundle, data.catalog), data.people, truth)


def truth_in(folder: Path, frames: Mapping[str, pd.DataFrame]) -> Path:
    """Frames of truth as files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in frames.items():
        frame.to_parquet(folder / f"{name}.parquet", index=False)
    return folder


def a_house(**changes: Mapping[str, list[object]] | None) -> House:
    """One learner, ada, who wants to talk and to find faults; seven contents, of which `tour` is the most popular.

    `changes` replaces tables, None leaves one out.
    """
    plain: dict[str, Mapping[str, list[object]]] = {
        "learners": {"learner_id": ["ada", "bob", "eve"], "weekly_minutes": [100, 100, 100]},
        "skills": {"skill_id": ["faults", "talk"], "name": ["Fault finding", "Conversation"]},
        "contents": {
            "content_id": ["call", "call-2", "call-again", "faults", "live", "long", "tour"],
            "title": ["Calls", "Calls 2", "Calls again", "Faults", "Live", "Long", "Tour"],
            "minutes": [50, 30, 40, 60, 60, 900, 20],
        },
        "content_skills": {
            "content_id": ["call", "call-2", "call-again", "faults", "live", "long"],
            "skill_id": ["talk", "talk", "talk", "faults", "faults", "faults"],
            "entry_level": [0.0, 0.99, 0.0, 0.0, 0.0, 0.0],
            "exit_level": [0.6, 1.0, 0.55, 0.7, 0.9, 0.95],
        },
        "content_requires": {"content_id": ["live"], "requires_content_id": ["faults"]},
        "content_equivalents": {"content_id": ["call"], "counts_for": ["call-again"]},
        "sessions": {
            "session_id": ["s1", "s2"],
            "content_id": ["live", "live"],
            "starts_at": ["2026-03-04T09:00:00Z", "2026-04-08T09:00:00Z"],
            "ends_at": ["2026-03-04T10:00:00Z", "2026-04-08T10:00:00Z"],
        },
        "goals": {"learner_id": ["ada", "ada"], "skill_id": ["faults", "talk"], "level": [0.9, 0.8], "weight": [1, 1]},
        "events": {
            "event_id": ["e1", "e2", "e3", "e4", "e5"],
            "learner_id": ["bob", "eve", "bob", "eve", "bob"],
            "kind": ["completed"] * 5,
            "occurred_at": [f"2026-01-{day:02}T09:00:00Z" for day in (5, 6, 7, 8, 9)],
            "content_id": ["tour", "tour", "call", "faults", "call-2"],
            "initiated_by": ["self"] * 5,
        },
    }
    whole = {name: columns for name, columns in (plain | changes).items() if columns is not None}
    return house_of({name: pd.DataFrame(columns).astype(str) for name, columns in whole.items()})
