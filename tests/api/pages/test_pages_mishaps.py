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


def get(
    answer: Response, path: str = "/me", accept: str = BROWSER, signin: bool = True, came: str = ""
) -> httpx.Response:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await answer(scope, receive, send)

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(Mishaps(app, signin))
        async with httpx.AsyncClient(transport=transport, base_url="http://cairn.example") as client:
            return await client.get(path, headers={"accept": accept, "referer": came})

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


@pytest.mark.parametrize(
    ("came", "back"),
    [
        ("http://cairn.example/officer", "/officer"),
        ("http://cairn.example/officer?unit=park&done=confirm", "/officer?unit=park"),
        ("http://cairn.example/officer?unit=a%20b", "/officer?unit=a+b"),
        ("http://cairn.example/manager/units/%3Cb%3E", "/manager/units/%3Cb%3E"),
        ("http://cairn.example/officer/confirmations?done=reject", None),
        ("http://cairn.example/", None),
        ("http://cairn.example", None),
        ("http://cairn.example//elsewhere.example/officer", None),
        ("http://cairn.example/\\elsewhere.example", None),
        ("http://elsewhere.example/officer", None),
        ("javascript:alert(1)", None),
        ("http://[", None),
        ("", None),
    ],
)
def test_a_reader_is_led_back_to_the_page_of_ours_that_they_came_from(came: str, back: str | None) -> None:
    text = get(told(503), path="/officer/confirmations", came=came).text
    assert (f'<a href="{back}">Back to where you were</a>' in text) is (back is not None)
    assert ("Back to where you were" in text) is (back is not None)
    assert '<a href="/">Go to the start</a>' in text


def test_what_a_reader_did_is_told_with_its_causes_and_ways_out() -> None:
    said = words_of(get(told(422, ways_out=["more weeks"])).text)
    for text in ("That cannot be done", "the first", "<b>the second</b>", "Ways out", "more weeks"):
        assert text in said


@pytest.mark.parametrize("status", [401, 403, 404, 500, 503])
def test_what_lies_inside_is_not_told_to_readers(status: int) -> None:
    view = mishap_of({"status": status, "title": "t", "detail": "d", "errors": [{"detail": "inside"}]})
    assert view.causes == ()
    assert view.title == WORDS[status][0]
