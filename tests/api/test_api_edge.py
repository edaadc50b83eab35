"""What every request goes through: an id, a count, a line in the log where wanted, and 503 where all are busy."""

from __future__ import annotations

import asyncio
import logging
import re

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api import metrics
from api.edge import Edge

URL = "http://cairn.example"


class House:
    """A small application with one slow call and one that fails."""

    def __init__(self, most: int = 10, log_requests: bool = False) -> None:
        self.open = asyncio.Event()
        routes = [Route("/people/{name}", self.person), Route("/slow", self.slow), Route("/broken", self.broken)]
        self.app = Edge(Starlette(routes=routes), most, log_requests)

    async def person(self, _: Request) -> Response:
        return Response(b"yes")

    async def slow(self, _: Request) -> Response:
        await self.open.wait()
        return Response(b"late")

    async def broken(self, _: Request) -> Response:
        raise ZeroDivisionError

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.ASGITransport(self.app, raise_app_exceptions=False), base_url=URL)

    def get(self, path: str, **headers: str) -> httpx.Response:
        async def ask() -> httpx.Response:
            async with self.client() as client:
                return await client.get(path, headers={name.replace("_", "-"): text for name, text in headers.items()})

        return asyncio.run(ask())


def counted(line: str) -> float:
    """The value that stands behind a name with its labels."""
    [found] = re.findall(rf"^{re.escape(line)} (\S+)$", metrics.exposed().decode(), re.M) or ["0"]
    return float(found)


def test_a_sane_id_of_the_caller_comes_back() -> None:
    answer = House().get("/people/ada", x_request_id="lms-7f3a:22")
    assert answer.headers["x-request-id"] == "lms-7f3a:22"


@pytest.mark.parametrize("given", ["", "a b", "x" * 101, "<script>", "ä"])
def test_any_other_id_is_replaced(given: str) -> None:
    async def ask() -> httpx.Response:
        async with House().client() as client:
            return await client.get("/people/ada", headers={b"x-request-id": given.encode()})

    assert re.fullmatch("[0-9a-f]{32}", asyncio.run(ask()).headers["x-request-id"])


def test_two_requests_never_get_the_same_id() -> None:
    house = House()
    assert house.get("/people/ada").headers["x-request-id"] != house.get("/people/ada").headers["x-request-id"]


@pytest.mark.parametrize(("path", "status"), [("/nowhere", 404), ("/broken", 500)])
def test_errors_carry_an_id_too(path: str, status: int) -> None:
    answer = House().get(path)
    assert (answer.status_code, len(answer.headers["x-request-id"])) == (status, 32)


def test_requests_are_counted_by_the_template_of_their_address() -> None:
    line = 'cairn_requests_total{method="GET",route="/people/{name}",status="200"}'
    before = counted(line)
    House().get("/people/ada")
    assert counted(line) == before + 1
    assert "/people/ada" not in metrics.exposed().decode()


def test_an_address_that_is_not_there_is_counted_without_being_named() -> None:
    line = 'cairn_requests_total{method="GET",route="unmatched",status="404"}'
    before = counted(line)
    House().get("/secret/ada")
    assert counted(line) == before + 1
    assert "secret" not in metrics.exposed().decode()


def test_one_more_than_the_most_under_way_gets_503_and_when_to_ask_again() -> None:
    async def ask() -> tuple[httpx.Response, ...]:
        house = House(most=2)
        async with house.client() as client:
            slow = [asyncio.create_task(client.get("/slow")) for _ in range(2)]
            await asyncio.sleep(0.05)
            refused = await client.get("/people/ada")
            house.open.set()
            done = [await one for one in slow]
            return refused, *done, await client.get("/people/ada")

    refused, *others = asyncio.run(ask())
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["type"] == "urn:cairn:problem:busy"
    assert [answer.status_code for answer in others] == [200] * 3


def test_nothing_is_logged_of_a_request_unless_it_is_wanted(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        House().get("/people/ada")
    assert [record for record in caplog.records if record.name == "cairn.requests"] == []


def test_a_line_of_a_request_says_the_call_and_never_who_it_was_about(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "cairn.requests"):
        House(log_requests=True).get("/people/ada?name=ada")
    [record] = [record for record in caplog.records if record.name == "cairn.requests"]
    told = record.told  # type: ignore[attr-defined]
    assert (told["method"], told["route"], told["status"], told["key_id"]) == ("GET", "/people/{name}", 200, None)
    assert told["ms"] > 0
    assert "ada" not in str(told)
