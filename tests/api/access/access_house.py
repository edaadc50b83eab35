"""A small organisation with an access of its own, over a real store, and clocks that tests move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from starlette.requests import Request

from api.access import Access, Entry
from api.access.keys import NewKey, Terms, made
from api.settings import Settings
from api.store import Change, Store

START = datetime(2026, 3, 2, 12, tzinfo=UTC)
LED_BY = {"ann": "top", "bea": "top", "cyd": "ann", "dan": "cyd", "eve": "bea"}
"""Who reports to whom: top leads ann and bea, ann leads cyd, cyd leads dan, bea leads eve."""
WORKS_IN = {"top": "all", "ann": "north", "cyd": "north-1", "dan": "north-1", "bea": "south", "eve": "south"}


@dataclass
class Clock:
    """A wall clock and a stopwatch that go on together when they are told to."""

    at: datetime = START
    ticked: float = field(default=1_000.0)

    def now(self) -> datetime:
        return self.at

    def ticks(self) -> float:
        return self.ticked

    def pass_(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)
        self.ticked += seconds

    @property
    def micros(self) -> int:
        return int(self.at.timestamp() * 1_000_000)


def open_store(folder: Path) -> Store:
    """A store of its own."""
    return Store.open(f"sqlite:///{folder}/cairn.db")


def put(store: Store, *changes: Change) -> None:
    """Writes rows."""
    with store.writing() as session:
        session.rows.put(changes, 1)


def job(learner: str, since: str = "2024-01-01", **more: Any) -> Change:
    """A row of employments."""
    said = {"learner_id": learner, "valid_from": since} | more
    return Change("employments", (learner, since), {name: value for name, value in said.items() if value is not None})


def unit(name: str, parent: str | None = None, head: str | None = None) -> Change:
    """A row of units."""
    said = {"unit_id": name, "name": name, "parent_id": parent, "head_id": head}
    return Change("units", (name,), {name: value for name, value in said.items() if value is not None})


def identity(external: str, learner: str, system: str = "login") -> Change:
    """A row of identities."""
    body = {"learner_id": learner, "system": system, "external_id": external}
    return Change("identities", (system, external), body)


def settle(store: Store) -> None:
    """Puts the whole organisation into a store: units all > north > north-1 and all > south, people as above."""
    jobs = (job(one, unit_id=place, manager_id=LED_BY.get(one)) for one, place in WORKS_IN.items())
    tree = (unit("all", head="top"), unit("north", "all", "ann"), unit("north-1", "north"), unit("south", "all", "bea"))
    put(store, *tree, *jobs)


def access_over(store: Store, clock: Clock, **settings: Any) -> Access:
    """An access over a store."""
    return Access(store, Settings(**settings), clock.now, clock.ticks)


def a_key(store: Store, clock: Clock, role: str = "lms", **terms: Any) -> NewKey:
    """A key that the store knows."""
    key = made(Terms(f"a test of {role}", role, **terms), clock.micros)
    with store.writing() as session:
        session.keys.put(key.stored)
    return key


def request(headers: Mapping[str, str] | list[tuple[str, str]] = {}, method: str = "GET") -> Request:  # noqa: B006
    """A request with headers."""
    rows = headers.items() if isinstance(headers, Mapping) else headers
    raw = [(name.lower().encode(), value.encode("latin-1")) for name, value in rows]
    return Request({"type": "http", "method": method, "path": "/", "query_string": b"", "headers": raw})


def bearing(proof: str) -> Request:
    """A request that shows a key or a token."""
    return request({"authorization": f"Bearer {proof}"})


def entered(access: Access, proof: str, route: str) -> Entry:
    """A call let in."""
    return access.enter(bearing(proof), route)
