"""Callers who are slow, broken or mean no good: each is refused with a 4xx, and all others are answered meanwhile."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Thread
from time import monotonic, sleep

import httpx
import pytest

from tests.faults.fault_house import FULL, PATIENCE, Service, home_at
from tests.faults.rude_calls import CALLS, LINES, ODD, PACKED, TYPES, bodies, chunked, lines, request

SLOW = 100 if FULL else 20
"""Slow callers at the same time."""
ROUNDS = 5 if FULL else 1
BOUND = 20.0
"""Seconds within which everybody else is answered, on whatever machine; the figure that counts is printed."""
LONG = 30.0
"""Seconds after which a line that stays open is a request that was taken."""
ASK = {"learner_id": "ada", "as_of": "2026-03-02T12:00:00Z"}
HEAD = b"POST /v1/events HTTP/1.1\r\nhost: cairn\r\ncontent-type: application/json\r\n"
STATUS = re.compile(rb"HTTP/1\.1 (\d{3}) ")


@dataclass
class Others:
    """Somebody who asks as one should, all the while."""

    service: Service
    seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    stop: Event = field(default_factory=Event)

    def ask(self) -> None:
        """Asks once at least, then again and again, in turn whether it lives and for a recommendation."""
        with self.service.client() as client:
            while True:
                began = monotonic()
                try:
                    answers = client.get("/healthz"), client.post("/v1/recommendations", json=ASK)
                    self.wrong += [answer.text for answer in answers if answer.status_code != 200]
                except httpx.TransportError as error:
                    self.wrong.append(repr(error))
                self.seconds.append(monotonic() - began)
                if self.stop.wait(0.02):
                    return


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    home, key = home_at(tmp_path_factory.mktemp("callers") / "home")
    running = Service(home, key, 1, {"CAIRN_READ_TIMEOUT_SECONDS": "2"})
    running.start()
    yield running
    running.kill()


@contextmanager
def others(service: Service, what: str) -> Iterator[None]:
    """While this goes on, everybody else is answered; prints how soon."""
    asking, before = Others(service), service.log
    thread = Thread(target=asking.ask)
    thread.start()
    try:
        yield
        sleep(0.1)
    finally:
        asking.stop.set()
        thread.join()
    assert asking.wrong == []
    assert max(asking.seconds) < BOUND
    print(f"\n{what}: {len(asking.seconds)} times others asked meanwhile, longest {max(asking.seconds):.2f} s")  # noqa: T201
    assert service.log == before


def told(service: Service, *parts: bytes, pause: float = 0.0) -> list[int]:
    """Sends parts one after the other, and gives the statuses that come back until the line is closed."""
    found = b""
    with socket.create_connection(("127.0.0.1", service.port), PATIENCE) as line:
        with suppress(ConnectionError):
            for part in parts:
                line.sendall(part)
                sleep(pause)
        line.settimeout(LONG)
        with suppress(ConnectionError, TimeoutError):
            while more := line.recv(65_536):
                found += more
    return [int(status) for status in STATUS.findall(found)]


def is_refused(statuses: list[int]) -> bool:
    return len(statuses) == 1 and 400 <= statuses[0] < 500


def test_bodies_that_no_call_takes_are_refused(service: Service) -> None:
    key = service.bearer["authorization"].removeprefix("Bearer ")
    wrong = {}
    with others(service, "bodies that no call takes"):
        for call in CALLS * ROUNDS:
            for name, body in bodies(call):
                wrong[call, name] = told(service, request(call, body, key))
            for name, headers in TYPES.items():
                wrong[call, name] = told(service, request(call, b"{}", key, **headers))
            wrong[call, "a bomb"] = told(service, request(call, PACKED, key, content_encoding="gzip"))
            wrong[call, "endless"] = told(service, chunked(call, key, 10_000_000))
            for name, body in LINES.items():
                wrong[call, name] = told(service, lines(call, body, key))
    assert {case: statuses for case, statuses in wrong.items() if not is_refused(statuses)} == {}
    print(f"{len(wrong)} cases, {ROUNDS} times each: all 4xx")  # noqa: T201


def test_what_is_no_request_is_refused(service: Service) -> None:
    with others(service, "what is no request"):
        found = {name: told(service, data) for name, data in ODD.items()}
    assert {name: statuses for name, statuses in found.items() if not is_refused(statuses)} == {}


def test_slow_callers_are_let_go_and_hold_up_nobody(service: Service) -> None:
    head = HEAD + f"authorization: {service.bearer['authorization']}\r\n".encode()
    parts = [
        [head, *[b"x-drop: 1\r\n"] * 30],
        [head + b"content-length: 1000\r\n\r\n", *[b" "] * 30],
        [head + b"transfer-encoding: chunked\r\n\r\n", *[b"1\r\n \r\n"] * 30],
        [*(bytes([letter]) for letter in head)],
    ]
    with others(service, f"{SLOW} slow callers of {len(parts)} kinds"), ThreadPoolExecutor(4 * SLOW) as pool:
        calls = [pool.submit(told, service, *sent, pause=0.2) for sent in parts for _ in range(SLOW)]
        found = [call.result() for call in calls]
    assert {tuple(statuses) for statuses in found} == {(408,)}


def test_callers_who_hang_up_in_the_middle_hold_up_nobody(service: Service) -> None:
    key = service.bearer["authorization"].removeprefix("Bearer ")
    whole = request(("POST", "/v1/recommendations"), b'{"learner_id":"ada"}', key)
    with others(service, "callers who hang up"):
        for end in range(1, len(whole) + 1, 1 if FULL else 10):
            with socket.create_connection(("127.0.0.1", service.port), PATIENCE) as line:
                line.sendall(whole[:end])
