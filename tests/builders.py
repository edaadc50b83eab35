"""Small checked tables, learners, queries, and engines that serve really trained bundles."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from recommender.bundle import Bundle, Card
from recommender.bundle.bundle import Columns
from recommender.catalog import Catalog
from recommender.columns import EVENT_KINDS, INITIATORS
from recommender.engine import Engine
from recommender.knowledge.log import FOREVER
from recommender.planning import Effort
from recommender.tables import Tables, check
from recommender.types import History, Learner, LearnerId, Query
from tests.organisation import an_organisation
from training.dataset import Dataset
from training.fit import fit
from training.recipe import Recipe

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
"""A Monday at noon."""
TODAY = NOW.date()
QUICK = Effort(candidates=40, pricing_rounds=3, cut_rounds=10, nodes=500, moves=5_000, simulations=64)
Row = dict[str, Any]


def tables(**rows: list[Row]) -> Tables:
    """Checked tables of the rows given; one learner, one content and no event unless told otherwise."""
    given = {"learners": [{"learner_id": "ada"}], "contents": [a_content("loops")]} | rows
    frames = {name: pd.DataFrame(list(those)) for name, those in given.items() if those}
    none = pd.DataFrame(columns=["event_id", "learner_id", "kind", "occurred_at"], dtype=str)
    frames["events"] = pd.DataFrame(numbered(rows["events"])) if rows.get("events") else none
    reading = check(frames)
    assert reading.report.errors == (), reading.report.problems
    return reading.tables


def numbered(events: list[Row]) -> list[Row]:
    """Events with ids in the order given."""
    return [{"event_id": f"e{n:05}", **event} for n, event in enumerate(events)]


def a_catalog(**rows: list[Row]) -> Catalog:
    return Catalog.of(tables(**rows))


def a_content(content_id: str, **more: Any) -> Row:
    return {"content_id": content_id, "title": content_id.title(), "minutes": 60.0} | more


def a_link(content_id: str, skill_id: str, entry: float, leave: float, **more: Any) -> Row:
    return {"content_id": content_id, "skill_id": skill_id, "entry_level": entry, "exit_level": leave} | more


def named(table: str, *ids: str, **more: Any) -> list[Row]:
    """Rows of ids and names: of skills, roles, units."""
    return [{f"{table}_id": name, "name": name.title()} | more for name in ids]


def an_event(kind: str, at: str, content_id: str | None = None, learner_id: str = "ada", **more: Any) -> Row:
    return {"learner_id": learner_id, "kind": kind, "occurred_at": at, "content_id": content_id} | more


class Happened(NamedTuple):
    """One event of a learner, by day."""

    kind: str
    on: date
    content: str | None = None
    skill: str | None = None
    value: float = np.nan
    by: str = "self"
    until: date | None = None
    recorded: date | None = None
    dated: bool = True


def second(day: date) -> int:
    """Midnight of a day in UTC."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def a_history(catalog: Catalog, *happened: Happened) -> History:
    """A history of what happened, in the order given."""
    contents, skills = catalog.contents.column, catalog.skills.column
    return History(
        kind=_ints(EVENT_KINDS.index(h.kind) for h in happened),
        at=_ints(second(h.on) for h in happened),
        recorded_at=_ints(second(h.recorded or h.on) for h in happened),
        content=_ints(-1 if h.content is None else contents[h.content] for h in happened),
        skill=_ints(-1 if h.skill is None else skills[h.skill] for h in happened),
        value=np.array([h.value for h in happened], float),
        initiated_by=_ints(INITIATORS.index(h.by) for h in happened),
        valid_until=_ints(FOREVER if h.until is None else second(h.until) for h in happened),
        rater=np.full(len(happened), -1, np.int64),
        dated=np.array([h.dated for h in happened], bool),
    )


def a_learner(**more: Any) -> Learner:
    return Learner(**({"id": LearnerId("ada")} | more))


def a_query(catalog: Catalog, *happened: Happened, **more: Any) -> Query:
    """A question of ada's at NOW, after what happened; `more` sets fields of Query."""
    known: Row = {"learner": a_learner(), "history": a_history(catalog, *happened), "as_of": NOW}
    return Query(**(known | more))


def a_bundle(of: Tables, seed: int = 1) -> Bundle:
    """A bundle trained on all that the tables tell."""
    recipe, data = Recipe(), Dataset.of(of)
    card = Card(recipe.plain(), seed, of.fingerprint, data.catalog.version, data.ordering, {}, ("made for a test",))
    return Bundle(card, Columns.of(data.catalog), fit(recipe, data, seed))


def an_engine(of: Tables | None = None, effort: Effort = QUICK) -> Engine:
    """An engine that serves what was learned from the tables, by default those of the organisation."""
    if of is None:
        return Engine(trained(), Catalog.of(organisation()), effort)
    return Engine(a_bundle(of), Catalog.of(of), effort)


@lru_cache(maxsize=1)
def organisation() -> Tables:
    """Sixty made-up learners with two years behind them: enough to learn every part from."""
    return tables(**an_organisation())


@lru_cache(maxsize=1)
def trained() -> Bundle:
    """The bundle learned from the organisation."""
    return a_bundle(organisation())


def _ints(numbers: Any) -> np.ndarray:
    return np.array(list(numbers), np.int64)
