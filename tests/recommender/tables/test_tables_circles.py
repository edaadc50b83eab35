"""Are circles and overlaps found as one would find them by hand, over any rows?"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.recommender.tables.tables_builders import a_learner, a_skill, an_employment, reading_of

NAMES = "abcdefg"
LINKS = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), min_size=1, max_size=14, unique=True)
QUICK = settings(max_examples=20, deadline=None)


def circles(links):
    """What checking says of skills that need each other, by the row of the file."""
    needs = [{"skill_id": one, "requires_skill_id": other} for one, other in links]
    report = reading_of(skills=[a_skill(name) for name in NAMES], skill_requires=needs).report
    return {problem.row: problem.found for problem in report.problems if problem.code == "cycle"}


def reach(links):
    """Who leads to whom, over however many steps."""
    found = set(links)
    for middle in NAMES:
        found |= {(one, last) for one in NAMES for last in NAMES if {(one, middle), (middle, last)} <= found}
    return found


def knots(links):
    """Sets of names that all lead to each other."""
    far = reach(links)
    return {frozenset(b for b in NAMES if {(a, b), (b, a)} <= far) for a in NAMES if (a, a) in far}


@QUICK
@given(LINKS)
def test_each_knot_of_circles_is_told_once_at_its_first_row(links):
    wanted = {min(row for row, link in enumerate(links, start=1) if set(link) <= knot) for knot in knots(links)}
    assert set(circles(links)) == wanted


@QUICK
@given(LINKS)
def test_what_is_spelled_out_is_a_circle_that_is_there_and_begins_with_the_row(links):
    for row, spelled in circles(links).items():
        path = spelled.strip("'\"").split(" → ")
        steps = list(pairwise(path))
        assert path[0] == path[-1]
        assert set(steps) <= set(links)
        assert steps[0] == links[row - 1]
        assert len(set(path[1:])) == len(path) - 1


@QUICK
@given(LINKS)
def test_no_shorter_circle_goes_through_the_row(links):
    for row, spelled in circles(links).items():
        home, front = links[row - 1]
        seen, steps = {front}, 1
        while home not in seen and steps <= len(NAMES):
            seen |= {last for first, last in links if first in seen}
            steps += 1
        assert spelled.count("→") == steps


def test_a_content_that_replaces_itself_is_a_circle_of_one():
    contents = [{"content_id": "a", "title": "A", "replaced_by": "a"}]
    report = reading_of(contents=contents, events=[]).report
    assert [problem.code for problem in report.errors if problem.table == "contents"] == ["cycle"]


SPANS = st.lists(
    st.tuples(st.sampled_from(["ada", "bob"]), st.integers(0, 12), st.none() | st.integers(0, 5)),
    min_size=1,
    max_size=7,
    unique_by=lambda span: span[:2],
)


def day(number):
    return str(date(2026, 1, 1) + timedelta(days=number))


@QUICK
@given(SPANS)
def test_overlaps_are_the_spans_that_begin_before_an_earlier_one_has_ended(spans):
    rows = [
        an_employment(day(first), None if length is None else day(first + length), learner_id=who)
        for who, first, length in spans
    ]
    report = reading_of(learners=[a_learner("ada"), a_learner("bob")], employments=rows).report
    told = {problem.row for problem in report.problems if problem.code == "overlap"}
    late = {
        row
        for row, (who, first, _) in enumerate(spans, start=1)
        for other, before, length in spans
        if other == who and before < first and (length is None or before + length >= first)
    }
    assert told == late
