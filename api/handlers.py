"""Which problem does each error become? Every error that leaves a route, as problem details."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, cast

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import INVALID, MALFORMED, Cause, Kind, NotReady, Problem, RequestRefused, kind_of, pointer, shown
from api.traces import broke_at
from recommender.errors import CairnError, InfeasiblePlan

_log = logging.getLogger("cairn.api")


def install(app: FastAPI) -> None:
    """Makes an application answer every error as a problem."""
    app.add_exception_handler(CairnError, of_cairn)
    app.add_exception_handler(RequestValidationError, of_validation)
    app.add_exception_handler(HTTPException, of_http)
    app.add_middleware(LastResort)


def of_cairn(_: Request, error: Exception) -> Response:
    """An error that this project raises on purpose. What is our fault is logged and not told."""
    known, kind = cast(CairnError, error), kind_of(error)
    if kind.status == HTTPStatus.INTERNAL_SERVER_ERROR:
        return of_failure(error)
    causes = known.causes if isinstance(known, RequestRefused) else [Cause(text) for text in known.problems]
    more, headers = {}, {}
    if isinstance(known, InfeasiblePlan):
        causes = [Cause(text) for text in known.clash]
        more = {"clash": known.clash, "ways_out": known.ways_out}
    if isinstance(known, NotReady):
        headers = {"Retry-After": str(known.retry_after_seconds)}
    return Problem(kind, known.summary, causes, more, headers).response()


def of_validation(_: Request, error: Exception) -> Response:
    """A body that is not JSON, or JSON that breaks the contract: every cause with its field."""
    found = cast(RequestValidationError, error).errors()
    if found[0]["type"] == "json_invalid":
        cause = Cause(f"at character {found[0]['loc'][-1]}: {found[0]['ctx']['error']}")
        return Problem(MALFORMED, "the body cannot be read as JSON", [cause]).response()
    causes = [Cause(_told(e), pointer(*e["loc"][1:])) for e in found]
    return Problem(INVALID, f"places where the request breaks the contract: {len(causes)}", causes).response()


def of_http(request: Request, error: Exception) -> Response:
    """What HTTP itself refuses: no such address or method, a body too large or of another type."""
    refused = cast(HTTPException, error)
    headers = refused.headers or {}
    kind = Kind(refused.status_code, "", HTTPStatus(refused.status_code).phrase)
    told = {
        404: f"there is nothing at {shown(request.url.path)}: /docs lists every address",
        405: f"{request.method} is not answered here, expected {headers.get('Allow')}",
    }
    return Problem(kind, told.get(refused.status_code, refused.detail), [], headers=headers).response()


def of_failure(error: Exception) -> Response:
    """A failure of the service: says nothing of its inside, and logs where it broke without any value."""
    _log.error("%s", broke_at(error))
    return Problem(kind_of(error), "the service failed on this request; its log says where", []).response()


class LastResort:
    """ASGI middleware: whatever escapes the application becomes a problem, instead of a traceback with values."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Runs the application; a failure before the answer began is answered here."""
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, sending)
        except Exception as error:
            answer = of_failure(error)
            if not begun:
                await answer(scope, receive, send)


def _told(error: Mapping[str, Any]) -> str:
    """One validation error as a sentence, with what was found where that is short."""
    found = error.get("input")
    message = "No such field" if error["type"] == "extra_forbidden" else str(error["msg"])
    if error["type"] == "missing" or not isinstance(found, (str, int, float)):
        return message
    return f"{message}; found {shown(found)}"
