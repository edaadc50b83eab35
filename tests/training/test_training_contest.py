"""Recipes are compared, not ages: both are fitted up to the same cut; what does not beat popularity is not served."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from recommender.tables import Tables, check
from tests.training.training_builders import checked, chosen, dataset, event, quiet, seasons
from training.contest import Result, contest
from training.dataset import Dataset, Split, split_of
from training.evaluate import choice_of
from training.fit import fit
from training.gate import Difference, Verdict
from training.recipe import Recipe
from training.run import train

WEAK = Recipe.of({"ranker": {"neighbours": 1, "memory": 1, "ridge": 5000.0}, "popularity": {"smoothing": 50.0}})


@pytest.fixture(scope="module")
def chain() -> tuple[Dataset, Split]:
    """A world in which each content leads to the next."""
    data = dataset(chosen(120))
    return data, split_of(data)


@pytest.fixture(scope="module")
def chance() -> tuple[Dataset, Split]:
    """A world in which nothing leads to anything."""
    data = dataset(chosen(120, likely=0))
    return data, split_of(data)


def held(world: tuple[Dataset, Split], champion: Recipe | None, recipe: Recipe | None = None) -> Result:
    return contest(recipe or Recipe(), champion, *world, 1)


def test_a_ranker_that_beats_popularity_is_served(chain: tuple[Dataset, Split]) -> None:
    found = held(chain, None)
    assert found.entrant.parts.ranker is not None
    assert found.comparison.verdict is Verdict.BETTER
    assert found.metrics["ndcg@10"] > found.metrics["ndcg@10_floor"] + 0.2


def test_a_ranker_that_does_not_beat_popularity_is_left_out_and_the_figures_are_those_of_popularity(
    chance: tuple[Dataset, Split],
) -> None:
    found = held(chance, None)
    assert (found.entrant.parts.ranker, found.entrant.parts.affinity) == (None, None)
    assert found.comparison.verdict is not Verdict.BETTER
    assert found.comparison.overall.mean != 0, "what is told is how the ranker did, not how popularity did"
    assert found.metrics["ndcg@10"] == found.metrics["ndcg@10_floor"]
    assert found.comparison.passes(first=True)


def two_groups() -> Dataset:
    """Speakers of English choose along the chain after the welcome, which those of German choose in the end instead."""
    chain = chosen(120)
    welcome = [event(name, "completed", -1, "welcome") for name in sorted(set(chain["learner_id"]))]
    german = [(f"x{n:02}", 100.0 + n, 290 + n / 10) for n in range(40)]
    rows = [event(name, "completed", early, "c05") for name, early, _ in german]
    rows += [event(name, "completed", late, "welcome") for name, _, late in german]
    events = pd.concat([chain, pd.DataFrame([*welcome, *rows])], ignore_index=True)
    ids = sorted(set(events["learner_id"]))
    languages = ["de" if name.startswith("x") else "en" for name in ids]
    return dataset(events, learners=pd.DataFrame({"learner_id": ids, "language": languages}))


def test_a_ranker_that_serves_one_group_worse_is_left_out_however_good_it_is_for_all() -> None:
    data = two_groups()
    found = held((data, split_of(data)), None)
    assert found.comparison.overall.low > 0
    assert found.comparison.slices["language de"].high < 0
    assert found.comparison.verdict is Verdict.WORSE
    assert found.entrant.parts.ranker is None


def test_the_rival_is_the_recipe_of_the_champion_refitted_up_to_the_same_cut(chain: tuple[Dataset, Split]) -> None:
    _, split = chain
    ours, theirs = (choice_of(fit(recipe, split.past, 1), split) for recipe in (Recipe(), WEAK))
    found = held(chain, WEAK)
    assert found.comparison.overall == Difference.of(ours.ndcg, theirs.ndcg)
    assert not found.comparison.same_recipe
    assert held(chain, Recipe(), WEAK).comparison.overall.mean == -found.comparison.overall.mean


def test_a_champion_whose_ranker_would_not_be_served_counts_as_popularity(chance: tuple[Dataset, Split]) -> None:
    other = Recipe.of({"ranker": {"memory": 3}})
    found = held(chance, other).comparison
    assert (found.overall.mean, found.verdict) == (0.0, Verdict.CANNOT_TELL)


@pytest.mark.parametrize("world", ["chain", "chance"])
def test_the_same_recipe_is_not_worse_than_itself(world: str, request: pytest.FixtureRequest) -> None:
    found = held(request.getfixturevalue(world), Recipe.of({})).comparison
    assert found.same_recipe
    assert (found.overall.mean, found.verdict) == (0.0, Verdict.NOT_WORSE)
    assert found.passes(first=False)


def test_the_figures_of_a_card_do_not_depend_on_the_rival(demo: Tables) -> None:
    data = Dataset.of(demo)
    split = split_of(data)
    sanguine = Recipe.of({"tracer": {"prior_level": 0.7}})
    first, again, other = (held((data, split), champion) for champion in (None, Recipe(), sanguine))
    assert first.metrics == again.metrics == other.metrics
    assert {"ndcg@10", "chance_brier_skill", "gap_per_hour_forecast", "gap_per_hour_forecast_floor"} <= set(
        first.metrics
    )
    assert other.comparison.gap is not None
    assert other.comparison.gap.mean != 0, "whoever thinks that all is known shows another list"
    assert again.comparison.gap == Difference(0.0, 0.0, 0.0, other.comparison.gap.learners)


def test_slices_are_compared_too(demo: Tables) -> None:
    data = Dataset.of(demo)
    told = held((data, split_of(data)), None).comparison.slices
    assert any(name.startswith("audited: ") for name in told)
    assert any(name.startswith("language ") for name in told)


def test_nobody_to_judge_leaves_popularity() -> None:
    events = chosen(40)
    data = Dataset.of(checked(events.assign(initiated_by="manager")))
    found = held((data, split_of(data)), None)
    assert found.metrics == {"judged_learners": 0.0}
    assert found.entrant.parts.ranker is None
    assert np.isclose(found.entrant.parts.popularity.share_.sum(), 1)


TURNED = (("short", 40, False), ("long", 60, True))
AS_BEFORE = (("short", 60, True), ("long", 40, False))


def of_seasons(later: tuple[tuple[str, int, bool], ...]) -> Result:
    data = Dataset.of(check(seasons(later)).tables)
    return held((data, split_of(data)), None)


def test_a_chance_that_misleads_after_the_cut_is_left_out_and_the_base_rate_is_served_and_told() -> None:
    found = of_seasons(TURNED)
    assert not found.entrant.foresees
    assert found.metrics["chance_brier_skill_left_out"] < -1
    assert found.metrics["chance_brier_skill"] == pytest.approx(0.0, abs=1e-6)
    assert found.metrics["chance_brier"] == pytest.approx(0.25, abs=0.01)
    chance = found.entrant.parts.chance
    assert chance.chance(np.eye(len(chance.weights_))).tolist() == pytest.approx([0.5] * len(chance.weights_), abs=0.01)


def test_a_chance_that_tells_is_served_as_it_was_learned() -> None:
    found = of_seasons(AS_BEFORE)
    assert found.entrant.foresees
    assert found.entrant.parts.chance.weights_.any()
    assert found.metrics["chance_brier_skill"] > 0.5
    assert "chance_brier_skill_left_out" not in found.metrics


def test_too_few_episodes_condemn_no_chance() -> None:
    assert of_seasons((("short", 14, False), ("long", 15, True))).entrant.foresees
    assert not of_seasons((("short", 15, False), ("long", 15, True))).entrant.foresees


@pytest.mark.parametrize(("later", "same"), [(TURNED, True), (AS_BEFORE, False)])
def test_what_was_left_out_at_the_cut_is_left_out_of_what_is_refitted_and_every_answer_says_so(
    later: tuple[tuple[str, int, bool], ...], same: bool
) -> None:
    bundle = train(Recipe(), check(seasons(later)).tables, 1, None, quiet).bundle
    chance = bundle.parts.chance
    assert any("the chance of finishing is the same for all" in told for told in bundle.card.assumptions) == same
    assert chance.weights_.any() != same
    if same:
        assert chance.chance(np.zeros((1, len(chance.weights_))))[0] == pytest.approx((60 + 60) / 220)
