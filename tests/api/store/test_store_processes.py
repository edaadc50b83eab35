"""Other processes: what they write is seen at once, and what they had committed outlives their sudden end."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from api.store import Store, StoreUnavailable
from api.store.opening import Address
from tests.api.store.store_builders import a_content, a_decision, an_event, append, put
from tests.postgres_server import PostgresServer, a_database

ROOT = Path(__file__).parents[3]
WRITER = """
import sys
from api.store import Store
from tests.api.store.store_builders import a_decision, an_event
store = Store.open(sys.argv[1])
print("ready", flush=True)
for number, _ in enumerate(sys.stdin) if sys.argv[2] == "told" else enumerate(iter(int, 1)):
    with store.writing() as session:
        session.events.append([an_event(f"{number}-{part}") for part in range(5)])
        session.heads.remember([("ana", session.seq, "t1", str(number).encode())])
    store.log([a_decision(f"{number}")])
    print(number, flush=True)
"""


@pytest.fixture
def postgres_store(postgres_server: PostgresServer) -> Iterator[Store]:
    """A store on the server that may be stopped."""
    with a_database(postgres_server.url()) as url:
        store = Store.open(url)
        yield store
        store.close()


@contextmanager
def a_writer(url: str, pace: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that writes, whenever it is told to or as fast as it can."""
    command = [sys.executable, "-c", WRITER, url, pace]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        yield writer
        writer.kill()


def test_what_another_process_writes_is_seen_at_once(store: Store, store_url: str) -> None:
    with a_writer(store_url, "told") as writer:
        assert store.glance("ana") is None
        for number in range(5):
            print(file=writer.stdin, flush=True)
            assert writer.stdout.readline() == f"{number}\n"
            assert store.glance("ana") == (number + 1, "t1")
            assert store.marks()["seq"] == number + 1
            with store.reading() as session:
                assert len(session.events.of("ana")) == 5 * (number + 1)
                assert session.heads.get("ana").memory == str(number).encode()


@pytest.mark.parametrize("lines", [1, 20])
def test_a_process_that_is_killed_while_it_writes_loses_nothing_that_it_had_committed(
    store: Store, store_url: str, lines: int
) -> None:
    with a_writer(store_url, "free") as writer:
        told = [writer.stdout.readline() for _ in range(lines)]
        writer.send_signal(signal.SIGKILL)
        told += list(writer.stdout)
    last = int(told[-1])
    with store.reading() as session:
        events = {event.event_id for event in session.events.of("ana")}
        assert {f"{number}-{part}" for number in range(last + 1) for part in range(5)} <= events
        assert len(events) % 5 == 0
        assert len(events) <= 5 * (last + 2)
        assert session.heads.get("ana").memory == str(len(events) // 5 - 1).encode()
    assert all(store.decision(str(number)) for number in range(last + 1))
    assert append(store, an_event("after"))[1] == frozenset()


CALLS: dict[str, Callable[[Store], object]] = {
    "glance": lambda store: store.glance("ana"),
    "marks": lambda store: store.marks(),
    "log": lambda store: store.log([]),
    "put": lambda store: put(store, a_content()),
    "append": lambda store: append(store, an_event()),
}


def reads(store: Store) -> object:
    with store.reading() as session:
        return session.events.of("ana")


CALLS["read"] = reads


def test_a_database_that_is_gone_is_told_and_one_that_is_back_is_used(
    postgres_server: PostgresServer, postgres_store: Store
) -> None:
    seq, _ = append(postgres_store, an_event())
    for call in CALLS.values():
        call(postgres_store)
    postgres_server.stop()
    try:
        for call in CALLS.values():
            with pytest.raises(StoreUnavailable) as told:
                call(postgres_store)
            assert "ana" not in str(told.value)
    finally:
        postgres_server.start()
    for call in CALLS.values():
        call(postgres_store)
    assert postgres_store.glance("ana")[0] == seq


def test_a_database_that_goes_in_the_middle_of_a_transaction_keeps_nothing_of_it(
    postgres_server: PostgresServer, postgres_store: Store
) -> None:
    def half_way() -> None:
        with postgres_store.writing() as session:
            session.events.append([an_event()])
            postgres_server.stop()
            postgres_server.start()
            session.rows.put([a_content()], 0)

    with pytest.raises(StoreUnavailable):
        half_way()
    assert postgres_store.glance("ana") is None
    assert put(postgres_store, a_content())[0] == 1


def test_a_full_disk_is_told_and_space_heals_it(tmp_path: Path) -> None:
    """SQLite's own limit of pages fails as a full disk does."""
    store = Store.open(f"sqlite:///{tmp_path}/cairn.db")
    put(store, a_content("c1"))
    many = [a_content(f"c{number}", "x" * 4_000) for number in range(500)]
    limit_pages(store, 60)
    with pytest.raises(StoreUnavailable, match="full"):
        put(store, *many)
    limit_pages(store, 1_000_000)
    with store.reading() as session:
        assert len(session.rows.current("contents")) == 1
    put(store, *many)
    store.close()


def limit_pages(store: Store, most: int) -> None:
    """The only connection of the pool is used again and again, and keeps its limit."""
    with store.writing() as session:
        session.rows._turn.connection.exec_driver_sql(f"PRAGMA max_page_count = {most}")


def test_a_lock_that_is_held_too_long_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.store.opening.WAIT_SECONDS", 0.1)
    url = f"sqlite:///{tmp_path}/cairn.db"
    store = Store.open(url)
    other: IO[str] = Address.of(url).line()
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match="locked"):
        append(store, an_event())
    store.log([a_decision("a1")])
    assert store.glance("ana") is None
    other.execute("ROLLBACK")
    other.close()
    append(store, an_event())
    assert store.decision("a1") == a_decision("a1")
    store.close()


def test_a_mistake_of_ours_is_not_told_as_a_database_that_is_gone(store: Store) -> None:
    with pytest.raises(Exception, match=r"(?i)null") as told, store.writing() as session:
        session.events.append([an_event(kind=None)])
    assert not isinstance(told.value, StoreUnavailable)
