"""Workers over a small application, as a process of their own: real sockets, real signals.

python -m tests.api.api_crew WORKERS READ_TIMEOUT_SECONDS
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api import logs
from api.door import listen
from api.listening import Crowds, Obedient
from api.settings import Settings
from api.workers import Workers

ROOT = Path(__file__).parents[2]


class Crew:
    """Runs in the background; is asked over HTTP."""

    def __init__(self, workers: int = 2, read_timeout_seconds: int = 10) -> None:
        command = [sys.executable, "-m", "tests.api.api_crew", str(workers), str(read_timeout_seconds)]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())
        self.url = f"http://127.0.0.1:{self.port}"

    def pid(self) -> int:
        """The process of some worker."""
        return int(httpx.get(f"{self.url}/pid").text)

    def pids(self, count: int, but: int | None = None) -> set[int]:
        """The processes of all workers, as soon as there are so many."""
        end = monotonic() + 20
        while monotonic() < end:
            found = {int(name) for name in children(self.process.pid)} - {but}
            if len(found) == count:
                return found
            sleep(0.02)
        raise AssertionError(f"there are not {count} workers")

    def end(self, number: int = signal.SIGTERM) -> str:
        """Sends a signal, waits, and gives the log."""
        self.process.send_signal(number)
        return self.process.communicate(timeout=30)[1]


def children(process_id: int) -> list[str]:
    """The processes that a process started."""
    return Path(f"/proc/{process_id}/task/{process_id}/children").read_text().split()


def lives(process_id: int) -> bool:
    """Whether a process still runs."""
    try:
        return Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


async def _pid(_: Request) -> Response:
    return Response(str(os.getpid()))


async def _slow(_: Request) -> Response:
    await asyncio.sleep(1.5)
    return Response("done")


async def _echo(request: Request) -> Response:
    return Response(await request.body())


def _main(workers: int, read_timeout_seconds: int) -> None:
    logs.configure("plain")
    door = listen("127.0.0.1", 0)
    settings = Settings(read_timeout_seconds=read_timeout_seconds, grace_seconds=5)
    routes = [Route("/pid", _pid), Route("/slow", _slow), Route("/echo", _echo, methods=["POST"])]
    app = Starlette(routes=routes)
    crowds = Crowds(workers)

    def work(worker: int) -> None:
        Obedient(app, settings, crowds.crowd(worker)).run(sockets=[door])

    with Workers(workers, work, settings.grace_seconds, lambda _: None) as crew:
        sys.stdout.write(f"{door.getsockname()[1]}\n")
        sys.stdout.flush()
        ended = crew.run()
    signal.signal(ended, signal.SIG_DFL)
    signal.raise_signal(ended)


if __name__ == "__main__":
    _main(*map(int, sys.argv[1:]))
