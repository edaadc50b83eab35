"""Every error is problem details with all its causes, whatever goes wrong and wherever."""

from __future__ import annotations

import logging
import time
from typing import Any

import httpx
import pytest

from api import problems
from api.schemas.answered import Problem
from recommender.errors import CairnError, FitRefused, InfeasiblePlan, QueryRefused, UnknownName
from tests.api.api_client import Client
from tests.api.api_fakes import FakeEngine, a_service, an_empty_service
from tests.api.api_house import INLINE, an_event

URL = "/v1/recommendations"
JSON = {"content-type": "application/json"}


def told(answer: httpx.Response, status: int) -> Problem:
    """The problem in an answer, which must be one in every respect."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    found = Problem.model_validate_json(answer.content)
    assert found.status == status
    assert found.errors != []
    return found


def troubled(error: Exception) -> Client:
    """A service whose engine breaks."""

    def trouble() -> None:
        raise error

    return a_service(FakeEngine(trouble=trouble))


def sent(body: bytes | str, **headers: str) -> httpx.Response:
    """What a raw body is answered with."""
    named = JSON | {name.replace("_", "-"): text for name, text in headers.items()}
    return a_service(max_body_bytes=1_000).call("POST", URL, content=body, headers=named)


def test_an_address_that_is_not_there() -> None:
    assert "/v1/nothing" in told(a_service().get("/v1/nothing"), 404).detail
    told(a_service().post(f"{URL}/", INLINE), 404)


def test_a_method_that_is_not_answered_names_the_one_that_is() -> None:
    answer = a_service().get(URL)
    assert "expected POST" in told(answer, 405).detail
    assert answer.headers["allow"] == "POST"


@pytest.mark.parametrize("stated", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_a_body_of_another_type(stated: str) -> None:
    assert "application/json" in told(sent("{}", content_type=stated), 415).detail


def test_a_body_that_says_json_in_another_way_is_taken() -> None:
    assert sent('{"learner_id":"ada"}', content_type="Application/JSON; charset=utf-8").status_code == 200


def test_a_packed_body() -> None:
    told(sent("{}", content_encoding="gzip"), 415)


def test_a_body_that_is_too_large() -> None:
    assert "1000 bytes" in told(sent(b" " * 1_001), 413).detail


def test_a_body_at_the_limit_is_read() -> None:
    body = b'{"learner_id":"ada"}'
    assert sent(body + b" " * (1_000 - len(body))).status_code == 200


def test_a_body_that_states_no_length_is_cut_off_at_the_limit() -> None:
    taken = []

    async def endless() -> Any:
        for piece in range(1_000):
            taken.append(piece)
            yield b" " * 100

    told(a_service(max_body_bytes=1_000).call("POST", URL, content=endless(), headers=JSON), 413)
    assert len(taken) < 20


def test_a_length_that_no_body_has() -> None:
    told(sent(b"{}", content_length="9" * 5_000), 413)


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"not json",
        b'{"learner_id":"ada"} trailing',
        b'{"learner_id":"\\ud800"}',
        b'{"k":NaN}',
        b"[" * 900,
    ],
)
def test_a_body_that_is_not_json(body: bytes) -> None:
    found = told(sent(body), 400)
    assert found.type == "urn:cairn:problem:malformed-json"
    assert found.errors[0].detail.startswith("at character ")


def test_letters_that_are_not_utf_8_are_told_as_such_with_their_place() -> None:
    found = told(sent('{"learner_id":"é"}'.encode("latin-1")), 400)
    assert (found.type, found.detail) == ("urn:cairn:problem:malformed-json", "the body is not UTF-8")
    assert found.errors[0].detail.startswith("at byte 15: ")


@pytest.mark.parametrize("body", [b"", b" \n\t "])
def test_an_empty_body_is_told_as_such_with_what_to_send(body: bytes) -> None:
    found = told(sent(body), 422)
    assert found.detail == 'the body is empty: send JSON such as {"learner_id": "…"}'
    assert [(cause.detail, cause.pointer) for cause in found.errors] == [(found.detail, "#")]


@pytest.mark.parametrize("depth", [500, 2_000, 200_000])
def test_a_body_that_is_nested_too_deep_breaks_nothing(depth: int) -> None:
    body = '{"only":' + "[" * depth + "]" * depth + "}"
    answer = a_service().call("POST", URL, content=body, headers=JSON)
    told(answer, answer.status_code)
    assert answer.status_code in (400, 422)


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"3", b'"ada"', b"[{}]"])
def test_a_body_that_is_no_object(body: bytes) -> None:
    assert told(sent(body), 422).type == "urn:cairn:problem:request-invalid"


def test_thousands_of_causes_are_counted_beyond_the_first_thousand() -> None:
    found = told(a_service().post(URL, {"history": [an_event(content_id="nowhere")] * 1_200}), 422)
    assert len(found.errors) == 1_001
    assert found.errors[-1].detail == "and 200 more"


def test_a_question_that_the_engine_refuses_lists_its_problems() -> None:
    answer = troubled(QueryRefused("cannot be answered", ["one thing", "another"])).post(URL, INLINE)
    assert [cause.detail for cause in told(answer, 422).errors] == ["one thing", "another"]


def test_a_name_that_the_engine_does_not_know() -> None:
    assert told(troubled(UnknownName("no such path")).post(URL, INLINE), 404).errors[0].detail == "no such path"


def test_before_the_first_bundle_every_question_is_put_off() -> None:
    service = an_empty_service("no champion yet", retry_after_seconds=7)
    for answer in (service.post(URL, INLINE), service.post("/v1/paths", INLINE), service.get("/readyz")):
        assert told(answer, 503).errors[0].detail == "no champion yet"
        assert answer.headers["retry-after"] == "7"
    assert service.get("/healthz").status_code == 200


@pytest.mark.parametrize("error", [RuntimeError("of ada"), FitRefused("of ada"), CairnError("of ada"), MemoryError()])
@pytest.mark.parametrize("url", [URL, "/v1/paths"])
def test_a_failure_of_the_service_tells_nothing_and_logs_where_without_values(
    error: Exception, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = troubled(error).post(url, {"learner_id": "ada"})
    assert "ada" not in told(answer, 500).model_dump_json()
    logged = [record.getMessage() for record in caplog.records if record.name == "cairn.api"]
    assert len(logged) == 1
    assert logged[0].startswith(type(error).__name__)
    assert "api/flows/" in logged[0]
    assert not any("ada" in record.getMessage() or record.exc_info for record in caplog.records)


def test_a_failure_is_logged_with_what_caused_it(caplog: pytest.LogCaptureFixture) -> None:
    def trouble() -> None:
        try:
            raise KeyError("ada")
        except KeyError as cause:
            raise RuntimeError("of ada") from cause

    a_service(FakeEngine(trouble=trouble)).post(URL, INLINE)
    [logged] = [record.getMessage() for record in caplog.records if record.name == "cairn.api"]
    assert "caused by KeyError at " in logged
    assert "ada" not in logged


def test_requests_that_go_well_leave_no_trace_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        a_service().post(URL, {"learner_id": "ada"})
        a_service().post(URL, {"learner_id": "ada", "goals": [{"skill_id": "ada", "level": 1}]})
    assert [r.getMessage() for r in caplog.records if "ada" in r.getMessage()] == []


def test_the_most_special_class_of_errors_decides() -> None:
    statuses = {
        InfeasiblePlan(["a"]): 422,
        problems.RequestRefused([problems.Cause("a")]): 422,
        UnknownName("a"): 404,
        problems.NotReady("a", 1): 503,
        FitRefused("a"): 500,
        ValueError("a"): 500,
    }
    assert [problems.kind_of(error).status for error in statuses] == list(statuses.values())


def test_a_pointer_escapes_what_json_pointer_and_uri_escape() -> None:
    assert problems.pointer("a/b", 3, "c~d", "é f") == "#/a~1b/3/c~0d/%C3%A9%20f"


def test_a_field_with_a_strange_name_is_pointed_at() -> None:
    answer = a_service().post(URL, {"learner_id": "ada", "a/b c": 1})
    assert told(answer, 422).errors[0].pointer == "#/a~1b%20c"


def test_long_values_are_cut_short() -> None:
    [cause] = told(a_service().post(URL, {"learner_id": "y" * 5_000}), 422).errors
    assert len(cause.detail) < 200


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"role": "clerk"}, "role: no such field; did you mean role_id?"),
        ({"profile": {"week_minutes": 3}}, "week_minutes: no such field; did you mean weekly_minutes?"),
        ({"history": [an_event(values=1)]}, "values: no such field; did you mean value?"),
        ({"colour": "red"}, "colour: no such field; leave it out; /docs lists every field"),
        ({"a b\n": 1}, "'a b\\n': no such field; leave it out; /docs lists every field"),
    ],
)
def test_a_field_that_is_not_there_is_told_with_its_neighbour(body: dict[str, Any], said: str) -> None:
    [cause] = told(a_service().post(URL, {"learner_id": "ada"} | body), 422).errors
    assert cause.detail == said


def test_neighbours_are_those_of_the_question_asked() -> None:
    asked = {"learner_id": "ada", "max_step": 3}
    assert "did you mean" not in told(a_service().post(URL, asked), 422).errors[0].detail
    assert "did you mean max_steps?" in told(a_service().post("/v1/paths", asked), 422).errors[0].detail


def test_tens_of_thousands_of_strange_fields_cost_no_search_for_neighbours() -> None:
    many = {f"learner_i{number}": 1 for number in range(30_000)}
    before = time.process_time()
    found = told(a_service().post(URL, many), 422)
    assert time.process_time() - before < 5
    assert found.detail == "the request breaks the contract in 30000 places"


def test_one_place_is_not_told_as_many() -> None:
    answer = a_service().post(URL, {"learner_id": "ada", "k": 0})
    assert told(answer, 422).detail == "the request breaks the contract in 1 place"


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00Z", "9999-12-31T00:00:00Z"])
def test_a_time_beyond_the_years_is_told_the_years(moment: str) -> None:
    [cause] = told(a_service().post(URL, {"learner_id": "ada", "as_of": moment}), 422).errors
    assert cause.detail == f"expected a time from 1970 to 2199; found '{moment}'"
