"""How is a service put under load? Raw HTTP/1.1 over kept connections, with next to no work of its own."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from time import perf_counter

import numpy as np


@dataclass(slots=True)
class Tally:
    """What came back."""

    seconds: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    broken: int = 0
    size: int = 0
    marked: int = 0
    elapsed: float = 0.0

    @property
    def answered(self) -> int:
        return len(self.seconds)

    @property
    def failed(self) -> int:
        """Requests with another answer than 2xx, or with none."""
        return self.broken + sum(count for status, count in self.statuses.items() if not 200 <= status < 300)

    @property
    def per_second(self) -> float:
        return self.answered / self.elapsed

    def ms(self, quantile: float) -> float:
        return float(np.quantile(self.seconds, quantile) * 1e3)


class Caller(asyncio.Protocol):
    """One connection: sends a request, waits for its answer, then says that it is free."""

    def __init__(self, tally: Tally, free: Callable[[Caller], None], mark: bytes) -> None:
        self.tally, self.free, self.mark = tally, free, mark
        self.transport: asyncio.Transport | None = None
        self.began, self.busy, self.parts, self.missing = 0.0, False, b"", 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self.transport = transport

    def ask(self, request: bytes, due: float) -> None:
        """Sends a request that was due at a moment: waiting for a free connection counts as waiting."""
        assert self.transport is not None
        self.began, self.busy = due, True
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self.parts += data
        if self.missing > len(self.parts):
            return
        head = self.parts.find(b"\r\n\r\n")
        if head < 0:
            return
        at = self.parts.find(b"content-length: ", 0, head) + 16
        self.missing = head + 4 + int(self.parts[at : self.parts.find(b"\r", at)])
        if len(self.parts) >= self.missing:
            self._answered()

    def _answered(self) -> None:
        tally, status = self.tally, int(self.parts[9:12])
        tally.seconds.append(perf_counter() - self.began)
        tally.statuses[status] = tally.statuses.get(status, 0) + 1
        tally.size = len(self.parts)
        tally.marked += self.mark in self.parts
        self.parts, self.missing, self.busy = b"", 0, False
        self.free(self)

    def connection_lost(self, exc: Exception | None) -> None:
        if self.busy:
            self.tally.broken += 1
            self.busy = False


async def closed_loop(address: tuple[str, int], requests: Iterator[bytes], connections: int, seconds: float) -> Tally:
    """Every connection asks again as soon as it is answered, until the time or the requests are over."""
    tally, end = Tally(), perf_counter() + seconds
    over, active = asyncio.Event(), 0

    def go_on(caller: Caller) -> None:
        nonlocal active
        request = next(requests, None) if perf_counter() < end else None
        if request is None:
            active -= 1
            if active == 0:
                over.set()
            return
        caller.ask(request, perf_counter())

    callers = await _connected(address, tally, go_on, connections)
    began, active = perf_counter(), len(callers)
    for caller in callers:
        go_on(caller)
    await asyncio.wait_for(over.wait(), seconds + 60)
    tally.elapsed = perf_counter() - began
    _hang_up(callers)
    return tally


async def open_loop(
    address: tuple[str, int], requests: Iterator[bytes], rate: float, seconds: float, mark: bytes = b"\0"
) -> Tally:
    """Requests at a steady rate, whether or not the service keeps up; `mark` is counted in the answers."""
    tally, waiting, idle = Tally(), deque[float](), deque[Caller]()

    def freed(caller: Caller) -> None:
        if waiting:
            caller.ask(next(requests), waiting.popleft())
        else:
            idle.append(caller)

    callers = await _connected(address, tally, freed, 64, mark)
    idle.extend(callers)
    began, sent = perf_counter(), 0
    while sent < int(rate * seconds):
        now = perf_counter()
        while sent < min(int((now - began) * rate) + 1, int(rate * seconds)):  # the first is due at once
            due = began + sent / rate
            sent += 1
            if idle:
                idle.popleft().ask(next(requests), due)
            else:
                waiting.append(due)
        await asyncio.sleep(0.001)
    for _ in range(1_000):
        if not waiting and not any(caller.busy for caller in callers):
            break
        await asyncio.sleep(0.01)
    tally.elapsed, tally.broken = perf_counter() - began, tally.broken + len(waiting) + sum(c.busy for c in callers)
    _hang_up(callers)
    return tally


async def _connected(
    address: tuple[str, int], tally: Tally, free: Callable[[Caller], None], connections: int, mark: bytes = b"\0"
) -> list[Caller]:
    loop = asyncio.get_running_loop()
    made = [await loop.create_connection(lambda: Caller(tally, free, mark), *address) for _ in range(connections)]
    return [caller for _, caller in made]


def _hang_up(callers: list[Caller]) -> None:
    for caller in callers:
        caller.busy = False
        if caller.transport is not None:
            caller.transport.close()
