"""The contract on the wire: every route and every field explained, every error promised, nothing promised in vain."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
from html.parser import HTMLParser
from importlib.metadata import version
from types import MappingProxyType
from typing import Any, get_args

import httpx
import pytest
from fastapi.openapi.models import OpenAPI
from pydantic import BaseModel

from api.contract import contract_of
from api.problems import MEDIA_TYPE
from api.schemas import answered, asked, batches, confirmations, events, insights, paths, tables
from recommender import types
from recommender.columns import EVENT_KINDS, INITIATORS
from tests.api.access.cells import cells
from tests.api.api_client import Client
from tests.contracts.bare import bare_app

APP = bare_app()
CONTRACT = contract_of(APP)
CALLS = {(path, verb): call for path, verbs in CONTRACT["paths"].items() for verb, call in verbs.items()}
SCHEMAS = CONTRACT["components"]["schemas"]
TOPICS = (answered, asked, batches, confirmations, events, insights, paths, tables)
WITH_BODY = tuple(call for call in CALLS if call[1] != "get")
OPEN = {("/healthz", "get"), ("/readyz", "get")}
ON_WIRE = CONTRACT["components"]


def models(module: Any) -> list[type[BaseModel]]:
    """The wire models that a module defines."""
    found = [value for value in vars(module).values() if isinstance(value, type) and issubclass(value, BaseModel)]
    return [model for model in found if model.__module__ == module.__name__]


def references(part: Any) -> Iterator[str]:
    """Every $ref below a part of the contract."""
    if isinstance(part, Mapping):
        yield from (value for key, value in part.items() if key == "$ref")
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from references(inner)


def asked_for(method: str, path: str, headers: Mapping[str, str] = MappingProxyType({})) -> httpx.Response:
    """What the service answers a request with."""
    return Client(APP).call(method, path, headers=dict(headers))


def fetched(path: str) -> httpx.Response:
    """What the service answers a GET with."""
    return asked_for("GET", path)


def test_the_contract_is_valid_openapi() -> None:
    OpenAPI.model_validate(CONTRACT)
    assert CONTRACT["openapi"].startswith("3.1")


def test_every_reference_leads_somewhere_and_every_schema_is_used() -> None:
    found = {reference.removeprefix("#/components/") for reference in references(CONTRACT)}
    assert found == {f"{kind}/{name}" for kind in ("schemas", "headers") for name in ON_WIRE[kind]}


def test_the_contract_lists_exactly_the_calls_of_the_page_of_access_and_two_for_operators() -> None:
    routes = (cell.route.split(" ") for cell in cells())
    assert set(CALLS) == {(path, verb.lower()) for verb, path in routes if path.startswith("/v1/")} | OPEN


def test_every_call_is_explained_and_has_a_name_of_its_own() -> None:
    assert all(len(call["description"]) > 20 and call["summary"] for call in CALLS.values())
    assert len({call["operationId"] for call in CALLS.values()}) == len(CALLS)


def test_every_parameter_is_explained() -> None:
    parameters = [one for call in CALLS.values() for one in call.get("parameters", [])]
    assert {one["name"] for one in parameters} >= {"Idempotency-Key", "If-Match", "If-None-Match", "cursor", "limit"}
    assert [one for one in parameters if one["in"] != "path" and not one.get("description")] == []


def test_every_body_is_described() -> None:
    bodies = [body for call in CALLS.values() for body in call.get("requestBody", {}).get("content", {}).values()]
    assert len(bodies) > len(WITH_BODY) - 1
    assert all({"$ref", "anyOf", "items", "description"} & set(body["schema"]) for body in bodies)


def test_every_schema_and_every_field_is_explained() -> None:
    bare = [name for name, schema in SCHEMAS.items() if not schema.get("description")]
    bare += [
        f"{name}.{field}"
        for name, schema in SCHEMAS.items()
        for field, of in schema["properties"].items()
        if not of.get("description")
    ]
    assert bare == []


def test_every_model_of_the_wire_stands_in_the_contract() -> None:
    abstract = {"Situation", "Question", "Answer"}
    names = {model.__name__ for topic in TOPICS for model in models(topic)}
    assert names - abstract == set(SCHEMAS)


@pytest.mark.parametrize("call", [call for call in CALLS if call not in OPEN], ids=" ".join)
def test_every_call_promises_what_may_go_wrong_with_every_call(call: tuple[str, str]) -> None:
    promised = set(CALLS[call]["responses"])
    assert promised >= {"401", "403", "429", "500", "503"}
    assert ("404" in promised) >= ("{" in call[0])
    assert ({"400", "408", "413", "415", "422"} <= promised) == (call in WITH_BODY)


def test_who_asks_is_shown_by_a_bearer_wherever_anybody_is_asked() -> None:
    assert ON_WIRE["securitySchemes"]["key"] | {"description": ""} == {
        "type": "http",
        "scheme": "bearer",
        "description": "",
    }
    assert {call for call, said in CALLS.items() if said.get("security") != [{"key": []}]} == OPEN


def test_every_answer_promises_its_request_id_and_every_refusal_how_to_go_on() -> None:
    assert all(header["description"] for header in ON_WIRE["headers"].values())
    for call in CALLS.values():
        for status, response in call["responses"].items():
            assert "X-Request-Id" in response["headers"]
            assert ("WWW-Authenticate" in response["headers"]) == (status == "401")
            assert ("Retry-After" in response["headers"]) == (status in ("429", "503"))


def test_whoever_gives_a_tag_takes_it_again() -> None:
    for call in CALLS.values():
        tagged = "ETag" in call["responses"]["200"]["headers"]
        taken = {one["name"] for one in call.get("parameters", [])} & {"If-Match", "If-None-Match"}
        assert tagged == bool(taken)
        assert ("304" in call["responses"]) == ("If-None-Match" in taken)


def test_every_error_is_promised_as_problem_details_and_what_is_known_without_a_body() -> None:
    for call in CALLS.values():
        for status, response in call["responses"].items():
            media = {"2": ["application/json"], "3": []}.get(status[0], [MEDIA_TYPE])
            assert list(response.get("content", {})) == media
            if media == [MEDIA_TYPE]:
                assert "#/components/schemas/Problem" in set(references(response))


def test_what_goes_well_is_told_in_words_of_our_own() -> None:
    told = [call["responses"]["200"]["description"] for call in CALLS.values()]
    assert "Successful Response" not in told
    assert len(set(told)) > len(CALLS) - 2


def test_the_version_is_that_of_the_installed_package() -> None:
    assert CONTRACT["info"]["version"] == version("cairn")


def test_nothing_of_a_request_is_open_to_unknown_fields() -> None:
    assert all(model.model_config["extra"] == "forbid" for topic in TOPICS for model in models(topic))


def test_the_words_of_the_wire_are_those_of_the_library() -> None:
    event = SCHEMAS["Event"]["properties"]
    assert event["kind"]["enum"] == list(EVENT_KINDS)
    assert event["initiated_by"]["enum"] == list(INITIATORS)
    assert list(get_args(answered.Basis)) == [basis.value for basis in types.Basis]


@pytest.mark.parametrize(
    ("model", "value", "merged"),
    [
        (answered.Answer, types.Answer, ()),
        (answered.Suggestion, types.Suggestion, ()),
        (answered.Estimate, types.Estimate, ()),
        (answered.Gain, types.Gain, ()),
        (answered.Reason, types.Reason, ()),
        (answered.Chain, types.Chain, ()),
        (answered.Certificate, types.Certificate, ()),
        (answered.Unmet, types.Unmet, ()),
        (answered.Recommendation, types.Recommendation, (("answer", types.Answer),)),
        (answered.Path, types.Path, (("answer", types.Answer),)),
        (answered.Step, types.Step, (("suggestion", types.Suggestion),)),
    ],
)
def test_answers_carry_every_field_of_the_library(
    model: type[BaseModel], value: type, merged: tuple[tuple[str, type], ...]
) -> None:
    names = {field.name for field in fields(value)} - {name for name, _ in merged}
    names |= {field.name for _, part in merged for field in fields(part)}
    assert set(model.model_fields) == names | ({"degraded"} if issubclass(model, answered.Answer) else set())


def test_defaults_of_a_path_are_those_of_the_library() -> None:
    known = {field.name: field.default for field in fields(types.PathWishes)}
    del known["first"]  # what is under way is known here, and not for callers to say
    said = {name: asked.PathRequest.model_fields[name].default for name in known}
    assert said == known | {"pinned": ()}
    assert asked.RecommendationRequest.model_fields["k"].default == types.Query.__dataclass_fields__["k"].default


def test_the_contract_is_served() -> None:
    served = fetched("/openapi.json")
    assert served.headers["content-type"] == "application/json"
    assert served.json() == json.loads(json.dumps(CONTRACT))


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/v1/nothing", 404),
        ("GET", "/v1/learners/%00/path", 404),
        ("DELETE", "/v1/paths/p-1", 405),
        ("POST", "/v1/paths", 401),
        ("GET", "/manager", 401),
        ("GET", "/readyz", 500),
    ],
)
def test_every_error_is_problem_details_with_the_id_of_the_request(method: str, path: str, status: int) -> None:
    answer = asked_for(method, path, {"x-request-id": "ours-1"})
    assert (answer.status_code, answer.headers["content-type"]) == (status, MEDIA_TYPE)
    assert answer.headers["x-request-id"] == "ours-1"
    answered.Problem.model_validate_json(answer.content)


@pytest.mark.parametrize("path", ["/healthz", "/docs", "/openapi.json", "/metrics", "/", "/static/cairn.css"])
def test_every_answer_names_its_request_also_where_the_caller_gave_it_no_id(path: str) -> None:
    assert len(fetched(path).headers["x-request-id"]) == 32


@pytest.mark.parametrize(
    ("path", "allowed"), [("/v1/paths/p-1", "GET, PATCH"), ("/v1/skills", "GET, PUT"), ("/v1/events", "GET, POST, PUT")]
)
def test_a_method_that_is_not_answered_is_told_all_that_are(path: str, allowed: str) -> None:
    answer = asked_for("DELETE", path)
    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)
    assert allowed in answer.json()["detail"]


class Page(HTMLParser):
    """The text, the addresses and the open elements of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.text, self.leads_to, self.places, self.open = "", [], set(), []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.leads_to += [named[name] for name in ("href", "src") if name in named]
        self.places |= {f"#{named['id']}"} if "id" in named else set()
        self.open += [] if tag == "meta" else [tag]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_for_people_tells_every_call_and_field_and_needs_nothing_from_outside() -> None:
    served, page = fetched("/docs"), Page()
    page.feed(served.text)
    assert served.headers["content-type"] == "text/html; charset=utf-8"
    assert page.open == []
    assert all(f"{verb.upper()} {path}" in page.text for path, verb in CALLS)
    for schema in SCHEMAS.values():
        assert all(of["description"].replace("`", "") in page.text for of in schema["properties"].values())
    assert {address for address in page.leads_to if not address.startswith("#")} == {"openapi.json"}
    assert {address for address in page.leads_to if address.startswith("#")} <= page.places
    assert "<script" not in served.text


def test_what_is_written_as_it_stands_is_marked_on_the_page_and_shows_no_backticks() -> None:
    text = fetched("/docs").text
    assert "answer says <code>degraded</code>" in " ".join(text.split())
    assert "`" not in text


def test_the_page_tells_bounds_and_defaults() -> None:
    text = fetched("/docs").text
    assert "fewer come where fewer may, or are worth their hours (at least 1; at most 100; default 10)" in text
    assert "contents not to offer (at most 5,000 entries)" in text
    assert "which skill of the catalogue (at least 1 characters; at most 200 characters; required)" in text
