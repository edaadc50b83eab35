"""Requests whose fields are sound one by one and still cannot be answered: every cause at once, by field."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.api_fakes import FakeEngine, a_service
from tests.api.api_house import an_event

RECOMMEND, PATH = "/v1/recommendations", "/v1/paths"


def refused(url: str = RECOMMEND, **body: Any) -> dict[str, str]:
    """The causes that a request is refused for, by field; the engine must not have been asked."""
    engine = FakeEngine()
    answer = a_service(engine).post(url, body)
    assert answer.status_code == 422, answer.text
    assert answer.json()["type"] == "urn:cairn:problem:question-refused"
    assert engine.asked == []
    return {cause["pointer"]: cause["detail"] for cause in answer.json()["errors"]}


def test_every_id_that_the_catalogue_lacks_is_listed() -> None:
    found = refused(
        PATH,
        only=["filing", "o"],
        exclude=["e"],
        pinned=["p"],
        role_id="r",
        profile={"role_id": "pr", "target_role_id": "pt", "unit_id": "pu"},
        history=[an_event(content_id="h"), an_event(skill_id="hs")],
    )
    assert set(found) == {
        "#/only/1",
        "#/exclude/0",
        "#/pinned/0",
        "#/role_id",
        "#/profile/role_id",
        "#/profile/target_role_id",
        "#/profile/unit_id",
        "#/history/0/content_id",
        "#/history/1/skill_id",
    }
    assert found["#/only/1"].startswith("content 'o' is unknown")
    assert found["#/history/1/skill_id"].startswith("skill 'hs' is unknown")


def test_an_unknown_skill_of_a_goal_is_refused() -> None:
    assert set(refused(learner_id="ada", goals=[{"skill_id": "juggling", "level": 0.5}])) == {"#/goals/0/skill_id"}


def test_a_question_about_nobody_is_refused() -> None:
    assert "learner_id" in refused()["#"]


def test_an_event_about_nothing_is_refused() -> None:
    assert set(refused(history=[an_event(), an_event(content_id=None)])) == {"#/history/1"}


def test_a_skill_that_is_wanted_twice_is_refused() -> None:
    goals = [
        {"skill_id": "books", "level": 0.5},
        {"skill_id": "plants", "level": 0.5},
        {"skill_id": "books", "level": 0.6},
    ]
    assert set(refused(learner_id="ada", goals=goals)) == {"#/goals/2/skill_id"}


def test_goals_beside_a_role_asked_about_are_refused_because_they_would_be_ignored() -> None:
    assert set(refused(learner_id="ada", role_id="clerk", goals=[{"skill_id": "books", "level": 0.5}])) == {"#/goals"}


@pytest.mark.parametrize("zone", ["Mars/Olympus", "Europe", "../etc/passwd", ""])
def test_a_time_zone_must_be_one(zone: str) -> None:
    assert set(refused(profile={"timezone": zone})) == {"#/profile/timezone"}


def test_an_absence_must_not_end_before_it_begins() -> None:
    away = [{"from_on": "2026-03-02", "to_on": "2026-03-02"}, {"from_on": "2026-03-02", "to_on": "2026-03-01"}]
    assert set(refused(profile={"absences": away})) == {"#/profile/absences/1"}


def test_an_operator_may_allow_less_than_the_contract() -> None:
    service = a_service(max_k=5)
    assert service.post(RECOMMEND, {"learner_id": "ada", "k": 5}).status_code == 200
    answer = service.post(RECOMMEND, {"learner_id": "ada", "k": 6})
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"detail": "k is 6, this service answers at most 5", "pointer": "#/k"}]
