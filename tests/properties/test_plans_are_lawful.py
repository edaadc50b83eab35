"""Whatever the problem, a plan breaks no rule, leaves nothing useful over, and keeps its promises."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.errors import InfeasiblePlan
from recommender.planning import Duals, Effort, Plan, Problem, dual_bound, plan
from recommender.planning.problem import take
from recommender.planning.rows import Rows
from tests.plan_checker import best_value, left_over, violations
from tests.properties.planning_problems import problems

QUICK = Effort(simulations=8)
LAZY = Effort(candidates=3, pricing_rounds=1, cut_rounds=1, nodes=1, moves=20, simulations=8)


def planned(problem: Problem, effort: Effort = QUICK) -> Plan | None:
    try:
        return plan(problem, effort)
    except InfeasiblePlan:
        return None


@given(problems(largest=8))
@settings(max_examples=150, deadline=None)
def test_a_plan_breaks_no_rule_and_leaves_no_useful_step_over(problem):
    made = planned(problem)
    if made is not None:
        assert violations(problem, made) == []
        assert left_over(problem, made) == []


@given(problems(largest=5))
@settings(max_examples=150, deadline=None)
def test_no_order_of_any_set_is_better_than_the_bound_and_an_optimal_plan_is_the_best(problem):
    made, best = planned(problem), best_value(problem)
    assert (made is None) == (best is None)
    if made is not None:
        assert made.bound >= best - 1e-7
        assert not made.optimal or made.value >= best - 1e-4 * abs(best) - 1e-7


@given(problems(largest=5))
@settings(max_examples=80, deadline=None)
def test_little_work_gives_a_lawful_plan_with_an_honest_bound(problem):
    made, best = planned(problem, LAZY), best_value(problem)
    if made is not None:
        assert violations(problem, made) == []
        assert left_over(problem, made) == []
        assert made.bound >= best - 1e-7
        assert not made.optimal or made.value >= best - 1e-4 * abs(best) - 1e-7


@given(problems(largest=5), st.integers(0, 2**32 - 1))
@settings(max_examples=100, deadline=None)
def test_any_prices_bound_every_plan(problem, seed):
    best, rng, rows = best_value(problem), np.random.default_rng(seed), Rows.of(problem)
    duals = Duals(rng.exponential(0.1, len(rows.weight)), rng.exponential(0.05, len(rows.right)) * rng.integers(0, 2))
    if best is not None:
        assert dual_bound(problem, duals) >= best - 1e-7


@given(problems(largest=7), st.randoms(use_true_random=False))
@settings(max_examples=80, deadline=None)
def test_the_order_of_the_columns_changes_nothing(problem, random):
    shuffled = list(range(len(problem)))
    random.shuffle(shuffled)
    other = take(problem, np.array(shuffled, np.int64))
    one, two = planned(problem), planned(other)
    assert (one is None) == (two is None)
    if one is not None:
        assert [problem.ids[i] for i in one.order] == [other.ids[i] for i in two.order]
        assert (one.start, one.finish, one.value, one.bound, one.work) == (
            two.start,
            two.finish,
            two.value,
            two.bound,
            two.work,
        )


@given(problems(largest=5))
@settings(max_examples=60, deadline=None)
def test_a_clash_is_named_and_nothing_feasible_is_refused(problem):
    best = best_value(problem)
    if best is not None:
        assert planned(problem) is not None
        return
    with pytest.raises(InfeasiblePlan) as refused:
        plan(problem, QUICK)
    assert refused.value.clash
