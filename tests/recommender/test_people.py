"""What does a question need to know of a learner? As of a day, and no event later than the moment asked about."""

from datetime import UTC, date, datetime, timedelta

import pytest

from recommender.catalog import Catalog
from recommender.errors import UnknownName
from recommender.people import People
from recommender.types import Wish
from tests.builders import NOW, TODAY, a_content, an_event, days_ago, named, tables


def a_job(valid_from, valid_to=None, role="cook", learner_id="ada", **more):
    return {"learner_id": learner_id, "valid_from": valid_from, "valid_to": valid_to, "role_id": role} | more


def people(**rows):
    given = {
        "learners": [{"learner_id": "bob"}, {"learner_id": "ada", "hired_on": "2024-01-01", "language": "de"}],
        "contents": [a_content("a"), a_content("b")],
        "roles": named("role", "chef", "cook"),
        "units": named("unit", "kitchen"),
        "skills": named("skill", "x", "y"),
    }
    of = tables(**(given | rows))
    return People.of(of, Catalog.of(of))


def test_learners_are_known_by_id_in_order_and_others_are_not():
    found = people()
    assert found.ids == ("ada", "bob")
    assert ("ada" in found, "eve" in found) == (True, False)
    for ask in (lambda: found.learner("eve", TODAY), lambda: found.query("eve", NOW)):
        with pytest.raises(UnknownName, match="eve"):
            ask()


def test_what_is_not_stated_is_none_and_not_nan():
    bob = people().learner("bob", TODAY)
    assert (bob.language, bob.location, bob.weekly_minutes, bob.hired_on, bob.role_id) == (None, None, None, None, None)
    assert (bob.timezone, bob.absences) == ("UTC", ())


def test_nought_minutes_a_week_are_stated():
    found = people(learners=[{"learner_id": "ada", "weekly_minutes": 0.0}])
    assert found.learner("ada", TODAY).weekly_minutes == 0.0


@pytest.mark.parametrize(
    ("on", "role"),
    [
        (date(2024, 12, 31), None),
        (date(2025, 1, 1), "cook"),
        (date(2025, 6, 30), "cook"),
        (date(2025, 7, 1), "chef"),
        (date(2030, 1, 1), "chef"),
    ],
)
def test_the_role_is_that_of_the_day_first_and_last_day_included(on, role):
    found = people(employments=[a_job("2025-01-01", "2025-06-30"), a_job("2025-07-01", role="chef")])
    assert found.learner("ada", on).role_id == role
    columns = {name: column for column, name in enumerate(("chef", "cook"))}
    assert found.roles(on).tolist() == [columns.get(role, -1), -1]


def test_who_left_holds_no_role_and_who_is_on_leave_does():
    jobs = [
        a_job("2025-01-01", status="left"),
        a_job("2025-01-01", status="leave", learner_id="bob", unit_id="kitchen"),
    ]
    found = people(employments=jobs)
    assert (found.learner("ada", TODAY).role_id, found.learner("bob", TODAY).role_id) == (None, "cook")
    assert found.learner("bob", TODAY).unit_id == "kitchen"
    assert found.roles(TODAY).tolist() == [-1, 1]


def test_absences_and_goals_are_the_learner_s_own():
    found = people(
        absences=[{"learner_id": "bob", "from_on": "2026-04-01", "to_on": "2026-04-05"}],
        goals=[{"learner_id": "bob", "skill_id": "x", "level": 0.0, "weight": 2.0, "reason": "why not"}],
    )
    assert found.learner("bob", TODAY).absences == ((date(2026, 4, 1), date(2026, 4, 5)),)
    assert found.query("bob", NOW).wishes == (Wish("x", 0.0, 2.0, "why not"),)
    assert (found.learner("ada", TODAY).absences, found.query("ada", NOW).wishes) == ((), ())


def an_assignment(**more):
    return {"learner_id": "ada", "content_id": "a", "assigned_on": str(TODAY)} | more


@pytest.mark.parametrize(
    ("change", "stands"),
    [
        ({}, True),
        ({"assigned_on": str(TODAY + timedelta(days=1))}, False),
        ({"status": "done"}, False),
        ({"status": "cancelled"}, False),
        ({"mandatory": False}, False),
        ({"learner_id": "bob"}, False),
    ],
)
def test_only_what_was_assigned_to_the_learner_is_open_mandatory_and_begun_is_a_duty(change, stands):
    found = people(assignments=[an_assignment(**change)]).query("ada", NOW)
    assert [duty.content_id for duty in found.duties] == (["a"] if stands else [])


EVENTS = [
    an_event("started", "2026-02-01T09:00:00Z", "a"),
    an_event("completed", "2026-02-02T09:00:00Z", "a", recorded_at="2026-03-20T00:00:00Z"),
    an_event("completed", "2026-03-05T09:00:00Z", "b"),
    an_event("completed", "2026-02-10T09:00:00Z", "b", learner_id="bob"),
]


def test_a_question_brings_what_had_happened_and_was_known_and_nothing_else():
    found = people(events=EVENTS)
    assert len(found.query("ada", NOW).history) == 1
    assert len(found.query("ada", NOW + timedelta(days=10)).history) == 2
    assert len(found.query("ada", NOW + timedelta(days=30)).history) == 3
    assert len(found.query("bob", NOW).history) == 1


def test_data_are_as_of_the_last_record_up_to_the_moment_asked_about():
    found = people(events=EVENTS)
    assert found.data_as_of == datetime(2026, 3, 20, tzinfo=UTC)
    assert found.query("ada", NOW + timedelta(days=60)).data_as_of == found.data_as_of
    assert found.query("ada", NOW).data_as_of == datetime(2026, 2, 10, 9, tzinfo=UTC)
    assert found.query("ada", datetime(2020, 1, 1, tzinfo=UTC)).data_as_of is None
    assert people().query("ada", NOW).data_as_of is None


def test_a_duty_done_in_the_future_is_still_a_duty_today():
    found = people(events=EVENTS, assignments=[an_assignment(content_id="b", assigned_on=str(days_ago(9)))])
    assert [d.content_id for d in found.query("ada", NOW).duties] == ["b"]
    assert found.query("ada", NOW + timedelta(days=30)).duties == ()


def test_whatever_is_asked_for_beside_the_tables_takes_their_place():
    found = people(goals=[{"learner_id": "ada", "skill_id": "x", "level": 0.5}])
    query = found.query("ada", NOW, wishes=(), k=3)
    assert (query.wishes, query.k, query.as_of) == ((), 3, NOW)
