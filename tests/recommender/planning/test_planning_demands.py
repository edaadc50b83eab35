"""Demands in words, how a problem looks without them, and how each can be eased."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import pytest

from recommender.planning.demands import Demand, demands_of
from recommender.planning.problem import take
from tests.planning_builders import MONDAY, a_content, a_problem, weeks

PROBLEM = a_problem(
    a_content(
        "a",
        mandatory=True,
        minutes=45,
        asks=((1, 0.6),),
        requires=("b", "nowhere"),
        group=2,
        due=MONDAY,
        sessions=(datetime(2026, 1, 5, 9, tzinfo=UTC),),
    ),
    a_content("b", due=date(2026, 1, 6)),
    a_content("innocent", due=MONDAY, group=2, asks=((1, 0.9),)),
    calendar=weeks(1, 100),
    money=50.0,
    max_steps=2,
)
SORTED = take(PROBLEM, np.arange(3))


def demand(beginning: str) -> Demand:
    (found,) = [each for each in demands_of(SORTED) if each.says.startswith(beginning)]
    return found


def test_every_demand_on_what_is_mandatory_is_named_once():
    assert [each.says for each in demands_of(SORTED)] == [
        "content a (45 minutes) must be in the plan",
        "content a starts at level 0.60 of skill number 1, the learner has 0.20",
        "content a requires a content that cannot be had",
        "content a requires b",
        "content a is one of several alternatives, and a plan holds one of them",
        "content a is taught only in its 1 coming session(s)",
        "content a is due on 2026-01-05",
        "content b is due on 2026-01-06",
        "a plan has at most 2 steps",
        "there is 50 money",
        "there are 100 learning minutes from 2026-01-05 to 2026-01-11",
    ]


def test_dropping_a_demand_drops_nothing_else():
    assert not demand("content a (45").without(SORTED).mandatory.any()
    assert demand("content a requires b").without(SORTED).requires.tolist() == [[0, -1]]
    assert demand("content a is one of").without(SORTED).alternatives.tolist() == [-1, -1, 2]
    assert demand("content a is taught").without(SORTED).sessions == ((), (), ())
    assert demand("content a is due").without(SORTED).due == (None, date(2026, 1, 6), MONDAY)
    assert demand("a plan has").without(SORTED).max_steps == 3
    assert demand("there is 50").without(SORTED).money == np.inf
    assert demand("there are 100").without(SORTED).calendar.total > 1e6
    easier = demand("content a starts").without(SORTED)
    assert (easier.link_entry != SORTED.link_entry).sum() == 1


def test_the_problem_itself_is_left_as_it_was():
    before = SORTED.mandatory.copy(), SORTED.link_entry.copy(), SORTED.alternatives.copy()
    for each in demands_of(SORTED):
        each.without(SORTED)
    after = SORTED.mandatory, SORTED.link_entry, SORTED.alternatives
    assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))


@pytest.mark.parametrize(
    ("beginning", "first", "count"),
    [
        ("content a is due", "move the due day of a to 2026-01-06", 6),
        ("content b is due", "move the due day of b to 2026-01-07", 5),
        ("a plan has", "allow 3 steps", 1),
        ("there are 100", "5 more minutes a week", 480),
    ],
)
def test_repairs_begin_with_the_cheapest(beginning, first, count):
    repairs = demand(beginning).repairs
    assert repairs.at(0)[0] == first
    assert repairs.count == count


def test_repairs_change_what_their_words_say():
    assert demand("there are 100").repairs.at(3)[1].calendar.total == pytest.approx(120)
    assert demand("content a is due").repairs.at(2)[1].due[0] == date(2026, 1, 8)


def test_a_due_day_long_past_can_only_move_into_the_horizon():
    problem = a_problem(a_content("a", mandatory=True, due=date(2025, 1, 1)), calendar=weeks(1, 100))
    (due,) = [each for each in demands_of(problem) if "due" in each.says]
    assert due.repairs.at(0)[0].endswith("2026-01-05")


def test_days_off_stay_off_when_hours_are_no_matter():
    calendar = demand("there are 100").without(SORTED).calendar
    assert calendar.minutes[5:].tolist() == [0, 0]
