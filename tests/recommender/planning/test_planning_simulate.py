"""Plans under drop-outs and the transition."""

from __future__ import annotations

import numpy as np
import pytest

from recommender.planning.simulate import simulate
from tests.planning_builders import a_content, a_problem

SURE = ((0, 0.0, 0.8, 0.5),)


def simulated(problem, order, count=4000, seed=0):
    return simulate(problem, order, count, np.random.default_rng(seed))


def test_without_drop_outs_the_value_is_what_the_transition_gives():
    problem = a_problem(a_content("a"), wants=((0, 0.8, 2.0),), levels=(0.2, 0.2))
    estimate = simulated(problem, (0,), 3)
    assert (estimate.low, estimate.value, estimate.high) == pytest.approx((0.6, 0.6, 0.6))  # .2 to .5, twice


def test_only_the_wanted_part_of_a_level_counts():
    problem = a_problem(a_content("a"), wants=((0, 0.4, 1.0),))
    assert simulated(problem, (0,), 1).value == pytest.approx(0.2)


def test_a_step_is_finished_as_often_as_its_chance_says():
    problem = a_problem(a_content("a", chance=0.3, bonus=1.0, teaches=()), wants=())
    estimate = simulated(problem, (0,))
    assert estimate.value == pytest.approx(0.3, abs=0.03)
    assert (estimate.low, estimate.high) == (0.0, 1.0)


def test_a_lost_prerequisite_loses_what_requires_it():
    needs = {"a": (), "b": ("a",), "c": ("b",), "d": ("c",)}
    chain = [a_content(name, chance=0.7, bonus=1.0, teaches=(), requires=needed) for name, needed in needs.items()]
    assert simulated(a_problem(*chain, wants=()), (0, 1, 2, 3)).value == pytest.approx(1.7731, abs=0.06)


def test_who_did_not_reach_the_entry_level_does_not_start():
    problem = a_problem(
        a_content("a", chance=0.5, teaches=((0, 0.0, 0.9, 0.9),)),
        a_content("b", teaches=((1, 0.0, 0.9, 0.9),), asks=((0, 0.6),), bonus=1.0),
        wants=(),
    )
    assert simulated(problem, (0, 1)).value == pytest.approx(0.5, abs=0.04)


def test_every_planned_step_costs_finished_or_not():
    problem = a_problem(a_content("a", chance=0.0), a_content("b", chance=0.0), step_cost=0.1)
    assert simulated(problem, (0, 1), 5).value == pytest.approx(-0.2)


def test_the_same_seed_gives_the_same_estimate():
    problem = a_problem(a_content("a", chance=0.5))
    assert simulated(problem, (0,), 64, 7) == simulated(problem, (0,), 64, 7)
    assert simulated(problem, (0,), 64, 7) != simulated(problem, (0,), 64, 8)


def test_an_empty_plan_is_worth_nothing():
    assert simulated(a_problem(a_content("a")), (), 4).value == 0.0
