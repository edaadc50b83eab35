"""The disk is full: writing is refused whole and politely, reading goes on, and with space again all is well."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, suppress
from itertools import count
from pathlib import Path
from time import monotonic
from typing import Any, Protocol

import httpx
import pytest

from tests.api.api_crew import children
from tests.faults.fault_house import FULL, PATIENCE, Service, events, home_at, is_problem

MOST = 2_000
"""Calls after which the disk must be full."""
READS = ("/healthz", "/readyz", "/v1/learners", "/v1/goals", "/v1/learners/ada/skills", "/openapi.json")
ASK = {"learner_id": "ada", "as_of": "2026-03-02T12:00:00Z"}


class Disk(Protocol):
    """What can be full, and then have space again."""

    folder: Path

    def fill(self, service: Service) -> None: ...

    def free(self, service: Service) -> None: ...

    def close(self) -> None: ...


class SmallDisk:
    """A file system of its own, filled by a file beside the database; only root may mount it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)]
        if os.geteuid() != 0 or shutil.which("mount") is None:
            pytest.skip("a file system of its own needs root")
        if subprocess.run(command, stderr=subprocess.DEVNULL).returncode:
            pytest.skip("a file system of its own may not be mounted here")

    def fill(self, service: Service) -> None:
        with (self.folder / "ballast").open("wb", buffering=0) as ballast, suppress(OSError):
            while True:
                ballast.write(bytes(4_096))

    def free(self, service: Service) -> None:
        (self.folder / "ballast").unlink()

    def close(self) -> None:
        subprocess.run(["umount", "-l", str(self.folder)], check=True)


class ShortFiles:
    """Files that may not grow: what a quota does; anybody may set it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()

    def fill(self, service: Service) -> None:
        self._limit(service, 100_000 + max(file.stat().st_size for file in self.folder.iterdir()))

    def free(self, service: Service) -> None:
        self._limit(service, resource.RLIM_INFINITY)

    def close(self) -> None: ...

    def _limit(self, service: Service, most: int) -> None:
        assert service.process is not None
        for process in (service.process.pid, *map(int, children(service.process.pid))):
            _, hard = resource.prlimit(process, resource.RLIMIT_FSIZE)
            resource.prlimit(process, resource.RLIMIT_FSIZE, (most, hard))


@pytest.fixture(params=[SmallDisk, ShortFiles])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Disk]:
    made: Disk = request.param(tmp_path / "disk")
    yield made
    made.close()


@pytest.fixture
def service(disk: Disk, tmp_path: Path) -> Iterator[Service]:
    home, key = home_at(tmp_path / "home")
    shutil.move(home / "data" / "cairn.db", disk.folder / "cairn.db")
    running = Service(home, key, 2, {"CAIRN_DATABASE_URL": f"sqlite:///{disk.folder}/cairn.db"})
    running.start()
    yield running
    running.kill()


def write_until_refused(client: httpx.Client, acknowledged: list[str], names: Iterator[int]) -> tuple[str, Any]:
    """Posts events until there is no more room; gives the name of the call that was refused, and the refusal."""
    for number in names:
        name = f"call-{number}"
        answer = client.post("/v1/events", json={"events": events(name, "eve", number)})
        if answer.status_code != 200:
            return name, answer
        acknowledged.append(name)
        assert number < MOST, "the disk never was full"
    raise AssertionError


def test_a_full_disk_refuses_whole_calls_and_what_is_there_can_be_read(disk: Disk, service: Service) -> None:
    acknowledged: list[str] = []
    names = count()
    with service.client() as client:
        for _ in range(5 if FULL else 1):
            disk.fill(service)
            name, refusal = write_until_refused(client, acknowledged, names)
            assert is_problem(refusal, 503)
            assert all(client.get(path).status_code == 200 for path in READS)
            assert is_problem(client.put("/v1/goals", json=goals()), 503)
            refused_or_right(client.post("/v1/recommendations", json=ASK))
            disk.free(service)
            acknowledged.append(name)
            assert accepted(client, name, int(name.rpartition("-")[2])) == 20
            assert client.post("/v1/recommendations", json=ASK).status_code == 200
            assert client.put("/v1/goals", json=goals()).status_code == 200
    service.kill()
    with closing(sqlite3.connect(disk.folder / "cairn.db")) as line:
        assert line.execute("PRAGMA quick_check").fetchall() == [("ok",)]
        found = line.execute("SELECT event_id FROM events WHERE event_id LIKE 'call-%'").fetchall()
    assert {name for (name,) in found} == {f"{name}-{number}" for name in acknowledged for number in range(20)}
    print(f"\n{type(disk).__name__}: {len(acknowledged)} calls kept whole, none half written")  # noqa: T201


def goals() -> list[dict[str, Any]]:
    """Rows that take more room than any remnant of a page."""
    return [
        {"learner_id": learner, "skill_id": skill, "level": 0.5, "reason": f"{monotonic()} {'x' * 20_000}"}
        for learner in ("ada", "bob")
        for skill in ("books", "plants", "safety")
    ]


def accepted(client: httpx.Client, name: str, minute: int) -> int:
    """How many events of a call are new as soon as there is room again: all, if nothing of it was kept before."""
    end = monotonic() + PATIENCE
    while True:
        answer = client.post("/v1/events", json={"events": events(name, "eve", minute)})
        if answer.status_code == 200:
            return int(answer.json()["accepted"])
        assert is_problem(answer, 503)
        assert monotonic() < end


def refused_or_right(answer: httpx.Response) -> None:
    """An answer is given with its line in the log, for which there may be room, or not at all."""
    assert answer.status_code == 200 or is_problem(answer, 503)
