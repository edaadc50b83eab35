"""The integer model and which columns it gets."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from recommender.planning import Effort, value_of
from recommender.planning.master import Master
from recommender.planning.pricing import ceilings, priced
from recommender.planning.problem import Problem, take
from recommender.planning.rows import Rows
from recommender.planning.setting import Setting
from tests.planning_builders import a_content, a_problem, weeks

OTHER = ((1, 0.0, 0.8, 0.5),)


def a_shelf(count: int, seed: int = 0) -> Problem:
    """Many contents of random length and effect for an hour or so a week."""
    rng = np.random.default_rng(seed)
    contents = [
        a_content(
            f"c{k:03d}",
            minutes=float(rng.integers(10, 90)),
            teaches=((int(rng.integers(2)), 0.0, float(rng.integers(4, 10)) / 10, float(rng.uniform(0.2, 0.9))),),
        )
        for k in range(count)
    ]
    return a_problem(*contents, calendar=weeks(2, 80))


def best_pair(problem: Problem) -> float:
    fitting = [
        pair
        for size in (1, 2, 3)
        for pair in combinations(range(len(problem)), size)
        if problem.minutes[list(pair)].sum() <= problem.calendar.total
    ]
    return max(value_of(problem, pair) for pair in fitting)


def test_branch_and_bound_with_tangents_reaches_the_best_set():
    problem = a_shelf(9)
    rows, best = Rows.of(problem), -np.inf
    master = Master(rows, np.arange(9), 0)
    for _ in range(6):
        choice = master.choose(1000, None)
        assert choice.bound >= best_pair(problem) - 1e-9
        best = max(best, rows.worth(choice.columns))
        master.add_tangents(choice.columns)
    assert choice.value == pytest.approx(rows.worth(choice.columns), rel=1e-5)
    assert best >= best_pair(problem) - 1e-6


def test_a_model_of_some_columns_chooses_among_them():
    choice = Master(Rows.of(a_shelf(9)), np.array([2, 5]), 0).choose(1000, None)
    assert set(choice.columns) <= {2, 5}


def test_a_cut_leaves_one_out_unless_an_opener_joins():
    problem = a_problem(a_content("a"), a_content("b", teaches=OTHER), a_content("c", teaches=(), bonus=-0.001))
    master = Master(Rows.of(problem), np.arange(3), 0)
    assert master.choose(100, None).columns == (0, 1)
    master.add_cut(np.array([0, 1]), np.array([2]))
    assert master.choose(100, None).columns == (0, 1, 2)
    master.add_cut(np.array([0, 1]), np.array([], np.int64))
    assert len(master.choose(100, None).columns) == 1


def test_an_infeasible_model_says_so():
    problem = a_problem(a_content("a", mandatory=True, minutes=9000))
    assert Master(Rows.of(problem), np.arange(1), 0).relax(2) is None
    choice = Master(Rows.of(problem), np.arange(1), 0).choose(10, None)
    assert (choice.columns, choice.bound) == (None, -np.inf)


def test_a_known_set_is_not_lost_without_a_node_to_spend():
    problem = a_shelf(9)
    choice = Master(Rows.of(problem), np.arange(9), 0).choose(0, (0,))
    assert choice.columns is None or Rows.of(problem).worth(choice.columns) >= value_of(problem, [0]) - 1e-9


def test_few_candidates_are_enough_for_a_bound_on_all():
    problem = a_shelf(120)
    setting = Setting.of(problem)
    few, all_of_them = (priced(setting, Effort(candidates=k, pricing_rounds=9), 0) for k in (30, 500))
    assert len(few.columns) < 60
    assert few.bound >= all_of_them.bound - 1e-9
    assert few.bound <= all_of_them.bound * 1.02


def test_no_plan_is_worth_more_than_the_ceiling_of_any_of_its_contents():
    problem = a_shelf(12, seed=3)
    setting = Setting.of(problem)
    limits = ceilings(setting, priced(setting, Effort(), 0))
    for size in (1, 2, 3):
        for some in combinations(range(12), size):
            if problem.minutes[list(some)].sum() <= problem.calendar.total:
                assert value_of(problem, some) <= limits[list(some)].min() + 1e-9


def test_helpers_from_far_down_the_list_are_priced_in():
    """The bridge earns nothing itself; only the prices of the gate bring it into a model of few columns."""
    crowd = [a_content(f"c{k:02d}", minutes=30, teaches=((1, 0.0, 0.3, 0.1),)) for k in range(40)]
    bridge = a_content("y-bridge", minutes=60, teaches=((0, 0.0, 0.55, 0.95),))
    shore = a_content("z-shore", minutes=60, teaches=((0, 0.5, 0.9, 0.95), (1, 0.2, 0.9, 0.95)))
    problem = a_problem(*crowd, bridge, shore, wants=((1, 0.8, 1.0),), calendar=weeks(2, 80))
    setting = Setting.of(take(problem, np.arange(len(problem))))
    found = priced(setting, Effort(candidates=6, pricing_rounds=4), 0)
    assert {40, 41} <= set(found.columns.tolist())


def test_the_relaxation_of_an_impossible_demand_is_none():
    problem = a_problem(a_content("a", mandatory=True, minutes=9000))
    assert priced(Setting.of(problem), Effort(), 0) is None
