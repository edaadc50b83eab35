"""How does a body come in? Bounded, as JSON, read once."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from json import JSONDecodeError
from typing import Any, ClassVar

import anyio.to_thread
import orjson
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.problems import NOT_UTF8

JSON = "application/json"
NDJSON = "application/x-ndjson"
_DIGITS = 18
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class Sent(Request):
    """A request whose body is JSON of at most `app.state.max_body_bytes` bytes.

    415 for another content type or encoding; 413 as soon as the body is known to be too large. Parsed by orjson: NaN,
    infinity, lone surrogates, and nesting beyond 1,024 levels are malformed. A body of blanks is an empty one.
    """

    media: ClassVar[tuple[str, ...]] = (JSON,)
    came_as = JSON

    async def body(self) -> bytes:
        if not hasattr(self, "_body"):
            self._refuse_other_types()
            body = await self._within(self.app.state.max_body_bytes)
            self._body = b"" if body.isspace() else body
        return self._body

    async def json(self) -> Any:
        body = await self.body()
        try:
            return orjson.loads(body)
        except orjson.JSONDecodeError:
            _refuse_other_letters(body)
            raise

    def _refuse_other_types(self) -> None:
        found = self.headers.get("content-type", "")
        main = found.partition(";")[0].strip().lower()
        if main not in self.media:
            raise HTTPException(415, f"Content-Type is {found[:80]!r}, expected {' or '.join(self.media)}")
        self.came_as = main
        packed = self.headers.get("content-encoding", "identity")
        if packed.lower() != "identity":
            raise HTTPException(415, f"Content-Encoding is {packed[:80]!r}, expected none: send the body as it is")

    async def _within(self, limit: int) -> bytes:
        stated = self.headers.get("content-length", "")
        refusal = HTTPException(413, f"the body has more than {limit} bytes: send fewer events or ids")
        if stated.isdecimal() and (len(stated) > _DIGITS or int(stated) > limit):
            raise refusal
        chunks, size = [], 0
        async for chunk in self.stream():
            size += len(chunk)
            if size > limit:
                raise refusal
            chunks.append(chunk)
        return b"".join(chunks)


def _refuse_other_letters(body: bytes) -> None:
    try:
        body.decode()
    except UnicodeDecodeError as error:
        raise JSONDecodeError(NOT_UTF8, "", error.start) from None


class SentRows(Sent):
    """A request whose body is rows: JSON, or one JSON object a line; `came_as` says which, once the body was read."""

    media = (JSON, NDJSON)


class JsonRoute(APIRoute):
    """A route whose handler sees `Sent` requests, and whose body is not read before somebody was let in."""

    sent: ClassVar[type[Sent]] = Sent

    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()
        asked = (getattr(one.dependency, "enter", None) for one in self.dependencies)
        guards = [enter for enter in asked if enter is not None]

        async def take_in(request: Request) -> Response:
            for enter in guards:
                await anyio.to_thread.run_sync(enter, request)
            return await handle(self.sent(request.scope, request.receive))

        return take_in


class RowsRoute(JsonRoute):
    """A route whose handler sees `SentRows` requests."""

    sent = SentRows
