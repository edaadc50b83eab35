"""What events say: values, marks of scales, copies and order."""

from __future__ import annotations

import pytest

from tests.recommender.tables.tables_builders import (
    Row,
    a_content,
    a_learner,
    a_skill,
    an_event,
    found,
    only,
    reading_of,
    stars,
)


def a_rating(value: object, event_id: str = "e1", **more: object) -> Row:
    about: Row = {"kind": "self_rated", "skill_id": "python", "content_id": None, "scale_id": "stars"}
    return an_event(event_id, value=value, **(about | more))


@pytest.mark.parametrize("share", ["0", "1", "0.85", "1.0", " .5 ", 0.85, 1])
def test_a_value_without_a_scale_is_a_share(share: object) -> None:
    reading = reading_of(events=[an_event(kind="scored", value=share)])
    assert reading.report.problems == ()
    assert 0.0 <= float(reading.tables["events"]["value"][0]) <= 1.0


@pytest.mark.parametrize("value", ["1.01", "-0.1", "85", "85%", "0,85", "good", "nan", "inf"])
def test_other_values_without_a_scale_are_set_aside(value: str) -> None:
    reading = reading_of(events=[an_event(kind="scored", value=value), an_event("e2")])
    assert only(reading).code == "unreadable_value"
    assert list(reading.tables["events"]["event_id"]) == ["e2"]


@pytest.mark.parametrize(("value", "mark"), [("3", "3"), ("3.0", "3"), (3.0, "3"), (" 3", "3"), ("03", "3")])
def test_a_value_with_a_scale_is_a_mark_in_the_spelling_of_the_scale(value: object, mark: str) -> None:
    reading = reading_of(skills=[a_skill()], scales=stars(), events=[a_rating(value)])
    assert reading.report.problems == ()
    assert list(reading.tables["events"]["value"]) == [mark]


@pytest.mark.parametrize("value", ["0.5", "6", "0", "good"])
def test_a_number_beside_a_scale_is_never_taken_for_a_share(value: str) -> None:
    reading = reading_of(skills=[a_skill()], scales=stars(), events=[a_rating(value)])
    assert only(reading).code == "unreadable_value"


def test_marks_are_looked_up_in_their_own_scale() -> None:
    scales = [*stars(), {"scale_id": "grade", "mark": "A", "level": 1}, {"scale_id": "grade", "mark": "1", "level": 1}]
    events = [a_rating("A", "e1", scale_id="grade"), a_rating("A", "e2"), a_rating("2", "e3", scale_id="grade")]
    reading = reading_of(skills=[a_skill()], scales=scales, events=events)
    assert list(reading.tables["events"]["event_id"]) == ["e1"]


def test_a_mark_is_first_taken_to_the_letter() -> None:
    scales = [{"scale_id": "s", "mark": "1.0", "level": 0}, {"scale_id": "s", "mark": "1", "level": 1}]
    events = [a_rating("1", "e1", scale_id="s"), a_rating("1.0", "e2", scale_id="s")]
    reading = reading_of(skills=[a_skill()], scales=scales, events=events)
    assert list(reading.tables["events"]["value"]) == ["1", "1.0"]


def test_a_value_of_an_unknown_scale_is_set_aside() -> None:
    assert only(reading_of(skills=[a_skill()], events=[a_rating("0.5")])).code == "dangling_optional"


def test_a_rating_without_a_value_needs_no_scale() -> None:
    assert reading_of(skills=[a_skill()], events=[a_rating(None, scale_id=None)]).report.problems == ()


def test_a_completion_without_a_start_is_an_event_like_any_other() -> None:
    assert reading_of(events=[an_event(kind="completed")]).report.problems == ()


def test_an_event_that_voids_another_needs_nothing_else() -> None:
    events = [an_event(), an_event("e2", content_id=None, voids_event_id="e1")]
    assert reading_of(events=events).report.problems == ()


def test_copies_are_dropped_and_contradictions_stop() -> None:
    reading = reading_of(
        events=[an_event(), an_event(), an_event(), an_event("e2"), an_event("e2", kind="failed"), an_event("e3")]
    )
    assert found(reading) == {"duplicate_row", "duplicate_id"}
    assert [(problem.code, problem.row) for problem in reading.report.problems] == [
        ("duplicate_id", 5),
        ("duplicate_row", 2),
        ("duplicate_row", 3),
    ]
    assert list(reading.tables["events"]["kind"]) == ["completed"] * 3


def test_rows_that_differ_in_spelling_only_are_copies() -> None:
    contents = [a_content(minutes="30"), a_content(minutes="30.0", cost="0")]
    assert only(reading_of(contents=contents)).code == "duplicate_row"


def test_empty_cells_of_a_key_are_alike() -> None:
    row: Row = {"learner_id": "ada", "content_id": "loops", "assigned_on": "2026-01-01"}
    assert only(reading_of(assignments=[row, row | {"mandatory": "no"}])).code == "duplicate_id"


def test_events_stand_in_the_order_of_learner_time_and_id() -> None:
    late, early = "2026-03-02T00:00:00Z", "2026-03-01T00:00:00Z"
    events = [
        an_event("e5", learner_id="bo", occurred_at=early),
        an_event("e4", occurred_at=late),
        an_event("e3", occurred_at=early),
        an_event("e1", occurred_at="2026-03-02T00:30:00+01:00"),
        an_event("e2", occurred_at=early),
    ]
    reading = reading_of(learners=[a_learner("bo"), a_learner()], events=events)
    assert list(reading.tables["events"]["event_id"]) == ["e2", "e3", "e1", "e4", "e5"]
    assert list(reading.tables["learners"]["learner_id"]) == ["ada", "bo"]


def test_positions_are_times_that_only_order() -> None:
    events = [an_event(time_precision="position", occurred_at="1970-01-01T00:00:07Z")]
    reading = reading_of(events=events)
    assert reading.report.problems == ()
    assert list(reading.tables["events"]["time_precision"]) == ["position"]
