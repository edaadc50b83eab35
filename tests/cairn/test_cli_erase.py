"""`cairn erase`: asks first, removes for good, leaves no byte in the file, and never says whom."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from tests.cairn.cairn_house import Said, cairn, frames, tables_in
from tests.cairn.cairn_print import words

GONE = "zz-gone-7"


@pytest.fixture(autouse=True)
def _the_log_as_it_was() -> Iterator[None]:
    """The command says where the log goes; the tests after this one read it their own way."""
    loggers = [logging.getLogger(name) for name in ("cairn", "uvicorn", "uvicorn.access")]
    before = [(one.handlers[:], one.level, one.propagate) for one in loggers]
    yield
    for one, (handlers, level, propagate) in zip(loggers, before, strict=True):
        one.handlers[:], one.propagate = handlers, propagate
        one.setLevel(level)


@pytest.fixture
def home(empty_home: Path) -> Path:
    """A home whose store knows somebody: with rows, events, and as manager and rater of others."""
    told = {name: frame.replace("ada", GONE) for name, frame in frames().items()}
    told["employments"]["manager_id"] = ["", GONE]
    told["events"] = pd.concat([told["events"], told["events"].tail(1).assign(event_id="e9", rater_id=GONE)])
    assert cairn("load", tables_in(empty_home / "in", **told)).code == 0
    return empty_home


def held(home: Path) -> bytes:
    """All bytes of the database."""
    return b"".join(file.read_bytes() for file in (home / "data").glob("cairn.db*"))


def erased(said: Said) -> dict[str, object]:
    """The one line of the log."""
    assert said.code == 0, said.err
    return json.loads(next(line for line in said.err.splitlines() if line.startswith("{")))


def test_afterwards_no_byte_of_the_database_tells_of_them(home: Path) -> None:
    assert GONE.encode() in held(home)
    said = cairn("erase", GONE, "--yes")
    assert said.code == 0
    assert GONE.encode() not in held(home)
    assert b"bob" in held(home)


def test_what_went_is_told_and_what_stays_elsewhere(home: Path) -> None:
    said = cairn("erase", GONE, "--yes")
    assert "The learner is erased." in words(said.out)
    assert "versions of rows 2 events 2 versions of paths 0 mentions in rows and events of others 2" in words(said.out)
    assert "docs/erasure.md" in words(said.err)


def test_the_log_gets_one_line_and_nobody_is_named(home: Path) -> None:
    said = cairn("erase", GONE, "--yes")
    line = erased(said)
    counts = {"rows": 2, "events": 2, "paths": 0, "mentions": 2}
    assert line["message"] == "a learner was erased"
    assert {name: line[name] for name in counts} == counts
    assert GONE not in said.out + said.err


def test_erasing_again_says_that_nothing_is_known(home: Path) -> None:
    cairn("erase", GONE, "--yes")
    said = cairn("erase", GONE, "--yes")
    assert (said.code, said.out) == (1, "")
    assert "nothing is known of this learner" in words(said.err)
    assert "bob" not in said.err


@pytest.mark.parametrize("answer", ["n\n", ""])
def test_without_a_yes_nobody_is_erased(home: Path, answer: str) -> None:
    said = _asked(home, answer)
    assert said.returncode == 1
    assert "Nothing brings it back" in said.stderr
    assert GONE.encode() in held(home)


def test_a_yes_at_the_prompt_is_enough(home: Path) -> None:
    assert _asked(home, "y\n").returncode == 0
    assert GONE.encode() not in held(home)


def test_an_export_afterwards_does_not_know_them_and_a_load_of_old_tables_brings_them_back(home: Path) -> None:
    cairn("erase", GONE, "--yes")
    assert cairn("export", home / "out", "--format", "csv").code == 0
    assert GONE not in "".join(file.read_text() for file in (home / "out").iterdir())
    assert cairn("load", home / "in").code == 0
    assert GONE.encode() in held(home)


def test_where_the_file_is_held_by_a_reader_this_is_told_and_they_are_erased_all_the_same(home: Path) -> None:
    from api.store import Store

    store = Store.open(f"sqlite:///{home}/data/cairn.db")
    with store.reading() as session:
        assert session.heads.get(GONE) is not None
        said = cairn("erase", GONE, "--yes")
    assert said.code == 0
    assert "PRAGMA wal_checkpoint(TRUNCATE)" in words(said.err)
    assert store.glance(GONE) is None
    store.close()


def _asked(home: Path, answer: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cairn", "erase", GONE]
    environment = os.environ | {"CAIRN_HOME": str(home)}
    return subprocess.run(command, input=answer, env=environment, capture_output=True, text=True, check=False)
