"""The database goes away under a running service and comes back: calls are refused soon, then answered, by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Final

import httpx
import psycopg
import pytest

from api.flows.loading import load
from api.store import Store
from recommender.tables import check
from tests.api.api_house import AT, a_key, frames, tables
from tests.api.api_shelf import released
from tests.faults.fault_house import FULL, Service, events, is_problem
from tests.postgres_server import PostgresServer, a_database

ROUNDS: Final = 10 if FULL else 1
BOUND: Final = 30.0
"""Seconds within which a call without its database is refused, on whatever machine."""
ASK: Final = {"learner_id": "ada", "as_of": "2026-03-02T12:00:00Z"}
CALLS: Final[dict[str, Callable[[httpx.Client, str], httpx.Response]]] = {
    "recommends": lambda client, _: client.post("/v1/recommendations", json=ASK),
    "batch": lambda client, _: client.post("/v1/recommendations/batch", json={"learner_ids": ["ada", "bob"]}),
    "plans": lambda client, _: client.post("/v1/paths", json={"learner_id": "ada"}),
    "path": lambda client, _: client.get("/v1/learners/ada/path"),
    "events": lambda client, name: client.post("/v1/events", json={"events": events(name, "eve")}),
    "reads": lambda client, _: client.get("/v1/learners"),
    "puts": lambda client, name: client.put("/v1/units", json=[{"unit_id": "park", "name": name}]),
    "skills": lambda client, _: client.get("/v1/learners/ada/skills"),
    "gaps": lambda client, _: client.get("/v1/units/park/gaps"),
}


@pytest.fixture
def service(postgres_server: PostgresServer, tmp_path: Path) -> Iterator[Service]:
    home = tmp_path / "home"
    with a_database(postgres_server.url()) as url:
        store = Store.open(url)
        load(store, check(frames()), AT)
        key = a_key(store, "admin")
        store.close()
        released(tables(), home / "models")
        running = Service(home, key, 2, {"CAIRN_DATABASE_URL": url})
        running.start()
        yield running
        running.kill()


def without(service: Service, name: str) -> float:
    """What every call says while the database is away; gives the longest time that one took."""
    longest = 0.0
    with service.client() as client:
        for call in CALLS.values():
            began = monotonic()
            assert is_problem(answer := call(client, name), 503), answer.text
            longest = max(longest, monotonic() - began)
            assert client.get("/healthz").json() == {"status": "alive"}
    return longest


def test_a_database_that_goes_is_told_and_one_that_is_back_is_used(
    postgres_server: PostgresServer, service: Service
) -> None:
    longest, back = 0.0, 0.0
    for number in range(ROUNDS):
        with service.client() as client:
            before = {name: call(client, f"before-{number}").status_code for name, call in CALLS.items()}
            assert set(before.values()) == {200}, before
        postgres_server.stop()
        try:
            longest = max(longest, without(service, f"away-{number}"))
            service.until(partial(is_told, service), "not ready")
        finally:
            postgres_server.start()
        back = max(back, service.until(partial(all_well, service, f"after-{number}"), "all is well again"))
    assert longest < BOUND
    report(longest, back)
    assert service.get("/v1/units?limit=1").status_code == 200
    kept_whole(service)


def is_told(service: Service) -> bool:
    """Whether the worker that happens to answer says that the database is away: each looks for itself."""
    answer = service.get("/readyz")
    return answer.status_code != 200 and is_problem(answer, 503) and "database" in answer.json()["detail"]


def all_well(service: Service, name: str) -> bool:
    """Whether every call is answered, and it says that it is ready."""
    ready = service.get("/readyz").status_code == 200
    with service.client() as client:
        return ready and {call(client, name).status_code for call in CALLS.values()} == {200}


def kept_whole(service: Service) -> None:
    """Nothing of a call that was refused stands in the store, and all of those that were answered."""
    with psycopg.connect(service.database) as line:
        found = line.execute("SELECT event_id FROM events WHERE learner_id = 'eve'").fetchall()
    names = [f"{when}-{number}" for when in ("before", "after") for number in range(ROUNDS)]
    assert {name for (name,) in found} == {f"{name}-{number}" for name in names for number in range(20)}


def report(longest: float, back: float) -> None:
    print(  # noqa: T201
        f"\nPostgreSQL stopped {ROUNDS} times under {len(CALLS)} calls: each refused within {longest:.2f} s with 503 "
        f"and Retry-After; all answered again {back:.2f} s after it was back"
    )
