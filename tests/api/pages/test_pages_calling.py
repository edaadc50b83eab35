"""A page calls the service as a learning system would, and waits no longer than one."""

from __future__ import annotations

import asyncio

import anyio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api.pages.calling import Answered, call


async def echo(request: Request) -> Response:
    return JSONResponse({"sent": await request.json(), "bearer": request.headers["authorization"]}, 201)


async def slow(_: Request) -> Response:
    await anyio.sleep(30)
    return Response()


APP = Starlette(routes=[Route("/echo", echo, methods=["POST"]), Route("/slow", slow, methods=["POST"])])


def ask(path: str, seconds: float = 5.0) -> Answered:
    return asyncio.run(call(APP, path, {"k": 4}, "ck_1", seconds))


def test_a_call_goes_through_the_application_and_comes_back_whole() -> None:
    found = ask("/echo")
    assert found.status == 201
    assert found.body == b'{"sent":{"k":4},"bearer":"Bearer ck_1"}'
    assert found.milliseconds >= 0


def test_an_answer_that_is_late_is_no_answer() -> None:
    found = ask("/slow", 0.05)
    assert (found.status, found.body) == (None, b"")
    assert 40 <= found.milliseconds < 5_000
