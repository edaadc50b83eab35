"""Somebody else writes to the file for long, as loading tables does: who reports waits, and who asks does not."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import pytest

from tests.faults.fault_house import FULL, Service, events, home_at, is_problem

SECONDS = 5.0 if FULL else 2.0
READS = ("/healthz", "/readyz", "/v1/learners", "/v1/learners/ada/skills")
ASK = {"learner_id": "ada", "as_of": "2026-03-02T12:00:00Z"}


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    running = Service(*home_at(tmp_path / "home"))
    running.start()
    yield running
    running.kill()


@contextmanager
def locked(service: Service) -> Iterator[None]:
    """The one writer's turn, taken."""
    line = sqlite3.connect(service.home / "data" / "cairn.db", isolation_level=None)
    line.execute("BEGIN IMMEDIATE")
    yield
    line.execute("ROLLBACK")
    line.close()


def recommended(service: Service, count: int) -> list[int]:
    """How some questions, asked at the same time, are answered."""
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(lambda _: service.post("/v1/recommendations", ASK).status_code, range(count)))


def test_who_asks_is_answered_while_others_wait_for_their_turn(service: Service) -> None:
    with ThreadPoolExecutor(1) as pool:
        with locked(service):
            told = pool.submit(service.post, "/v1/events", {"events": events("late", "ada")})
            sleep(0.2)
            began, rounds = monotonic(), 0
            while monotonic() - began < SECONDS:
                assert [service.get(path).status_code for path in READS] == [200] * len(READS)
                assert recommended(service, 4) == [200] * 4
                rounds += 1
            assert not told.done()
        assert told.result().json()["accepted"] == 20
    print(f"\nlocked for {SECONDS:g} s: {rounds * (len(READS) + 4)} calls answered, then the one that waited")  # noqa: T201
    assert rounds > 2


def test_who_waits_too_long_is_told_to_come_again(service: Service) -> None:
    told = {"events": events("later", "ada")}
    with locked(service):
        assert is_problem(service.post("/v1/events", told), 503)
    assert service.post("/v1/events", told).json()["accepted"] == 20
