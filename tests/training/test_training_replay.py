"""The gap closed per hour is that of the lists which the real engine would have shown at the cut."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest

from recommender.bundle import Bundle, Card
from recommender.bundle.bundle import Columns
from recommender.engine import Engine
from recommender.tables import Tables
from tests.training.training_builders import dataset, day, event
from training.dataset import Dataset, split_of
from training.fit import fit
from training.recipe import Recipe
from training.replay import MOST_REPLAYED, gap_closed_per_hour


def engine_of(data: Dataset, changes: dict[str, dict[str, float]] | None = None) -> Engine:
    """The real engine over what a dataset knows."""
    recipe = Recipe.of(changes or {})
    card = Card(recipe.plain(), 1, "", data.catalog.version, data.ordering, {}, ())
    return Engine(Bundle(card, Columns.of(data.catalog), fit(recipe, data, 1)), data.catalog)


def school(wanting: int = 1, learners: int = 1, later: Sequence[Mapping[str, Any]] = ()) -> Dataset:
    """Learners of whom the last `wanting` want to write; one content teaches it, another, very popular, does not."""
    names = [f"l{number:03}" for number in range(learners)]
    crowd = [event(f"x{number}", "completed", 0, "juggling") for number in range(5)]
    return dataset(
        [*crowd, *(event(name, "completed", 1, "walking") for name in names), *later],
        contents=pd.DataFrame(
            {
                "content_id": ["juggling", "walking", "writing"],
                "title": ["Juggling", "Walking", "Writing"],
                "minutes": [50.0, 50.0, 110.0],
            }
        ),
        skills=pd.DataFrame({"skill_id": ["write"], "name": ["Writing"]}),
        content_skills=pd.DataFrame({"content_id": ["writing"], "skill_id": ["write"], "exit_level": [0.9]}),
        goals=pd.DataFrame({"learner_id": names[-wanting:], "skill_id": "write", "level": 0.8}),
    )


def test_the_lists_are_those_that_the_engine_recommends(demo: Tables) -> None:
    past = split_of(Dataset.of(demo)).past
    engine, learners = engine_of(past), np.arange(0, len(past.log), 10)
    as_of = datetime.fromtimestamp(past.as_of, UTC)
    expected = []
    for learner in learners.tolist():
        query = past.people.query(past.log.learners[learner], as_of)
        items = engine.recommend(query).items
        if engine.look(query).wanted > 0:
            hours = sum(item.minutes + 10 for item in items) / 60
            expected.append(sum(item.value for item in items) / hours if items else 0.0)
    found = gap_closed_per_hour(engine, None, past, learners)
    assert len(expected) > 5
    assert found.ours.tolist() == pytest.approx(expected)
    assert found.rival.tolist() == found.floor.tolist()
    assert found.ours.mean() > found.floor.mean()


def test_gap_closed_per_hour_by_hand() -> None:
    data = school()
    engine = engine_of(data)
    [learner] = np.flatnonzero([name == "l000" for name in data.log.learners])
    scene = engine.look(data.people.query("l000", datetime.fromtimestamp(data.as_of, UTC)))
    found = gap_closed_per_hour(engine, None, data, np.array([learner]))
    value = scene.values(np.array([data.catalog.contents.column["writing"]]))[0]
    hours = (110 + 10) / 60  # walking is finished, juggling is worth nothing
    assert value > 0
    assert found.ours.tolist() == pytest.approx([value / hours])


def test_who_has_nothing_to_close_does_not_count() -> None:
    data = school(wanting=2, learners=6)
    assert len(gap_closed_per_hour(engine_of(data), None, data, np.arange(len(data.log))).ours) == 2


def test_of_many_learners_late_ids_count_like_early_ones() -> None:
    learners = MOST_REPLAYED * 3
    data = school(wanting=learners // 3, learners=learners)
    found = gap_closed_per_hour(engine_of(data), None, data, np.arange(learners))
    assert len(found.ours) == pytest.approx(MOST_REPLAYED / 3, abs=1)


def test_a_rival_is_valued_by_the_same_model() -> None:
    data = school(learners=4, wanting=4)
    learners = np.flatnonzero([name.startswith("l") for name in data.log.learners])
    doubtful = engine_of(data, {"tracer": {"declared_effect": 0.1}})
    found = gap_closed_per_hour(engine_of(data), doubtful, data, learners)
    assert found.rival.tolist() == found.ours.tolist(), "it shows the same list, whatever it thinks that this is worth"


@pytest.mark.parametrize("after", [0, 1])
def test_nothing_that_was_recorded_after_the_cut_is_seen(after: int) -> None:
    cut = int(day(9).timestamp())
    done = [event(f"l{number:03}", "completed", 9 + after, "writing") for number in range(5)]
    known, later = school(5, 5).before(cut), school(5, 5, done)
    engine, learners = engine_of(known), np.arange(10)
    expected, found = (gap_closed_per_hour(engine, None, each, learners).ours for each in (known, later.before(cut)))
    assert found.tolist() == expected.tolist()
    assert (found > gap_closed_per_hour(engine, None, later, learners).ours).all()


def test_without_learners_there_is_nothing_to_tell() -> None:
    data = school()
    found = gap_closed_per_hour(engine_of(data), None, data, np.empty(0, np.int64))
    assert (found.ours.tolist(), found.floor.tolist(), found.rival.tolist()) == ([], [], [])
