"""How does one process listen? Over HTTP/1.1, giving nobody longer than a set time to say what is wanted."""

from __future__ import annotations

import asyncio
import logging
import mmap
import os
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from api.problems import MEDIA_TYPE, Kind, Problem
from api.settings import Settings

KEEP_ALIVE_SECONDS: Final = 75
"""Time for which an idle connection stays open: longer than the pools of most callers keep theirs."""
LONGEST_HEAD: Final = 65_536
"""Bytes of a head that is still not whole, at most, beside those that the first read brought."""
PATIENCE: Final = 0.005
"""How long a worker leaves a connection to those that have fewer."""
FULL_SECONDS: Final = 0.1
"""How long nobody is let in once no connection more may be open."""
SLOW: Final = Kind(408, "", "Request Timeout")
LONG: Final = Kind(431, "", "Request Header Fields Too Large")
BROKEN: Final = Kind(400, "", "Bad Request")
_log = logging.getLogger("cairn.api")


class Gathering:
    """A transport that sends in one piece what is written to it in one turn of the event loop: head and body at once.

    Two pieces wake who waits for them twice, and take a call of the system each.
    """

    def __init__(self, transport: Any, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop = transport, loop
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> None:
        """Sends a piece with all others of this turn."""
        if not self._pieces:
            self._loop.call_soon(self._send)
        self._pieces.append(piece)

    def close(self) -> None:
        """Ends the connection once everything is sent."""
        self._send()
        self._transport.close()

    def _send(self) -> None:
        pieces, self._pieces = self._pieces, []
        if pieces and not self._transport.is_closing():
            self._transport.writelines(pieces)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class Patient(HttpToolsProtocol):
    """The HTTP of uvicorn, which by itself waits forever for the rest of a request; this waits some seconds.

    Who is too slow gets 408 and is let go: neither a head nor a body that never ends holds on to anything. Who sends an
    enormous head gets 431.
    """

    seconds: float
    gone: Callable[[], None] | None = None
    """Told once the connection has ended."""
    _deadline: asyncio.TimerHandle | None = None
    _whole = _headed = False
    _head = _begun = 0

    def connection_made(self, transport: Any) -> None:
        super().connection_made(Gathering(transport, self.loop))  # type: ignore[arg-type]
        self._begin()

    def connection_lost(self, exc: Exception | None) -> None:
        self._end()
        super().connection_lost(exc)
        if self.gone is not None:
            self.gone()

    def data_received(self, data: bytes) -> None:
        begun = self._begun
        super().data_received(data)
        if not self._headed and begun == self._begun:  # all of it belongs to one head
            self._measure(len(data))
        if self._whole:
            self._end()
        elif self._deadline is None:
            self._begin()

    def on_message_begin(self) -> None:
        self._whole = self._headed = False
        self._head, self._begun = 0, self._begun + 1
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._headed = True
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._whole = True
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        self._refuse(BROKEN, "this is not HTTP/1.1")

    def _measure(self, more: int) -> None:
        self._head += more
        if self._head > LONGEST_HEAD and not self.transport.is_closing():
            self._refuse(LONG, f"the head of the request has more than {LONGEST_HEAD} bytes")

    def _begin(self) -> None:
        self._deadline = self.loop.call_later(self.seconds, self._late)

    def _end(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _late(self) -> None:
        if self.flow.read_paused:  # it is the service that does not read on
            return self._begin()
        self._deadline = None
        if self.transport.is_closing() or (self._headed and self.cycle.response_started):
            return self.transport.close()
        return self._refuse(SLOW, f"the request was not sent whole within {self.seconds:g} seconds")

    def _refuse(self, kind: Kind, detail: str) -> None:
        """Answers in place of the application, which is not asked, or still waits for the body."""
        body = bytes(Problem(kind, detail, []).response().body)
        lines = (
            STATUS_LINE[kind.status],
            *(name + b": " + value + b"\r\n" for name, value in self.server_state.default_headers),
            f"content-type: {MEDIA_TYPE}\r\ncontent-length: {len(body)}\r\n".encode(),
            f"x-request-id: {uuid4().hex}\r\nconnection: close\r\n\r\n".encode(),
        )
        self.transport.write(b"".join((*lines, body)))
        self.transport.close()


class Alone(uvicorn.Server):
    """The server of a process that works alone."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        super().__init__(_config(app, settings))


class Crowds:
    """How many connections each of several processes has, told in memory that they share."""

    def __init__(self, workers: int) -> None:
        self._memory = mmap.mmap(-1, 4 * workers)
        self._counts = memoryview(self._memory).cast("I")

    def crowd(self, worker: int) -> Crowd:
        """The connections of a worker that begins: none."""
        self._counts[worker] = 0
        return Crowd(self._counts, worker)


@dataclass(frozen=True, slots=True)
class Crowd:
    """The connections of one worker among others; who comes and who goes is counted at once, so that all can tell."""

    counts: memoryview
    worker: int

    def enter(self) -> None:
        """One more is here."""
        self.counts[self.worker] += 1

    def leave(self) -> None:
        """One is gone."""
        self.counts[self.worker] -= 1

    def is_fuller(self) -> bool:
        """Whether another worker has fewer."""
        return min(self.counts) < self.counts[self.worker]


class Turnstile:
    """Lets in one connection at a time, through a door that other workers share, and counts it into a crowd.

    Whoever has fewest goes first, the others wait for `PATIENCE` seconds. Were it left to who is fastest, a caller who
    opens many connections at once would have them all with one worker, and the others idle.
    """

    def __init__(self, door: socket.socket, protocol: Callable[[], Patient], crowd: Crowd) -> None:
        self._door, self._protocol, self._crowd = door, protocol, crowd
        self._loop = asyncio.get_running_loop()
        self._coming: set[asyncio.Task[Any]] = set()
        self._closed = False
        door.setblocking(False)
        self._open()

    def close(self) -> None:
        """Lets nobody in any more."""
        self._closed = True
        self._loop.remove_reader(self._door.fileno())

    async def wait_closed(self) -> None:
        """Waits for those who were let in and are not seated yet."""
        await asyncio.gather(*self._coming, return_exceptions=True)

    def _open(self) -> None:
        if not self._closed:
            self._loop.add_reader(self._door.fileno(), self._knocked)

    def _knocked(self) -> None:
        if self._crowd.is_fuller():
            self._loop.remove_reader(self._door.fileno())
            self._loop.call_later(PATIENCE, self._after_all)
        else:
            self._let_in()

    def _after_all(self) -> None:
        """Lets in one whom those with fewer left standing."""
        if not self._closed:
            self._open()
            self._let_in()

    def _let_in(self) -> None:
        try:
            caller, _ = self._door.accept()
        except (BlockingIOError, ConnectionAbortedError):  # another worker was faster, or the caller left
            return
        except OSError as error:  # no connection more may be open: callers wait at the door
            _log.warning("a connection was not let in: %s", os.strerror(error.errno or 0).lower())
            self._loop.remove_reader(self._door.fileno())
            self._loop.call_later(FULL_SECONDS, self._open)
            return
        caller.setblocking(False)
        caller.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        task = self._loop.create_task(self._loop.connect_accepted_socket(self._seated, caller))
        self._coming.add(task)
        task.add_done_callback(self._coming.discard)

    def _seated(self) -> Patient:
        seated = self._protocol()
        self._crowd.enter()
        seated.gone = self._crowd.leave
        return seated


class Obedient(Alone):
    """The server of one worker among several: it stops when its parent says so, not at Ctrl-C, which all hear."""

    def __init__(self, app: ASGIApp, settings: Settings, crowd: Crowd) -> None:
        super().__init__(app, settings)
        self._crowd = crowd

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begins to let in who waits at the doors."""
        await super().startup(sockets=[])
        self.servers = [Turnstile(door, self._protocol, self._crowd) for door in sockets or ()]  # type: ignore[misc]

    def _protocol(self) -> Patient:
        kind: Any = self.config.http_protocol_class
        made: Patient = kind(config=self.config, server_state=self.server_state, app_state=self.lifespan.state)
        return made

    def handle_exit(self, sig: int, frame: Any) -> None:
        if sig == signal.SIGTERM:
            super().handle_exit(sig, frame)


def _config(app: ASGIApp, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        loop="asyncio" if sys.platform == "win32" else "uvloop",
        http=type("Patient", (Patient,), {"seconds": settings.read_timeout_seconds}),
        ws="none",
        access_log=False,
        server_header=False,
        lifespan="off",
        log_config=None,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=settings.grace_seconds,
    )
