"""The contract on the wire: every route and every field explained, every error promised, nothing promised in vain."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import UTC, datetime
from html.parser import HTMLParser
from importlib.metadata import version
from typing import Any, get_args

import httpx
import pytest
from fastapi.openapi.models import OpenAPI
from pydantic import BaseModel

from api.app import create_app
from api.contract import contract_of
from api.schemas import answered, asked
from api.settings import Settings
from recommender import types
from recommender.columns import EVENT_KINDS, INITIATORS


class NoHolder:
    """Holds nothing: the contract needs nothing."""

    served, refused = None, None

    def due(self) -> bool:
        return False


APP = create_app(NoHolder(), Settings(), lambda: datetime(2026, 1, 1, tzinfo=UTC))
CONTRACT = contract_of(APP)
CALLS = {(path, verb): call for path, verbs in CONTRACT["paths"].items() for verb, call in verbs.items()}
SCHEMAS = CONTRACT["components"]["schemas"]
QUESTIONS = ("/v1/recommendations", "/v1/paths")


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


def fetched(path: str) -> httpx.Response:
    """What the service answers a GET with."""

    async def get() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(APP), base_url="http://cairn.example") as client:
            return await client.get(path)

    return asyncio.run(get())


def test_the_contract_is_valid_openapi() -> None:
    OpenAPI.model_validate(CONTRACT)
    assert CONTRACT["openapi"].startswith("3.1")


def test_every_reference_leads_somewhere_and_every_schema_is_used() -> None:
    found = {reference.removeprefix("#/components/schemas/") for reference in references(CONTRACT)}
    assert found == set(SCHEMAS)


def test_the_contract_lists_exactly_the_calls_that_there_are() -> None:
    assert set(CALLS) == {
        ("/v1/recommendations", "post"),
        ("/v1/paths", "post"),
        ("/healthz", "get"),
        ("/readyz", "get"),
    }


def test_every_call_is_explained_and_has_a_name_of_its_own() -> None:
    assert all(len(call["description"]) > 20 and call["summary"] for call in CALLS.values())
    assert len({call["operationId"] for call in CALLS.values()}) == len(CALLS)


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
    abstract = {"Question", "Answer"}
    names = {model.__name__ for model in (*models(asked), *models(answered))}
    assert names - abstract == set(SCHEMAS)


@pytest.mark.parametrize("path", QUESTIONS)
def test_every_question_promises_every_error(path: str) -> None:
    assert set(CALLS[path, "post"]["responses"]) == {"200", "400", "413", "415", "422", "500", "503"}


def test_every_error_is_promised_as_problem_details() -> None:
    for call in CALLS.values():
        for status, response in call["responses"].items():
            media = "application/json" if status == "200" else "application/problem+json"
            assert list(response["content"]) == [media]
            if status != "200":
                assert response["content"][media]["schema"] == {"$ref": "#/components/schemas/Problem"}


def test_what_goes_well_is_told_in_words_of_our_own() -> None:
    told = [call["responses"]["200"]["description"] for call in CALLS.values()]
    assert "Successful Response" not in told
    assert len(set(told)) == len(CALLS)


def test_the_version_is_that_of_the_installed_package() -> None:
    assert CONTRACT["info"]["version"] == version("cairn")


def test_nothing_of_a_request_is_open_to_unknown_fields() -> None:
    assert all(model.model_config["extra"] == "forbid" for model in models(asked))


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
    assert set(model.model_fields) == names


def test_defaults_of_a_path_are_those_of_the_library() -> None:
    known = {field.name: field.default for field in fields(types.PathWishes)}
    said = {name: asked.PathRequest.model_fields[name].default for name in known}
    assert said == known | {"pinned": ()}
    assert asked.RecommendationRequest.model_fields["k"].default == types.Query.__dataclass_fields__["k"].default


def test_the_contract_is_served() -> None:
    served = fetched("/openapi.json")
    assert served.headers["content-type"] == "application/json"
    assert served.json() == json.loads(json.dumps(CONTRACT))


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
        assert all(of["description"] in page.text for of in schema["properties"].values())
    assert {address for address in page.leads_to if not address.startswith("#")} == {"openapi.json"}
    assert {address for address in page.leads_to if address.startswith("#")} <= page.places
    assert "<script" not in served.text


def test_the_page_tells_bounds_and_defaults() -> None:
    text = fetched("/docs").text
    assert "how many contents at most (at least 1; at most 100; default 10)" in text
    assert "contents not to offer (at most 5,000 entries)" in text
    assert "which skill of the catalogue (at least 1 characters; at most 200 characters; required)" in text
