"""Every part learns from what was known when it was asked for, and says so where there is nothing to learn from."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd

from recommender.bundle import Bundle, Card, fitted
from recommender.bundle.bundle import Columns
from recommender.knowledge.memory import episodes_after
from recommender.ranking.episodes import episodes_of, outcomes_of
from recommender.ranking.features import CONTENT, CONTENT_PRIOR, LEARNER, NAMES
from recommender.tables import Tables
from recommender.types import Episodes
from tests.training.training_builders import bytes_of, chosen, dataset, day, event, positions
from training.dataset import Dataset
from training.fit import ChanceRows, chance_rows, fit, roles_then, windows_of
from training.recipe import Recipe

WINDOW = 30
"""Days within which a content of an hour must be finished by a learner with an hour a week."""


def rows_of(data: Dataset, overall: float = 0.5) -> ChanceRows:
    episodes = episodes_of(data.log.learner, data.log.events)
    return chance_rows(data, episodes, outcomes_of(episodes, windows_of(data, episodes)), overall)


def known_until(at: float, *events: dict[str, Any]) -> Dataset:
    """The dataset of some events, with a last one by somebody who takes nothing up."""
    return dataset([*events, event("zoe", "dismissed", at - 1 / 86_400, "zzz")])


def test_an_open_window_is_left_out_and_a_closed_one_without_a_finish_is_a_failure() -> None:
    begun = event("ada", "started", 0, "x")
    assert len(rows_of(known_until(WINDOW - 1, begun))) == 0
    assert rows_of(known_until(WINDOW, begun)).y.tolist() == [False]


def test_an_early_finish_waits_for_its_window() -> None:
    early = event("ada", "started", 0, "x"), event("ada", "completed", 1, "x")
    assert len(rows_of(known_until(WINDOW - 1, *early))) == 0
    assert rows_of(known_until(WINDOW, *early)).y.tolist() == [True]


def test_a_finish_after_the_window_is_a_failure() -> None:
    late = event("ada", "started", 0, "x"), event("ada", "completed", WINDOW + 1, "x")
    assert rows_of(known_until(60, *late)).y.tolist() == [False]


def test_a_finish_that_was_not_recorded_yet_is_not_judged_at_all() -> None:
    data = known_until(90, event("ada", "started", 0, "x"), event("ada", "completed", 9, "x", recorded_at=day(70)))
    assert len(rows_of(data)) == 1
    assert rows_of(data.before(int(day(60).timestamp()))).y.tolist() == [False]
    assert rows_of(data).known.tolist() == [day(70).timestamp()]


def test_the_window_grows_with_the_weeks_that_the_content_takes() -> None:
    learners = pd.DataFrame({"learner_id": ["ada", "bob", "eve"], "weekly_minutes": [30.0, None, 0.0]})
    contents = pd.DataFrame({"content_id": ["x"], "title": ["X"], "minutes": [240.0]})
    started = [event(name, "started", 0, "x") for name in ("ada", "bob", "eve")]
    data = dataset(started, learners=learners, contents=contents)
    windows = windows_of(data, episodes_of(data.log.learner, data.log.events)) / 86_400
    assert windows.tolist() == [8 * 28, 4 * 28, 240 * 28]


def test_a_row_sees_what_had_settled_before_it_and_never_its_own_end() -> None:
    data = known_until(
        300,
        event("ada", "started", 0, "x"),
        event("ada", "completed", 5, "x"),
        event("bob", "started", 5, "x"),
        event("bob", "completed", 6, "x"),
        event("eve", "started", 8, "x"),
    )
    rate = rows_of(data).X[:, NAMES.index("content_rate")]
    shares = [(finished + CONTENT_PRIOR / 2) / (finished + CONTENT_PRIOR) for finished in (0, 0, 2)]
    assert np.allclose(rate, [np.log(share / (1 - share)) for share in shares])


def test_the_overall_rate_counts_no_early_finishes_of_open_windows() -> None:
    """Sixty of a hundred and twenty finished; of fifty more those that did so within a day are known, the rest not."""
    rows = [event(f"a{n:03}", "started", 0, "x") for n in range(120)]
    rows += [event(f"a{n:03}", "completed", 5, "x") for n in range(60)]
    rows += [event(f"b{n:03}", kind, at, "x") for n in range(50) for kind, at in (("started", 90), ("completed", 91))]
    assert fit(Recipe(), known_until(100, *rows), 1).chance.overall_ == 0.5


def test_features_are_the_same_in_training_as_in_service(demo: Tables) -> None:
    data = Dataset.of(demo)
    parts = fit(Recipe(), data, 1)
    card = Card(Recipe().plain(), 1, "", data.catalog.version, data.ordering, {}, ())
    served = fitted(Bundle(card, Columns.of(data.catalog), parts), data.catalog)
    episodes = episodes_of(data.log.learner, data.log.events)
    every = rows_of(replace(data, as_of=1 << 60), parts.chance.overall_)
    assert len(every) == len(episodes) > 1000
    for row in range(0, len(episodes), 97):
        learner = data.log.learners[episodes.learner[row]]
        start = int(episodes.start[row])
        query = data.people.query(learner, datetime.fromtimestamp(start, UTC))
        mine = served.learner_features(query.learner, episodes_after(Episodes(), query.history), start)
        assert np.allclose(mine[0], every.X[row, len(CONTENT) : len(CONTENT) + len(LEARNER)])


def test_every_event_knows_the_role_that_was_held_then() -> None:
    jobs = [("ann", 0, 9, "cook", "active"), ("ann", 10, None, "waiter", "active"), ("bob", 5, None, "cook", "active")]
    rows = [
        {"learner_id": who, "valid_from": day(a).date(), "valid_to": None if b is None else day(b).date()}
        | {"role_id": role, "status": status}
        for who, a, b, role, status in jobs
    ]
    roles = pd.DataFrame({"role_id": ["cook", "waiter"], "name": ["Cook", "Waiter"]})
    events = [event("ann", "started", at, "x") for at in (5.0, 9.9, 10.5, 40.0)]
    events += [event("bob", "started", at, "x") for at in (1.0, 40.0)] + [event("cat", "started", 3.0, "x")]
    data = dataset(events, roles=roles, employments=pd.DataFrame(rows))
    assert roles_then(data).tolist() == [0, 0, 1, 1, 0, 0, -1]
    assert roles_then(dataset(events)).tolist() == [-1] * 7


def test_where_nobody_chose_twice_there_is_no_ranker() -> None:
    parts = fit(Recipe(), dataset([event("ada", "completed", 0, "x"), event("bob", "completed", 0, "y")]), 1)
    assert (parts.ranker, parts.affinity) == (None, None)
    assert parts.popularity.share_.tolist() == [0.5, 0.5]


def test_duties_are_no_choices_to_learn_from() -> None:
    twice = [event(who, "completed", at, what) for who in ("ada", "bob") for at, what in enumerate("xy")]
    duties = [row | {"initiated_by": "requirement"} for row in twice]
    parts = fit(Recipe(), dataset([*duties, event("eve", "completed", 0, "x")]), 1)
    assert parts.ranker is None
    assert parts.popularity.share_.tolist() == [2 / 3, 1 / 3]


def test_affinity_is_calibrated_on_choices_that_its_trial_ranker_did_not_see() -> None:
    parts = fit(Recipe(), dataset(chosen(80, likely=0)), 1)
    assert parts.affinity is not None
    even = -np.log(24 - 7)
    assert parts.affinity.log_likelihood_ < even + 0.15, "choices at random cannot be foreseen better than by chance"


def test_the_seed_decides_only_who_calibrates_so_few_learners_give_the_same_parts() -> None:
    data = dataset(chosen(30))
    assert bytes_of(fit(Recipe(), data, 1)) == bytes_of(fit(Recipe(), data, 2))


def test_the_recipe_reaches_every_part() -> None:
    recipe = Recipe.of({"tracer": {"prior_level": 0.6}, "chance": {"least": 1}, "affinity": {"powers": [2.0]}})
    recipe = Recipe({**recipe.parts, "popularity": {"smoothing": 9.0}, "ranker": {"ridge": 500.0}})
    parts = fit(recipe, dataset(chosen(30)), 1)
    for name, part in parts.estimators().items():
        assert recipe.parts[name].items() <= part.get_params().items()


def test_positions_teach_choices_but_no_chance_of_finishing() -> None:
    parts = fit(Recipe(), dataset([row for who in ("ada", "bob", "eve") for row in positions(who, "xyz")]), 1)
    assert parts.ranker is not None
    assert parts.chance.assumed_
    assert parts.record.settled.sum() == 0
