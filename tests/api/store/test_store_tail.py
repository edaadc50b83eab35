"""The end of the log: durable at once, in nobody's way, moved to the table, and found whoever was killed."""

from __future__ import annotations

import logging
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from time import monotonic, sleep
from types import SimpleNamespace

import orjson
import pytest

from api.store import Store, StoreUnavailable
from api.store.opening import Address
from api.store.tail import Page, Tail, whole
from tests.api.store.store_builders import a_decision

ROOT = Path(__file__).parents[3]
LEAVES = """
import os, sys
from api.store import Store
from tests.api.store.store_builders import a_decision
store = Store.open(sys.argv[1])
store.log([a_decision("a1")])
store.log([a_decision("a2"), a_decision("a3")])
print("logged", flush=True)
sys.stdin.read()
os._exit(9)
"""


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/cairn.db"


@pytest.fixture
def moved() -> list[list[str]]:
    return []


@pytest.fixture
def tail(tmp_path: Path, moved: list[list[str]]) -> Iterator[Tail]:
    """A tail whose rows reach a list, and which is moved when a test says so."""
    made = Tail(tmp_path / "log", lambda rows: moved.append([row for (row,) in orjson.loads(rows)]))
    yield made
    made.close()


def in_table(tmp_path: Path) -> set[str]:
    with closing(sqlite3.connect(tmp_path / "cairn.db")) as line:
        return {found for (found,) in line.execute("SELECT answer_id FROM decisions")}


def files(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.iterdir())]


def lines(folder: Path) -> list[bytes]:
    return [line for data in files(folder) for line in whole(data)]


def test_what_is_logged_reaches_the_table_by_itself(tmp_path: Path, url: str) -> None:
    with closing(Store.open(url)) as store:
        store.log([a_decision("a1")])
        assert in_table(tmp_path) == set()
        end = monotonic() + 20
        while not in_table(tmp_path) and monotonic() < end:
            sleep(0.05)
        assert in_table(tmp_path) == {"a1"}


def test_what_is_logged_is_on_disk_before_it_is_in_the_table(
    tmp_path: Path, tail: Tail, moved: list[list[str]]
) -> None:
    tail.add([["a"], ["b"]])
    assert [whole(data) for data in files(tmp_path / "log")] == [[b'[["a"],["b"]]'], []]
    assert moved == []


def test_closing_moves_everything_and_leaves_no_file(tmp_path: Path, url: str) -> None:
    store = Store.open(url)
    store.log([a_decision("a1")])
    store.close()
    assert in_table(tmp_path) == {"a1"}
    assert files(tmp_path / "cairn.db-log") == []


def test_each_row_is_moved_once_and_in_order(tail: Tail, moved: list[list[str]]) -> None:
    tail.add([["a"]])
    tail.add([["b"], ["c"]])
    tail.settle()
    tail.settle()
    tail.add([["d"]])
    tail.settle()
    assert moved == [["a", "b", "c"], ["d"]]


def test_what_cannot_be_moved_stays_and_is_moved_first_later(tmp_path: Path) -> None:
    moved: list[str] = []
    locked = [True]

    def keep(rows: str) -> None:
        if locked[0]:
            raise StoreUnavailable("locked")
        moved.append(rows)

    tail = Tail(tmp_path / "log", keep)
    tail.add([["a"]])
    with pytest.raises(StoreUnavailable):
        tail.settle()
    tail.add([["b"]])
    assert sorted(lines(tmp_path / "log")) == [b'[["a"]]', b'[["b"]]']
    locked[0] = False
    tail.settle()
    assert moved == ['[["a"]]', '[["b"]]']
    tail.close()


def test_a_table_that_is_locked_is_tried_again_and_said(
    tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("api.store.opening.WAIT_SECONDS", 0.1)
    monkeypatch.setattr("api.store.tail.EVERY_SECONDS", 0.05)
    with closing(Store.open(url)) as store, caplog.at_level(logging.WARNING, "cairn.store"):
        other = Address.of(url).line()
        other.execute("BEGIN IMMEDIATE")
        store.log([a_decision("a1")])
        end = monotonic() + 20
        while not caplog.records and monotonic() < end:
            sleep(0.02)
        other.execute("ROLLBACK")
        other.close()
        while not in_table(tmp_path) and monotonic() < end:
            sleep(0.02)
    assert in_table(tmp_path) == {"a1"}
    assert caplog.messages[0].startswith("decisions wait in cairn.db-log: the database cannot be")
    assert "locked" in caplog.messages[0]


def test_another_process_finds_what_was_just_logged_and_what_was_left_behind(tmp_path: Path, url: str) -> None:
    with (
        closing(Store.open(url)) as store,
        subprocess.Popen(
            [sys.executable, "-c", LEAVES, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
        ) as other,
    ):
        assert other.stdout is not None
        assert other.stdout.readline() == "logged\n"
        assert store.decision("a2") == a_decision("a2")
        assert len(files(tmp_path / "cairn.db-log")) == 2
        other.send_signal(signal.SIGKILL)
        other.wait()
        store.log([a_decision("a4")])
        assert all(store.decision(name) for name in ("a1", "a2", "a3", "a4"))
        assert len(files(tmp_path / "cairn.db-log")) == 2
    assert in_table(tmp_path) == {"a1", "a2", "a3", "a4"}


def test_many_threads_log_while_others_move(tmp_path: Path, url: str) -> None:
    with closing(Store.open(url)) as store:

        def work(number: int) -> bool:
            store.log([a_decision(f"a{number}")])
            return number % 10 != 0 or store.decision(f"a{number}") == a_decision(f"a{number}")

        with ThreadPoolExecutor(8) as pool:
            assert all(pool.map(work, range(200)))
    assert in_table(tmp_path) == {f"a{number}" for number in range(200)}


def a_page(folder: Path, *rows: bytes) -> bytes:
    """The bytes of a page that some rows were added to."""
    folder.mkdir(exist_ok=True)
    page = Page(folder / f"{len(os.listdir(folder))}.0")
    for some in rows:
        page.add(some)
    data = page.path.read_bytes()
    page.leave()
    return data


def test_a_line_that_was_not_written_to_its_end_does_not_count(tmp_path: Path) -> None:
    data = a_page(tmp_path / "log", b'[["a"]]', b'[["b"]]')
    first = data.index(b"\n") + 1
    for cut in range(first, len(data) - 1):
        assert whole(data[:cut]) == [b'[["a"]]']
        assert whole(data[:cut] + bytes(50)) == [b'[["a"]]']


def test_one_flipped_byte_costs_the_line_that_it_stands_in_and_no_other(tmp_path: Path) -> None:
    rows = [b'[["a"]]', b'[["b"]]', b'[["c"]]']
    data = a_page(tmp_path / "log", *rows)
    for place in range(len(data)):
        flipped = bytearray(data)
        flipped[place] ^= 1
        found = whole(bytes(flipped))
        assert set(found) <= set(rows)
        assert len(found) >= (1 if data[place] == ord("\n") else 2)


def test_a_page_that_was_cleared_holds_what_came_after_and_nothing_from_before(tmp_path: Path) -> None:
    page = Page(tmp_path / "page.0")
    page.add(b'[["a long row of before"]]')
    page.add(b'[["another one"]]')
    page.clear()
    assert whole(page.path.read_bytes()) == []
    page.add(b'[["b"]]')
    assert whole(page.path.read_bytes()) == [b'[["b"]]']
    page.clear()
    page.leave()
    assert not page.path.exists()


def test_a_page_is_held_by_one_at_a_time(tmp_path: Path) -> None:
    page = Page(tmp_path / "page.0")
    assert page.hold()
    with page.path.open("rb") as other, pytest.raises(BlockingIOError):
        flock(other, LOCK_EX | LOCK_NB)
    page.path.unlink()
    assert not page.hold()
    page.leave()


def test_a_folder_that_cannot_be_written_is_told_and_nothing_is_kept_by_half(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("a file where the folder should be")
    tail = Tail(tmp_path / "log", lambda _: None)
    with pytest.raises(StoreUnavailable, match="file exists"):
        tail.add([["a"]])
    (tmp_path / "log").unlink()
    tail.add([["b"]])
    assert lines(tmp_path / "log") == [b'[["b"]]']
    tail.close()


def test_files_are_for_nobody_else(tmp_path: Path, url: str) -> None:
    with closing(Store.open(url)) as store:
        store.log([a_decision()])
        folder = tmp_path / "cairn.db-log"
        assert folder.stat().st_mode & 0o077 == 0
        assert all(path.stat().st_mode & 0o077 == 0 for path in folder.iterdir())


def test_where_files_cannot_be_held_decisions_go_to_the_table_at_once(
    tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.store.store.sys", SimpleNamespace(platform="win32"))
    with closing(Store.open(url)) as store:
        store.log([a_decision("a1"), a_decision("a1", digest="other")])
        assert in_table(tmp_path) == {"a1"}
        assert store.decision("a1") == a_decision("a1")
        assert store.decision("a2") is None
    assert not (tmp_path / "cairn.db-log").exists()
