"""What can still be added at the end of an order, and what had better go."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from recommender.planning.growth import Progress, grow, is_legal, trimmed, useful
from recommender.planning.problem import take
from recommender.planning.setting import Setting
from tests.planning_builders import a_content, a_problem, weeks

OTHER = ((1, 0.0, 0.8, 0.5),)


def a_setting(*contents, **limits) -> Setting:
    problem = a_problem(*contents, **limits)
    return Setting.of(take(problem, np.arange(len(problem))))


def by_gain(setting: Setting):
    return lambda gains: useful(setting, gains)


def test_the_best_gain_per_minute_is_taken_until_nothing_is_useful():
    setting = a_setting(
        a_content("a", minutes=90), a_content("b", minutes=30, teaches=OTHER), a_content("c", teaches=())
    )
    assert grow(setting, (), by_gain(setting)) == (1, 0)


def test_a_gain_shrinks_with_what_is_already_covered():
    setting = a_setting(a_content("a"), a_content("b"))
    progress = Progress(setting)
    alone = progress.gains()[1]
    progress.take(0)
    assert progress.gains()[1] == pytest.approx(alone / 2)


def test_what_an_order_makes_ready_is_added():
    setting = a_setting(a_content("a", teaches=((0, 0.5, 0.9, 0.9),)), a_content("b", teaches=((0, 0.0, 0.7, 0.9),)))
    assert grow(setting, (), by_gain(setting)) == (1, 0)


def test_prerequisites_steps_money_and_alternatives_are_respected():
    setting = a_setting(
        a_content("a", requires=("b",)),
        a_content("b", teaches=OTHER, cost=10, group=1),
        a_content("c", teaches=OTHER, minutes=200, group=1),
        a_content("d", cost=95, minutes=200),
        money=100.0,
    )
    assert grow(setting, (), by_gain(setting)) == (1, 0)
    assert not is_legal(setting, (0, 1))
    assert not is_legal(setting, (1, 2))
    assert not is_legal(setting, (1, 3))
    assert is_legal(setting, (1, 0))


def test_an_order_has_no_more_steps_than_allowed():
    setting = a_setting(a_content("a"), a_content("b", teaches=OTHER), max_steps=1)
    assert len(grow(setting, (), by_gain(setting))) == 1
    assert not is_legal(setting, (0, 1))


def test_a_session_that_is_over_is_passed_by_for_the_next_best():
    early = datetime(2026, 1, 5, 9, tzinfo=UTC)
    setting = a_setting(a_content("a", minutes=10, sessions=(early,)), a_content("b"), calendar=weeks(2, 300))
    assert grow(setting, (1,), by_gain(setting)) == (1, 0)  # b ends on Monday
    busy = a_setting(a_content("a", minutes=10, sessions=(early,)), a_content("b", minutes=61), calendar=weeks(2, 300))
    assert grow(busy, (1,), by_gain(busy)) == (1,)


def test_taking_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="content a does not fit"):
        Progress(a_setting(a_content("a", minutes=5000))).take(0)


def test_useless_steps_are_trimmed_unless_something_needs_them():
    setting = a_setting(
        a_content("useless", teaches=()),
        a_content("key", teaches=()),
        a_content("locked", requires=("key",)),
        a_content("duty", teaches=(), mandatory=True),
    )
    assert trimmed(setting, (0, 1, 2, 3)) == (1, 2, 3)


def test_a_bridge_is_not_trimmed():
    setting = a_setting(
        a_content("bridge", teaches=((1, 0.0, 0.9, 0.9),)),
        a_content("shore", teaches=((0, 0.0, 0.9, 0.9),), asks=((1, 0.6),)),
        wants=((0, 0.8, 1.0),),
    )
    assert trimmed(setting, (0, 1)) == (0, 1)


def test_rounding_errors_are_not_useful():
    setting = a_setting(a_content("a"), a_content("b", teaches=OTHER))
    assert useful(setting, np.array([1e-15, 0.6])).tolist() == [0.0, 0.01]


def test_scores_of_equal_height_are_broken_by_column():
    setting = a_setting(a_content("b"), a_content("a"))
    assert grow(setting, (), lambda gains: np.ones(2)) == (0, 1)
