"""Problems are valid or not at all, and can be cut down to some of their columns."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from recommender.errors import QueryRefused
from recommender.planning import Effort, Problem
from recommender.planning.problem import take
from tests.planning_builders import MONDAY, a_content, a_problem

TWO = a_problem(a_content("a"), a_content("b", requires=("a",), due=MONDAY, group=3))


def test_every_flaw_is_reported_at_once():
    with pytest.raises(QueryRefused) as refused:
        replace(TWO, minutes=np.ones(3), chance=np.array([0.5, 1.5]), level=np.array([0.2, np.nan]))
    text = str(refused.value)
    assert "minutes has 3 elements, expected 2" in text
    assert "chance[1] is 1.5" in text
    assert "level[1] is nan" in text


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"requires": np.array([[0, 2]])}, "beyond the 2 contents"),
        ({"requires": np.array([0, 1])}, "expected pairs"),
        ({"link_content": np.array([1, 0])}, "not sorted"),
        ({"minutes": np.array([-1.0, 5.0])}, "minutes[0] is -1"),
        ({"band_weight": np.array([1.0])}, "coverage is"),
        ({"sessions": ((),)}, "sessions has 1 elements"),
    ],
)
def test_a_contradiction_is_named(changes, message):
    with pytest.raises(QueryRefused, match="contradicts itself") as refused:
        replace(TWO, **changes)
    assert message in str(refused.value)


def test_taking_columns_moves_everything_that_names_them():
    problem = a_problem(
        a_content("a", teaches=((0, 0.0, 0.5, 0.3),)),
        a_content("b", teaches=((1, 0.1, 0.6, 0.4), (0, 0.2, 0.7, 0.5)), minutes=30, mandatory=True),
        a_content("c", requires=("b",), due=MONDAY, group=7, cost=9),
    )
    taken = take(problem, np.array([2, 1]))
    assert taken.ids == ("c", "b")
    assert taken.requires.tolist() == [[0, 1]]
    assert taken.minutes.tolist() == [60, 30]
    assert taken.due == (MONDAY, None)
    assert taken.alternatives.tolist() == [7, -1]
    assert taken.mandatory.tolist() == [False, True]
    assert taken.link_content.tolist() == [0, 1, 1]
    assert taken.link_exit.tolist() == [0.8, 0.7, 0.6]
    assert taken.coverage.toarray().tolist() == problem.coverage.toarray()[[2, 1]].tolist()


def test_a_prerequisite_left_behind_can_never_be_had():
    assert take(TWO, np.array([1])).requires.tolist() == [[0, -1]]
    missing = a_problem(a_content("a", requires=("nowhere",)))
    assert take(missing, np.array([0])).requires.tolist() == [[0, -1]]


def test_taking_everything_in_order_changes_nothing():
    same = take(TWO, np.arange(2))
    for name in Problem.__slots__:
        if name != "coverage":
            assert np.array_equal(getattr(same, name), getattr(TWO, name)), name


def test_small_problems_are_solved_whole_and_large_ones_with_less_work_each():
    assert Effort.suited(300) == Effort()
    assert Effort.suited(301).candidates < Effort().candidates
    assert Effort.suited(20_000).nodes < Effort().nodes
