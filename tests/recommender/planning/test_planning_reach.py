"""Contents that no plan can hold."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from recommender.planning.reach import plannable
from tests.planning_builders import Content, a_content, a_problem, weeks

MIDWEEK = datetime(2026, 1, 7, 9, tzinfo=UTC)
TOP = ((1, 0.6, 1.0, 0.9),)
LONG = a_content("long", minutes=250)
REASONS: dict[str, tuple[Content, ...]] = {
    "longer than the horizon": (a_content("x", minutes=500),),
    "prerequisites and all longer than the horizon": (a_content("x", minutes=100, requires=("long",)), LONG),
    "due before it can end": (a_content("x", due=date(2026, 1, 5)),),
    "due before its prerequisites can end": (a_content("x", requires=("long",), due=date(2026, 1, 9)), LONG),
    "overdue": (a_content("x", minutes=0, due=date(2026, 1, 4)),),
    "too dear": (a_content("x", cost=101),),
    "too dear with its prerequisite": (a_content("x", cost=60, requires=("y",)), a_content("y", cost=60)),
    "in a circle": (a_content("x", requires=("y",)), a_content("y", requires=("x",))),
    "requiring what cannot be had": (a_content("x", requires=("nowhere",)),),
    "requiring what requires what cannot be had": (a_content("x", requires=("y",)), a_content("y", requires=("no",))),
    "asking for a level nobody teaches": (a_content("x", asks=((1, 0.5),)),),
    "asking for what is taught only above it": (a_content("x", asks=((1, 0.5),)), a_content("y", teaches=TOP)),
    "live only after the horizon": (a_content("x", sessions=(datetime(2026, 3, 1, 9, tzinfo=UTC),)),),
    "live before its prerequisite can end": (a_content("x", sessions=(MIDWEEK,), requires=("long",)), LONG),
    "more steps than allowed": (
        a_content("x", requires=("y",)),
        a_content("y", requires=("z",)),
        a_content("z", requires=("v",)),
        a_content("v"),
    ),
}


@pytest.mark.parametrize("contents", REASONS.values(), ids=REASONS.keys())
def test_a_content_is_ruled_out(contents):
    problem = a_problem(*contents, calendar=weeks(2, 150), money=100.0, max_steps=3)
    assert not plannable(problem)[0]


def test_what_is_within_every_limit_is_not_ruled_out():
    problem = a_problem(
        a_content("x", minutes=50, cost=50, requires=("long",), due=date(2026, 1, 16), asks=((1, 0.5),)),
        LONG,
        a_content("y", teaches=((1, 0.0, 0.6, 0.9),), cost=100, sessions=(MIDWEEK,), minutes=10),
        calendar=weeks(2, 150),
        money=100.0,
        max_steps=3,
    )
    assert plannable(problem).tolist() == [True, True, True]


def test_a_lost_teacher_takes_those_who_need_it_along():
    problem = a_problem(
        a_content("a", asks=((1, 0.5),)),
        a_content("b", requires=("a",)),
        a_content("teacher", teaches=((1, 0.0, 0.9, 0.9),), minutes=9000),
    )
    assert plannable(problem).tolist() == [False, False, False]
