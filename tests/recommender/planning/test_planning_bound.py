"""Bounds by prices and the rows behind them."""

from __future__ import annotations

import numpy as np
import pytest

from recommender.planning import Duals, dual_bound, value_of
from recommender.planning.bound import bound_of, profits
from recommender.planning.master import Master
from recommender.planning.rows import Rows
from tests.planning_builders import MONDAY, a_content, a_problem, weeks

OTHER = ((1, 0.0, 0.8, 0.5),)
PROBLEM = a_problem(a_content("a"), a_content("b", teaches=OTHER, requires=("a",)), a_content("c", bonus=0.01))


def free(problem) -> Duals:
    rows = Rows.of(problem)
    return Duals(np.zeros(len(rows.weight)), np.zeros(len(rows.right)))


def test_without_prices_everything_wanted_and_every_bonus_is_the_bound():
    wanted = float(PROBLEM.band_weight @ PROBLEM.band_missing)
    assert dual_bound(PROBLEM, free(PROBLEM)) == pytest.approx(wanted + 0.01)


def test_at_full_price_bands_keep_nothing_and_contents_earn_it_all():
    rows, duals = Rows.of(PROBLEM), free(PROBLEM)
    full = Duals(rows.weight, duals.row)
    assert bound_of(rows, full, profits(rows, full)) == pytest.approx(float(profits(rows, full).sum()))


def test_a_price_above_the_weight_of_a_band_is_allowed():
    rows = Rows.of(PROBLEM)
    high = Duals(rows.weight * 3, np.zeros(len(rows.right)))
    assert dual_bound(PROBLEM, high) >= value_of(PROBLEM, [0, 1, 2])


def test_a_band_at_half_its_weight_keeps_what_the_conjugate_says():
    problem = a_problem(a_content("a", teaches=()), wants=((0, 0.3, 2.0),))  # one band, weight .2
    duals = Duals(np.array([0.1]), np.zeros(len(Rows.of(problem).right)))
    grid = np.linspace(0, 20, 200_001)
    assert dual_bound(problem, duals) == pytest.approx(float((0.2 * -np.expm1(-grid) - 0.1 * grid).max()), abs=1e-9)


def test_mandatory_contents_are_paid_even_at_a_loss():
    problem = a_problem(a_content("a", teaches=(), mandatory=True, bonus=-0.3), wants=())
    assert dual_bound(problem, free(problem)) == pytest.approx(-0.3)


def test_prices_of_the_relaxation_close_the_gap_to_its_value():
    problem = a_problem(
        *(a_content(n, minutes=m) for n, m in (("a", 50), ("b", 70), ("c", 90))), calendar=weeks(1, 150)
    )
    rows = Rows.of(problem)
    relaxed = Master(rows, np.arange(3), 0).relax(8)
    bound = bound_of(rows, relaxed.duals, profits(rows, relaxed.duals)[:])
    t = rows.absorbed.T @ relaxed.x
    assert bound == pytest.approx(float(rows.weight @ -np.expm1(-t)), rel=2e-3)
    assert bound >= value_of(problem, [0, 2])


def test_a_band_that_no_candidate_covers_adds_nothing_to_the_bound():
    problem = a_problem(a_content("a"), wants=((0, 0.8, 1.0), (1, 0.8, 1.0)))
    rows = Rows.of(problem)
    duals = Master(rows, np.arange(1), 0).relax(8).duals
    assert dual_bound(problem, duals) == pytest.approx(value_of(problem, [0]), rel=1e-3)


def test_the_rows_hold_for_a_legal_plan_and_not_for_a_set_that_breaks_them():
    problem = a_problem(
        a_content("helper", minutes=30, teaches=((0, 0.0, 0.6, 0.9),)),
        a_content("gated", minutes=40, teaches=((0, 0.5, 0.9, 0.5),), requires=("helper",)),
        a_content("dear", cost=50, group=1),
        a_content("other", group=1, due=MONDAY),
        money=40.0,
        max_steps=3,
        calendar=weeks(1, 150),
    )
    rows = Rows.of(problem)
    holds = lambda *x: bool(np.all(rows.matrix @ np.array(x, np.float64) <= rows.right))  # noqa: E731
    assert rows.matrix.shape[1] == 5  # four contents and the gate at .5
    assert holds(1, 1, 0, 0, 1)
    assert not holds(0, 1, 0, 0, 1)  # nothing opens the gate
    assert not holds(1, 1, 0, 0, 0)  # gated, but the gate is shut
    assert not holds(0, 0, 1, 0, 0)  # money
    assert not holds(0, 0, 0, 1, 0)  # 60 minutes are due on a day that ends at 30


def test_helpers_that_together_go_less_than_the_way_do_not_open_a_gate():
    weak = [a_content(f"w{k}", minutes=1, teaches=((0, 0.0, 0.6, 0.3),)) for k in range(2)]
    problem = a_problem(*weak, a_content("gated", asks=((0, 0.5),), teaches=OTHER))
    rows = Rows.of(problem)
    reached = 0.2 + 0.4 * (1 - 0.7**2)
    assert reached < 0.5
    assert np.any(rows.matrix @ np.array([1.0, 1.0, 1.0, 1.0]) > rows.right)


def test_helpers_that_together_go_the_way_open_a_gate():
    enough = [a_content(f"w{k}", minutes=1, teaches=((0, 0.0, 0.6, 0.3),)) for k in range(4)]
    problem = a_problem(*enough, a_content("gated", asks=((0, 0.5),), teaches=OTHER))
    assert 0.2 + 0.4 * (1 - 0.7**4) > 0.5
    rows = Rows.of(problem)
    assert np.all(rows.matrix @ np.ones(6) <= rows.right + 1e-12)


def test_the_worth_of_the_rows_is_the_value():
    assert Rows.of(PROBLEM).worth([0, 1, 2]) == pytest.approx(value_of(PROBLEM, [0, 1, 2]))
    assert Rows.of(PROBLEM).worth([]) == 0.0
