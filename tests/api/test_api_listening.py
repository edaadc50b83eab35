"""Slow and broken callers: each gets a 4xx within a set time, and holds up nobody."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from time import monotonic, sleep

import pytest

from tests.api.api_crew import Crew

HEAD = b"POST /echo HTTP/1.1\r\nhost: cairn\r\n"


@pytest.fixture(scope="module")
def crew() -> Iterator[Crew]:
    made = Crew(workers=1, read_timeout_seconds=1)
    made.pid()
    yield made
    made.end()


def told(crew: Crew, *parts: bytes, pause: float = 0.0) -> tuple[bytes, float]:
    """Everything that comes back until the other side hangs up, and the seconds that it took."""
    began = monotonic()
    with socket.create_connection(("127.0.0.1", crew.port), 15) as line:
        for part in parts:
            line.sendall(part)
            sleep(pause)
        found = b""
        while more := line.recv(65_536):
            found += more
    return found, monotonic() - began


@pytest.mark.parametrize(
    "parts",
    [
        (),
        (b"POST /ec",),
        (HEAD,),
        (HEAD + b"content-length: 10\r\n\r\n",),
        (HEAD + b"content-length: 10\r\n\r\nabc",),
        (HEAD + b"transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n",),
    ],
    ids=["nothing", "half a line", "half a head", "no body", "half a body", "no last chunk"],
)
def test_a_request_that_never_ends_gets_408_in_time(crew: Crew, parts: tuple[bytes, ...]) -> None:
    answer, seconds = told(crew, *parts)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
    assert b"content-type: application/problem+json" in head
    assert b"x-request-id: " in head
    assert json.loads(body)["detail"] == "the request was not sent whole within 1 seconds"
    assert 0.9 < seconds < 4


def test_drops_that_keep_coming_do_not_buy_time(crew: Crew) -> None:
    drops = [b"x-a: 1\r\n"] * 3
    answer, seconds = told(crew, HEAD, *drops, pause=0.3)
    assert b" 408 " in answer
    assert seconds < 4


def test_a_second_request_on_the_line_is_timed_too(crew: Crew) -> None:
    whole = b"GET /pid HTTP/1.1\r\nhost: cairn\r\n\r\n"
    answer, _ = told(crew, whole, HEAD + b"content-length: 3\r\n\r\na", pause=0.2)
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert b"HTTP/1.1 408 " in answer


def test_an_answer_that_takes_longer_than_reading_may_is_not_cut_off(crew: Crew) -> None:
    slow = b"GET /slow HTTP/1.1\r\nhost: cairn\r\nconnection: close\r\n\r\n"
    answer, _ = told(crew, slow)
    assert answer.endswith(b"done")


def test_head_and_body_of_an_answer_arrive_in_one_piece(crew: Crew) -> None:
    with socket.create_connection(("127.0.0.1", crew.port), 15) as line:
        for size in (1, 10_000):
            line.sendall(b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s" % (size, b"a" * size))
            assert line.recv(65_536).endswith(b"\r\n\r\n" + b"a" * size)


def test_many_that_say_nothing_hold_up_nobody(crew: Crew) -> None:
    lines = [socket.create_connection(("127.0.0.1", crew.port)) for _ in range(200)]
    began = monotonic()
    assert crew.pid()
    assert monotonic() - began < 1
    for line in lines:
        line.close()


def test_what_is_not_http_is_a_problem_as_all_others(crew: Crew) -> None:
    answer, _ = told(crew, b"\x16\x03\x01 hello\r\n\r\n")
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert json.loads(body)["detail"] == "this is not HTTP/1.1"


def test_a_head_without_end_gets_431_long_before_it_fills_the_memory(crew: Crew) -> None:
    answer, _ = told(crew, b"GET /pid HTTP/1.1\r\n", *[b"x-a: " + b"a" * 10_000 + b"\r\n"] * 7, pause=0.02)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 431 Request Header Fields Too Large\r\n")
    assert json.loads(body)["detail"] == "the head of the request has more than 65536 bytes"


def test_a_long_head_that_ends_in_time_is_read_whatever_comes_before_it(crew: Crew) -> None:
    pid = b"GET /pid HTTP/1.1\r\nhost: cairn\r\n"
    long = (b"x-a: " + b"a" * 10_000 + b"\r\n") * 4
    answer, _ = told(crew, *[pid + long + b"\r\n"] * 3, pid + b"connection: close\r\n", long, b"\r\n", pause=0.02)
    assert answer.count(b"HTTP/1.1 200 OK") == 4
