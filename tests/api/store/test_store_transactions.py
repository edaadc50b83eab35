"""Transactions: all or nothing, one moment for readers, one number for writers, and no cursor that skips."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from api.store import Store
from tests.api.store.store_builders import a_content, a_decision, a_key, an_event, append, ids_of, put


class Broken(Exception):
    """What a caller raises half-way."""


def test_a_transaction_that_breaks_leaves_nothing(store: Store) -> None:
    put(store, a_content("c0"))
    before = store.marks()

    def half_way() -> None:
        with store.writing() as session:
            session.rows.put([a_content("c0", "Oak"), a_content("c1")], 1)
            session.events.append([an_event()])
            session.keys.put(a_key())
            raise Broken

    with pytest.raises(Broken):
        half_way()
    assert (store.marks(), store.glance("ana")) == (before, None)
    with store.reading() as session:
        assert [row["title"] for row in session.rows.current("contents")] == ["Steel"]
        assert (session.events.of("ana"), session.keys.all()) == ([], [])


def test_numbers_of_transactions_rise_by_one_and_what_broke_uses_none_up(store: Store) -> None:
    first, _ = put(store, a_content("c1"))
    with pytest.raises(Broken), store.writing():
        raise Broken
    second, _ = put(store, a_content("c2"))
    assert second == first + 1 == store.marks()["seq"]


def test_a_reader_sees_one_moment_while_others_write(store: Store) -> None:
    first, _ = put(store, a_content("c1"))
    with store.reading() as session:
        append(store, an_event())
        put(store, a_content("c2"))
        assert session.seq == first
        assert len(session.rows.current("contents")) == 1
        assert session.events.of("ana") == []
        assert session.heads.get("ana") is None
    with store.reading() as session:
        assert session.seq == store.marks()["seq"] == first + 2
        assert len(session.rows.current("contents")) == 2


def test_a_reader_sees_the_moment_at_which_it_began(store: Store) -> None:
    with store.reading() as session:
        put(store, a_content("c1"))
        assert session.rows.current("contents") == []


def test_what_is_written_is_seen_at_once_by_glance_and_log_readers(store: Store) -> None:
    for turn in range(5):
        seq, _ = append(store, an_event(f"e{turn}"))
        assert store.glance("ana") == (seq, None)
        store.log([a_decision(f"a{turn}")])
        assert store.decision(f"a{turn}") is not None


def test_a_writer_waits_for_the_one_before(store: Store) -> None:
    order: list[str] = []

    def second() -> None:
        with store.writing():
            order.append("second in")

    with store.writing():
        other = threading.Thread(target=second)
        other.start()
        time.sleep(0.1)
        order.append("first out")
    other.join()
    assert order == ["first out", "second in"]


def write_rows(store: Store, name: str) -> None:
    """Forty transactions of three rows, some of them slow to end."""
    for number in range(40):
        with store.writing() as session:
            time.sleep(0.003 * (number % 7 == 0))
            session.rows.put([a_content(f"{name}{number:03}-{part}") for part in range(3)], 0)


def read_rows(store: Store, done: threading.Event) -> list[str]:
    """What a cursor meets that goes on until nothing comes after the writers' end."""
    seen: list[str] = []
    after: tuple[int, tuple[str, ...] | None] = (0, None)
    while True:
        over = done.is_set()
        with store.reading() as session:
            page = session.rows.changes("contents", *after, limit=4)
        if over and not page:
            return seen
        seen += [row.key[0] for row in page]
        after = (page[-1].seq, page[-1].key) if page else after


def test_two_writers_never_hide_a_row_from_a_cursor(store: Store) -> None:
    """A number taken early and written late would be passed by a cursor that has seen a later one."""
    done = threading.Event()
    with ThreadPoolExecutor(3) as pool:
        seen = pool.submit(read_rows, store, done)
        for writer in [pool.submit(write_rows, store, name) for name in "ab"]:
            writer.result()
        done.set()
    every = [f"{name}{number:03}-{part}" for name in "ab" for number in range(40) for part in range(3)]
    assert sorted(seen.result()) == every


def test_the_same_event_from_many_threads_is_kept_once(store: Store) -> None:
    def send(_: int) -> int:
        return len(append(store, an_event("e1"), an_event("e2"))[1])

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(send, range(12))) == [0] + [2] * 11
    with store.reading() as session:
        assert ids_of(session.events.of("ana")) == ["e1", "e2"]


def test_many_threads_glance_and_log_side_by_side(store: Store) -> None:
    seq, _ = append(store, an_event())

    def work(number: int) -> bool:
        store.log([a_decision(f"a{number}-{part}") for part in range(3)])
        return store.glance("ana") == (seq, None)

    with ThreadPoolExecutor(20) as pool:
        assert all(pool.map(work, range(60)))
    assert all(store.decision(f"a{number}-{part}") for number in range(60) for part in range(3))


def test_nobody_writes_while_reading_on_postgresql(store: Store) -> None:
    if store.is_local:
        pytest.skip("SQLite has no transactions that only read: the code that reads has no call that writes")
    from api.store import StoreUnavailable

    with pytest.raises(StoreUnavailable), store.reading() as session:
        session.rows.put([a_content()], 0)
