"""How does a page call the real interface of the service? As a learning system would, through every layer of it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import anyio
import orjson
from starlette.types import ASGIApp, Message


@dataclass(frozen=True, slots=True)
class Answered:
    """What a call came to; without a status no answer came in time."""

    status: int | None
    body: bytes
    milliseconds: float


async def call(app: ASGIApp, path: str, body: Mapping[str, Any], bearer: str, seconds: float) -> Answered:
    """POSTs JSON to an application in this process, and waits no longer than a learning system would."""
    caught = _Caught(orjson.dumps(body))
    began = time.perf_counter()
    with anyio.move_on_after(seconds) as waiting:
        await app(_scope(path, bearer, len(caught.sent)), caught.receive, caught.send)
    spent = 1000 * (time.perf_counter() - began)
    if waiting.cancelled_caught:
        return Answered(None, b"", spent)
    return Answered(caught.status, caught.body, spent)


class _Caught:
    """The two ends of one exchange."""

    def __init__(self, sent: bytes) -> None:
        self.sent, self.status, self.body = sent, 0, b""
        self._given = False

    async def receive(self) -> Message:
        if self._given:
            await anyio.sleep_forever()
        self._given = True
        return {"type": "http.request", "body": self.sent, "more_body": False}

    async def send(self, message: Message) -> None:
        self.status = message.get("status", self.status)
        self.body += message.get("body", b"")


def _scope(path: str, bearer: str, length: int) -> dict[str, Any]:
    headers = {"host": "localhost", "content-type": "application/json", "accept": "application/json"}
    headers |= {"content-length": str(length), "authorization": f"Bearer {bearer}"}
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 0),
        "server": ("localhost", 80),
    }
