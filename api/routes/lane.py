"""Which call is answered on a shorter way? `POST /v1/recommendations`, when nothing about it is out of the ordinary."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import anyio.to_thread
import orjson
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access import Entry
from api.flows.answers import Answers
from api.handlers import of_cairn
from api.schemas.asked import RecommendationRequest
from api.store import StoreUnavailable
from api.workplace import Workplace

PATH: Final = "/v1/recommendations"
CALL: Final = f"POST {PATH}"
_JSON: Final = frozenset({b"application/json", b"application/json; charset=utf-8", b"application/json;charset=utf-8"})


_KEY: Final = b"Bearer ck_"


class Template:
    """What stands in the scope as the call that matched."""

    path = PATH


class Lane:
    """ASGI, in front of the application: the same answers, without its middleware and the resolving of parameters.

    Whatever is irregular (another type, a body that is too large or breaks the contract, any error) goes on to the
    application with what was read of the body, so that errors are told in one place only.
    """

    def __init__(self, app: ASGIApp, place: Workplace, answers: Answers) -> None:
        self._app, self._place, self._answers = app, place, answers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request, or hands it on."""
        if scope["type"] != "http" or scope["path"] != PATH or scope["method"] != "POST":
            return await self._app(scope, receive, send)
        taken: list[Message] = []
        try:
            answer = await self._answered(scope, receive, taken) if _plain(scope["headers"]) else None
        except StoreUnavailable as error:  # who waited for the database once does not wait again
            scope["route"] = Template
            return await of_cairn(Request(scope), error)(scope, receive, send)
        if answer is None:
            return await self._app(scope, _again(taken, receive), send)
        scope["route"] = Template
        head = [(b"content-length", b"%d" % len(answer)), (b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        await send({"type": "http.response.body", "body": answer})
        return None

    async def _answered(self, scope: Scope, receive: Receive, taken: list[Message]) -> bytes | None:
        """The answer; None where it is for the application to say what is wrong."""
        body = await _body(receive, taken, self._place.settings.max_body_bytes)
        if body is None:
            return None
        try:
            entry = await self._entered(Request(scope))
            scope.setdefault("state", {})["entry"] = entry
            return await self._answers.recommend(RecommendationRequest.model_validate(orjson.loads(body)), entry)
        except StoreUnavailable:
            raise
        except Exception:  # the application meets it again, and says what it is
            return None

    async def _entered(self, request: Request) -> Entry:
        """Who asks. Keys are in memory; over the network a look at whether they changed may take its time."""
        enter = self._place.access.enter
        if self._place.store.is_local:
            return enter(request, CALL)
        return await anyio.to_thread.run_sync(enter, request, CALL)


def _plain(headers: Sequence[tuple[bytes, bytes]]) -> bool:
    """Whether a key is shown, and a body of JSON comes as it is."""
    found = dict(headers)
    return (
        found.get(b"content-type") in _JSON
        and found.get(b"authorization", b"").startswith(_KEY)
        and b"content-encoding" not in found
        and len(found) == len(headers)
    )


async def _body(receive: Receive, taken: list[Message], limit: int) -> bytes | None:
    """The body; None as soon as it is too large, or nobody waits for the answer. `taken` keeps what was read."""
    size, more = 0, True
    while more:
        message = await receive()
        taken.append(message)
        size += len(message.get("body", b""))
        more = message.get("more_body", False)
        if message["type"] != "http.request" or size > limit:
            return None
    return b"".join(message.get("body", b"") for message in taken)


def _again(taken: list[Message], receive: Receive) -> Receive:
    """What was read already, then what is still to come."""

    async def next_message() -> Message:
        return taken.pop(0) if taken else await receive()

    return next_message
