"""Every verdict of the gate at its boundaries, and who passes."""

from __future__ import annotations

import numpy as np
import pytest

from recommender.types import Floats
from training.gate import FEWEST, MARGIN, Comparison, Difference, Verdict, compare, judge

BETTER, NOT_WORSE, WORSE, CANNOT_TELL = Verdict
MANY = 500
A_BIT = 1e-9


def alike(by: float, spread: float = 0.0, learners: int = MANY) -> tuple[Floats, Floats]:
    """Challenger and rival that differ by so much on average, give or take."""
    sway = spread * np.where(np.arange(learners) % 2, 1.0, -1.0)
    rival = np.linspace(0, 0.5, learners)
    return rival + by + sway, rival


def test_the_interval_by_hand() -> None:
    found = Difference.of(np.array([0.5, 0.7, 0.9, 0.7]), np.array([0.5, 0.5, 0.5, 0.5]))
    error = np.std([0.0, 0.2, 0.4, 0.2], ddof=1) / 2
    assert (found.mean, found.learners) == (pytest.approx(0.2), 4)
    assert (found.low, found.high) == (pytest.approx(0.2 - 1.96 * error), pytest.approx(0.2 + 1.96 * error))


def test_the_difference_is_paired() -> None:
    rival = np.random.default_rng(1).random(100)
    assert Difference.of(rival + 0.01, rival).low > 0.009
    assert Difference.of(np.roll(rival, 1) + 0.01, rival).low < 0


def test_of_one_learner_or_none_nothing_can_be_told() -> None:
    one = Difference.of(np.array([0.9]), np.array([0.1]))
    assert (one.low, one.high) == (-np.inf, np.inf)
    for learners in (0, 1):
        assert judge(Difference.of(np.ones(learners), np.zeros(learners)), same_recipe=False) is CANNOT_TELL


@pytest.mark.parametrize(
    ("low", "high", "changed", "same"),
    [
        (A_BIT, 0.1, BETTER, BETTER),
        (0.0, 0.1, CANNOT_TELL, NOT_WORSE),
        (-MARGIN, 0.1, CANNOT_TELL, NOT_WORSE),
        (-MARGIN - A_BIT, 0.1, CANNOT_TELL, CANNOT_TELL),
        (-0.1, 0.0, CANNOT_TELL, CANNOT_TELL),
        (-0.1, -A_BIT, WORSE, CANNOT_TELL),
        (-MARGIN, -A_BIT, WORSE, NOT_WORSE),
        (-0.1, -MARGIN, WORSE, CANNOT_TELL),
        (-0.1, -MARGIN - A_BIT, WORSE, WORSE),
        (0.0, 0.0, CANNOT_TELL, NOT_WORSE),
    ],
)
def test_every_verdict_at_its_boundaries(low: float, high: float, changed: Verdict, same: Verdict) -> None:
    difference = Difference((low + high) / 2, low, high, FEWEST)
    assert judge(difference, same_recipe=False) is changed
    assert judge(difference, same_recipe=True) is same


@pytest.mark.parametrize("same_recipe", [True, False])
def test_with_too_few_learners_nothing_can_be_told(same_recipe: bool) -> None:
    assert judge(Difference(0.2, 0.1, 0.3, FEWEST - 1), same_recipe) is CANNOT_TELL
    assert judge(Difference.of(np.full(3, 0.5), np.full(3, 0.5)), same_recipe) is CANNOT_TELL


def test_the_same_recipe_that_changes_nothing_is_not_worse() -> None:
    assert judge(Difference.of(np.full(FEWEST, 0.5), np.full(FEWEST, 0.5)), same_recipe=True) is NOT_WORSE


@pytest.mark.parametrize(
    ("by", "same_recipe", "passes"),
    [
        (0.01, False, True),
        (0.0, False, False),
        (-0.01, False, False),
        (0.01, True, True),
        (0.0, True, True),
        (-0.004, True, True),
        (-0.006, True, False),
    ],
)
def test_a_changed_recipe_must_be_better_and_the_same_within_the_margin(
    by: float, same_recipe: bool, passes: bool
) -> None:
    assert compare(*alike(by), {}, same_recipe).passes(first=False) is passes


def test_the_first_release_passes_whatever_the_verdict() -> None:
    worse = compare(*alike(-0.1), {}, same_recipe=False)
    assert (worse.verdict, worse.passes(first=True)) == (WORSE, True)


def half(worse_by: float, learners: int = MANY) -> Floats:
    """Differences of which the second half is so much worse and the first makes up for it."""
    return np.where(np.arange(learners) < learners // 2, 0.2, -worse_by)


def test_who_is_better_overall_but_worse_in_one_slice_is_refused() -> None:
    second = np.arange(MANY) >= MANY // 2
    found = compare(half(0.05), np.zeros(MANY), {"first": ~second, "second": second}, same_recipe=False)
    assert judge(found.overall, same_recipe=False) is BETTER
    assert (found.verdict, found.passes(first=False)) == (WORSE, False)
    assert compare(half(0.05), np.zeros(MANY), {"first": ~second}, same_recipe=False).verdict is BETTER


def test_a_slice_may_lose_as_much_as_the_margin() -> None:
    second = np.arange(MANY) >= MANY // 2
    within, beyond = (
        compare(half(loss), np.zeros(MANY), {"second": second}, False) for loss in (MARGIN, MARGIN + A_BIT)
    )
    assert (within.verdict, beyond.verdict) == (BETTER, WORSE)


def test_a_slice_with_too_few_learners_says_nothing() -> None:
    for size, verdict in ((FEWEST - 1, BETTER), (FEWEST, WORSE)):
        few = np.arange(MANY) < size
        challenger = np.where(few, -0.5, 0.3)
        found = compare(challenger, np.zeros(MANY), {"few": few}, same_recipe=False)
        assert found.verdict is verdict
        assert ("few" in found.slices) == (verdict is WORSE)


@pytest.mark.parametrize(
    ("by", "spread", "learners", "verdict"),
    [(-0.01, 0.0, MANY, WORSE), (-0.01, 1.0, MANY, BETTER), (0.0, 0.0, MANY, BETTER), (-0.01, 0.0, FEWEST - 1, BETTER)],
)
def test_the_gap_closed_per_hour_may_not_fall(by: float, spread: float, learners: int, verdict: Verdict) -> None:
    found = compare(*alike(0.01), {}, same_recipe=False, gaps=alike(by, spread, learners))
    assert found.verdict is verdict


def test_the_two_numbers_are_never_merged() -> None:
    found = compare(*alike(0.0), {}, same_recipe=False, gaps=alike(0.5))
    assert found.verdict is CANNOT_TELL, "a larger gap closed does not buy a better list"


def test_what_was_compared_is_told_in_sentences() -> None:
    few = np.arange(MANY) < 40
    told = compare(*alike(0.01), {"new learners": few}, False, gaps=alike(-0.001)).told
    assert told[0] == "overall: NDCG@10 differs by +0.0100 (+0.0100 to +0.0100, 500 learners)"
    assert told[1].startswith("new learners: ")
    assert told[1].endswith("40 learners)")
    assert "gap closed per hour differs by -0.00100" in told[2]
    assert "30 are needed" in " ".join(Comparison(False, Difference(0, 0, 0, 3)).told)
