"""What a request for recommendations asks of the engine, and what comes back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from api.schemas.answered import Recommendation
from recommender.types import Duty, Query, Wish
from tests.api.api_fakes import FakeEngine, a_service
from tests.api.api_house import INLINE, NOW, an_event

URL = "/v1/recommendations"


def asked(**body: Any) -> Query:
    """The query that a request became."""
    engine = FakeEngine()
    answer = a_service(engine).post(URL, body)
    assert answer.status_code == 200, answer.text
    [query] = engine.asked
    return query


def answered(**body: Any) -> dict[str, Any]:
    """The answer to a request."""
    return a_service().post(URL, body).json()


def test_a_learner_of_the_tables_is_asked_about_with_role_history_goals_and_duties() -> None:
    query = asked(learner_id="bob")
    assert (query.learner.id, query.learner.role_id, query.learner.unit_id) == ("bob", "clerk", "office")
    assert query.wishes == (Wish("plants", 0.4, 1.0, "a hobby"),)
    assert query.memory is not None
    assert (query.memory.events, len(query.history)) == (1, 0)
    assert asked(learner_id="ada").duties[0].content_id == "first-aid"


def test_every_field_of_a_request_reaches_the_engine() -> None:
    query = asked(
        learner_id="bob",
        k=3,
        only=["filing", "ledgers"],
        exclude=["filing"],
        context={"minutes_now": 45},
        goals=[{"skill_id": "books", "level": 0.8, "weight": 2.0, "reason": "the audit"}],
        as_of="2026-02-01T10:00:00+01:00",
    )
    assert query.k == 3
    assert query.only == frozenset({"filing", "ledgers"})
    assert query.exclude == frozenset({"filing"})
    assert query.minutes_now == 45
    assert query.wishes == (Wish("books", 0.8, 2.0, "the audit"),)
    assert query.as_of.isoformat() == "2026-02-01T09:00:00+00:00"


def test_what_is_left_out_takes_its_default() -> None:
    query = asked(learner_id="ada")
    assert (query.k, query.only, query.exclude, query.minutes_now, query.aim) == (
        10,
        frozenset(),
        frozenset(),
        None,
        None,
    )
    assert query.as_of == NOW


def test_an_empty_list_of_goals_takes_those_of_the_tables_away() -> None:
    assert asked(learner_id="bob", goals=[]).wishes == ()


def test_a_role_asked_about_is_the_aim_and_leaves_the_role_held() -> None:
    query = asked(learner_id="ada", role_id="clerk")
    assert (query.aim, query.learner.role_id) == ("clerk", "gardener")


def test_a_learner_inline_takes_nothing_from_the_tables() -> None:
    query = asked(learner_id="bob", profile={"role_id": "gardener", "weekly_minutes": 90, "language": "de-CH"})
    assert (query.learner.id, query.learner.role_id, query.learner.unit_id) == ("bob", "gardener", None)
    assert (query.learner.weekly_minutes, query.learner.language) == (90, "de-CH")
    assert (query.wishes, len(query.history), query.data_as_of) == ((), 0, None)


def test_a_history_alone_is_a_learner_inline_too() -> None:
    query = asked(learner_id="ada", history=[an_event()])
    assert (query.learner.role_id, len(query.history)) == (None, 1)


def test_a_role_asked_about_is_the_aim_of_a_learner_inline_too() -> None:
    query = asked(profile={"role_id": "gardener"}, role_id="clerk")
    assert (query.aim, query.learner.role_id) == ("clerk", "gardener")


def test_a_learner_inline_may_be_nameless() -> None:
    assert asked(**INLINE).learner.id == "inline"


def test_a_learner_inline_has_the_duties_of_the_role() -> None:
    query = asked(profile={"role_id": "gardener", "hired_on": "2026-03-01"})
    assert query.duties == (Duty("first-aid", datetime(2026, 3, 31).date(), "Safety at work requires it"),)  # noqa: DTZ001


def test_a_duty_that_the_inline_history_fulfils_is_none() -> None:
    done = an_event(content_id="first-aid", occurred_at="2026-02-01T09:00:00Z")
    assert asked(profile={"role_id": "gardener"}, history=[done]).duties == ()


def test_what_happened_after_the_moment_asked_about_is_not_seen() -> None:
    later = an_event(content_id="first-aid", occurred_at="2026-02-01T09:00:00Z")
    query = asked(profile={"role_id": "gardener"}, history=[later], as_of="2026-01-01T00:00:00Z")
    assert (len(query.history), query.data_as_of) == (0, None)
    assert [duty.content_id for duty in query.duties] == ["first-aid"]


def test_the_data_of_an_inline_history_end_with_its_last_event() -> None:
    events = [an_event(), an_event(occurred_at="2026-01-01T00:00:00Z")]
    assert asked(history=events).data_as_of == datetime(2026, 2, 1, 9, tzinfo=UTC)


def test_an_unknown_learner_is_answered_for_the_role_asked_about_and_the_answer_says_so() -> None:
    query = asked(learner_id="zed", role_id="gardener")
    assert (query.learner.id, query.learner.role_id, query.aim) == ("zed", "gardener", None)
    assert [duty.content_id for duty in query.duties] == ["first-aid"]
    assert "unknown here" in answered(learner_id="zed", role_id="gardener")["assumptions"][-1]
    assert "Gardener" in answered(learner_id="zed", role_id="gardener")["assumptions"][-1]


def test_an_unknown_learner_without_a_role_is_answered_with_what_is_popular_and_the_answer_says_so() -> None:
    query = asked(learner_id="zed")
    assert (query.learner.role_id, query.wishes, len(query.history)) == (None, (), 0)
    assert "popular" in answered(learner_id="zed")["assumptions"][-1]


def test_an_unknown_learner_with_goals_is_answered_for_the_goals() -> None:
    goals = [{"skill_id": "books", "level": 0.5}]
    assert asked(learner_id="zed", goals=goals).wishes == (Wish("books", 0.5),)
    assert "goals" in answered(learner_id="zed", goals=goals)["assumptions"][-1]


@pytest.mark.parametrize("body", [{"learner_id": "ada"}, INLINE])
def test_an_answer_about_a_known_learner_assumes_nothing_more_than_the_engine_says(body: dict[str, Any]) -> None:
    assert answered(**body)["assumptions"] == ["levels are those of the role"]


def test_an_answer_keeps_its_contract_to_the_letter() -> None:
    answer = a_service().post(URL, {"learner_id": "ada"})
    Recommendation.model_validate_json(answer.content, strict=True)
    assert answer.headers["content-type"] == "application/json"
    assert list(answer.json())[:3] == ["id", "learner_id", "basis"]


def test_times_are_rfc_3339_in_utc() -> None:
    assert answered(learner_id="ada")["as_of"] == "2026-03-02T12:00:00Z"


def test_the_same_request_gives_the_same_bytes() -> None:
    service = a_service()
    assert service.post(URL, {"learner_id": "ada"}).content == service.post(URL, {"learner_id": "ada"}).content
