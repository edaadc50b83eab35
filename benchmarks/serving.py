"""What does the service bear? Throughput, waiting times, memory, and a swap of the champion under load.

    python benchmarks/serving.py [--learners 10000] [--contents 20000] [--seconds 10] [--home DIR]

Starts `cairn serve --workers 2` over a copy of a made-up organisation (made once, kept in a folder) and asks it from
this process over loopback: keys, decision log and durable writes as in service. Prints a table and, as its last line,
one JSON object. The rival, in the same run, is a bare Starlette application that answers as many bytes and does
nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import socket
import sys
import tempfile
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import time_ns
from typing import Any

import numpy as np
import uvloop
from load.client import Tally, closed_loop, open_loop
from load.organisation import Size
from load.prepared import Home, fresh, prepared
from load.processes import Service
from rich.console import Console
from rich.table import Table

from recommender.bundle import Shelf

WORKERS, CONNECTIONS = 2, 32
HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Asking:
    """Raw requests of one caller about random learners, the same ones for a seed."""

    key: str
    size: Size
    seed: int = 0

    def recommendations(self) -> Iterator[bytes]:
        """Ten contents for somebody, without end."""
        rng = np.random.default_rng(self.seed)
        while True:
            for learner in rng.integers(0, self.size.learners, 10_000).tolist():
                yield self._post("/v1/recommendations", b'{"learner_id":"learner-%05d","k":10}' % learner)

    def everybody(self) -> Iterator[bytes]:
        """Ten contents for each learner, once."""
        for learner in range(self.size.learners):
            yield self._post("/v1/recommendations", b'{"learner_id":"learner-%05d","k":10}' % learner)

    def events(self, calls: int, each: int = 100) -> Iterator[bytes]:
        """Calls that each report what happened just now to as many learners."""
        rng, now = np.random.default_rng(self.seed + 1), datetime.now(UTC).replace(microsecond=0)
        run = time_ns()
        for call in range(calls):
            rows = zip(
                rng.integers(0, self.size.learners, each), rng.integers(0, self.size.contents, each), strict=True
            )
            at = (now - timedelta(seconds=calls - call)).isoformat()
            told = [
                {
                    "event_id": f"load-{run}-{call}-{row}",
                    "learner_id": f"learner-{learner:05d}",
                    "kind": "completed" if row % 2 else "started",
                    "occurred_at": at,
                    "content_id": f"content-{content:05d}",
                    "initiated_by": "self",
                }
                for row, (learner, content) in enumerate(rows)
            ]
            yield self._post("/v1/events", json.dumps({"events": told}).encode())

    def _post(self, path: str, body: bytes) -> bytes:
        head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {self.key}\r\n"
        return f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def run(work: Coroutine[Any, Any, Tally]) -> Tally:
    """Lets a loop of requests run to its end."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


def measured(home: Home, size: Size, seconds: float) -> dict[str, float]:
    """All figures of the service, and of its rival."""
    asking = Asking(home.key, size)
    with _cairn(home) as service:
        ready = service.ready_seconds
        before = service.cpu_seconds()
        first = run(closed_loop(service.address, asking.everybody(), CONNECTIONS, 120))
        first_cpu, before = service.cpu_seconds() - before, service.cpu_seconds()
        full = run(closed_loop(service.address, asking.recommendations(), CONNECTIONS, seconds))
        cpu = service.cpu_seconds() - before
        half = run(open_loop(service.address, asking.recommendations(), full.per_second / 2, seconds))
        swapped = run(_swapping(service, home, asking, full.per_second / 2, seconds))
        told = run(closed_loop(service.address, asking.events(int(50 * seconds)), 4, seconds))
        pss = service.pss_mib()
    rival_cpu, rival = _rival(full.size, asking, seconds / 2)
    return {
        "cpu_ms": 1e3 * cpu / full.answered,
        "rps": full.per_second,
        "p50_ms": half.ms(0.5),
        "p99_ms": half.ms(0.99),
        "events_per_s": 100 * told.per_second,
        "ready_s": ready,
        "pss_mib": pss,
        "failed": first.failed + full.failed + half.failed + swapped.failed + told.failed,
        "first_cpu_ms": 1e3 * first_cpu / first.answered,
        "swapped_answers": swapped.marked,
        "swap_p99_ms": swapped.ms(0.99),
        "rival_rps": rival.per_second,
        "rival_cpu_ms": 1e3 * rival_cpu / rival.answered,
    }


async def _swapping(service: Service, home: Home, asking: Asking, rate: float, seconds: float) -> Tally:
    """A steady load; a third of the way another bundle becomes the champion."""
    shelf = Shelf(home.folder / "models")
    before = shelf.champion()
    other = next(version for version in home.versions if version != before)
    asyncio.get_running_loop().call_later(seconds / 3, shelf.promote, other)
    return await open_loop(service.address, asking.recommendations(), rate, seconds, mark=other.encode())


def _rival(size: int, asking: Asking, seconds: float) -> tuple[float, Tally]:
    port = _free_port()
    command = [sys.executable, str(HERE / "load" / "rival.py"), str(port), str(size), str(WORKERS)]
    with Service(command, port, "/readyz", {"PYTHONPATH": str(HERE)}) as service:
        before = service.cpu_seconds()
        tally = run(closed_loop(service.address, asking.recommendations(), CONNECTIONS, seconds))
        return service.cpu_seconds() - before, tally


def _cairn(home: Home) -> Service:
    port = _free_port()
    command = [sys.executable, "-m", "cairn", "serve", "--port", str(port), "--workers", str(WORKERS)]
    return Service(command, port, "/readyz", {"CAIRN_HOME": str(home.folder)})


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--learners", type=int, default=10_000)
    parser.add_argument("--contents", type=int, default=20_000)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--home", type=Path, default=Path(tempfile.gettempdir()) / f"cairn-bench-{os.getuid()}")
    asked = parser.parse_args()
    size = Size(asked.learners, asked.contents)
    with fresh(prepared(asked.home, size)) as home:
        found = measured(home, size, asked.seconds)
    table = Table("figure", "found")
    for name, value in found.items():
        table.add_row(name, f"{value:,.4g}")
    Console().print(table)
    print(json.dumps({name: round(value, 3) for name, value in found.items()}))


if __name__ == "__main__":
    main()
