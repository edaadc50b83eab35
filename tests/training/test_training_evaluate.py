"""Every figure, against tables that were worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from recommender.bundle.bundle import Parts
from recommender.ranking.estimators.popularity import Popularity
from recommender.ranking.sequences import Sequences
from tests.training.training_builders import chosen, dataset, event
from training.dataset import Dataset, Split, split_of
from training.evaluate import MOST_JUDGED, Choice, calibration_error, choice_of, finishing_of, judged, metrics_of
from training.fit import fit
from training.recipe import Recipe

NOBODY = Choice(np.empty(0, np.int64), np.empty(0), np.empty(0), np.empty(0))


@pytest.fixture(scope="module")
def parts() -> Parts:
    """The parts of a world of 24 contents; tests replace what they are about."""
    return fit(Recipe(), split_of(dataset(chosen(60))).past, 1)


def of_popularity(parts: Parts, shares: list[float]) -> Parts:
    """Parts that list contents by these shares."""
    popularity = Popularity.from_arrays({"share": np.array(shares)}, {})
    return replace(parts, popularity=popularity, ranker=None, affinity=None)


def asked(taken: list[list[int]], later: list[list[int]], size: int) -> Split:
    """A split of which only what was taken and what was chosen matters."""
    past = dataset([event("ada", "completed", 0, "x")])
    return Split(past, np.arange(len(taken)), Sequences.of(taken, size), Sequences.of(later, size))


@pytest.mark.parametrize(
    ("y", "p", "error"),
    [
        ([True, True, False, False], [1.0, 1.0, 0.0, 0.0], 0.0),
        ([False, False], [1.0, 1.0], 1.0),
        ([True, False, False, False], [0.25, 0.25, 0.25, 0.25], 0.0),
        ([True, True, False, False], [0.31, 0.39, 0.31, 0.39], 0.15),
        ([True, True, True, False, False], [0.95, 0.95, 0.95, 0.05, 0.25], (0.15 + 0.05 + 0.25) / 5),
    ],
)
def test_calibration_error_by_hand(y: list[bool], p: list[float], error: float) -> None:
    assert calibration_error(np.array(y), np.array(p)) == pytest.approx(error)


def test_choice_by_hand(parts: Parts) -> None:
    # listed: 0, 1, 2, 3, ...; ada has 0 and chose 2, then second; bob chose 0 and 3, first and fourth; eve chose 11th
    served = of_popularity(parts, [0.9 - 0.05 * column for column in range(12)])
    found = choice_of(served, asked([[0], [], []], [[2], [0, 3], [10]], size=12))
    ideal = 1 + 1 / np.log2(3)
    assert found.ndcg.tolist() == pytest.approx([1 / np.log2(3), (1 + 1 / np.log2(5)) / ideal, 0.0])
    assert found.recall.tolist() == [1.0, 1.0, 0.0]
    assert found.hit.tolist() == [1.0, 1.0, 0.0]


def test_what_was_taken_is_off_the_list(parts: Parts) -> None:
    served = of_popularity(parts, [0.5, 0.3, 0.2])
    assert choice_of(served, asked([[0, 1]], [[2]], size=3)).ndcg.tolist() == [1.0]


def test_the_floor_is_popularity_and_the_ranker_is_not(parts: Parts) -> None:
    split = split_of(dataset(chosen(60)))
    popularity = replace(parts, ranker=None, affinity=None)
    floor = choice_of(parts, split, floor=True)
    assert floor.ndcg.tolist() == choice_of(popularity, split).ndcg.tolist()
    assert choice_of(parts, split).ndcg.mean() > floor.ndcg.mean() + 0.2


def test_judging_in_blocks_gives_every_learner_the_same_figure(parts: Parts) -> None:
    served = of_popularity(parts, [0.5, 0.3, 0.2])
    taken, later = [[0], [], [1]] * 400, [[1], [1], [2]] * 400
    found = choice_of(served, asked(taken, later, size=3))
    assert found.ndcg.tolist() == pytest.approx([1.0, 1 / np.log2(3), 1 / np.log2(3)] * 400)


def test_of_too_many_judges_some_are_drawn_by_the_seed() -> None:
    many = asked([[0]] * (MOST_JUDGED + 5), [[1]] * (MOST_JUDGED + 5), size=2)
    one, same, other = judged(many, 1), judged(many, 1), judged(many, 2)
    assert len(one.learners) == len(one.chosen) == len(one.taken) == MOST_JUDGED
    assert one.learners.tolist() == same.learners.tolist() != other.learners.tolist()
    assert (np.diff(one.learners) > 0).all()
    few = asked([[0]], [[1]], size=2)
    assert judged(few, 1) is few


def started(count: int, at: float, finished_after: float | None, name: str) -> list[dict[str, Any]]:
    """Learners who start one content, and finish it so many days later."""
    kinds = {"started": at} if finished_after is None else {"started": at, "completed": at + finished_after}
    learners = (f"{name}{number:03}" for number in range(count))
    return [event(one, kind, when, "x", initiated_by="manager") for one in learners for kind, when in kinds.items()]


def a_hundred_and_twenty_known(*more: dict[str, Any]) -> tuple[Dataset, Split]:
    """Sixty finished, sixty not, all windows closed by day 100, where the past ends; voluntary choices make the cut."""
    own = [event("zoe", "completed", at, f"z{at}") for at in (1, 2, 3, 4, 100, 101)]
    closing = event("zoe", "dismissed", 400, "x")
    data = dataset([*started(60, 0, 5, "f"), *started(60, 0, None, "g"), *own, closing, *more])
    return data, split_of(data)


def test_the_skill_of_the_chance_is_against_the_base_rate_known_at_the_cut() -> None:
    later = started(30, 110, 5, "h"), started(10, 110, None, "i")
    unsettled = started(50, 90, 2, "k")  # finished before the cut, but others like them may still finish or not
    data, split = a_hundred_and_twenty_known(*later[0], *later[1], *unsettled)
    found = finishing_of(fit(Recipe(), split.past, 1), split, data)
    assert found is not None
    assert found.episodes == 40
    assert found.skill == pytest.approx(1 - found.brier / 0.25)


def test_the_chance_is_judged_by_brier_and_calibration_on_what_started_after_the_cut() -> None:
    data, split = a_hundred_and_twenty_known(*started(30, 110, 5, "h"), *started(10, 110, None, "i"))
    parts = fit(Recipe(), split.past, 1)
    alike = parts.chance
    alike.weights_, alike.intercept_ = np.zeros_like(alike.weights_), float(np.log(3))  # three quarters, for everybody
    found = finishing_of(parts, split, data)
    assert found is not None
    assert found.brier == pytest.approx(0.75 * 0.25**2 + 0.25 * 0.75**2)
    assert found.calibration_error == pytest.approx(0.0)


def test_windows_still_open_do_not_judge() -> None:
    data, split = a_hundred_and_twenty_known(*started(30, 390, 5, "h"))
    assert finishing_of(fit(Recipe(), split.past, 1), split, data) is None


def test_an_assumed_chance_is_not_judged() -> None:
    data = dataset(chosen(20))
    split = split_of(data)
    parts = fit(Recipe(), split.past, 1)
    assert parts.chance.assumed_
    assert finishing_of(parts, split, data) is None


def test_the_figures_have_the_floor_beside_them() -> None:
    ones, halves = np.ones(2), np.full(2, 0.5)
    ours, floor = (Choice(np.arange(2), each, each, each) for each in (ones, halves))
    found = metrics_of(ours, floor, None)
    assert found["ndcg@10"] == 1.0
    assert found["ndcg@10_floor"] == 0.5
    assert found["judged_learners"] == 2.0
    assert "chance_brier" not in found


def test_without_anybody_who_judges_there_is_no_figure() -> None:
    assert metrics_of(NOBODY, NOBODY, None) == {"judged_learners": 0.0}
