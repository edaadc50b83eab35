"""Which problem does each error become? Every error that leaves a route, as problem details."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from http import HTTPStatus
from typing import Any, Final, cast

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.breaches import expected, true_ones
from api.problems import (
    INVALID,
    MALFORMED,
    NOT_UTF8,
    Busy,
    Cause,
    Kind,
    NotReady,
    NotSignedIn,
    Problem,
    ProviderAway,
    RequestRefused,
    TooMany,
    kind_of,
    pointer,
    shown,
)
from api.schemas.places import fields_at
from api.store import StoreUnavailable
from api.traces import broke_at
from recommender.errors import CairnError, InfeasiblePlan

SEND: Final = 'send JSON such as {"learner_id": "…"}'
NEIGHBOURS: Final = 20
"""Causes among which unknown fields are told with a close neighbour: looking for one takes its time."""
_METHODS: Final = ("DELETE", "GET", "PATCH", "POST", "PUT")
LONGEST_NAME: Final = 40
"""Letters of a field's name that is told as it is; longer ones are cut."""
_log = logging.getLogger("cairn.api")


def install(app: FastAPI) -> None:
    """Makes an application answer every error as a problem."""
    app.add_exception_handler(CairnError, of_cairn)
    app.add_exception_handler(RequestValidationError, of_validation)
    app.add_exception_handler(HTTPException, of_http)
    app.add_exception_handler(ClientDisconnect, of_hanging_up)
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
    if isinstance(known, Busy | NotReady | TooMany | ProviderAway | StoreUnavailable):
        headers = {"Retry-After": str(known.retry_after_seconds)}
    if isinstance(known, NotSignedIn):
        headers = {"WWW-Authenticate": "Bearer"}
    return Problem(kind, known.summary, causes, more, headers).response()


def of_validation(request: Request, error: Exception) -> Response:
    """A body that is not JSON, or JSON that breaks the contract: every cause with its field."""
    found = true_ones(cast(RequestValidationError, error).errors())
    if found[0]["type"] == "json_invalid":
        return _malformed(found[0]["loc"][-1], found[0]["ctx"]["error"])
    if found[0]["type"] == "missing" and found[0]["loc"] == ("body",):
        text = f"the body is empty: {SEND}"
        return Problem(INVALID, text, [Cause(text, "#")]).response()
    model = request.scope["route"].body_field.field_info.annotation
    causes = [Cause(_told(e, model, row < NEIGHBOURS), pointer(*e["loc"][1:])) for row, e in enumerate(found)]
    places = "1 place" if len(causes) == 1 else f"{len(causes)} places"
    return Problem(INVALID, f"the request breaks the contract in {places}", causes).response()


def of_http(request: Request, error: Exception) -> Response:
    """What HTTP itself refuses: no such address or method, a body too large or of another type."""
    refused = cast(HTTPException, error)
    headers = dict(refused.headers or {})
    if refused.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(_answered_at(request))
    kind = Kind(refused.status_code, "", HTTPStatus(refused.status_code).phrase)
    told = {
        404: f"there is nothing at {shown(request.url.path)}: /docs lists every address",
        405: f"{request.method} is not answered here, expected {headers.get('Allow')}",
    }
    return Problem(kind, told.get(refused.status_code, refused.detail), [], headers=headers).response()


def of_hanging_up(_: Request, __: Exception) -> Response:
    """A caller who hung up before the body was whole, or was let go: no failure of ours, and nobody reads this."""
    return Problem(Kind(408, "", "Request Timeout"), "the request was not sent whole", []).response()


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


def _answered_at(request: Request) -> list[str]:
    """The methods that an address answers, over all routes that lead there."""
    return [method for method in _METHODS if _is_answered({**request.scope, "method": method})]


def _is_answered(scope: Scope) -> bool:
    return any(route.matches(scope)[0] is Match.FULL for route in scope["app"].routes)


def _malformed(place: int, reason: str) -> Response:
    if reason == NOT_UTF8:
        cause = Cause(f"at byte {place}: send the letters of the body as UTF-8")
        return Problem(MALFORMED, reason, [cause]).response()
    return Problem(MALFORMED, "the body cannot be read as JSON", [Cause(f"at character {place}: {reason}")]).response()


def _told(error: Mapping[str, Any], model: type[BaseModel], with_neighbour: bool) -> str:
    """One validation error as a sentence, with what was found where that is short."""
    found = error.get("input")
    if error["type"] == "extra_forbidden":
        return _stray(error["loc"][1:], model, with_neighbour)
    if error["type"] == "model_attributes_type":
        return "expected a JSON object" if len(error["loc"]) > 1 else f"the body is no JSON object: {SEND}"
    if error["type"] == "missing" or not isinstance(found, (str, int, float)):
        return expected(error)
    return f"{expected(error)}; found {shown(found)}"


def _stray(place: Sequence[str | int], model: type[BaseModel], with_neighbour: bool) -> str:
    """What is said of a field that is not there; the closest one that is, where one is close."""
    name = str(place[-1])
    near = get_close_matches(name, fields_at(model, place[:-1]), 1) if with_neighbour else []
    ask = f"did you mean {near[0]}?" if near else "leave it out; /docs lists every field"
    return f"{name if name.isidentifier() and len(name) <= LONGEST_NAME else shown(name)}: no such field; {ask}"
