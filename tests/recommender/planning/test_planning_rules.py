"""Every rule has a twin: a planner that forgets the rule would break it here, and the judge would say so."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from recommender.planning import Problem, plan
from recommender.planning.calendar import Calendar
from tests.plan_checker import violations
from tests.planning_builders import MONDAY, a_content, a_problem, names, weeks

OTHER = ((1, 0.0, 0.8, 0.5),)
MIDWEEK = datetime(2026, 1, 7, 9, tzinfo=UTC)


def forget(problem: Problem, **changes) -> Problem:
    return replace(problem, **changes)


def roomy(problem: Problem) -> Calendar:
    return Calendar(problem.calendar.first_day, problem.calendar.minutes * 10)


HOURS = a_problem(a_content("a"), a_content("b", teaches=OTHER), calendar=weeks(1, 100))
MONEY = a_problem(a_content("a", cost=60), a_content("b", teaches=OTHER, cost=60), money=100.0)
STEPS = a_problem(a_content("a"), a_content("b", teaches=OTHER), max_steps=1)
DUE = a_problem(
    a_content("a", minutes=60, due=MONDAY + timedelta(2)),
    a_content("b", minutes=60, due=MONDAY + timedelta(2), teaches=OTHER),
    calendar=weeks(2, 150),
)
SESSION = a_problem(a_content("a", sessions=(MIDWEEK,)), a_content("b", sessions=(MIDWEEK,), teaches=OTHER))
PREREQUISITES = a_problem(
    a_content("a", requires=("z",)), a_content("z", teaches=(), minutes=500), calendar=weeks(1, 510)
)
READINESS = a_problem(a_content("a", teaches=((0, 0.5, 0.8, 0.5),)), a_content("b", teaches=((0, 0.0, 0.4, 0.5),)))
ALTERNATIVES = a_problem(a_content("a", group=4), a_content("b", group=4))
MANDATORY = a_problem(a_content("a", teaches=(), mandatory=True), a_content("b"), step_cost=0.01)

RULES = [
    ("horizon", HOURS, forget(HOURS, calendar=roomy(HOURS))),
    ("money", MONEY, forget(MONEY, money=np.inf)),
    ("max steps", STEPS, forget(STEPS, max_steps=12)),
    ("due", DUE, forget(DUE, due=(None, None))),
    ("session", SESSION, forget(SESSION, sessions=((), ()))),
    ("prerequisites", PREREQUISITES, forget(PREREQUISITES, requires=np.empty((0, 2), np.int64))),
    ("readiness", READINESS, forget(READINESS, link_entry=np.zeros(2))),
    ("alternatives", ALTERNATIVES, forget(ALTERNATIVES, alternatives=np.array([-1, -1]))),
    ("mandatory", MANDATORY, forget(MANDATORY, mandatory=np.zeros(2, np.bool_))),
]
NAMES = [rule for rule, _, _ in RULES]


@pytest.mark.parametrize(("rule", "problem", "lawless"), RULES, ids=NAMES)
def test_a_plan_keeps_the_rule(rule, problem, lawless):
    assert violations(problem, plan(problem)) == []


@pytest.mark.parametrize(("rule", "problem", "lawless"), RULES, ids=NAMES)
def test_a_planner_that_forgets_the_rule_is_caught(rule, problem, lawless):
    found = violations(problem, plan(lawless))
    assert any(objection.startswith(rule) for objection in found), found


def test_hours_allow_one_of_two():
    assert len(plan(HOURS).order) == 1


def test_deadlines_allow_one_of_two():
    assert len(plan(DUE).order) == 1


def test_two_sessions_at_once_allow_one():
    assert len(plan(SESSION).order) == 1


def test_prerequisites_that_earn_nothing_are_taken_when_there_is_room_for_both():
    assert names(PREREQUISITES, plan(PREREQUISITES)) == []
    roomier = replace(PREREQUISITES, calendar=weeks(2, 510))
    assert names(roomier, plan(roomier)) == ["z", "a"]


def test_bridges_that_earn_nothing_are_crossed():
    """Skill 1 is not wanted; only through it can anything be learned about skill 0."""
    bridge = a_content("bridge", teaches=((1, 0.0, 0.9, 0.9),))
    shore = a_content("shore", teaches=((0, 0.0, 0.9, 0.9),), asks=((1, 0.6),))
    problem = a_problem(bridge, shore, wants=((0, 0.8, 1.0),))
    assert names(problem, plan(problem)) == ["bridge", "shore"]


def test_contents_that_wait_for_each_other_are_never_planned():
    one = a_content("one", teaches=((0, 0.0, 0.9, 0.9),), asks=((1, 0.6),))
    two = a_content("two", teaches=((1, 0.0, 0.9, 0.9),), asks=((0, 0.6),))
    problem = a_problem(one, two)
    made = plan(problem)
    assert names(problem, made) == []
    assert made.optimal


def test_a_due_day_and_readiness_together_are_a_matter_of_time():
    """Each alone is possible: the helper is too long to come before the due day."""
    helper = a_content("helper", minutes=200, teaches=((0, 0.0, 0.8, 0.9),))
    soon = a_content("soon", minutes=60, teaches=((1, 0.0, 0.9, 0.9),), asks=((0, 0.5),), due=date(2026, 1, 9))
    problem = a_problem(helper, soon, calendar=weeks(4, 250))
    made = plan(problem)
    assert names(problem, made) == ["helper"]
    assert made.optimal
    assert made.work["cut_rounds"] >= 1


def test_the_lowest_exit_comes_first_where_only_that_order_leads_high_enough():
    low = a_content("z-low", teaches=((0, 0.0, 0.4, 0.9),))
    high = a_content("a-high", teaches=((0, 0.0, 0.8, 0.5),))
    top = a_content("m-top", teaches=((0, 0.575, 0.9, 0.9),))
    problem = a_problem(low, high, top, levels=(0.0, 0.2), wants=((0, 0.9, 1.0),))
    assert names(problem, plan(problem)) == ["z-low", "a-high", "m-top"]


def test_duties_come_first_by_due_day_and_then_what_is_worth_most_a_minute():
    problem = a_problem(
        a_content("slow", minutes=200),
        a_content("quick", minutes=30, teaches=OTHER),
        a_content("late duty", mandatory=True, due=date(2026, 1, 23), teaches=()),
        a_content("early duty", mandatory=True, due=date(2026, 1, 9), teaches=()),
    )
    assert names(problem, plan(problem)) == ["early duty", "late duty", "quick", "slow"]


def test_a_step_that_brings_less_than_it_costs_is_left_out():
    problem = a_problem(a_content("a"), a_content("b"), wants=((0, 0.8, 1.0),), step_cost=0.2)
    assert len(plan(problem).order) == 1
