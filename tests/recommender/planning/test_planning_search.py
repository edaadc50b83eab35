"""Searches that run out of work stay honest."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from recommender.planning import Effort, plan
from recommender.planning.problem import take
from recommender.planning.search import search
from recommender.planning.setting import Setting
from tests.plan_checker import best_value, left_over, violations
from tests.planning_builders import a_content, a_problem, names, weeks

HELPER = a_content("helper", minutes=200, teaches=((0, 0.0, 0.8, 0.9),))
SOON = a_content("soon", minutes=60, teaches=((1, 0.0, 0.9, 0.9),), asks=((0, 0.5),), due=date(2026, 1, 9))
OTHERS = [a_content(f"x{k}", minutes=40 + k, teaches=((k % 2, 0.0, 0.7, 0.2),)) for k in range(3)]
TIGHT = a_problem(HELPER, SOON, *OTHERS, calendar=weeks(2, 250))


@pytest.mark.parametrize(
    "effort",
    [Effort(moves=0), Effort(cut_rounds=0), Effort(nodes=0), Effort(candidates=1, pricing_rounds=1), Effort(moves=3)],
    ids=["no moves", "no cuts", "no nodes", "one candidate", "three moves"],
)
def test_a_search_without_means_is_lawful_and_bounded(effort):
    made, best = plan(TIGHT, effort), best_value(TIGHT)
    assert violations(TIGHT, made) == []
    assert left_over(TIGHT, made) == []
    assert made.value <= best + 1e-9 <= made.bound + 2e-9
    assert not made.optimal or made.value == pytest.approx(best, rel=1e-4)


def test_with_means_it_is_proven():
    made = plan(TIGHT)
    assert made.optimal
    assert made.value == pytest.approx(best_value(TIGHT), rel=1e-4)
    assert "soon" not in names(TIGHT, made)


def test_a_set_left_undecided_keeps_the_bound_up(monkeypatch):
    """Only lowest exit first opens the top, and two moves are too few to find that out."""
    high = a_content("a-high", teaches=((0, 0.0, 0.8, 0.5),))
    top = a_content("m-top", teaches=((0, 0.575, 0.9, 0.9),))
    low = a_content("z-low", teaches=((0, 0.0, 0.4, 0.9),))
    problem = a_problem(high, top, low, levels=(0.0, 0.2), wants=((0, 0.9, 1.0),))
    assert names(problem, plan(problem)) == ["z-low", "a-high", "m-top"]
    monkeypatch.setattr("recommender.planning.search.MOVES_A_TRY", 2)
    made = plan(problem)
    assert not made.optimal
    assert made.value < best_value(problem) <= made.bound + 1e-9


def test_without_nodes_there_is_no_branching_where_a_plan_is_found_without():
    assert plan(TIGHT, Effort(nodes=0)).work["nodes"] == 0


def test_a_duty_that_needs_a_helper_is_found_even_without_nodes():
    duty = a_content("duty", mandatory=True, asks=((0, 0.5),), teaches=())
    problem = a_problem(*OTHERS, HELPER, duty, wants=((1, 0.8, 1.0),), calendar=weeks(2, 250))
    made = plan(problem, Effort(nodes=0, candidates=2, pricing_rounds=1))
    assert violations(problem, made) == []
    assert {"helper", "duty"} <= set(names(problem, made))


def test_what_cannot_be_is_none():
    clash = a_problem(a_content("a", mandatory=True, group=1), a_content("b", mandatory=True, group=1))
    assert search(Setting.of(take(clash, np.arange(2))), Effort(), 0) is None


def test_the_seed_changes_the_simulation_and_not_the_proof():
    one, two = plan(TIGHT, seed=1), plan(TIGHT, seed=2)
    assert one.value == pytest.approx(two.value, rel=1e-4)
    assert one.optimal
    assert two.optimal
