"""`POST /v1/events` over HTTP."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.access import Access, Entry, Principal, Role
from api.access.keys import Terms, made
from api.app import create_app
from api.routes import events
from api.schemas.events import NothingTaken, Taken
from api.store import Change
from api.workplace import Workplace
from tests.api.api_client import Client
from tests.api.events.events_house import NOW, an_event, memories

JSON, NDJSON = "application/json", "application/x-ndjson"


class OfAda(Access):
    """Lets ada in, whatever a request shows."""

    def enter(self, request: object, route: str) -> Entry:
        ada = Principal("ada", frozenset({Role.LEARNER}), "ada")
        return Entry(ada, self.allow(ada, route))


@pytest.fixture
def app(place: Workplace) -> FastAPI:
    return create_app(place)


@pytest.fixture
def secret(place: Workplace) -> str:
    key = made(Terms("the LMS", "lms"), int(NOW.timestamp()) * 1_000_000)
    with place.store.writing() as session:
        session.keys.put(key.stored)
    return key.secret


@pytest.fixture
def call(app: FastAPI, secret: str) -> Any:
    def calling(body: bytes | str | list[Any] | dict[str, Any], media: str = JSON, **headers: str) -> httpx.Response:
        content = body if isinstance(body, (bytes, str)) else json.dumps(body)
        head = {"content-type": media, "authorization": f"Bearer {secret}"} | headers
        return Client(app).call("POST", "/v1/events", content=content, headers=head)

    return calling


def test_an_array_an_object_and_lines_say_the_same(call: Any, place: Workplace) -> None:
    rows = [an_event("e1"), an_event("e2", kind="started")]
    lines = "\n".join(json.dumps(row) for row in rows) + "\n\n"
    first = call(rows)
    assert (first.status_code, first.headers["content-type"]) == (200, JSON)
    expected = {"accepted": 2, "duplicates": 0, "rejected": [], "warnings": [], "named": [], "paths": []}
    assert first.json() == expected
    for again in (call({"events": rows}), call(lines, NDJSON)):
        assert again.json() == expected | {"accepted": 0, "duplicates": 2}
    assert memories(place)["ada"][1] is not None


def test_some_rejected_is_207_and_all_rejected_a_problem(call: Any) -> None:
    some = call({"events": [an_event(), an_event("e2", learner_id="zoe")]})
    assert some.status_code == 207
    assert Taken.model_validate(some.json()).rejected[0].pointer == "#/events/1/learner_id"
    none = call([an_event("e2", kind="?"), an_event("e3", learner_id="zoe")])
    assert (none.status_code, none.headers["content-type"]) == (422, "application/problem+json")
    told = NothingTaken.model_validate(none.json())
    assert told.type == "urn:cairn:problem:events-rejected"
    assert [problem.code for problem in told.rejected] == ["wrong_word", "unknown_learner"]
    assert [cause.pointer for cause in told.errors] == ["#/0/kind", "#/1/learner_id"]


def test_an_event_without_an_id_is_told_its_id(call: Any) -> None:
    found = call([an_event("e1"), an_event(None, kind="started"), an_event(None, kind="?")])
    assert [(named["index"], named["event_id"][:2]) for named in found.json()["named"]] == [(1, "h-")]


@pytest.mark.parametrize(
    ("body", "media", "status", "pointer"),
    [("", JSON, 422, "#"), ("[]", JSON, 422, "#"), ('{"events": []}', JSON, 422, "#/events"), ("3", JSON, 422, "#"),
     ("{}", JSON, 422, "#/events"), ('{"events": {}}', JSON, 422, "#/events"), ("\n \n", NDJSON, 422, "#"),
     ('{"events":[1],"x":1}', JSON, 422, "#/x"), ("[1", JSON, 400, None), ('{"events":', JSON, 400, None),
     ('{"a":1}\n{', NDJSON, 400, None), (b'["\xff"]', JSON, 400, None), ("[" * 2000, JSON, 400, None),
     ("[]", "text/plain", 415, None)],
)  # fmt: skip
def test_a_body_that_reports_nothing_is_a_problem(call: Any, body: Any, media: str, status: int, pointer: str) -> None:
    found = call(body, media)
    assert (found.status_code, found.headers["content-type"]) == (status, "application/problem+json")
    assert "accepted" not in found.json()
    if pointer is not None:
        assert [cause["pointer"] for cause in found.json()["errors"]] == [pointer]


def test_a_call_takes_a_thousand_events_not_one_more(call: Any) -> None:
    rows = [an_event(f"e{number}") for number in range(1_001)]
    assert call(rows).status_code == 422
    assert call(rows[:1_000]).json()["accepted"] == 1_000


def test_nobody_reports_without_a_key(app: FastAPI) -> None:
    found = Client(app).post("/v1/events", [an_event()])
    assert found.status_code == 401


def test_learners_report_of_themselves_alone(place: Workplace) -> None:
    ada = replace(place, access=OfAda(place.store, place.settings, place.now))
    client = Client(create_app(ada))
    assert client.post("/v1/events", [an_event("e1")]).status_code == 200
    assert client.post("/v1/events", [an_event("e2", kind="passed")]).json()["rejected"][0]["code"] == "not_by_learners"
    for other in ("bob", "nobody"):
        refused = client.post("/v1/events", [an_event("e3"), an_event("e4", learner_id=other)])
        assert refused.status_code == 403
        assert other not in refused.text


def test_a_call_with_a_key_of_its_own_is_answered_once(call: Any, place: Workplace) -> None:
    key = {"idempotency-key": "k1"}
    first = call([an_event()], **key)
    again = call([an_event()], **key)
    assert first.json()["accepted"] == again.json()["accepted"] == 1
    assert again.headers["idempotent-replayed"] == "true"
    assert "idempotent-replayed" not in first.headers
    assert 400 <= call([an_event("e2")], **key).status_code < 500
    with place.store.reading() as session:
        assert len(session.events.of("ada")) == 1


def test_paths_that_changed_are_told(place: Workplace, secret: str) -> None:
    app = FastAPI()
    app.state.max_body_bytes = 1_000
    app.include_router(events.router_of(place, lambda _, learners: [{"of": name} for name in learners]))
    head = {"content-type": JSON, "authorization": f"Bearer {secret}"}
    rows = json.dumps([an_event("e1", learner_id="bob"), an_event("e2")])
    found = Client(app).call("POST", "/v1/events", content=rows, headers=head)
    assert found.json()["paths"] == [{"of": "ada"}, {"of": "bob"}]


def test_the_contract_describes_events_field_by_field(app: FastAPI) -> None:
    document = Client(app).get("/openapi.json").json()
    call, schemas = document["paths"]["/v1/events"]["post"], document["components"]["schemas"]
    content = call["requestBody"]["content"]
    assert set(content) == {JSON, NDJSON}
    assert "$defs" not in content[JSON]["schema"]
    assert {one.get("$ref", one.get("type")) for one in content[JSON]["schema"]["anyOf"]} == {
        "#/components/schemas/Report",
        "array",
    }
    assert schemas["Report"]["properties"]["events"]["items"] == {"$ref": "#/components/schemas/ReportedEvent"}
    assert set(schemas["ReportedEvent"]["required"]) == {"learner_id", "kind", "occurred_at"}
    assert set(call["responses"]) == {
        "200",
        "207",
        "400",
        "401",
        "403",
        "408",
        "413",
        "415",
        "422",
        "429",
        "500",
        "503",
    }


def test_a_refusal_is_not_kept_so_that_the_same_call_may_hold_later(call: Any, place: Workplace) -> None:
    key, rows = {"idempotency-key": "k2"}, [an_event("e1", learner_id="new")]
    assert call(rows, **key).status_code == 422
    with place.store.writing() as session:
        session.rows.put([Change("learners", ("new",), {"learner_id": "new"})], 2)
    mended = call(rows, **key)
    assert (mended.status_code, mended.json()["accepted"]) == (200, 1)
