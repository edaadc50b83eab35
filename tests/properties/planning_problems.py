"""Random small planning problems with every kind of rule, for Hypothesis."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from recommender.planning import Problem
from tests.planning_builders import MONDAY, Content, a_problem, weeks

SKILLS = 2
days = st.integers(0, 13).map(lambda day: MONDAY + timedelta(days=day))
sittings = st.tuples(days, st.integers(8, 15)).map(
    lambda at: datetime(at[0].year, at[0].month, at[0].day, at[1], tzinfo=UTC)
)


def tenths(low: int, high: int) -> st.SearchStrategy[float]:
    return st.integers(low, high).map(lambda tenth: tenth / 10)


def seldom(values: st.SearchStrategy, otherwise, one_in: int = 4):
    return st.integers(1, one_in).flatmap(lambda die: values if die == one_in else st.just(otherwise))


@st.composite
def contents(draw, number: int, count: int, duty_one_in: int) -> Content:
    """A content that teaches one or two skills, asks for levels, and may have any of the other rules."""
    teaches = []
    for skill in sorted(draw(st.sets(st.integers(0, SKILLS - 1), min_size=1, max_size=2))):
        entry = draw(st.one_of(st.just(0.0), tenths(0, 6)))
        exit_level = min(1.0, entry + draw(tenths(0, 5)))
        teaches.append((skill, entry, exit_level, draw(st.sampled_from((0.6, 0.95, 0.3)))))
    others = [chr(97 + other) for other in range(count) if other != number]
    needed = st.sampled_from(others) if others else st.just("gone")
    return Content(
        id=chr(97 + number),
        minutes=draw(st.integers(0, 10)) * 10,
        cost=draw(st.sampled_from((0, 0, 0, 10, 25))),
        chance=draw(st.sampled_from((1.0, 0.9, 0.6))),
        bonus=draw(st.sampled_from((0.02, 0.0, 0.05, -0.01))),
        teaches=tuple(teaches),
        requires=tuple(sorted(draw(seldom(st.sets(needed, max_size=2), (), one_in=3)))),
        group=draw(seldom(st.integers(0, 1), -1, one_in=6)),
        due=draw(seldom(days, None)),
        mandatory=draw(seldom(st.just(True), False, one_in=duty_one_in)),
        sessions=tuple(draw(seldom(st.lists(sittings, min_size=1, max_size=3, unique=True), (), one_in=3))),
    )


@st.composite
def problems(draw, largest: int = 5, duty_one_in: int = 8) -> Problem:
    """Up to `largest` contents under limits that bind often."""
    count = draw(st.sampled_from([*range(largest + 1), largest, largest]))
    made = [draw(contents(number, count, duty_one_in)) for number in range(count)]
    wants = [(skill, draw(tenths(5, 9)), draw(st.sampled_from((1.0, 0.5, 3.0)))) for skill in range(SKILLS)]
    return a_problem(
        *made,
        levels=[draw(tenths(0, 4)) for _ in range(SKILLS)],
        wants=wants,
        calendar=weeks(2, draw(st.sampled_from((250, 120, 60))), *draw(seldom(st.tuples(st.tuples(days, days)), ()))),
        money=draw(st.sampled_from((float("inf"), 20.0, 35.0))),
        max_steps=draw(st.sampled_from((12, 12, 3, 2))),
        step_cost=draw(st.sampled_from((0.0, 0.01))),
    )
