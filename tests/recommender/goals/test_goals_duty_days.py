"""By when is a duty due, and until when does a completion count? Every boundary, flipped by a day."""

from datetime import UTC, date, datetime, timedelta

import pytest

from recommender.goals import duties_of
from recommender.knowledge.memory import last_finishes
from recommender.types import Assignment
from tests.builders import NOW, TODAY, Happened, a_catalog, a_content, a_history, a_learner, days_ago

HIRED = days_ago(20)


def finished_by(history, as_of=NOW):
    return last_finishes(history.seen_at(int(as_of.timestamp())))


def catalog_of(**rule):
    return a_catalog(
        contents=[a_content("drill"), a_content("course")],
        requirements=[{"requirement_id": "safe", "name": "Safety"} | rule],
        requirement_contents=[{"requirement_id": "safe", "content_id": "drill"}],
        requirement_audiences=[{"requirement_id": "safe", "kind": "learner", "value": "ada"}],
    )


def dues(catalog, *happened, assignments=(), as_of=NOW, hired_on=HIRED):
    learner, history = a_learner(hired_on=hired_on), a_history(catalog, *happened)
    found = duties_of(learner, tuple(assignments), finished_by(history, as_of), catalog, as_of)
    return {duty.content_id: duty.due_on for duty in found}


def assigned(on, due=None, what="safe"):
    return Assignment(None if what == "safe" else what, "safe" if what == "safe" else None, on, due)


def done(days, kind="completed", **more):
    return Happened(kind, days_ago(days), "drill", **more)


def test_by_hire_the_clock_starts_on_the_first_day():
    assert dues(catalog_of(due_days=30)) == {"drill": HIRED + timedelta(days=30)}


def test_without_due_days_or_a_first_day_the_duty_stands_without_a_day():
    assert dues(catalog_of()) == {"drill": None}
    assert dues(catalog_of(due_days=30), hired_on=None) == {"drill": None}


def test_nought_due_days_are_due_on_the_first_day_not_never():
    assert dues(catalog_of(due_days=0)) == {"drill": HIRED}


def test_by_date_the_day_is_the_one_stated_whenever_the_learner_was_hired():
    assert dues(catalog_of(basis="date", due_on="2026-06-30", due_days=5)) == {"drill": date(2026, 6, 30)}


def test_by_assignment_the_clock_starts_when_it_was_assigned_not_when_hired():
    rule = catalog_of(basis="assignment", due_days=10)
    assert dues(rule, assignments=[assigned(days_ago(3))]) == {"drill": days_ago(3) + timedelta(days=10)}
    assert dues(rule) == {"drill": None}


def test_an_assignment_s_own_day_beats_the_rule_and_the_last_assignment_counts():
    rule, own = catalog_of(due_days=30), date(2026, 3, 20)
    assert dues(rule, assignments=[assigned(days_ago(9), own), assigned(days_ago(90), days_ago(80))]) == {"drill": own}


@pytest.mark.parametrize(("days", "counts"), [(20 + 10, True), (20 + 11, False)])
def test_a_completion_counts_from_the_lookback_before_the_clock_started(days, counts):
    assert (dues(catalog_of(due_days=30, lookback_days=10), done(days)) == {}) == counts


def test_without_a_lookback_a_completion_counts_however_long_before():
    assert dues(catalog_of(due_days=30), done(5000)) == {}


@pytest.mark.parametrize(("days", "counts"), [(100, True), (101, False)])
def test_by_date_the_lookback_reaches_back_from_that_date(days, counts):
    rule = catalog_of(basis="date", due_on=str(TODAY), lookback_days=100)
    assert (dues(rule, done(days)) == {}) == counts


@pytest.mark.parametrize(("days", "due"), [(364, {}), (365, {"drill": TODAY}), (366, {"drill": days_ago(1)})])
def test_a_completion_counts_for_its_valid_days_then_the_duty_reopens_due_on_the_day_it_ends(days, due):
    assert dues(catalog_of(due_days=30, valid_days=365), done(days)) == due


@pytest.mark.parametrize(("days", "open_again"), [(304, False), (305, True)])
def test_a_renewal_opens_some_days_before_the_end_and_is_due_at_the_end(days, open_again):
    found = dues(catalog_of(due_days=30, valid_days=365, renew_from_days=60), done(days))
    assert found == ({"drill": days_ago(days) + timedelta(days=365)} if open_again else {})


def test_the_last_completion_counts_not_the_first():
    assert dues(catalog_of(due_days=30, valid_days=365), done(700), done(10)) == {}


@pytest.mark.parametrize(("until", "due"), [(days_ago(-1), {}), (TODAY, {"drill": TODAY}), (days_ago(4), None)])
def test_a_certificate_that_ends_by_itself_reopens_the_duty_although_the_rule_names_no_days(until, due):
    found = dues(catalog_of(due_days=30), done(15, "certified", until=until))
    assert found == ({"drill": until} if due is None else due)


def test_an_expiry_that_was_reported_reopens_the_duty_from_that_day():
    rule = catalog_of(due_days=30, valid_days=365)
    assert dues(rule, done(15), done(2, "expired")) == {"drill": days_ago(2)}
    assert dues(rule, done(15), done(2, "expired"), done(1)) == {}


@pytest.mark.parametrize("kind", ["started", "failed", "attended", "progressed"])
def test_what_finishes_nothing_fulfils_nothing(kind):
    assert "drill" in dues(catalog_of(due_days=30), done(5, kind))


@pytest.mark.parametrize("kind", ["completed", "passed", "certified"])
def test_whatever_finishes_fulfils(kind):
    assert dues(catalog_of(due_days=30), done(5, kind)) == {}


def test_a_completion_that_lies_ahead_or_is_not_yet_known_fulfils_nothing():
    rule = catalog_of(due_days=30)
    assert dues(rule, done(-1, recorded=days_ago(3))) != {}
    assert dues(rule, done(3, recorded=days_ago(-1))) != {}
    assert dues(rule, done(3, recorded=days_ago(-1)), as_of=NOW + timedelta(days=2)) == {}


def test_a_completion_later_on_the_same_day_is_not_seen_before_it_happens():
    rule = catalog_of(due_days=30)
    assert dues(rule, done(0), as_of=datetime(2026, 3, 1, 23, 59, 59, tzinfo=UTC)) != {}
    assert dues(rule, done(0), as_of=datetime(2026, 3, 2, tzinfo=UTC)) == {}


@pytest.mark.parametrize(("days", "open_still"), [(4, True), (3, False)])
def test_an_assigned_content_is_done_by_finishing_it_on_that_day_or_later(days, open_still):
    found = dues(
        a_catalog(contents=[a_content("drill")]), done(days), assignments=[assigned(days_ago(3), TODAY, "drill")]
    )
    assert found == ({"drill": TODAY} if open_still else {})
