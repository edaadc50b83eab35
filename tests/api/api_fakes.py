"""Small stand-ins for the engine and the holder, and the application over them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from api.access import Access
from api.app import create_app
from api.serving import Served
from api.settings import Settings
from api.workplace import Workplace
from recommender import types
from recommender.catalog import Catalog
from recommender.engine import Engine
from recommender.ranking.scene import Scene
from tests.api.api_client import Client
from tests.api.api_house import NOW, people, stocked, tables
from tests.api.api_shelf import a_bundle


def about(value: float) -> types.Estimate:
    return types.Estimate(value, value - 0.1, value + 0.1)


def an_answer(query: types.Query, version: str = "m1") -> types.Answer:
    return types.Answer(
        id="0123456789abcdef",
        learner_id=query.learner.id,
        basis=types.Basis.ROLE,
        model_version=version,
        catalog_version="c1",
        as_of=query.as_of,
        data_as_of=query.data_as_of,
        valid_until=query.as_of + timedelta(days=1),
        assumptions=("levels are those of the role",),
    )


def a_suggestion(rank: int = 1) -> types.Suggestion:
    return types.Suggestion(
        rank=rank,
        content_id=types.ContentId("filing"),
        title="Filing",
        url=None,
        minutes=30.0,
        score=0.2,
        affinity=None,
        chance=about(0.6),
        value=0.2,
        gains=(types.Gain(types.SkillId("books"), "Books", about(0.3), about(0.5)),),
        reasons=(types.Reason("gap", "We expect more of Books", MappingProxyType({"before": 0.3})),),
        because=(types.Chain("Fewer returns", "Reads the order", "Books"),),
        propensity=1.0,
    )


def a_path(query: types.Query, version: str = "m1") -> types.Path:
    return types.Path(
        answer=an_answer(query, version),
        steps=(types.Step(a_suggestion(), NOW, NOW + timedelta(days=3), mandatory=True),),
        minutes=30.0,
        cost=0.0,
        certificate=types.Certificate(0.2, 0.25, 0.2, 0.6, about(0.18), "the best fixed plan", {"rounds": 3}),
        forecast=(types.Gain(types.SkillId("books"), "Books", about(0.3), about(0.5)),),
        unmet=(types.Unmet(types.SkillId("books"), "Books", 0.9, about(0.5), "no time"),),
    )


@cache
def real_engine() -> Engine:
    """An engine fitted on the tables, once: folds and scenes are real, answers are made up."""
    made = tables()
    return Engine(a_bundle(made), Catalog.of(made))


@dataclass
class FakeEngine:
    """Remembers what it was asked, and answers the same to all; `trouble` happens before the answer."""

    version: str = "m1"
    trouble: Callable[[], Any] = lambda: None
    asked: list[Any] = field(default_factory=list)

    @property
    def memory_key(self) -> str:
        return real_engine().memory_key

    @property
    def catalog(self) -> Catalog:
        return real_engine().catalog

    @property
    def served(self) -> Any:
        return real_engine().served

    @property
    def fitted(self) -> Any:
        return real_engine().fitted

    def remember(self, *told: Any) -> types.Memory:
        return real_engine().remember(*told)

    def remember_all(self, *told: Any) -> list[types.Memory]:
        return real_engine().remember_all(*told)

    def look(self, query: types.Query) -> Scene:
        self.trouble()
        return real_engine().look(query)

    def recommend(self, query: types.Query) -> types.Recommendation:
        self.asked.append(query)
        self.trouble()
        return types.Recommendation(an_answer(query, self.version), "value", (a_suggestion(),))

    def path(self, query: types.Query, wishes: types.PathWishes) -> types.Path:
        self.asked.append((query, wishes))
        self.trouble()
        return a_path(query, self.version)


class FakeHolder:
    """Holds what a test puts into it."""

    def __init__(self, engine: FakeEngine | None, refused: str | None = None) -> None:
        self.refused, self.away = refused, None
        self.served = None if engine is None else served(engine)

    def watch(self) -> None:
        """Nothing changes by itself."""


def served(engine: FakeEngine) -> Served:
    return Served(engine, people().catalog, {}, engine.version, "c1", 1, NOW)


def a_place(holder: Any, folder: Path | None = None, **settings: Any) -> tuple[Workplace, str]:
    """A workplace over the small organisation at a fixed moment, and the key of an administrator."""
    store, key = stocked(folder)
    known = Settings(**settings)
    return Workplace(store, holder, Access(store, known, lambda: NOW), known, lambda: NOW), key


def a_service(engine: FakeEngine | None = None, **settings: Any) -> Client:
    """A service over the small organisation with a fake engine, at a fixed moment; asked by an administrator."""
    place, key = a_place(FakeHolder(engine or FakeEngine()), **settings)
    return Client(create_app(place), key)


def an_empty_service(refused: str | None = None, **settings: Any) -> Client:
    """A service with nothing to serve."""
    place, key = a_place(FakeHolder(None, refused), **settings)
    return Client(create_app(place), key)
