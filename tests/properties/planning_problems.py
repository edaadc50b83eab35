"""Random small planning problems with every kind of rule, for Hypothesis."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from recommender.planning import Problem
from tests.planning_builders import MONDAY, Content, a_problem, weeks

SKILLS = 2
tenths = st.integers(0, 8).map(lambda tenth: tenth / 10)
days = st.integers(0, 13).map(lambda day: MONDAY + timedelta(days=day))
sittings = st.tuples(days, st.integers(8, 15)).map(lambda at: datetime(at[0].year, at[0].month, at[0].day, at[1], tzinfo=UTC))


def seldom(values: st.SearchStrategy, otherwise):
    """One in four."""
    return st.integers(0, 3).flatmap(lambda die: values if die == 0 else st.just(otherwise))


@st.composite
def contents(draw, number: int, count: int) -> Content:
    """A content that teaches up to two skills, asks for levels, and may have any of the other rules."""
    teaches = []
    for skill in sorted(draw(st.sets(st.integers(0, SKILLS - 1), max_size=2))):
        entry = draw(tenths)
        teaches.append((skill, entry, min(1.0, entry + draw(st.integers(0, 5)) / 10), draw(st.sampled_from((0.3, 0.6, 0.95)))))
    others = [chr(97 + other) for other in range(count) if other != number]
    return Content(
        id=chr(97 + number),
        minutes=draw(st.integers(0, 15)) * 10,
        cost=draw(st.sampled_from((0, 0, 10, 25))),
        chance=draw(st.sampled_from((1.0, 0.9, 0.6))),
        bonus=draw(st.sampled_from((0.0, 0.02, 0.05, -0.01))),
        teaches=tuple(teaches),
        requires=tuple(draw(seldom(st.sets(st.sampled_from([*others, "gone"]), max_size=2), ()))),
        group=draw(seldom(st.integers(0, 1), -1)),
        due=draw(seldom(days, None)),
        mandatory=draw(seldom(st.booleans(), False)),
        sessions=tuple(draw(seldom(st.lists(sittings, min_size=1, max_size=3, unique=True), ()))),
    )


@st.composite
def problems(draw, largest: int = 5) -> Problem:
    """Up to `largest` contents under limits that bind often."""
    count = draw(st.integers(0, largest))
    made = [draw(contents(number, count)) for number in range(count)]
    wants = [(skill, draw(tenths), draw(st.sampled_from((0.5, 1.0, 3.0)))) for skill in range(SKILLS)]
    return a_problem(
        *made,
        levels=[draw(tenths) for _ in range(SKILLS)],
        wants=wants,
        calendar=weeks(2, draw(st.sampled_from((60, 120, 250))), *draw(seldom(st.tuples(st.tuples(days, days)), ()))),
        money=draw(st.sampled_from((float("inf"), 20.0, 35.0))),
        max_steps=draw(st.sampled_from((12, 12, 3, 2))),
        step_cost=draw(st.sampled_from((0.0, 0.01))),
    )
