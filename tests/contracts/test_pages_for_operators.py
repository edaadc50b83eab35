"""docs/lms.md and docs/operations.md name what is there: calls, bodies, commands, settings, metrics, errors, states."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import orjson
import pytest
from prometheus_client import Counter
from prometheus_client.metrics import MetricWrapperBase
from pydantic import BaseModel, TypeAdapter

from api import metrics
from api.access import Role
from api.access.rules import OPEN, OPEN_IN_DEMO, RULES
from api.flows import path_states
from api.problems import INVALID, KINDS, MALFORMED
from api.schemas.asked import PathRequest, RecommendationRequest
from api.schemas.batches import BatchRequest, ShownRequest
from api.schemas.events import Report, ReportedEvent
from api.schemas.paths import PathChange
from api.settings import PREFIX, Settings
from cairn.reference import commands
from recommender.tables.schema import TABLES

ROOT = Path(__file__).parents[2]
LMS, OPERATIONS = ROOT / "docs" / "lms.md", ROOT / "docs" / "operations.md"
PAGES = (LMS, OPERATIONS)
CALLS = {*RULES, *(f"GET {address}" for address in (*OPEN, *OPEN_IN_DEMO))}
BODIES: dict[str, Any] = {
    "POST /v1/recommendations": RecommendationRequest,
    "POST /v1/recommendations/batch": BatchRequest,
    "POST /v1/recommendations/{answer_id}/shown": ShownRequest,
    "POST /v1/paths": PathRequest,
    "PATCH /v1/paths/{path_id}": PathChange,
    "POST /v1/events": list[ReportedEvent] | Report,
}
COMMANDS = dict(commands())
OF_TESTS = {"CAIRN_TEST_POSTGRES_URL"}
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def rows_below(page: Path, head: str) -> list[list[str]]:
    """The cells of the table that begins with a head."""
    table = text_of(page).partition(head)[2].partition("\n\n")[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]


def examples() -> list[tuple[str, str | None]]:
    """The calls that are shown with `call`: method and address as they match, and the body that is sent."""
    found = []
    for shown in re.findall(r"^call (.*?)(?=^\{|^HTTP|^ETag|^```)", text_of(LMS), re.MULTILINE | re.DOTALL):
        words = shlex.split(shown)
        body = words[words.index("-d") + 1] if "-d" in words else None
        method = words[words.index("-X") + 1] if "-X" in words else "GET" if body is None else "POST"
        found.append((call_of(method, words[0].partition("?")[0]), body))
    return found


def call_of(method: str, address: str) -> str:
    """The route that an address belongs to; the one with the fewest parameters wins."""
    fits = [
        route
        for route in CALLS
        if route.startswith(f"{method} ") and re.fullmatch(re.sub(r"\{\w+}", "[^/]+", route), f"{method} {address}")
    ]
    assert fits, f"{method} {address}"
    return min(fits, key=lambda route: route.count("{"))


@each_page
def test_every_call_that_is_named_exists(page: Path) -> None:
    named = re.findall(r"`((?:GET|POST|PUT|PATCH|DELETE) /[^`?]*)`", text_of(page))
    assert named
    assert {name for name in named if name not in CALLS} == set()


def test_every_call_of_a_learning_system_is_told() -> None:
    told = set(re.findall(r"`((?:GET|POST|PUT|PATCH) /[^`?]*)`", text_of(LMS)))
    own = {route for route, rule in RULES.items() if Role.LMS in rule.cells}
    asked = {route for route in own if route.startswith(("POST /v1", "PUT /v1", "PATCH /v1", "GET /v1/paths"))}
    assert asked - told <= {"GET /v1/paths/{path_id}"}


def test_every_body_that_is_shown_keeps_the_contract_or_is_shown_to_break_it() -> None:
    shown = [(route, orjson.loads(body)) for route, body in examples() if body is not None]
    assert {route for route, _ in shown} >= set(BODIES)
    for route, body in shown:
        if "exlude" in body:
            continue
        if route == "PUT /v1/{table}":
            assert {name for row in body for name in row} <= {*TABLES["contents"].names, "deleted"}
        else:
            TypeAdapter(BODIES[route]).validate_json(orjson.dumps(body))


def test_what_is_told_of_a_question_is_what_can_be_asked() -> None:
    told = {name for row in rows_below(LMS, "| you send |") for name in re.findall(r"`([\w.]+)`", row[0])}
    assert told
    assert {name for name in told if not is_field(RecommendationRequest, name.split("."))} == set()


def is_field(model: type[BaseModel], way: list[str]) -> bool:
    """Whether a way of names leads to a field."""
    field = model.model_fields.get(way[0])
    if field is None or len(way) == 1:
        return field is not None
    return isinstance(field.annotation, type) and is_field(field.annotation, way[1:])


@each_page
def test_every_command_and_option_that_is_named_exists(page: Path) -> None:
    inline = re.findall(r"`(cairn [^`\n]*)`", text_of(page))
    lines = re.findall(r"^(?:\w+=\S+ )*(cairn [a-z][^\n#]*)", text_of(page), re.MULTILINE)
    assert lines
    for shown in (*inline, *lines):
        name = max((known for known in COMMANDS if f"{shown} ".startswith(f"{known} ")), key=len, default=None)
        assert name is not None, shown
        options = {option for parameter in COMMANDS[name].params for option in parameter.opts}
        assert set(re.findall(r"--[a-z-]+", shown)) <= options, shown


@each_page
def test_every_setting_that_is_named_exists(page: Path) -> None:
    named = set(re.findall(rf"\b{PREFIX}[A-Z_]+\b", text_of(page)))
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    assert named
    assert named - known - OF_TESTS == set()


@each_page
def test_every_verb_and_script_that_is_named_exists(page: Path) -> None:
    verbs = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z-]+)`", text_of(page))) <= verbs
    scripts = re.findall(r"`(?:python )?((?:benchmarks|tests)/[\w/.]+)`", text_of(page))
    assert [name for name in scripts if not (ROOT / name).exists()] == []


@each_page
def test_every_kind_of_problem_that_is_named_exists(page: Path) -> None:
    known = {kind.slug for kind in (*KINDS.values(), MALFORMED, INVALID)}
    named = set(re.findall(r"urn:cairn:problem:([a-z-]+)|503 `([a-z-]+)`", text_of(page)))
    assert named
    assert {first or second for first, second in named} <= known


def test_the_states_of_a_path_are_told_as_they_are() -> None:
    told = {row[0].strip("`"): tuple(re.findall(r"`(\w+)`", row[2])) for row in rows_below(LMS, "| state | means |")}
    assert told == dict(path_states.NEXT)


def test_the_table_of_metrics_is_what_is_counted() -> None:
    counted = [value for value in vars(metrics).values() if isinstance(value, MetricWrapperBase)]
    expected = {
        (
            f"`{one._name}{'_total' if isinstance(one, Counter) else ''}`",
            ", ".join(f"`{label}`" for label in one._labelnames),
            one._documentation,
        )
        for one in counted
    }
    assert {(row[0], row[1], row[2]) for row in rows_below(OPERATIONS, "| metric | labels |")} == expected


def test_alerts_rest_on_metrics_and_labels_that_are_there() -> None:
    counted = {value._name for value in vars(metrics).values() if isinstance(value, MetricWrapperBase)}
    named = re.findall(r"\bcairn_(?!session)[a-z_]+", text_of(OPERATIONS))
    assert {name.removesuffix("_total") for name in named} <= counted
