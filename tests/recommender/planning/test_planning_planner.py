"""Plans as a whole: easy cases, proofs, replay."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from recommender.planning import Effort, plan, value_of
from tests.plan_checker import best_value, left_over, violations
from tests.planning_builders import a_content, a_problem, names, weeks

OTHER = ((1, 0.0, 0.8, 0.5),)


def a_company(seed: int, count: int = 60):
    """A catalogue with ladders of levels, prerequisites, prices and alternatives."""
    rng = np.random.default_rng(seed)
    contents = []
    for k in range(count):
        entry = float(rng.choice((0.0, 0.1, 0.3, 0.5)))
        contents.append(
            a_content(
                f"c{k:03d}",
                minutes=float(rng.integers(2, 20) * 10),
                cost=float(rng.choice((0, 0, 20, 50))),
                chance=float(rng.uniform(0.6, 1.0)),
                teaches=((int(rng.integers(4)), entry, entry + 0.3, float(rng.uniform(0.2, 0.8))),),
                requires=(f"c{int(rng.integers(k)):03d}",) if k and rng.random() < 0.25 else (),
                group=int(rng.integers(5)) if rng.random() < 0.2 else -1,
            )
        )
    wants = [(skill, 0.8, 1.0 + skill) for skill in range(4)]
    return a_problem(*contents, levels=(0.1,) * 4, wants=wants, calendar=weeks(6, 150), money=150.0, step_cost=0.005)


def test_without_contents_there_is_an_empty_plan():
    made = plan(a_problem())
    assert (len(made.order), made.value, made.bound, made.optimal) == (0, 0.0, 0.0, True)


def test_a_met_goal_needs_no_path():
    made = plan(a_problem(a_content("a"), levels=(0.9, 0.9)))
    assert (len(made.order), made.value, made.bound, made.optimal) == (0, 0.0, 0.0, True)


def test_a_met_goal_still_has_its_duties():
    problem = a_problem(a_content("a", mandatory=True), a_content("b"), levels=(0.9, 0.9))
    assert names(problem, plan(problem)) == ["a"]


def test_nothing_can_be_planned_without_time():
    assert len(plan(a_problem(a_content("a"), calendar=weeks(0, 100))).order) == 0
    assert len(plan(a_problem(a_content("a"), calendar=weeks(4, 0))).order) == 0


def test_the_value_of_the_plan_is_the_value_of_its_columns():
    problem = a_company(1)
    made = plan(problem)
    assert made.value == pytest.approx(value_of(problem, made.order))


@pytest.mark.parametrize("seed", range(4))
def test_a_company_gets_a_lawful_complete_and_proven_plan(seed):
    problem = a_company(seed)
    made = plan(problem, Effort(simulations=32))
    assert violations(problem, made) == []
    assert left_over(problem, made) == []
    assert made.optimal


def test_few_candidates_give_a_lawful_plan_not_far_below_the_proven_one():
    problem = a_company(2, count=150)
    full, few = plan(problem), plan(problem, Effort(candidates=30, nodes=20))
    assert violations(problem, few) == []
    assert left_over(problem, few) == []
    assert few.value >= 0.95 * full.value
    assert few.bound >= full.value
    assert few.bound >= full.bound - 1e-4 * full.bound


def test_greedy_is_myopic_and_the_planner_is_not():
    """A short course of high density spoils the budget for two longer ones."""
    problem = a_problem(
        a_content("short", minutes=60, teaches=((0, 0.0, 0.8, 0.6),)),
        a_content("left", minutes=100, teaches=((0, 0.0, 0.8, 0.9),)),
        calendar=weeks(1, 100),
        wants=((0, 0.8, 1.0),),
    )
    made = plan(problem)
    assert names(problem, made) == ["left"]
    assert made.value == pytest.approx(best_value(problem))


def test_the_same_problem_twice_gives_the_same_plan():
    one, two = plan(a_company(3)), plan(a_company(3))
    assert one.order.tolist() == two.order.tolist()
    assert (one.start, one.finish, one.value, one.bound) == (two.start, two.finish, two.value, two.bound)
    assert (one.simulated, one.work) == (two.simulated, two.work)


def test_ties_are_broken_by_id():
    twins = a_problem(a_content("b"), a_content("a"), max_steps=1)
    assert names(twins, plan(twins)) == ["a"]


def test_work_is_counted_within_the_effort():
    effort = Effort(candidates=20, pricing_rounds=2, cut_rounds=3, nodes=50, moves=500, simulations=4)
    work = plan(a_company(1), effort).work
    assert work["pricing_rounds"] <= 2
    assert work["cut_rounds"] <= 3
    assert work["moves"] <= 500


def test_the_simulated_value_falls_with_the_chances():
    problem = a_company(0)
    sure, doubtful = (plan(replace(problem, chance=np.full(len(problem), c)), seed=1).simulated for c in (1.0, 0.5))
    assert sure.low == pytest.approx(sure.high)
    assert doubtful.value < sure.value
