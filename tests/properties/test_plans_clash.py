"""Whatever clashes, every way out that is named works."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from hypothesis import given, settings

from recommender.errors import InfeasiblePlan
from recommender.planning import Calendar, Effort, Problem, plan
from tests.plan_checker import best_value
from tests.properties.planning_problems import problems

QUICK = Effort(simulations=1)


def refusal(problem: Problem) -> InfeasiblePlan | None:
    try:
        plan(problem, QUICK)
    except InfeasiblePlan as error:
        return error
    return None


def mended(problem: Problem, way: str) -> Problem:
    """The problem after a way out, read from its words as a person would."""
    if found := re.fullmatch(r"(\d+) more minutes a week", way):
        minutes = problem.calendar.minutes
        longer = minutes * (1 + int(found[1]) / (5 * minutes.max()))
        return replace(problem, calendar=Calendar(problem.calendar.first_day, longer))
    if found := re.fullmatch(r"move the due day of (\w+) to (\S+)", way):
        column, due = problem.ids.index(found[1]), list(problem.due)
        due[column] = date.fromisoformat(found[2])
        return replace(problem, due=tuple(due))
    if found := re.fullmatch(r"(\d+) more money", way):
        return replace(problem, money=problem.money + int(found[1]))
    if found := re.fullmatch(r"do without content (\w+)", way):
        return replace(problem, mandatory=problem.mandatory & [name != found[1] for name in problem.ids])
    found = re.fullmatch(r"allow (\d+) steps", way)
    assert found is not None, way
    return replace(problem, max_steps=int(found[1]))


@given(problems(largest=4, duty_one_in=2))
@settings(max_examples=120, deadline=None)
def test_every_way_out_leads_to_a_plan(problem):
    error = refusal(problem)
    for way in error.ways_out if error else ():
        assert best_value(mended(problem, way)) is not None, way


@given(problems(largest=4, duty_one_in=2))
@settings(max_examples=120, deadline=None)
def test_leaving_out_one_of_the_blamed_duties_takes_one_clash_away(problem):
    """The blamed duties clash among themselves, and no smaller set of them does."""
    error = refusal(problem)
    if error is None:
        return
    blamed = [match[1] for demand in error.clash if (match := re.match(r"content (\w+) \(.*must be in", demand))]
    assert blamed
    alone = problem.mandatory.copy()
    alone[:] = [name in blamed for name in problem.ids]
    assert best_value(replace(problem, mandatory=alone)) is None
    for name in blamed:
        fewer = alone.copy()
        fewer[problem.ids.index(name)] = False
        assert best_value(replace(problem, mandatory=fewer)) is not None
