"""What does a person read when something goes wrong? Problems of pages, drawn as a page for who accepts HTML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import orjson
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.pages.back import back_of
from api.pages.drawing import page
from api.pages.views import Mishap
from api.problems import MEDIA_TYPE

MACHINES: Final = "/v1/"
"""Addresses below which machines ask: their problems stay as they are."""
WORDS: Final[Mapping[int, tuple[str, str]]] = {
    401: ("You are not signed in", "Sign in, and then open this page again."),
    403: (
        "This is not open to you",
        "What you look for is not there, or out of your reach, or the form is out of date.",
    ),
    404: ("There is no such page", "The address may be misspelt, or what it named is gone."),
    412: (
        "The path has changed",
        "It was planned anew since you looked. Go back, load the page again, and decide then.",
    ),
    409: ("That does not go together", "The path has changed meanwhile, or cannot move from where it stands."),
    422: ("That cannot be done", "What was asked for does not fit together."),
    429: ("That was too often", "Wait a moment, and then try again."),
    500: ("Something broke", "It is our fault, and it is in the log. Nothing that you did is lost."),
    503: ("Cairn is not ready", "It comes back by itself. Try again in a minute."),
}
"""Status -> how a page says it, and what to do."""
_TELLING: Final = frozenset({400, 409, 413, 415, 422})
"""Statuses of which the causes are told too: they speak of what the reader did."""


class Mishaps:
    """ASGI middleware: a problem on the way to a reader of HTML becomes a page, with its status and its headers."""

    def __init__(self, app: ASGIApp, signin: bool) -> None:
        self.app, self._signin = app, signin

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes everything through but problems for readers."""
        if scope["type"] != "http" or scope["path"].startswith(MACHINES) or not reads_html(scope):
            await self.app(scope, receive, send)
            return
        await self.app(scope, receive, _Turned(scope, receive, send, self._signin))


class _Turned:
    """Holds a problem back until it is whole, then sends a page in its place; passes everything else on."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, signin: bool) -> None:
        self._scope, self._receive, self._send, self._signin = scope, receive, send, signin
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_problem(message):
            self._start = message
        elif self._start is None:
            await self._send(message)
        elif message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._draw(self._start)

    async def _draw(self, start: Message) -> None:
        kept = MutableHeaders(raw=[*start["headers"]])
        for name in ("content-type", "content-length"):
            del kept[name]
        view = mishap_of(orjson.loads(self._body), back_of(self._scope))
        answer = page("mishap", view.status, dict(kept), view=view, signin=self._signin)
        await answer(self._scope, self._receive, self._send)


def mishap_of(problem: Mapping[str, Any], back: str | None = None) -> Mishap:
    """A problem in words for a reader."""
    status = problem["status"]
    title, detail = WORDS.get(status, (problem["title"], problem["detail"]))
    causes = tuple(error["detail"] for error in problem.get("errors", ())) if status in _TELLING else ()
    return Mishap(status, title, detail, causes, tuple(problem.get("ways_out", ())), back)


def reads_html(scope: Scope) -> bool:
    """Whether who asks is a browser: its Accept names HTML, and no JSON before it."""
    accepted = Headers(scope=scope).get("accept", "").lower()
    before, found, _ = accepted.partition("text/html")
    return bool(found) and "json" not in before


def _is_problem(start: Message) -> bool:
    return Headers(raw=start["headers"]).get("content-type", "").startswith(MEDIA_TYPE)
