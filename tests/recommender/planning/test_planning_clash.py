"""Demands that clash: the smallest set of them, and ways out that work."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest

from recommender.errors import InfeasiblePlan
from recommender.planning import Effort, Problem, plan
from tests.plan_checker import violations
from tests.planning_builders import MONDAY, a_content, a_problem, weeks

FRIDAY = date(2026, 1, 9)


def refused(problem: Problem) -> InfeasiblePlan:
    with pytest.raises(InfeasiblePlan) as raised:
        plan(problem, Effort(simulations=1))
    return raised.value


def test_too_few_hours_name_the_contents_and_the_minutes_missing():
    problem = a_problem(
        a_content("a", minutes=70, mandatory=True),
        a_content("b", minutes=90, mandatory=True),
        a_content("c", minutes=20),
        calendar=weeks(1, 100),
    )
    error = refused(problem)
    assert error.clash == (
        "content a (70 minutes) must be in the plan",
        "content b (90 minutes) must be in the plan",
        "there are 100 learning minutes from 2026-01-05 to 2026-01-11",
    )
    assert error.ways_out == ("60 more minutes a week",)
    mended = replace(problem, calendar=weeks(1, 160))
    assert violations(mended, plan(mended)) == []
    assert refused(replace(problem, calendar=weeks(1, 155)))


def test_innocent_demands_are_not_blamed():
    problem = a_problem(
        a_content("a", minutes=120, mandatory=True),
        a_content("b", minutes=10, mandatory=True, due=FRIDAY, cost=5),
        calendar=weeks(1, 100),
        money=50.0,
    )
    assert refused(problem).clash == (
        "content a (120 minutes) must be in the plan",
        "there are 100 learning minutes from 2026-01-05 to 2026-01-11",
    )


def test_a_due_day_that_is_too_early_moves_to_the_first_day_that_works():
    problem = a_problem(a_content("a", minutes=90, mandatory=True, due=MONDAY), calendar=weeks(2, 100))
    error = refused(problem)
    assert "content a is due on 2026-01-05" in error.clash
    assert "move the due day of a to 2026-01-09" in error.ways_out
    assert "350 more minutes a week" in error.ways_out


def test_two_duties_due_on_one_day_give_a_way_out_for_each():
    problem = a_problem(
        a_content("a", minutes=80, mandatory=True, due=FRIDAY),
        a_content("b", minutes=80, mandatory=True, due=FRIDAY),
        calendar=weeks(2, 100),
    )
    error = refused(problem)
    assert len(error.clash) == 5
    assert [way for way in error.ways_out if "due day" in way] == [
        "move the due day of a to 2026-01-14",
        "move the due day of b to 2026-01-14",
    ]
    later = replace(problem, due=(date(2026, 1, 14), FRIDAY))
    assert violations(later, plan(later)) == []
    assert refused(replace(problem, due=(date(2026, 1, 13), FRIDAY)))


def test_too_little_money_says_how_much_more():
    problem = a_problem(
        a_content("a", cost=70.5, mandatory=True, requires=("z",)), a_content("z", cost=40), money=100.0
    )
    error = refused(problem)
    assert error.clash == (
        "content a (60 minutes) must be in the plan",
        "content a requires z",
        "there is 100 money",
    )
    assert error.ways_out == ("11 more money",)


def test_too_few_steps():
    problem = a_problem(*(a_content(n, mandatory=True) for n in "abc"), max_steps=2)
    error = refused(problem)
    assert "a plan has at most 2 steps" in error.clash
    assert error.ways_out == ("allow 3 steps",)


def test_two_mandatory_alternatives():
    error = refused(a_problem(a_content("a", mandatory=True, group=1), a_content("b", mandatory=True, group=1)))
    assert [demand for demand in error.clash if "alternatives" in demand]
    assert len([demand for demand in error.clash if "must be in the plan" in demand]) == 2


def test_a_level_that_nothing_leads_to():
    error = refused(a_problem(a_content("a", mandatory=True, asks=((1, 0.6),)), a_content("b")))
    assert error.clash == (
        "content a (60 minutes) must be in the plan",
        "content a starts at level 0.60 of skill number 1, the learner has 0.20",
    )


def test_two_mandatory_sessions_at_the_same_time():
    once = datetime(2026, 1, 7, 9, tzinfo=UTC)
    error = refused(
        a_problem(a_content("a", mandatory=True, sessions=(once,)), a_content("b", mandatory=True, sessions=(once,)))
    )
    assert len([demand for demand in error.clash if "session" in demand]) == 2
    assert error.ways_out == ("do without content a", "do without content b")


def test_a_prerequisite_that_cannot_be_had():
    error = refused(a_problem(a_content("a", mandatory=True, requires=("nowhere",))))
    assert "content a requires a content that cannot be had" in error.clash


def test_a_helper_is_found_before_a_demand_is_refused():
    problem = a_problem(
        a_content("duty", mandatory=True, asks=((1, 0.6),), teaches=()),
        a_content("helper", teaches=((1, 0.0, 0.9, 0.9),)),
        wants=(),
    )
    assert [problem.ids[i] for i in plan(problem).order] == ["helper", "duty"]


def test_a_helper_that_takes_too_long_makes_the_duty_clash_with_the_hours():
    problem = a_problem(
        a_content("duty", mandatory=True, asks=((1, 0.6),), teaches=()),
        a_content("helper", minutes=300, teaches=((1, 0.0, 0.9, 0.9),)),
        calendar=weeks(1, 300),
    )
    error = refused(problem)
    assert "60 more minutes a week" in error.ways_out
    assert any(demand.startswith("content duty starts at level") for demand in error.clash)


def test_no_learning_time_at_all_has_no_way_out_in_minutes():
    error = refused(a_problem(a_content("a", mandatory=True), calendar=weeks(1, 0)))
    assert "there are 0 learning minutes" in error.clash[-1]
    assert error.ways_out == ("do without content a",)


def test_where_no_room_would_do_the_way_out_is_to_do_without():
    after = datetime(2026, 3, 4, 9, tzinfo=UTC)
    problem = a_problem(
        a_content("late", mandatory=True, sessions=(after,)), a_content("b", mandatory=True), calendar=weeks(1, 100)
    )
    error = refused(problem)
    assert error.ways_out == ("do without content late",)
    mended = replace(problem, mandatory=np.array([False, True]))
    assert violations(mended, plan(mended)) == []


def test_the_message_holds_the_clash_and_the_ways_out():
    text = str(refused(a_problem(a_content("a", minutes=120, mandatory=True), calendar=weeks(1, 100))))
    assert re.search(r"cannot all be met\n  content a .*\n  there are 100 .*\n  way out: 20 more minutes a week", text)
