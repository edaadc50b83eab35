"""Levels, gates and what may open them."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.planning import readiness
from recommender.planning.readiness import gates_of, highest_level, moved, openers, reachable_levels, ready
from tests.planning_builders import a_content, a_problem

share = st.floats(0, 1)


def test_a_content_lifts_part_of_the_way_to_its_exit():
    assert moved(0.2, 0.6, 0.5) == pytest.approx(0.4)


def test_a_content_never_lowers_a_level():
    assert moved(0.7, 0.6, 0.5) == 0.7


@given(share, st.lists(st.tuples(share, st.floats(0, 0.95)), max_size=4))
def test_lowest_exit_first_is_the_best_of_all_orders(level, teachers):
    def after(order):
        reached = level
        for exit_level, effect in order:
            reached = moved(reached, exit_level, effect)
        return reached

    assert highest_level(level, teachers) >= max(after(order) for order in permutations(teachers)) - 1e-12


def test_the_order_of_two_teachers_matters():
    assert moved(moved(0.0, 0.4, 0.9), 0.8, 0.5) > moved(moved(0.0, 0.8, 0.5), 0.4, 0.9)


LADDER = a_problem(
    a_content("low", teaches=((0, 0.0, 0.5, 0.5),)),
    a_content("mid", teaches=((0, 0.4, 0.7, 0.5),)),
    a_content("also mid", teaches=((0, 0.4, 0.6, 0.5),)),
    a_content("top", teaches=((0, 0.6, 0.9, 0.5),)),
    a_content("elsewhere", teaches=((1, 0.0, 0.9, 0.5),)),
    levels=(0.2, 0.2),
)


def test_gates_stand_at_entries_above_the_learner_one_for_each_level():
    gates = gates_of(LADDER)
    assert list(zip(gates.skill.tolist(), gates.entry.tolist(), strict=True)) == [(0, 0.4), (0, 0.6)]
    assert [LADDER.ids[LADDER.link_content[k]] for k in gates.links] == ["mid", "also mid", "top"]
    assert gates.gate_of.tolist() == [0, 0, 1]


def test_only_what_starts_below_a_gate_can_open_it():
    gate, link = openers(LADDER, gates_of(LADDER))
    found = {(int(g), LADDER.ids[LADDER.link_content[k]]) for g, k in zip(gate, link, strict=True)}
    assert found == {(0, "low"), (1, "low"), (1, "mid"), (1, "also mid")}


def test_many_gates_are_rounded_down(monkeypatch):
    monkeypatch.setattr(readiness, "EXACT_GATES", 0)
    problem = a_problem(a_content("a", asks=((0, 0.33),)), a_content("b", asks=((0, 0.34),)), levels=(0.2, 0.2))
    gates = gates_of(problem)
    assert gates.entry.tolist() == [pytest.approx(0.3)]
    assert gates.gate_of.tolist() == [0, 0]


def test_nobody_is_ready_for_what_asks_more_than_they_have():
    assert ready(LADDER, np.array([0.4, 0.0])).tolist() == [True, True, True, False, True]


def test_reachable_levels_climb_from_content_to_content():
    assert reachable_levels(LADDER, np.ones(5, np.bool_)).tolist() == [0.9, 0.9]


def test_reachable_levels_stop_where_a_rung_is_missing():
    without_low = np.array([False, True, True, True, True])
    assert reachable_levels(LADDER, without_low).tolist() == [0.2, 0.9]


def test_a_content_of_no_effect_leads_nowhere():
    problem = a_problem(a_content("a", teaches=((0, 0.0, 0.9, 0.0),)))
    assert reachable_levels(problem, np.ones(1, np.bool_)).tolist() == [0.2, 0.2]
