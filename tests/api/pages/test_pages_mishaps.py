"""Who reads HTML gets a page when something goes wrong; who reads JSON gets the problem as it is."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from api.pages.mishaps import WORDS, Mishaps, mishap_of
from api.problems import Cause, Kind, Problem
from tests.api.pages.page_check import slips, words_of

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def told(status: int, **more: Any) -> Response:
    causes = [Cause("the first"), Cause("<b>the second</b>")]
    return Problem(Kind(status, "", "As it is"), "the detail", causes, more, {"Retry-After": "7"}).response()


def get(answer: Response, path: str = "/me", accept: str = BROWSER, signin: bool = True) -> httpx.Response:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await answer(scope, receive, send)

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(Mishaps(app, signin))
        async with httpx.AsyncClient(transport=transport, base_url="http://cairn.example") as client:
            return await client.get(path, headers={"accept": accept})

    return asyncio.run(ask())


@pytest.mark.parametrize("status", [*WORDS, 400, 405, 418])
def test_a_browser_gets_a_page_with_the_same_status_and_headers(status: int) -> None:
    found = get(told(status))
    assert found.status_code == status
    assert found.headers["content-type"].startswith("text/html")
    assert found.headers["retry-after"] == "7"
    assert found.headers["content-security-policy"].startswith("default-src 'none'")
    assert int(found.headers["content-length"]) == len(found.content)
    assert slips(found.text) == []


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/json, text/html", ""])
def test_who_does_not_ask_for_html_gets_the_problem(accept: str) -> None:
    found = get(told(403), accept=accept)
    assert found.headers["content-type"] == "application/problem+json"
    assert found.json()["detail"] == "the detail"


def test_below_v1_a_problem_stays_a_problem_whoever_asks() -> None:
    assert get(told(404), path="/v1/paths/x").headers["content-type"] == "application/problem+json"


def test_what_is_no_problem_passes() -> None:
    found = get(PlainTextResponse("fine", 200))
    assert (found.status_code, found.text) == (200, "fine")


def test_who_is_not_signed_in_is_led_to_where_they_can() -> None:
    assert 'href="/signin"' in get(told(401)).text
    assert 'href="/signin"' not in get(told(401), signin=False).text


def test_what_a_reader_did_is_told_with_its_causes_and_ways_out() -> None:
    said = words_of(get(told(422, ways_out=["more weeks"])).text)
    for text in ("That cannot be done", "the first", "<b>the second</b>", "Ways out", "more weeks"):
        assert text in said


@pytest.mark.parametrize("status", [401, 403, 404, 500, 503])
def test_what_lies_inside_is_not_told_to_readers(status: int) -> None:
    view = mishap_of({"status": status, "title": "t", "detail": "d", "errors": [{"detail": "inside"}]})
    assert view.causes == ()
    assert view.title == WORDS[status][0]
