"""The same tables, recipe and seed give the same bytes; whatever tables there are, a bundle comes out that answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from recommender.bundle import Bundle
from recommender.catalog import Catalog
from recommender.engine import Engine
from recommender.people import People
from recommender.tables import Tables, check, read, write
from recommender.types import PathWishes
from tests.training.training_builders import checked, chosen, event, files_below, frames, positions, quiet
from training.recipe import Recipe
from training.run import train

POPULARITY = "what learners choose next could not be learned better than by popularity"
ASSUMED_CHANCE = "the chance of finishing is assumed: too few episodes have ended to learn it"
DECLARED = "the effects of contents are declared, not learned: no graded evidence before and after"


def bundle_of(tables: Tables, seed: int = 1) -> Bundle:
    return train(Recipe(), tables, seed, None, quiet).bundle


def version_of(tables: Tables, shelf: Path, seed: int = 1) -> str:
    return bundle_of(tables, seed).save(shelf)


@pytest.fixture(scope="module")
def world() -> Mapping[str, pd.DataFrame]:
    return frames(chosen(40))


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="module")
def version(world: Mapping[str, pd.DataFrame], shelf: Path) -> str:
    return version_of(check(world).tables, shelf)


def test_the_same_tables_and_seed_give_the_same_version(
    world: Mapping[str, pd.DataFrame], shelf: Path, version: str
) -> None:
    assert version_of(check(world).tables, shelf) == version


def test_rows_and_columns_in_another_order_give_the_same_version(
    world: Mapping[str, pd.DataFrame], shelf: Path, version: str, tmp_path: Path
) -> None:
    shuffled = {name: frame.sample(frac=1, random_state=3).iloc[:, ::-1] for name, frame in world.items()}
    assert not shuffled["events"]["event_id"].is_monotonic_increasing
    write(shuffled, tmp_path, "csv")
    assert version_of(read(tmp_path).tables, shelf) == version


def test_csv_and_parquet_give_the_same_version(
    world: Mapping[str, pd.DataFrame], shelf: Path, version: str, tmp_path: Path
) -> None:
    write(check(world).tables.frames, tmp_path, "parquet")
    assert version_of(read(tmp_path).tables, shelf) == version


def test_another_seed_gives_another_version(world: Mapping[str, pd.DataFrame], shelf: Path, version: str) -> None:
    assert version_of(check(world).tables, shelf, seed=2) != version


@pytest.mark.parametrize("table", ["learners", "contents", "events"])
def test_other_data_gives_another_version(
    world: Mapping[str, pd.DataFrame], shelf: Path, version: str, table: str
) -> None:
    change = {"learners": {"timezone": "Europe/Oslo"}, "contents": {"cost": 3.0}, "events": {"source": "lms"}}[table]
    other = world[table].assign(**{name: [value] + [None] * (len(world[table]) - 1) for name, value in change.items()})
    assert version_of(check({**world, table: other}).tables, shelf) != version


def test_training_writes_nothing(
    world: Mapping[str, pd.DataFrame], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    train(Recipe(), check(world).tables, 1, None, quiet)
    assert files_below(tmp_path) == set()


def test_the_card_says_how_it_was_made(demo: Tables) -> None:
    card = bundle_of(demo, seed=5).card
    assert (card.seed, card.ordering, card.data_fingerprint) == (5, "time", demo.fingerprint)
    assert Recipe.of(card.recipe) == Recipe()
    assert list(card.metrics) == sorted(card.metrics)
    assert not {ASSUMED_CHANCE, DECLARED} & set(card.assumptions)


def test_progress_is_told_in_order(world: Mapping[str, pd.DataFrame]) -> None:
    told: list[str] = []
    train(Recipe(), check(world).tables, 1, None, told.append)
    assert [sentence.split()[0] for sentence in told] == ["reading", "fitting", "fitting"]


def test_where_choices_are_random_the_ranker_is_left_out_and_the_card_says_so() -> None:
    bundle = bundle_of(checked(chosen(120, likely=0)))
    assert bundle.parts.ranker is None
    assert POPULARITY in bundle.card.assumptions
    assert POPULARITY not in bundle_of(checked(chosen(120))).card.assumptions


def claims() -> dict[str, pd.DataFrame]:
    """Résumés and courses without dates that mean anything, durations or choices: what people say they can."""
    rows = [event(f"l{n}", "self_rated", 0, skill_id=f"s{n % 3}", value="0.5", content_id=None) for n in range(6)]
    skills = [f"s{n}" for n in range(3)]
    return frames(
        rows,
        contents=pd.DataFrame({"content_id": ["a", "b", "c"], "title": ["A", "B", "C"]}),
        skills=pd.DataFrame({"skill_id": skills, "name": skills}),
        content_skills=pd.DataFrame({"content_id": ["a", "b", "c"], "skill_id": skills, "exit_level": [0.9] * 3}),
        goals=pd.DataFrame({"learner_id": ["l0"], "skill_id": ["s1"], "level": [0.8]}),
    )


def nothing_happened() -> dict[str, pd.DataFrame]:
    events = pd.DataFrame({name: [] for name in ("event_id", "learner_id", "kind", "occurred_at")})
    return {**claims(), "events": events}


UNUSUAL = {
    "only claims of skills": (claims(), {POPULARITY, ASSUMED_CHANCE, DECLARED}),
    "no events": (nothing_happened(), {POPULARITY, ASSUMED_CHANCE, DECLARED}),
    "no skills": (frames(chosen(60)), {ASSUMED_CHANCE, DECLARED}),
    "no voluntary choices": (frames(chosen(40).assign(initiated_by="manager")), {POPULARITY, ASSUMED_CHANCE, DECLARED}),
    "one event": (frames([event("ada", "completed", 0, "x")]), {POPULARITY, ASSUMED_CHANCE, DECLARED}),
    "only positions": (
        frames([row for n in range(60) for row in positions(f"l{n}", ("xyzwvu" * 2)[n % 6 :][:5])]),
        {ASSUMED_CHANCE, DECLARED},
    ),
}


@pytest.mark.parametrize("name", UNUSUAL)
def test_unusual_tables_give_a_bundle_that_says_what_it_assumes_and_answers(name: str, tmp_path: Path) -> None:
    given, assumed = UNUSUAL[name]
    tables = check(given).tables
    bundle = Bundle.load(tmp_path / version_of(tables, tmp_path))
    assert set(bundle.card.assumptions) == assumed
    catalog = Catalog.of(tables)
    engine, people = Engine(bundle, catalog), People.of(tables, catalog)
    query = people.query(people.ids[0], datetime(2026, 7, 1, tzinfo=UTC))
    answer = engine.recommend(query)
    assert set(answer.answer.assumptions) >= assumed
    assert engine.path(query, PathWishes()).certificate.value >= 0
    if name == "only claims of skills":
        assert answer.items[0].content_id == "b"
