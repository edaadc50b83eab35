"""The whole service is killed while it writes, again and again: what it acknowledged is there, once, and whole."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random
from statistics import median
from threading import Event
from time import sleep
from typing import Any

import httpx
import pytest

from api.flows.folding import Folder
from api.flows.rebuilding import Rebuilt, rebuild
from api.serving import Holder
from api.store import Store
from tests.api.api_house import AT
from tests.faults.fault_house import FULL, Service, events, home_at

ROUNDS = 200 if FULL else 5
LEARNERS = ("ada", "bob", "eve")
SKILLS = ("books", "plants", "safety")
LATE = 7
"""Of so many calls one reports what happened long ago."""
SECONDS = (0.05, 0.5)
"""How long clients write before the next kill."""


@dataclass
class Writer:
    """A client that writes call after call until it is told to stop, and knows what was acknowledged."""

    learner: str
    numbers: Iterator[int] = field(default_factory=count)
    acknowledged: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)

    def write(self, service: Service, stop: Event) -> None:
        """Writes until the service is gone."""
        with service.client() as client:
            while not stop.is_set():
                name = f"{self.learner}-{next(self.numbers)}"
                self.open.append(name)
                try:
                    answer = self.call(client, name)
                except httpx.TransportError:
                    return
                assert answer.status_code == 200, answer.text
                self.open.remove(name)
                self.acknowledged.append(name)

    def call(self, client: httpx.Client, name: str) -> httpx.Response:
        """Twenty events in one call, mostly later than all before, so that now and then everything is folded anew."""
        number = int(name.rpartition("-")[2])
        minute = number if number % LATE else 0
        return client.post("/v1/events", json={"events": events(name, self.learner, minute)})

    def repeat(self, client: httpx.Client) -> None:
        """Sends again what was never acknowledged, as any caller would; all of it is new, or all known."""
        while self.open:
            name = self.open.pop()
            answer = self.call(client, name).json()
            assert sorted((answer["accepted"], answer["duplicates"])) == [0, 20], answer
            self.acknowledged.append(name)


class Wisher(Writer):
    """Puts three goals of a learner in one call, each time with another reason."""

    def call(self, client: httpx.Client, name: str) -> httpx.Response:
        rows = [{"learner_id": self.learner, "skill_id": skill, "level": 0.5, "reason": name} for skill in SKILLS]
        return client.put("/v1/goals", json=rows)

    def repeat(self, client: httpx.Client) -> None:
        """Looks that one call stands whole, and that it is none before the last acknowledged one."""
        rows = client.get("/v1/goals").json()["rows"]
        found = [row["reason"] for row in rows if row["learner_id"] == self.learner]
        whole = [[name] * len(SKILLS) for name in (*self.acknowledged[-1:], *self.open)]
        assert found in (whole if self.acknowledged else [[], *whole])
        self.acknowledged += found[:1]
        self.open.clear()


def crew() -> list[Writer]:
    return [*map(Writer, LEARNERS), Wisher("ada")]


def kill_while(service: Service, writers: list[Writer], seconds: float) -> None:
    """Kills everything while all write."""
    stop = Event()
    with ThreadPoolExecutor(len(writers)) as pool:
        calls = [pool.submit(writer.write, service, stop) for writer in writers]
        sleep(seconds)
        service.kill()
        stop.set()
        for call in calls:
            call.result()


def kept(home: Path) -> Counter[str]:
    """How many events of each call stand in the store."""
    with closing(sqlite3.connect(home / "data" / "cairn.db")) as line:
        assert line.execute("PRAGMA quick_check").fetchall() == [("ok",)]
        found = line.execute("SELECT event_id FROM events WHERE event_id LIKE '%-%'").fetchall()
    return Counter(name.rpartition("-")[0] for (name,) in found)


def folded_anew(home: Path) -> Rebuilt:
    """What `cairn rebuild` finds."""
    with closing(Store.open(f"sqlite:///{home}/data/cairn.db")) as store:
        holder = Holder(store, home / "models")
        assert holder.served is not None
        return rebuild(store, Folder(holder.served, AT))


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    running = Service(*home_at(tmp_path / "home"), workers=2)
    yield running
    running.kill()


def test_nothing_acknowledged_is_lost_or_doubled_and_no_call_is_half_written(service: Service) -> None:
    rng, writers, ready = Random(3), crew(), [service.start()]
    told: Counter[str] = Counter()
    for _ in range(ROUNDS):
        kill_while(service, writers, rng.uniform(*SECONDS))
        ready.append(service.start())
        assert service.get("/healthz").json() == {"status": "alive"}
        told += looked_after(service, writers)
    service.kill()
    assert kept(service.home) == {name: 20 for writer in writers[:3] for name in writer.acknowledged}
    assert told["half"] == told["differed"] == 0
    assert told["same"] > 0
    report(ready, writers, told)


def looked_after(service: Service, writers: list[Writer]) -> Counter[str]:
    """Looks at one kill: what stands in the store, then what becomes of calls that are sent again."""
    found = kept(service.home)
    lost = [name for writer in writers[:3] for name in writer.acknowledged if not found[name]]
    half = [name for name, number in found.items() if number != 20]
    assert (lost, half) == ([], [])
    rebuilt = folded_anew(service.home)
    assert rebuilt.differed == 0
    unsure = sum(len(writer.open) for writer in writers)
    with service.client() as client:
        for writer in writers:
            writer.repeat(client)
    return Counter(same=rebuilt.same, missing=rebuilt.missing, outdated=rebuilt.outdated, unsure=unsure)


def report(ready: list[float], writers: list[Writer], told: Counter[str]) -> None:
    """The figures."""
    calls: Any = sum(len(writer.acknowledged) for writer in writers[:3])
    print(  # noqa: T201
        f"\nkilled {ROUNDS} times while writing: {calls:,} calls of 20 events and "
        f"{len(writers[3].acknowledged):,} of goals acknowledged, {told['unsure']:,} open; "
        f"events lost 0, doubled 0, calls half written 0; memories the same {told['same']:,}, differed 0, "
        f"missing {told['missing']:,}, outdated {told['outdated']:,}; "
        f"ready again after {median(ready[1:]):.2f} s (median), {max(ready[1:]):.2f} s (longest)"
    )
