"""What a set is worth, computed by hand."""

from __future__ import annotations

import numpy as np
import pytest

from recommender.planning import effective_chance, value_of
from recommender.planning.worth import prerequisite_closure
from tests.planning_builders import a_content, a_problem

HALF = ((0, 0.2, 0.3, 0.5),)  # closes half of the one wanted tenth
ONE_BAND = {"wants": ((0, 0.3, 2.0),)}


def test_one_content_closes_its_share_of_the_weighted_gap():
    assert value_of(a_problem(a_content("a", teaches=HALF), **ONE_BAND), [0]) == pytest.approx(2.0 * 0.1 * 0.5)


def test_substitutes_do_not_add_up():
    problem = a_problem(a_content("a", teaches=HALF), a_content("b", teaches=HALF), **ONE_BAND)
    assert value_of(problem, [0, 1]) == pytest.approx(2.0 * 0.1 * 0.75)


def test_bonuses_add_and_every_step_costs():
    problem = a_problem(a_content("a", teaches=(), bonus=0.05), a_content("b", teaches=(), bonus=0.02), step_cost=0.01)
    assert value_of(problem, [0, 1]) == pytest.approx(0.07 - 0.02)


def test_nothing_planned_is_worth_nothing():
    assert value_of(a_problem(a_content("a")), []) == 0.0


def test_a_chain_drops_out_at_every_link():
    chain = [a_content(n, chance=0.7, requires=r) for n, r in (("a", ()), ("b", ("a",)), ("c", ("b",)), ("d", ("c",)))]
    chances = effective_chance(a_problem(*chain))
    assert chances == pytest.approx([0.7, 0.49, 0.343, 0.2401])
    assert chances.sum() == pytest.approx(1.7731)


def test_a_prerequisite_reached_twice_drops_out_once():
    diamond = a_problem(
        a_content("a", chance=0.5),
        a_content("b", requires=("a",)),
        a_content("c", requires=("a",)),
        a_content("d", requires=("b", "c")),
    )
    assert effective_chance(diamond)[3] == pytest.approx(0.5)


def test_a_prerequisite_without_hope_leaves_none():
    problem = a_problem(a_content("a", chance=0.0), a_content("b", requires=("a",)))
    assert effective_chance(problem)[1] == pytest.approx(0.0, abs=1e-200)


def test_no_content_closes_more_than_95_percent():
    problem = a_problem(a_content("a", teaches=((0, 0.0, 1.0, 1.0),)), **ONE_BAND)
    assert value_of(problem, [0]) == pytest.approx(2.0 * 0.1 * 0.95)


def test_the_closure_reaches_to_any_depth():
    chain = [a_content("x0")] + [a_content(f"x{i}", requires=(f"x{i - 1}",)) for i in range(1, 9)]
    assert prerequisite_closure(a_problem(*chain)).sum(axis=1).tolist() == list(range(9))


def test_a_circle_requires_itself():
    circle = a_problem(a_content("a", requires=("b",)), a_content("b", requires=("a",)))
    assert prerequisite_closure(circle).diagonal().tolist() == [1.0, 1.0]
    assert np.all(np.isfinite(effective_chance(circle)))
