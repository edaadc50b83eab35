"""A small organisation in a real store, with a real model in service, and reports of what happens there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from api.access import Access
from api.flows.bodies import bodies_of, key_of
from api.flows.events import Sent, Taken, take
from api.flows.people import Persons
from api.serving import Holder
from api.settings import Settings
from api.store import Change, Store
from api.workplace import Workplace
from recommender.people import query_of
from recommender.tables import Tables, check
from recommender.tables.schema import TABLES
from tests.api.api_house import frames
from tests.api.api_shelf import released

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
SCALES = [{"scale_id": "stars", "mark": mark, "level": level} for mark, level in (("1", 0.2), ("2", 0.5), ("3.5", 0.9))]


@dataclass
class Clock:
    """A clock that goes on when it is told to."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at

    def go_on(self, **time: float) -> None:
        self.at += timedelta(**time)


def organisation() -> Tables:
    """The tables of the house, with a scale."""
    import pandas as pd

    reading = check(frames() | {"scales": pd.DataFrame(SCALES).astype(str)})
    assert reading.report.errors == ()
    return reading.tables


def filled(store: Store, tables: Tables) -> Store:
    """A store that holds all rows of some tables, and no event."""
    changes = [
        Change(name, key_of(row, table), row)
        for name, table in TABLES.items()
        if name != "events"
        for row in bodies_of(tables[name], table)
    ]
    with store.writing() as session:
        session.rows.put(changes, 1)
    return store


def a_place(folder: Path, models: Path, clock: Clock | None = None, url: str | None = None) -> Workplace:
    """A service over a store of its own; without a bundle among the models it is degraded."""
    now = clock or Clock()
    store = filled(Store.open(url or f"sqlite:///{folder}/cairn.db"), organisation())
    settings = Settings(home=folder)
    return Workplace(store, Holder(store, models), Access(store, settings, now), settings, now)


def models_of(folder: Path) -> Path:
    """A shelf with a champion that was trained on the house."""
    released(organisation(), folder)
    return folder


def no_paths(_: Workplace, learners: Sequence[str]) -> list[dict[str, Any]]:
    """What is told of paths where there are none."""
    assert list(learners) == sorted(learners)
    return []


def report(place: Workplace, *rows: Any, own: bool = False) -> Taken:
    """Reports events in one call."""
    return take(place, Sent(rows, (), own), no_paths)


def an_event(event_id: str | None = "e1", **changes: Any) -> dict[str, Any]:
    """An event as it is reported."""
    said = {"learner_id": "ada", "kind": "completed", "occurred_at": "2026-02-01T09:00:00Z", "content_id": "filing"}
    named = {} if event_id is None else {"event_id": event_id}
    return {name: value for name, value in (named | said | changes).items() if value is not None}


def codes(taken: Taken) -> list[tuple[int, str]]:
    """Place and code of everything that is wrong."""
    return [(problem.index, problem.code) for problem in taken.rejected]


def memories(place: Workplace) -> Mapping[str, tuple[str | None, bytes | None]]:
    """What is kept of every learner."""
    with place.store.reading() as session:
        heads = session.heads.many(session.heads.ids())
    return {learner: (head.fold_key, head.memory) for learner, head in heads.items()}


def offered(place: Workplace, learner_id: str) -> list[tuple[str, float]]:
    """What a learner is recommended now, with scores."""
    served = place.holder.served
    assert served is not None
    found = Persons(place.store).standing(learner_id, served, place.now())
    assert found is not None
    answer = served.engine.recommend(query_of(found.person, found.memory, served.catalog, place.now()))
    return [(item.content_id, item.score) for item in answer.items]
