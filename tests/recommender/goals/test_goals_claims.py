"""Every way in which a requirement can bind, be met, lapse and come back, worked out by hand; today is 2 March 2026."""

from datetime import UTC, date, datetime

import pytest

from recommender.catalog.rules import turn_after
from recommender.goals import claims_of, duties_of
from recommender.knowledge.memory import last_finishes
from recommender.types import Assignment, ContentId, Employment, LearnerId, Person, RoleId, UnitId
from tests.builders import Happened, a_catalog, a_content, a_history, named

D = date.fromisoformat
UNITS = [
    {"unit_id": "firm", "name": "Firm"},
    {"unit_id": "shop", "name": "Shop", "parent_id": "firm"},
    {"unit_id": "till", "name": "Till", "parent_id": "shop"},
    {"unit_id": "yard", "name": "Yard", "parent_id": "firm"},
]
TODAY, MET = "2026-03-02", "met"
ME = ("learner", "ada")


def done(on, content="drill", kind="completed", until=None):
    return Happened(kind, D(on), content, until=None if until is None else D(until))


def job(since, until=None, unit="shop", role="cook", status="active"):
    end = None if until is None else D(until)
    return Employment(D(since), end, RoleId(role), UnitId(unit), None, status)


def assigned(on, due=None, requirement="safe"):
    return Assignment(None, requirement, D(on), None if due is None else D(due))


def claims(rule, *happened, day=TODAY, audience=(ME,), contents=("drill",), assignments=(), **more):
    """What one requirement asks of ada: contents in one group each, or in the group after a colon."""
    rows = [dict(zip(("content_id", "option_group"), (*c.split(":"), None), strict=False)) for c in contents]
    catalog = a_catalog(
        learners=[{"learner_id": "ada"}, {"learner_id": "bob"}],
        contents=more.pop("shelf", [a_content(c) for c in ("drill", "course", "old", "new")]),
        content_equivalents=more.pop("equivalents", []),
        units=UNITS,
        roles=named("role", "cook", "waiter"),
        requirements=[{"requirement_id": "safe", "name": "Safety"} | rule],
        requirement_contents=[{"requirement_id": "safe"} | row for row in rows],
        requirement_audiences=[{"requirement_id": "safe", "kind": kind, "value": value} for kind, value in audience],
    )
    at = datetime.combine(D(day), datetime.min.time(), UTC).replace(hour=12)
    hired = more.pop("hired", "2026-01-01")
    person = Person(
        LearnerId("ada"), hired_on=None if hired is None else D(hired), employments=tuple(more.pop("jobs", ())), **more
    )
    last = last_finishes(a_history(catalog, *happened).seen_at(int(at.timestamp())))
    found = claims_of(person.learner(D(day)), tuple(assignments), last, catalog, at)
    shown = {d.content_id for d in duties_of(person.learner(D(day)), tuple(assignments), last, catalog, at)}
    assert shown == {c.content_id for c in found if c.is_open and c.content_id}
    return found


def state(*arguments, **more):
    """The day by which the one claim is due, "open" without a day, "met" or "met until" a day."""
    [claim] = claims(*arguments, **more)
    if claim.is_open:
        return "open" if claim.due_on is None else str(claim.due_on)
    return MET if claim.counts_until is None else f"{MET} until {claim.counts_until}"


HIRE = {"due_days": 30}
YEAR = HIRE | {"valid_days": 365}
EARLY = YEAR | {"renew_from_days": 60}
FIXED = {"basis": "date", "due_on": "2026-06-30"}
JUNE = FIXED | {"due_on": "2025-06-30", "every_months": 12, "renew_from_days": 90}


@pytest.mark.parametrize(
    ("rule", "happened", "expected"),
    [
        # hired on 2026-01-01; 30 days later is 2026-01-31
        (HIRE, [], "2026-01-31"),
        (HIRE, [done("2026-01-15")], MET),
        (HIRE, [done("2026-02-15")], MET),
        (HIRE, [done("2019-01-01")], MET),
        (HIRE | {"lookback_days": 365}, [done("2025-01-01")], MET),
        (HIRE | {"lookback_days": 365}, [done("2024-12-31")], "2026-01-31"),
        (HIRE | {"lookback_days": 0}, [done("2025-12-31")], "2026-01-31"),
        (HIRE | {"lookback_days": 0}, [done("2026-01-01")], MET),
        # a year counts from the finish, before or after the hire
        (YEAR, [done("2026-01-15")], "met until 2027-01-15"),
        (YEAR, [done("2025-03-03")], "met until 2026-03-03"),
        (YEAR, [done("2025-03-02")], "2026-03-02"),
        (YEAR, [done("2020-01-01")], "2020-12-31"),
        (EARLY, [done("2025-05-02")], "met until 2026-05-02"),
        (EARLY, [done("2025-05-01")], "2026-05-01"),
        (EARLY, [done("2025-04-01")], "2026-04-01"),
        (EARLY, [done("2025-04-01"), done("2026-03-01")], "met until 2027-03-01"),
        (YEAR | {"lookback_days": 300}, [done("2025-02-01")], "2026-01-31"),
        # what is said of a certificate itself, and the sooner of both
        (HIRE, [done("2025-01-01", kind="certified", until="2026-03-03")], "met until 2026-03-03"),
        (HIRE, [done("2025-01-01", kind="certified", until="2026-03-02")], "2026-03-02"),
        (YEAR, [done("2026-01-01", kind="certified", until="2026-06-01")], "met until 2026-06-01"),
        (YEAR, [done("2026-01-01", kind="certified", until="2029-06-01")], "met until 2027-01-01"),
        (EARLY, [done("2026-01-01", kind="certified", until="2026-04-15")], "2026-04-15"),
        # an expiry that is reported ends what was finished before it, not what comes after
        (HIRE, [done("2025-01-01"), done("2026-02-01", kind="expired")], "2026-02-01"),
        (YEAR, [done("2025-01-01"), done("2026-02-01", kind="expired")], "2026-01-01"),
        (HIRE, [done("2026-02-01", kind="expired"), done("2026-02-02")], MET),
        (HIRE, [done("2026-02-01", kind="expired")], "2026-01-31"),
        # what finishes nothing neither meets nor undoes
        (HIRE, [done("2026-01-15", kind="failed")], "2026-01-31"),
        (HIRE, [done("2026-01-15"), done("2026-01-16", kind="failed")], MET),
        (HIRE, [done("2026-01-15", kind="failed"), done("2026-01-16", kind="passed")], MET),
        (HIRE, [done("2026-01-15", kind="attended")], "2026-01-31"),
        (HIRE, [done("2026-01-15", kind="withdrawn")], "2026-01-31"),
        (HIRE, [done("2026-01-15", content="course")], "2026-01-31"),
        # a fixed day
        (FIXED, [], "2026-06-30"),
        (FIXED, [done("2024-01-01")], MET),
        (FIXED | {"lookback_days": 180}, [done("2026-01-01")], MET),
        (FIXED | {"lookback_days": 179}, [done("2026-01-01")], "2026-06-30"),
        (FIXED | {"valid_days": 100}, [done("2026-02-01")], "met until 2026-05-12"),
        # whoever is not hired yet on the first day is asked by the next one
        (JUNE, [], "2026-06-30"),
        (JUNE | {"every_months": 3}, [], "2026-03-30"),
        (JUNE, [done("2025-05-01")], "met until 2027-06-30"),
        (JUNE | {"lookback_days": 365}, [done("2025-05-01")], "2026-06-30"),
        (FIXED | {"due_on": "2025-06-30"}, [], "2025-06-30"),
        # the clock of the hire, come again each half year: due on 2026-01-31, 2026-07-31, 2027-01-31
        (HIRE | {"every_months": 6}, [done("2026-01-15")], "met until 2026-07-31"),
        (HIRE | {"every_months": 6}, [done("2026-02-15")], "met until 2026-07-31"),
        (HIRE | {"every_months": 6}, [], "2026-01-31"),
        # days that no calendar has
        (HIRE | {"valid_days": 5_000_000, "lookback_days": 5_000_000}, [done("2026-01-15")], "met until 9999-12-31"),
        ({"due_days": 5_000_000}, [], "9999-12-31"),
    ],
)
def test_a_requirement_on_one_day(rule, happened, expected):
    assert state(rule, *happened) == expected


@pytest.mark.parametrize(
    ("rule", "happened", "expected"),
    [
        (JUNE, [], "2025-06-30"),
        (JUNE, [done("2025-05-01")], "met until 2026-06-30"),
        (JUNE, [done("2025-01-01")], "met until 2026-06-30"),
        (JUNE, [done("2025-06-30")], "met until 2026-06-30"),
        (JUNE, [done("2025-07-15")], "met until 2026-06-30"),
        (JUNE, [done("2026-03-01")], "met until 2026-06-30"),
        (JUNE | {"renew_from_days": 122}, [done("2026-02-28")], "met until 2027-06-30"),
        (JUNE | {"renew_from_days": 121}, [done("2026-02-28")], "2026-06-30"),
        (JUNE | {"lookback_days": 60}, [done("2025-05-01")], "met until 2026-06-30"),
        (JUNE | {"lookback_days": 59}, [done("2025-05-01")], "2025-06-30"),
        (JUNE | {"valid_days": 200}, [done("2025-07-15")], "2026-01-31"),
        (JUNE | {"every_months": 6}, [done("2025-07-15")], "2025-12-30"),
        (JUNE | {"every_months": 24}, [done("2025-07-15")], "met until 2027-06-30"),
    ],
)
def test_a_fixed_day_that_comes_again_each_june_for_whom_was_there_before(rule, happened, expected):
    assert state(rule, *happened, hired="2020-01-01") == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2025-06-01", "2025-06-30"),
        ("2025-07-10", "2025-06-30"),
        ("2025-07-20", "met until 2026-06-30"),
        ("2026-03-31", "met until 2026-06-30"),
        ("2026-04-01", "2026-06-30"),
        ("2026-05-09", "2026-06-30"),
        ("2026-05-10", "met until 2027-06-30"),
        ("2027-04-01", "2027-06-30"),
        ("2028-01-01", "2027-06-30"),
    ],
)
def test_a_duty_that_comes_each_june_over_three_years(day, expected):
    """Met late in July 2025, in time in May 2026, and never again."""
    happened = [done("2025-07-20"), done("2026-05-10")]
    assert state(JUNE, *happened, day=day, hired="2020-01-01") == expected


@pytest.mark.parametrize(
    ("audience", "jobs", "bound"),
    [
        ([("role", "cook")], [job("2026-01-01")], True),
        ([("role", "waiter")], [job("2026-01-01")], False),
        ([("unit", "firm")], [job("2026-01-01", unit="till")], True),
        ([("unit", "till")], [job("2026-01-01", unit="firm")], False),
        ([("unit", "shop")], [job("2026-01-01", unit="yard")], False),
        ([("unit", "shop")], [job("2025-01-01", "2026-01-31", "yard"), job("2026-02-01")], True),
        ([("unit", "shop")], [job("2025-01-01", "2026-01-31"), job("2026-02-01", unit="yard")], False),
        ([("unit", "shop")], [job("2025-01-01", "2026-02-28")], False),
        ([("unit", "shop")], [job("2025-01-01", status="left")], False),
        ([("unit", "shop")], [job("2026-04-01")], False),
        ([("unit", "yard"), ("role", "cook")], [job("2026-01-01")], True),
        ([("location", "Bern")], [], True),
        ([("location", "Rome")], [job("2026-01-01")], False),
        ([("location", "Bern")], [job("2025-01-01", "2026-02-28"), job("2026-03-01", status="left")], False),
        ([("location", "Bern")], [job("2025-01-01", "2026-01-31")], False),
        ([("location", "Bern"), ("learner", "ada")], [job("2025-01-01", "2026-02-28")], False),
        ([("learner", "ada")], [], True),
    ],
)
def test_whom_a_requirement_binds_today(audience, jobs, bound):
    assert bool(claims(HIRE, audience=audience, jobs=jobs, location="Bern")) == bound


@pytest.mark.parametrize(
    ("audience", "jobs", "expected"),
    [
        pytest.param([("unit", "shop")], [job("2026-02-01")], "2026-03-03", id="joined"),
        pytest.param(
            [("unit", "shop")],
            [job("2025-01-01", "2026-01-31", "yard"), job("2026-02-01")],
            "2026-03-03",
            id="moved in",
        ),
        pytest.param(
            [("unit", "shop")],
            [job("2025-06-01", "2026-01-31", "till"), job("2026-02-01")],
            "2025-07-01",
            id="moved within",
        ),
        pytest.param(
            [("unit", "shop")], [job("2025-06-01", "2025-12-31"), job("2026-02-01")], "2026-03-03", id="came back"
        ),
        pytest.param(
            [("unit", "shop")],
            [job("2025-06-01", "2025-12-31"), job("2026-01-01", "2026-01-31", "yard"), job("2026-02-01")],
            "2026-03-03",
            id="was away",
        ),
        pytest.param(
            [("role", "cook"), ("unit", "yard")],
            [job("2025-06-01", "2026-01-31", "yard", "waiter"), job("2026-02-01")],
            "2025-07-01",
            id="bound by another row before",
        ),
        pytest.param([ME], [job("2026-02-01")], "open", id="named in person: nobody knows since when"),
    ],
)
def test_without_an_assignment_the_clock_starts_on_the_first_day_in_the_audience(audience, jobs, expected):
    assert state({"basis": "assignment", "due_days": 30}, audience=audience, jobs=jobs) == expected


@pytest.mark.parametrize(
    ("rule", "given", "happened", "expected"),
    [
        ({"basis": "assignment", "due_days": 10}, [assigned("2026-02-25")], [], "2026-03-07"),
        (HIRE, [assigned("2026-02-25")], [], "2026-03-27"),
        (FIXED, [assigned("2026-02-25")], [], "2026-06-30"),
        (FIXED, [assigned("2026-02-25", "2026-05-01")], [], "2026-05-01"),
        (HIRE, [assigned("2025-01-01"), assigned("2026-02-25")], [], "2026-03-27"),
        (HIRE | {"lookback_days": 0}, [assigned("2026-02-25")], [done("2026-02-24")], "2026-03-27"),
        (HIRE | {"lookback_days": 0}, [assigned("2026-02-25")], [done("2026-02-25")], MET),
        (HIRE | {"lookback_days": 10}, [assigned("2026-02-25")], [done("2026-02-15")], MET),
        (HIRE, [assigned("2026-02-25")], [done("2020-01-01")], MET),
        (YEAR, [assigned("2026-02-25")], [done("2025-03-01")], "2026-03-01"),
    ],
)
def test_an_assignment_binds_whom_no_audience_names_and_starts_the_clock(rule, given, happened, expected):
    assert state(rule, *happened, assignments=given, audience=[("learner", "bob")]) == expected


@pytest.mark.parametrize(
    ("rule", "happened", "expected"),
    [
        (YEAR, [done("2026-02-01", "drill")], "met until 2027-02-01"),
        (YEAR, [done("2026-02-01", "course")], "met until 2027-02-01"),
        (YEAR, [done("2024-01-01", "course"), done("2026-02-01", "drill")], "met until 2027-02-01"),
        # what lasts longest counts, not what came last
        (HIRE, [done("2025-01-01", "course"), done("2025-06-01", kind="certified", until="2026-01-01")], MET),
        (
            HIRE,
            [done("2025-01-01", "course", "certified", "2026-09-01"), done("2026-02-01", until="2026-04-01")],
            "met until 2026-09-01",
        ),
        (HIRE, [done("2025-01-01", "course"), done("2025-06-01"), done("2026-02-01", kind="expired")], MET),
        (YEAR, [done("2024-01-01", "course"), done("2024-06-01", "drill")], "2025-06-01"),
    ],
)
def test_one_content_of_a_group_suffices(rule, happened, expected):
    assert state(rule, *happened, contents=("drill:g", "course:g")) == expected


def test_every_group_asks_by_itself():
    found = claims(YEAR, done("2026-02-01", "course"), contents=("drill", "course:g", "old:g"))
    assert [(c.options, c.is_open, c.content_id) for c in found] == [
        (("drill",), True, "drill"),
        (("course", "old"), False, None),
    ]


@pytest.mark.parametrize(
    ("pair", "happened", "expected"),
    [
        ({}, [done("2026-02-01", "new")], "met until 2027-02-01"),
        ({}, [done("2025-02-01"), done("2026-02-01", "new")], "met until 2027-02-01"),
        ({}, [done("2026-02-01"), done("2025-02-01", "new")], "met until 2027-02-01"),
        ({}, [done("2025-02-01", "new")], "2026-02-01"),
        ({}, [done("2025-12-01", "new", "certified", "2026-02-15"), done("2025-11-01")], "met until 2026-11-01"),
        (
            {},
            [done("2025-11-01"), done("2026-02-01", kind="expired"), done("2025-12-01", "new")],
            "met until 2026-12-01",
        ),
        ({"until_on": "2026-03-01"}, [done("2026-02-01", "new")], "2026-01-31"),
        ({"until_on": TODAY}, [done("2026-02-01", "new")], "met until 2027-02-01"),
        ({"from_on": "2026-03-03"}, [done("2026-02-01", "new")], "2026-01-31"),
        ({"from_on": TODAY}, [done("2026-02-01", "new")], "met until 2027-02-01"),
        ({"content_id": "drill", "counts_for": "new"}, [done("2026-02-01", "new")], "2026-01-31"),
    ],
)
def test_what_counts_for_a_content_meets_it_with_its_own_day(pair, happened, expected):
    happened = sorted(happened, key=lambda one: one.on)
    assert state(YEAR, *happened, equivalents=[{"content_id": "new", "counts_for": "drill"} | pair]) == expected


SHELF = [
    a_content("drill", status="retired", replaced_by="new"),
    a_content("new"),
    a_content("course"),
    a_content("old"),
]


def test_what_took_the_place_of_a_content_is_asked_for_and_counts():
    [claim] = claims(YEAR, shelf=SHELF)
    assert (claim.content_id, claim.options) == ("new", ("drill", "new"))
    assert state(YEAR, done("2026-02-01", "new"), shelf=SHELF) == "met until 2027-02-01"
    assert state(YEAR, done("2026-02-01", "drill"), shelf=SHELF) == "met until 2027-02-01"
    only = Assignment(ContentId("drill"), None, D("2026-02-01"), None)
    asked = {"assignments": [only], "audience": [("learner", "bob")], "shelf": SHELF}
    assert [c.content_id for c in claims(YEAR, **asked)] == ["new"]
    assert not claims(YEAR, done("2026-02-01", "new"), **asked)[0].is_open


def test_a_claim_that_nothing_on_offer_meets_is_told_but_is_no_duty():
    [claim] = claims(YEAR, shelf=[a_content("drill", status="retired"), *SHELF[1:]])
    assert (claim.is_open, claim.content_id, claim.due_on) == (True, None, D("2026-01-31"))


def test_a_claim_that_may_be_renewed_says_until_when_the_last_finish_counts():
    [claim] = claims(EARLY, done("2025-04-01"))
    assert (claim.is_open, claim.finished_on, claim.counts_until) == (True, D("2025-04-01"), D("2026-04-01"))


@pytest.mark.parametrize(
    ("first", "months", "day", "expected"),
    [
        ("2026-01-31", 1, "2026-01-01", "2026-01-31"),
        ("2026-01-31", 1, "2026-01-31", "2026-02-28"),
        ("2026-01-31", 1, "2026-02-28", "2026-03-31"),
        ("2024-02-29", 12, "2026-02-28", "2027-02-28"),
        ("2024-02-29", 12, "2027-12-31", "2028-02-29"),
        ("2026-06-30", 36, "2026-06-30", "2029-06-30"),
        ("2026-06-30", 12, "2020-01-01", "2026-06-30"),
        ("2026-06-30", 5, "2026-11-29", "2026-11-30"),
        ("9999-06-30", 12, "9999-07-01", "9999-12-31"),
    ],
)
def test_days_that_come_again_keep_their_day_of_the_month(first, months, day, expected):
    assert turn_after(D(first), months, D(day)) == D(expected)
