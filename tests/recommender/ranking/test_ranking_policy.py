"""What may be offered at all? Each rule alone decides one case here, so that none can be dropped unseen."""

from datetime import date

import numpy as np
import pytest

from recommender.ranking.policy import allowed, held, language_fits, open_prerequisites, ready
from recommender.types import ContentId, Duty, LearnerState, Numbers
from tests.builders import NOW, a_catalog, a_content, a_learner, a_link, a_query, named

NOON = int(NOW.timestamp())
HOUR = 3600


def a_state(catalog, *, finished=None, dismissed=(), as_of=NOON):
    """What became of contents: until when finished ones count, and which were dismissed."""
    column = catalog.contents.column
    return LearnerState(
        as_of=as_of,
        mean=np.empty(0),
        variance=np.empty(0),
        evidence=np.empty(0, np.int64),
        finished=Numbers.of({column[c]: until for c, until in (finished or {}).items()}),
        dismissed=Numbers.of({column[c]: NOON - 1 for c in dismissed}),
    )


def offered(catalog, state=None, **query):
    may = allowed(a_query(catalog, **query), state or a_state(catalog), catalog)
    return [c for c in catalog.contents.ids if may[catalog.contents.column[c]]]


def ids(*names):
    return frozenset(map(ContentId, names))


def duty(content, due=None):
    return Duty(ContentId(content), due, "the law asks for it")


def test_without_a_rule_against_it_everything_may_be_offered():
    assert offered(a_catalog(contents=[a_content("a"), a_content("b")])) == ["a", "b"]


@pytest.mark.parametrize(
    "rule",
    [
        {"status": "retired"},
        {"available_from": "2026-03-03"},
        {"available_to": "2026-03-01"},
        {"language": "fr"},
    ],
)
def test_what_is_retired_not_on_offer_today_or_foreign_is_out(rule):
    catalog = a_catalog(contents=[a_content("a", **rule), a_content("b")])
    assert offered(catalog, learner=a_learner(language="de")) == ["b"]


def test_what_is_live_without_a_session_to_come_is_out():
    past = {"session_id": "s", "content_id": "a", "starts_at": "2026-03-02T11:00:00Z"}
    assert offered(a_catalog(contents=[a_content("a"), a_content("b")], sessions=[past])) == ["b"]


@pytest.mark.parametrize(("until", "out"), [(NOON + 1, True), (NOON, False), (NOON - 1, False)])
def test_what_was_finished_is_out_as_long_as_that_counts(until, out):
    catalog = a_catalog(contents=[a_content("a"), a_content("b")])
    assert ("a" not in offered(catalog, a_state(catalog, finished={"a": until}))) == out


def test_what_is_held_through_an_equivalent_is_out_one_way_only():
    rows = [{"content_id": "new", "counts_for": "old"}]
    catalog = a_catalog(contents=[a_content("new"), a_content("old")], content_equivalents=rows)
    assert offered(catalog, a_state(catalog, finished={"new": NOON + HOUR})) == []
    assert offered(catalog, a_state(catalog, finished={"old": NOON + HOUR})) == ["new"]
    assert offered(catalog, a_state(catalog, finished={"new": NOON - HOUR})) == ["new", "old"]


def test_an_equivalence_that_has_ended_closes_nothing():
    rows = [{"content_id": "new", "counts_for": "old", "until_on": "2026-03-01"}]
    catalog = a_catalog(contents=[a_content("new"), a_content("old")], content_equivalents=rows)
    assert offered(catalog, a_state(catalog, finished={"new": NOON + HOUR})) == ["old"]


def test_what_counts_for_something_held_does_not_count_on():
    rows = [{"content_id": "a", "counts_for": "b"}, {"content_id": "b", "counts_for": "c"}]
    catalog = a_catalog(contents=[a_content(c) for c in "abc"], content_equivalents=rows)
    assert held(a_state(catalog, finished={"a": NOON + 1}), catalog).tolist() == [True, True, False]


def test_what_was_dismissed_is_out():
    catalog = a_catalog(contents=[a_content("a"), a_content("b")])
    assert offered(catalog, a_state(catalog, dismissed=["a"])) == ["b"]


def test_what_is_excluded_is_out_and_an_unknown_id_is_passed_over():
    assert offered(a_catalog(contents=[a_content("a"), a_content("b")]), exclude=ids("a", "nobody")) == ["b"]


def test_only_what_is_asked_for_is_in_and_an_unknown_id_is_passed_over():
    catalog = a_catalog(contents=[a_content("a"), a_content("b")])
    assert offered(catalog, only=ids("b", "nobody")) == ["b"]
    assert offered(catalog, only=ids("nobody")) == []


@pytest.mark.parametrize(("minutes", "out"), [(29.5, True), (30.0, False)])
def test_what_takes_longer_than_the_time_at_hand_is_out(minutes, out):
    assert (offered(a_catalog(contents=[a_content("a", minutes=30.0)]), minutes_now=minutes) == []) == out


@pytest.mark.parametrize("due", [None, date(2026, 3, 1), date(2027, 1, 1)])
def test_a_duty_reopens_what_was_finished_held_dismissed_or_is_foreign(due):
    catalog = a_catalog(
        contents=[a_content("a"), a_content("b"), a_content("c", language="fr"), a_content("d")],
        content_equivalents=[{"content_id": "d", "counts_for": "a"}],
    )
    state = a_state(catalog, finished={"d": NOON + HOUR}, dismissed=["b"])
    learner = a_learner(language="de")
    assert offered(catalog, state, learner=learner) == []
    assert offered(catalog, state, learner=learner, duties=(duty("a", due), duty("b"), duty("c"))) == ["a", "b", "c"]


@pytest.mark.parametrize("rule", [{"status": "retired"}, {"available_from": "2026-03-03"}])
def test_not_even_a_duty_brings_back_what_cannot_be_had(rule):
    assert offered(a_catalog(contents=[a_content("a", **rule)]), duties=(duty("a"),)) == []


def test_not_even_a_duty_overrules_what_the_question_leaves_out():
    catalog = a_catalog(contents=[a_content("a", minutes=60.0), a_content("b")])
    assert offered(catalog, duties=(duty("a"),), exclude=ids("a")) == ["b"]
    assert offered(catalog, duties=(duty("a"),), only=ids("b")) == ["b"]
    assert offered(catalog, duties=(duty("a"),), minutes_now=10.0) == []


@pytest.mark.parametrize(
    ("spoken", "fits"),
    [("de", "de-CH"), ("de-CH", "de"), ("DE", "de-AT"), (None, "fr"), ("fr", None), ("en-GB", "en-US")],
)
def test_languages_fit_by_their_primary_subtag_and_silence_fits_all(spoken, fits):
    assert language_fits(spoken, a_catalog(contents=[a_content("a", language=fits)]))[0]


@pytest.mark.parametrize(("spoken", "other"), [("de", "en"), ("da", "de"), ("xx", "en"), ("den", "de")])
def test_other_languages_do_not_fit(spoken, other):
    assert not language_fits(spoken, a_catalog(contents=[a_content("a", language=other)]))[0]


def test_a_prerequisite_is_open_until_it_is_held_itself_or_through_an_equivalent():
    catalog = a_catalog(
        contents=[a_content("a"), a_content("b"), a_content("b2")],
        content_requires=[{"content_id": "a", "requires_content_id": "b"}],
        content_equivalents=[{"content_id": "b2", "counts_for": "b"}],
    )
    assert open_prerequisites(a_state(catalog), catalog).tolist() == [[0, 1]]
    for name in ("b", "b2"):
        assert len(open_prerequisites(a_state(catalog, finished={name: NOON + 1}), catalog)) == 0
    assert len(open_prerequisites(a_state(catalog, finished={"b": NOON}), catalog)) == 1


def test_ready_is_who_reaches_all_entry_levels_also_of_skills_only_required():
    links = [a_link("a", "x", 0.2, 0.8), a_link("a", "y", 0.5, 0.0), a_link("b", "x", 0.3, 0.8)]
    catalog = a_catalog(contents=[a_content(c) for c in "abc"], skills=named("skill", "x", "y"), content_skills=links)
    assert ready(np.array([0.3, 0.4]), catalog, np.array([0, 1, 2])).tolist() == [False, True, True]
    assert ready(np.array([0.2, 0.5]), catalog, np.array([2, 1, 0])).tolist() == [True, False, True]
    assert ready(np.array([0.2, 0.5]), catalog, np.array([], np.int64)).tolist() == []
