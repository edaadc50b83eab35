"""A backup that is taken while the service writes: restored elsewhere, it answers the same, byte for byte."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import httpx
import pytest

from tests.faults.fault_house import Service, events, home_at

PAGE = Path(__file__).parents[2] / "docs" / "operations.md"
QUESTION = {"k": 3, "as_of": "2026-03-02T12:00:00Z"}
LEARNERS = ("ada", "bob", "eve")


def backed_up(home: Path, elsewhere: Path) -> Path:
    """A copy of the database and the shelf of a home, as the page tells it."""
    (elsewhere / "data").mkdir(parents=True)
    with (
        closing(sqlite3.connect(home / "data" / "cairn.db")) as running,
        closing(sqlite3.connect(elsewhere / "data" / "cairn.db")) as copy,
    ):
        running.backup(copy)
    shutil.copytree(home / "models", elsewhere / "models")
    return elsewhere


def answers(service: Service) -> list[bytes]:
    """What the service says of every learner as of one moment, in bytes."""
    return [service.post("/v1/recommendations", QUESTION | {"learner_id": learner}).content for learner in LEARNERS]


class Reports:
    """Somebody who reports events all the time, each call under a name; `acknowledged` are those that were taken."""

    def __init__(self, service: Service) -> None:
        self._service, self._enough, self.acknowledged = service, Event(), list[str]()
        self._thread = Thread(target=self._report)

    def __enter__(self) -> Reports:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._enough.set()
        self._thread.join()

    def until(self, calls: int) -> None:
        """Waits until so many calls were acknowledged."""
        self._service.until(lambda: len(self.acknowledged) >= calls, f"{calls} calls of events")

    def _report(self) -> None:
        with self._service.client() as client:
            while not self._enough.is_set():
                name = f"during-{len(self.acknowledged)}"
                assert client.post("/v1/events", json=events(name, "ada")).status_code == 200
                self.acknowledged.append(name)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    running = Service(*home_at(tmp_path / "home"), workers=2)
    running.start()
    yield running
    running.kill()


@pytest.fixture
def restored(service: Service, tmp_path: Path) -> Iterator[Service]:
    """A service at another place, over a copy of a database that was written to while it was copied."""
    with Reports(service) as reports:
        reports.until(3)
        before = list(reports.acknowledged)
        home = backed_up(service.home, tmp_path / "elsewhere")
        reports.until(len(before) + 3)
    again = Service(home, service.bearer["authorization"].removeprefix("Bearer "))
    again.start()
    assert before
    yield again
    again.kill()


def known(service: Service) -> dict[str, str]:
    """All events of a service: id and kind."""
    found: dict[str, str] = {}
    page = service.get("/v1/events?limit=5000").json()
    while True:
        found |= {row["event_id"]: row["kind"] for row in page["rows"]}
        if not page["more"]:
            return found
        page = service.get(f"/v1/events?limit=5000&cursor={page['cursor']}").json()


def test_a_backup_of_a_quiet_service_answers_the_same_elsewhere(service: Service, tmp_path: Path) -> None:
    service.post("/v1/events", events("before", "bob"))
    said = answers(service)
    again = Service(backed_up(service.home, tmp_path / "copy"), service.bearer["authorization"].removeprefix("Bearer "))
    again.start()
    try:
        assert answers(again) == said
        assert httpx.get(again.url + "/v1/skills").status_code == 401
    finally:
        again.kill()


def test_a_backup_under_writes_is_one_moment_and_takes_the_rest_again(service: Service, restored: Service) -> None:
    there, copied = known(service), known(restored)
    assert copied.items() <= there.items()
    calls = {name.rpartition("-")[0] for name in copied if name.startswith("during-")}
    assert len(calls) >= 3
    assert sum(name.startswith("during-") for name in copied) == 20 * len(calls), "a call is there whole or not at all"
    for name in {name.rpartition("-")[0] for name in there.keys() - copied.keys()}:
        assert restored.post("/v1/events", events(name, "ada")).json()["accepted"] == 20
    assert known(restored) == there
    assert answers(restored) == answers(service)


def test_the_page_tells_this_way_to_copy() -> None:
    [told] = re.findall(r"running\.backup\(copy\)", PAGE.read_text(encoding="utf-8"))
    assert told
