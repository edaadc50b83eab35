"""A form counts only if one of our own pages made it for this session."""

from __future__ import annotations

import asyncio
from urllib.parse import urlencode

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

from api.pages.tokens import MOST_BYTES, fields_of, token_of

FORM = "application/x-www-form-urlencoded"


def a_request(body: bytes = b"", session: str | None = "s1", kind: str = FORM, bearer: str = "") -> Request:
    headers = {"content-type": kind}
    headers |= {"cookie": f"cairn_session={session}"} if session else {}
    headers |= {"authorization": bearer} if bearer else {}
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return Request({"type": "http", "method": "POST", "path": "/me/path", "headers": raw}, receive)


def read(request: Request) -> dict[str, str]:
    return asyncio.run(fields_of(request))


def a_form(token: str, **fields: str) -> bytes:
    return urlencode({"token": token} | fields).encode()


def refused(request: Request) -> int:
    with pytest.raises(HTTPException) as raised:
        read(request)
    return raised.value.status_code


def test_a_form_with_the_token_of_its_session_counts() -> None:
    token = token_of(a_request())
    assert read(a_request(a_form(token, deed="accept"))) == {"token": token, "deed": "accept"}


def test_a_token_says_nothing_of_its_session_and_is_another_for_each() -> None:
    one, other = (token_of(a_request(session=name)) for name in ("s1", "s2"))
    assert one != other
    assert len(one) == 64
    assert "s1" not in one


@pytest.mark.parametrize("token", ["", "x", "é", "0" * 64])
def test_a_form_without_the_right_token_is_refused(token: str) -> None:
    assert refused(a_request(a_form(token))) == 403


def test_the_token_of_another_session_is_refused() -> None:
    assert refused(a_request(a_form(token_of(a_request(session="s2"))))) == 403


def test_without_a_session_no_token_counts() -> None:
    nobody = a_request(session=None)
    assert refused(a_request(a_form(token_of(nobody)), session=None)) == 403


def test_a_session_may_be_a_bearer_that_a_proxy_sends() -> None:
    token = token_of(a_request(session=None, bearer="Bearer t"))
    assert read(a_request(a_form(token), session=None, bearer="Bearer t"))["token"] == token


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data; boundary=x", ""])
def test_what_a_page_of_ours_would_not_send_is_refused(kind: str) -> None:
    assert refused(a_request(a_form(token_of(a_request())), kind=kind)) == 415


def test_a_huge_form_is_refused() -> None:
    assert refused(a_request(a_form(token_of(a_request()), pad="x" * MOST_BYTES))) == 413


@pytest.mark.parametrize("body", [b"\xff\xfe", b"a=%ff", b"&".join(b"a=1" for _ in range(30))])
def test_what_is_no_form_is_refused(body: bytes) -> None:
    assert refused(a_request(body)) == 400
