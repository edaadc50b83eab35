"""Whatever body is sent, the real service answers it or says as a problem why it does not; it never fails."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.app import create_app
from api.schemas import answered
from api.schemas.paths import KeptPath
from api.serving import Holder
from recommender.columns import EVENT_KINDS, INITIATORS
from tests.api.api_client import Client
from tests.api.api_fakes import a_place
from tests.api.api_house import CONTENTS, tables
from tests.api.api_shelf import released

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
CONTENT, SKILL = st.sampled_from(CONTENTS), st.sampled_from(["books", "plants", "safety"])
ROLE = st.sampled_from(["clerk", "gardener"])
TIME = st.sampled_from(
    ["1970-01-01T00:00:00Z", "2025-12-31T23:59:59.5+14:00", "2026-03-02T12:00:00Z", "2199-12-31T23:59:59-23:59"]
)
DAY = st.sampled_from(["1900-01-01", "2026-03-01", "2026-03-02", "2199-12-31"])
SHARE = st.floats(0.0, 1.0)


def some(needed: dict[str, Any], optional: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Objects with these fields."""
    return st.fixed_dictionaries(needed, optional=optional)


EVENT = some(
    {"kind": st.sampled_from(EVENT_KINDS), "occurred_at": TIME, "content_id": CONTENT},
    {"skill_id": SKILL, "value": SHARE, "initiated_by": st.sampled_from(INITIATORS), "valid_until": TIME},
)
PROFILE = some(
    {},
    {
        "role_id": ROLE,
        "target_role_id": ROLE,
        "unit_id": st.sampled_from(["office", "park"]),
        "language": st.sampled_from(["en", "de-CH", "zh-Hant-TW"]),
        "timezone": st.sampled_from(["UTC", "Asia/Kathmandu", "Pacific/Kiritimati"]),
        "hired_on": DAY,
        "weekly_minutes": st.floats(1, 2400),
        "absences": st.lists(DAY.map(lambda day: {"from_on": day, "to_on": day}), max_size=3),
    },
)
GOALS = st.lists(
    some(
        {"skill_id": SKILL, "level": st.floats(1e-6, 1)},
        {"weight": st.floats(1e-6, 1e6), "reason": st.text(max_size=9)},
    ),
    max_size=3,
    unique_by=lambda goal: goal["skill_id"],
)
QUESTION = {
    "profile": PROFILE,
    "history": st.lists(EVENT, max_size=6),
    "goals": GOALS,
    "only": st.lists(CONTENT, min_size=1, max_size=3),
    "exclude": st.lists(CONTENT, max_size=3),
    "context": some(
        {}, {"minutes_now": st.floats(0.1, 10_080), "offline": st.booleans(), "device": st.text(max_size=60)}
    ),
    "placement": st.text(max_size=60),
    "as_of": TIME,
}
WISHES = {
    "weeks": st.integers(1, 104),
    "weekly_minutes": st.floats(1, 2400),
    "max_steps": st.integers(1, 52),
    "money": st.floats(0, 1e9),
    "pinned": st.lists(CONTENT, max_size=2),
}
NAMED = st.sampled_from(["ada", "bob", "eve", "nobody"])


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Client:
    folder: Path = tmp_path_factory.mktemp("any")
    released(tables(), folder / "models")
    place, key = a_place(None, folder)
    return Client(create_app(replace(place, holder=Holder(place.store, folder / "models"))), key)


few = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)


@few
@given(body=some({"learner_id": NAMED}, QUESTION | {"k": st.integers(1, 100)}))
def test_every_sound_question_is_answered(service: Client, body: dict[str, Any]) -> None:
    answer = service.post("/v1/recommendations", body)
    assert answer.status_code == 200, answer.text
    answered.Recommendation.model_validate_json(answer.content, strict=True)


@settings(few, max_examples=60)
@given(body=some({"learner_id": NAMED}, QUESTION | WISHES))
def test_every_sound_question_gets_a_path_or_the_demands_that_stand_against_it(
    service: Client, body: dict[str, Any]
) -> None:
    answer = service.post("/v1/paths", body)
    if answer.status_code == 200:
        form = KeptPath if "path_id" in answer.json() else answered.Path
        form.model_validate_json(answer.content, strict=True)
        return
    found = answered.Problem.model_validate_json(answer.content)
    slug = found.type.removeprefix("urn:cairn:problem:")
    assert slug in ("infeasible-plan", "question-refused"), answer.text
    if slug == "infeasible-plan":
        assert found.clash
    else:
        assert body["pinned"]  # what is pinned may not be on offer to this learner


@few
@given(
    body=JSON | some({}, {name: JSON | known for name, known in ({"learner_id": NAMED} | QUESTION | WISHES).items()})
)
def test_no_body_at_all_breaks_the_service(service: Client, body: Any) -> None:
    for url in ("/v1/recommendations", "/v1/paths"):
        answer = service.post(url, body)
        if answer.status_code != 200:
            assert answer.status_code in (400, 422), answer.text
            assert answered.Problem.model_validate_json(answer.content).errors


@few
@given(body=st.binary(max_size=200))
def test_no_bytes_at_all_break_the_service(service: Client, body: bytes) -> None:
    answer = service.call("POST", "/v1/paths", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in (400, 422)
    assert answered.Problem.model_validate_json(answer.content).errors
