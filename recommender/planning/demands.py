"""What a planning problem demands, said in words, with a way to drop each demand and ways to ease it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial

import numpy as np

from recommender.planning.calendar import Calendar
from recommender.planning.problem import Problem
from recommender.planning.readiness import gated
from recommender.planning.setting import Setting

PLENTY = 1e6
MINUTES_A_STEP, MOST_WEEKLY_MINUTES = 5, 2_400


@dataclass(frozen=True, slots=True)
class Repairs:
    """`count` ways to ease a demand, each giving at least as much room as those before; `at` makes one with words."""

    count: int = 0
    at: Callable[[int], tuple[str, Problem]] | None = None


@dataclass(frozen=True, slots=True)
class Demand:
    """One demand: what it says, how a problem looks without it, how it can be eased, and what it is to do without."""

    says: str
    without: Callable[[Problem], Problem]
    repairs: Repairs = Repairs()
    instead: str = ""


def demands_of(problem: Problem) -> Iterator[Demand]:
    """Every demand on the mandatory contents and what they require; those that come last are blamed last."""
    duties = np.flatnonzero(problem.mandatory)
    for column in duties.tolist():
        says = f"content {problem.ids[column]} ({problem.minutes[column]:g} minutes) must be in the plan"
        instead = f"do without content {problem.ids[column]}"
        yield Demand(says, partial(_with, name="mandatory", place=column, value=False), instead=instead)
    for column in Setting.of(problem).closed(duties).tolist():
        yield from _of_levels(problem, column)
        yield from _of_neighbours(problem, column)
        yield from _of_times(problem, column)
    yield from _of_resources(problem)


def _of_levels(problem: Problem, column: int) -> Iterator[Demand]:
    for link in np.flatnonzero(gated(problem) & (problem.link_content == column)).tolist():
        skill, entry = problem.link_skill[link], problem.link_entry[link]
        says = f"content {problem.ids[column]} starts at level {entry:.2f} of skill number {skill}"
        says += f", the learner has {problem.level[skill]:.2f}"
        yield Demand(says, partial(_with, name="link_entry", place=link, value=0.0))


def _of_neighbours(problem: Problem, column: int) -> Iterator[Demand]:
    name = problem.ids[column]
    for needed in problem.requires[problem.requires[:, 0] == column, 1].tolist():
        says = f"content {name} requires {problem.ids[needed] if needed >= 0 else 'a content that cannot be had'}"
        yield Demand(says, partial(_without_pair, column=column, needed=needed))
    if problem.alternatives[column] >= 0:
        says = f"content {name} is one of several alternatives, and a plan holds one of them"
        yield Demand(says, partial(_with, name="alternatives", place=column, value=-1))


def _of_times(problem: Problem, column: int) -> Iterator[Demand]:
    name, due, calendar = problem.ids[column], problem.due[column], problem.calendar
    if problem.sessions[column]:
        says = f"content {name} is taught only in its {len(problem.sessions[column])} coming session(s)"
        yield Demand(says, partial(_with_sessions, column=column, sessions=()))
    if due is not None:
        first = max(0, calendar.position_of(due) + 1)

        def later(number: int) -> tuple[str, Problem]:
            day = calendar.first_day + timedelta(days=first + number)
            return f"move the due day of {name} to {day}", _with_due(problem, column, day)

        repairs = Repairs(max(0, len(calendar.minutes) - first), later)
        yield Demand(f"content {name} is due on {due}", partial(_with_due, column=column, day=None), repairs)


def _of_resources(problem: Problem) -> Iterator[Demand]:
    calendar, extra_steps = problem.calendar, max(0, len(problem) - problem.max_steps)
    yield Demand(
        f"a plan has at most {problem.max_steps} steps",
        lambda p: replace(p, max_steps=len(p)),
        Repairs(extra_steps, lambda k: (f"allow {problem.max_steps + k + 1} steps", _steps(problem, k + 1))),
    )
    if np.isfinite(problem.money):
        most = int(np.ceil(max(0.0, problem.cost.sum() - problem.money)))
        easier = Repairs(most, lambda k: (f"{k + 1} more money", replace(problem, money=problem.money + k + 1)))
        yield Demand(f"there is {problem.money:g} money", lambda p: replace(p, money=np.inf), easier)
    end = calendar.first_day + timedelta(days=max(0, len(calendar.minutes) - 1))
    says = f"there are {calendar.total:g} learning minutes from {calendar.first_day} to {end}"
    yield Demand(says, lambda p: replace(p, calendar=_plenty(p.calendar)), _more_minutes(problem))


def _more_minutes(problem: Problem) -> Repairs:
    calendar = problem.calendar
    weekly = 5 * float(calendar.minutes.max(initial=0.0))

    def more(number: int) -> tuple[str, Problem]:
        extra = MINUTES_A_STEP * (number + 1)
        longer = Calendar(calendar.first_day, calendar.minutes * (1 + extra / weekly))
        return f"{extra} more minutes a week", replace(problem, calendar=longer)

    return Repairs(MOST_WEEKLY_MINUTES // MINUTES_A_STEP if weekly > 0 else 0, more)


def _plenty(calendar: Calendar) -> Calendar:
    days_off = 0.0 if np.any(calendar.minutes > 0) else PLENTY
    return Calendar(calendar.first_day, np.where(calendar.minutes > 0, PLENTY, days_off))


def _steps(problem: Problem, extra: int) -> Problem:
    return replace(problem, max_steps=problem.max_steps + extra)


def _with(problem: Problem, name: str, place: int, value: float) -> Problem:
    changed = getattr(problem, name).copy()
    changed[place] = value
    return replace(problem, **{name: changed})


def _with_due(problem: Problem, column: int, day: date | None) -> Problem:
    return replace(problem, due=(*problem.due[:column], day, *problem.due[column + 1 :]))


def _with_sessions(problem: Problem, column: int, sessions: tuple[datetime, ...]) -> Problem:
    return replace(problem, sessions=(*problem.sessions[:column], sessions, *problem.sessions[column + 1 :]))


def _without_pair(problem: Problem, column: int, needed: int) -> Problem:
    return replace(problem, requires=problem.requires[~np.all(problem.requires == (column, needed), axis=1)])
