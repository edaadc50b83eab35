"""What happens to every request, whatever it asks? It gets an id, is counted, timed, and refused where all are busy."""

from __future__ import annotations

import logging
import re
from time import perf_counter
from typing import Any, Final
from uuid import uuid4

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import metrics
from api.logs import REQUEST_ID
from api.problems import KINDS, Busy, Cause, Kind, Problem

HEADER: Final = b"x-request-id"
UNKNOWN: Final = "unmatched"
"""The call that is counted where no address fits."""
NOWHERE: Final = Kind(404, "", "No address holds a NUL character")
_SANE: Final = re.compile(rb"[A-Za-z0-9._:/+=-]{1,100}", re.ASCII)
_log = logging.getLogger("cairn.requests")


class Edge:
    """ASGI, outermost: gives every answer an `X-Request-Id`, counts it, and answers 503 beyond `most` at once."""

    def __init__(self, app: ASGIApp, most: int, log_requests: bool) -> None:
        self._app, self._most, self._log_requests = app, most, log_requests
        self._under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status, named = perf_counter(), 500, id_of(scope)
        REQUEST_ID.set(named.decode())

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (HEADER, named)]
            await send(message)

        self._under_way += 1
        try:
            await self._admitted(scope, receive, sending)
        finally:
            self._under_way -= 1
            self._tell(scope, status, perf_counter() - began)

    async def _admitted(self, scope: Scope, receive: Receive, send: Send) -> None:
        if "\0" in scope["path"]:  # no database of ours can even be asked for such a name
            return await Problem(NOWHERE, NOWHERE.title, []).response()(scope, receive, send)
        if self._under_way <= self._most:
            return await self._app(scope, receive, send)
        text = f"{self._most} requests are under way already: ask again in a second"
        return await Problem(KINDS[Busy], text, [Cause(text)], headers={"Retry-After": "1"}).response()(
            scope, receive, send
        )

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        route = template_of(scope)
        metrics.request(route, scope["method"], status, seconds)
        if self._log_requests:
            told = {"method": scope["method"], "route": route, "status": status, "ms": round(1000 * seconds, 3)}
            _log.info("request", extra={"told": told | {"key_id": _key_of(scope)}})


def id_of(scope: Scope) -> bytes:
    """The id that the caller gave, where it is short and plain, else a new one."""
    for name, value in scope["headers"]:
        if name == HEADER and _SANE.fullmatch(value):
            return bytes(value)
    return uuid4().hex.encode()


def template_of(scope: Scope) -> str:
    """The call that a request matched, such as /v1/paths/{path_id}: never its address, which may name somebody."""
    route: Any = scope.get("route")
    return getattr(route, "path", None) or UNKNOWN


def _key_of(scope: Scope) -> str | None:
    """The key of the system that asked; of people nothing is told."""
    entry = scope.get("state", {}).get("entry")
    return None if entry is None else entry.principal.key_id
