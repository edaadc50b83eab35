"""The bounds of every field: what lies on the edge is taken, what lies beyond is refused by name."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.api_fakes import a_service
from tests.api.api_house import an_event

RECOMMEND, PATH = "/v1/recommendations", "/v1/paths"
GOAL = {"skill_id": "books", "level": 0.5}
LONG = "x" * 201


def pointers(url: str, **body: Any) -> list[str]:
    """The fields that a request is refused for; none if it is answered."""
    answer = a_service().post(url, {"learner_id": "ada"} | body)
    assert answer.status_code in (200, 422), answer.text
    return [] if answer.status_code == 200 else [cause["pointer"] for cause in answer.json()["errors"]]


@pytest.mark.parametrize(
    ("url", "body"),
    [
        (RECOMMEND, {"k": 1}),
        (RECOMMEND, {"k": 100}),
        (RECOMMEND, {"context": {"minutes_now": 0.5}}),
        (RECOMMEND, {"goals": [GOAL | {"level": 1}]}),
        (RECOMMEND, {"as_of": "1970-01-01T00:00:00Z"}),
        (RECOMMEND, {"as_of": "2199-12-31T23:59:59.123456-23:59"}),
        (RECOMMEND, {"history": []}),
        (RECOMMEND, {"history": [an_event()] * 5_000}),
        (RECOMMEND, {"history": [an_event(value=0)]}),
        (RECOMMEND, {"learner_id": "y" * 200}),
        (RECOMMEND, {"learner_id": None, "profile": {}}),
        (PATH, {"weeks": 1, "weekly_minutes": 1, "max_steps": 1, "money": 0}),
        (PATH, {"weeks": 104, "weekly_minutes": 2400, "max_steps": 52, "money": 1e9}),
    ],
)
def test_what_lies_within_the_bounds_is_answered(url: str, body: dict[str, Any]) -> None:
    assert pointers(url, **body) == []


@pytest.mark.parametrize(
    ("url", "body", "pointer"),
    [
        (RECOMMEND, {"k": 0}, "#/k"),
        (RECOMMEND, {"k": 101}, "#/k"),
        (RECOMMEND, {"k": 2.5}, "#/k"),
        (RECOMMEND, {"k": "3"}, "#/k"),
        (RECOMMEND, {"k": True}, "#/k"),
        (RECOMMEND, {"learner_id": ""}, "#/learner_id"),
        (RECOMMEND, {"learner_id": LONG}, "#/learner_id"),
        (RECOMMEND, {"learner_id": 7}, "#/learner_id"),
        (RECOMMEND, {"only": []}, "#/only"),
        (RECOMMEND, {"exclude": [LONG]}, "#/exclude/0"),
        (RECOMMEND, {"exclude": ["filing"] * 5_001}, "#/exclude"),
        (RECOMMEND, {"context": {"minutes_now": 0}}, "#/context/minutes_now"),
        (RECOMMEND, {"context": {"device": "y" * 61}}, "#/context/device"),
        (RECOMMEND, {"context": {"offline": 1}}, "#/context/offline"),
        (RECOMMEND, {"placement": "y" * 61}, "#/placement"),
        (RECOMMEND, {"goals": [GOAL | {"level": 0}]}, "#/goals/0/level"),
        (RECOMMEND, {"goals": [GOAL | {"level": 1.01}]}, "#/goals/0/level"),
        (RECOMMEND, {"goals": [GOAL | {"weight": 0}]}, "#/goals/0/weight"),
        (RECOMMEND, {"goals": [GOAL | {"reason": "y" * 501}]}, "#/goals/0/reason"),
        (RECOMMEND, {"goals": [{"level": 0.5}]}, "#/goals/0/skill_id"),
        (RECOMMEND, {"goals": [GOAL] * 101}, "#/goals"),
        (RECOMMEND, {"as_of": "2026-03-01T09:00:00"}, "#/as_of"),
        (RECOMMEND, {"as_of": "2026-03-01"}, "#/as_of"),
        (RECOMMEND, {"as_of": "2026-02-30T09:00:00Z"}, "#/as_of"),
        (RECOMMEND, {"as_of": 1_700_000_000}, "#/as_of"),
        (RECOMMEND, {"as_of": "1969-12-31T23:59:59Z"}, "#/as_of"),
        (RECOMMEND, {"as_of": "2200-01-01T00:00:00Z"}, "#/as_of"),
        (RECOMMEND, {"history": [an_event()] * 5_001}, "#/history"),
        (RECOMMEND, {"history": [an_event(kind="eaten")]}, "#/history/0/kind"),
        (RECOMMEND, {"history": [an_event(initiated_by="chance")]}, "#/history/0/initiated_by"),
        (RECOMMEND, {"history": [an_event(occurred_at="2026-02-01T09:00:00")]}, "#/history/0/occurred_at"),
        (RECOMMEND, {"history": [an_event(value=1.1)]}, "#/history/0/value"),
        (RECOMMEND, {"history": [an_event(value="0.5")]}, "#/history/0/value"),
        (RECOMMEND, {"history": [an_event(rater_id="eve")]}, "#/history/0/rater_id"),
        (RECOMMEND, {"profile": {"language": "German!"}}, "#/profile/language"),
        (RECOMMEND, {"profile": {"hired_on": "2026-03-01T00:00:00Z"}}, "#/profile/hired_on"),
        (RECOMMEND, {"profile": {"hired_on": "1899-12-31"}}, "#/profile/hired_on"),
        (RECOMMEND, {"profile": {"weekly_minutes": 2401}}, "#/profile/weekly_minutes"),
        (RECOMMEND, {"profile": {"audit_gender": "x"}}, "#/profile/audit_gender"),
        (RECOMMEND, {"weeks": 3}, "#/weeks"),
        (PATH, {"k": 3}, "#/k"),
        (PATH, {"weeks": 0}, "#/weeks"),
        (PATH, {"weeks": 105}, "#/weeks"),
        (PATH, {"weekly_minutes": 0}, "#/weekly_minutes"),
        (PATH, {"weekly_minutes": 2401}, "#/weekly_minutes"),
        (PATH, {"max_steps": 0}, "#/max_steps"),
        (PATH, {"max_steps": 53}, "#/max_steps"),
        (PATH, {"money": -1}, "#/money"),
        (PATH, {"pinned": ["filing"] * 53}, "#/pinned"),
    ],
)
def test_what_lies_beyond_the_bounds_is_refused_by_name(url: str, body: dict[str, Any], pointer: str) -> None:
    assert pointers(url, **body) == [pointer]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_no_number_is_without_a_value(number: str) -> None:
    body = f'{{"learner_id":"ada","context":{{"minutes_now":{number}}}}}'
    answer = a_service().call("POST", RECOMMEND, content=body, headers={"content-type": "application/json"})
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


def test_all_causes_are_told_at_once() -> None:
    found = pointers(PATH, weeks=0, weekly_minutes=-1, money="much", colour="red", goals=[{"skill_id": "", "level": 2}])
    assert sorted(found) == [
        "#/colour",
        "#/goals/0/level",
        "#/goals/0/skill_id",
        "#/money",
        "#/weekly_minutes",
        "#/weeks",
    ]


def test_a_cause_says_what_was_found_and_what_was_expected() -> None:
    [cause] = a_service().post(RECOMMEND, {"learner_id": "ada", "k": 101}).json()["errors"]
    assert cause["detail"] == "expected 100 or less; found 101"
