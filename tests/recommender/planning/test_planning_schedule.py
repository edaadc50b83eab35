"""Orders for sets, and proofs that there is none."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np

from recommender.planning.problem import take
from recommender.planning.schedule import find_order
from recommender.planning.setting import Setting
from tests.planning_builders import a_content, a_problem, weeks

OTHER = ((1, 0.0, 0.8, 0.5),)


def a_setting(*contents, **limits) -> Setting:
    problem = a_problem(*contents, **limits)
    return Setting.of(take(problem, np.arange(len(problem))))


def ordered(setting: Setting, moves: int = 10_000) -> list[str] | None:
    order = find_order(setting, tuple(range(len(setting.problem))), moves).order
    return None if order is None else [setting.problem.ids[i] for i in order]


def test_nothing_is_in_order():
    assert find_order(a_setting(a_content("a")), (), 0).order == ()


def test_earliest_deadline_first():
    early, late = date(2026, 1, 9), date(2026, 1, 16)
    assert ordered(a_setting(a_content("a", due=late), a_content("b", due=early), a_content("c"))) == ["b", "a", "c"]


def test_a_prerequisite_inherits_the_deadline_of_what_requires_it():
    soon = date(2026, 1, 9)
    setting = a_setting(
        a_content("a", minutes=200),
        a_content("b", minutes=150),
        a_content("c", minutes=100, requires=("b",), due=soon),
        calendar=weeks(2, 250),
    )
    assert ordered(setting) == ["b", "c", "a"]


def test_what_is_worth_more_a_minute_comes_first():
    assert ordered(a_setting(a_content("a", minutes=90), a_content("b", minutes=30, teaches=OTHER))) == ["b", "a"]


def test_a_key_that_is_worth_nothing_comes_before_smaller_values_for_what_it_unlocks():
    setting = a_setting(
        a_content("small", minutes=100, teaches=((1, 0.0, 0.3, 0.2),)),
        a_content("key", minutes=10, teaches=()),
        a_content("treasure", minutes=20, teaches=((0, 0.0, 0.9, 0.9),), requires=("key",)),
    )
    assert ordered(setting) == ["key", "treasure", "small"]


def test_a_live_step_waits_for_its_session_and_others_fill_the_time():
    friday = datetime(2026, 1, 9, 9, tzinfo=UTC)
    setting = a_setting(
        a_content("a-live", minutes=20, sessions=(friday,), bonus=9.0),
        a_content("b", minutes=70, due=date(2026, 1, 9)),
        calendar=weeks(1, 100),
    )
    assert ordered(setting) == ["b", "a-live"]


def test_two_deadlines_that_do_not_fit_are_proven_impossible_without_a_move():
    soon = date(2026, 1, 6)
    setting = a_setting(a_content("a", due=soon), a_content("b", due=soon), calendar=weeks(1, 250))
    result = find_order(setting, (0, 1), 100)
    assert (result.order, result.proven, result.moves) == (None, True, 0)


def test_an_order_that_needs_the_lowest_exit_first_is_found_against_the_preference():
    setting = a_setting(
        a_content("a", minutes=10, teaches=((0, 0.0, 0.8, 0.5),)),
        a_content("b", minutes=500, teaches=((0, 0.0, 0.4, 0.9),)),
        a_content("c", minutes=10, teaches=((1, 0.0, 0.8, 0.5),), asks=((0, 0.575),)),
        levels=(0.0, 0.2),
    )
    assert ordered(setting) == ["b", "a", "c"]


def test_out_of_moves_proves_nothing():
    setting = a_setting(*(a_content(n) for n in "abcd"))
    result = find_order(setting, (0, 1, 2, 3), 2)
    assert (result.order, result.proven, result.moves) == (None, False, 2)


def test_prerequisites_outside_the_set_are_ignored():
    setting = a_setting(a_content("a"), a_content("b", requires=("a",)))
    assert find_order(setting, (1,), 10).order == (1,)


def test_orders_of_the_same_contents_are_not_tried_twice():
    """Twelve contents and a thirteenth that never becomes ready: 2^12 sets, not 12! orders."""
    many = [a_content(f"c{k:02d}", minutes=1, teaches=()) for k in range(12)]
    setting = a_setting(*many, a_content("never", asks=((0, 0.9),), teaches=OTHER))
    result = find_order(setting, tuple(range(13)), 10**6)
    assert result.proven
    assert result.moves < 12 * 2**12
