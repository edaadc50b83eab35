"""The lane answers what is ordinary with the same bytes as the application, and hands it all the rest."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest
from starlette.types import Message, Receive, Scope, Send

from api.flows.answers import Answers
from api.routes.lane import PATH, Lane
from tests.api.api_client import Client
from tests.api.api_fakes import FakeEngine, FakeHolder, a_place, a_service

GOOD = [
    {"learner_id": "ada"},
    {"learner_id": "ada", "k": 3, "exclude": ["filing"]},
    {"learner_id": "nobody", "role_id": "clerk"},
    {"profile": {"role_id": "clerk"}, "history": []},
]
BAD = {
    "no JSON": b"{",
    "nothing": b"",
    "blanks": b"  ",
    "a list": b"[]",
    "a field that is not there": b'{"learner":"ada"}',
    "k too small": b'{"learner_id":"ada","k":0}',
    "k as text": b'{"learner_id":"ada","k":"3"}',
    "an unknown role": b'{"learner_id":"ada","role_id":"pilot"}',
    "nobody asked about": b"{}",
    "letters that are no UTF-8": b'{"learner_id":"\xff"}',
    "depth": b"[" * 5_000,
    "too large": b" " * 2_000,
}


def said(answer: httpx.Response) -> tuple[int, dict[str, str], bytes]:
    """Everything of an answer but the id of the request."""
    headers = dict(answer.headers)
    assert headers.pop("x-request-id")
    return answer.status_code, headers, answer.content


def both(service: Client, body: bytes, **headers: str) -> tuple[httpx.Response, httpx.Response]:
    """The same request on the lane and beside it: the scheme of the key in small letters is not the lane's."""
    sent = {"content-type": "application/json"} | {name.replace("_", "-"): text for name, text in headers.items()}
    beside = sent | {"authorization": f"bearer {service.key}"}
    return tuple(service.call("POST", PATH, content=body, headers=one) for one in (sent, beside))  # type: ignore[return-value]


class Inner:
    """The application behind a lane: keeps what reaches it."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        self.bodies.append(body)
        await send({"type": "http.response.start", "status": 418, "headers": []})
        await send({"type": "http.response.body", "body": b""})


def in_front_of(inner: Inner, **settings: Any) -> Client:
    """A lane with nothing behind it but somebody who takes notes."""
    place, key = a_place(FakeHolder(FakeEngine()), **settings)
    return Client(Lane(inner, place, Answers(place)), key)  # type: ignore[arg-type]


@pytest.mark.parametrize("body", GOOD)
def test_what_is_ordinary_gets_the_same_bytes(body: dict[str, Any]) -> None:
    lane, beside = both(a_service(), json.dumps(body).encode())
    assert lane.status_code == 200
    assert said(lane) == said(beside)


@pytest.mark.parametrize("body", BAD.values(), ids=BAD)
def test_what_is_wrong_is_told_in_the_same_words(body: bytes) -> None:
    lane, beside = both(a_service(max_body_bytes=1_500), body)
    assert lane.status_code in (400, 413, 422)
    assert said(lane) == said(beside)


@pytest.mark.parametrize(
    ("header", "value"), [("content_type", "text/plain"), ("content_type", ""), ("content_encoding", "gzip")]
)
def test_another_type_is_refused_in_the_same_words(header: str, value: str) -> None:
    lane, beside = both(a_service(), b'{"learner_id":"ada"}', **{header: value})
    assert lane.status_code == 415
    assert said(lane) == said(beside)


def test_a_failure_is_told_in_the_same_words() -> None:
    def trouble() -> None:
        raise ZeroDivisionError

    lane, beside = both(a_service(FakeEngine(trouble=trouble)), b'{"learner_id":"ada"}')
    assert lane.status_code == 500
    assert said(lane) == said(beside)


@pytest.mark.parametrize("key", [None, "ck_0_0", "nonsense"])
def test_who_is_not_signed_in_learns_nothing_else(key: str | None) -> None:
    answer = a_service().with_key(key).post(PATH, {"learner_id": 7})
    assert answer.status_code == 401


@pytest.mark.parametrize("body", GOOD)
def test_what_is_ordinary_does_not_reach_the_application(body: dict[str, Any]) -> None:
    inner = Inner()
    assert in_front_of(inner).post(PATH, body).status_code == 200
    assert inner.bodies == []


@pytest.mark.parametrize("body", BAD.values(), ids=BAD)
def test_what_is_not_reaches_it_whole(body: bytes) -> None:
    inner = Inner()
    answer = in_front_of(inner, max_body_bytes=1_500).call(
        "POST", PATH, content=body, headers={"content-type": "application/json"}
    )
    assert (answer.status_code, inner.bodies) == (418, [body])


def test_a_body_in_parts_reaches_it_whole() -> None:
    parts = [b'{"learner_id"', b":", b'"ada","k":0}']

    async def ask() -> list[bytes]:
        inner = Inner()
        client = in_front_of(inner)
        messages = [{"type": "http.request", "body": part, "more_body": part is not parts[-1]} for part in parts]

        async def receive() -> Message:
            return messages.pop(0)

        async def send(_: Message) -> None: ...

        headers = [(b"content-type", b"application/json"), (b"authorization", f"Bearer {client.key}".encode())]
        scope = {"type": "http", "method": "POST", "path": PATH, "headers": headers, "query_string": b""}
        await client.app(scope, receive, send)
        return inner.bodies

    assert asyncio.run(ask()) == [b"".join(parts)]


@pytest.mark.parametrize(("method", "path"), [("GET", PATH), ("POST", f"{PATH}/batch"), ("POST", "/v1/paths")])
def test_other_calls_pass_by(method: str, path: str) -> None:
    inner = Inner()
    assert in_front_of(inner).call(method, path).status_code == 418
    assert inner.bodies == [b""]


def test_a_request_that_is_handed_on_counts_once_against_its_rate() -> None:
    service = a_service(rate_per_minute=2)
    codes = [service.post(PATH, {"learner_id": "ada", "k": 0}).status_code for _ in range(3)]
    assert codes == [422, 422, 429]


def test_too_many_are_refused_with_when_to_ask_again() -> None:
    service = a_service(rate_per_minute=1)
    first, second = (service.post(PATH, {"learner_id": "ada"}) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 429)
    assert int(second.headers["retry-after"]) >= 1


def test_the_call_is_counted_by_its_name() -> None:
    service = a_service()
    service.post(PATH, {"learner_id": "ada"})
    assert f'cairn_requests_total{{method="POST",route="{PATH}",status="200"}}' in service.get("/metrics").text
