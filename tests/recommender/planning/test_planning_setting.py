"""What is derived from a problem once."""

from __future__ import annotations

import numpy as np
import pytest

from recommender.planning import value_of
from recommender.planning.problem import take
from recommender.planning.setting import Setting
from tests.planning_builders import a_content, a_problem

PROBLEM = a_problem(
    a_content("a", teaches=((0, 0.1, 0.5, 0.5), (1, 0.5, 0.9, 0.5))),
    a_content("b", requires=("a", "nowhere"), teaches=()),
    a_content("c", requires=("b", "a"), teaches=((1, 0.0, 0.2, 0.5),)),
    a_content("d"),
)
SETTING = Setting.of(take(PROBLEM, np.arange(4)))


def test_links_and_prerequisites_are_found_by_content():
    assert [list(SETTING.links(i)) for i in range(4)] == [[0, 1], [], [2], [3]]
    assert [SETTING.prerequisites(i) for i in range(4)] == [(), (-1, 0), (0, 1), ()]


def test_a_link_asks_when_it_starts_above_the_learner_and_lifts_when_it_ends_above():
    assert SETTING.asks.tolist() == [False, True, False, False]
    assert SETTING.lifts.tolist() == [True, True, False, True]


def test_closed_sets_hold_prerequisites_at_any_distance_sorted():
    assert SETTING.closed(np.array([2])).tolist() == [0, 1, 2]
    assert SETTING.closed(np.array([3, 0])).tolist() == [0, 3]
    assert SETTING.closed(np.array([], np.int64)).tolist() == []


def test_alone_is_the_value_of_each_content_by_itself():
    assert SETTING.alone == pytest.approx([value_of(PROBLEM, [i]) for i in range(4)])
