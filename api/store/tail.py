"""Where do answers stand before the table of decisions holds them? At the end of the log, in files beside the database.

One writer at a time may change a file of SQLite, and a transaction costs it as much as an answer costs. So every
process appends what it decides to a file of its own, durable at once and beside nobody, and moves it to the table once
a second, in one transaction. What a process leaves behind when it is killed, the next one moves.
"""

from __future__ import annotations

import errno
import logging
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from threading import Lock, Timer
from typing import Any, Final
from uuid import uuid4
from zlib import crc32

import orjson

if sys.platform != "win32":
    import fcntl

from api.store.failures import StoreUnavailable, unwritable

EVERY_SECONDS: Final = 1.0
"""How long what is new stands in a file alone."""
Keep = Callable[[str], None]
"""Moves rows, a JSON array of arrays, to the table; those that it holds already stay as they are."""
_FIRST, _SECOND, _NONE = ".0", ".1", b"[]"
_durable: Final = getattr(os, "fdatasync", os.fsync)
"""macOS knows only `fsync`."""
_log = logging.getLogger("cairn.store")


class Page:
    """A file of lines, each `checksum generation rows`: those of the newest generation count, where they are whole.

    A page that was cleared is written again from its beginning, so that its size, once reached, is not changed again:
    that makes each write durable in half the time.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        self._generation, self._end = 0, 0
        self.rows: list[bytes] = []

    def add(self, rows: bytes) -> None:
        """Writes rows, durable at the end. Raises OSError, and then has not added them."""
        line = _line(self._generation, rows)
        if os.pwrite(self._file, line, self._end) < len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        _durable(self._file)
        self._end += len(line)
        self.rows.append(rows)

    def clear(self) -> None:
        """Lets go of all lines: they stand in the table. A crash may bring them back, and they are moved once more."""
        self._generation, self._end, self.rows = self._generation + 1, 0, []
        os.pwrite(self._file, _line(self._generation, _NONE), 0)

    def hold(self) -> bool:
        """Takes hold of it until it is left; False where somebody has, or has removed it, who took it for deserted."""
        return _held(self._file) and self.path.exists()

    def leave(self) -> None:
        """Ends it; whatever it still holds, others find."""
        if not self.rows:
            self.path.unlink(missing_ok=True)
        os.close(self._file)


class Tail:
    """The end of the log: files in a folder, two a process, one of which is written to while the other is moved."""

    def __init__(self, folder: Path, keep: Keep) -> None:
        self._folder, self._keep = folder, keep
        self._pages: tuple[Page, Page] | None = None
        self._timer: Timer | None = None
        self._writing, self._moving = Lock(), Lock()

    def add(self, rows: Sequence[Sequence[Any]]) -> None:
        """Appends rows, durable at the end. Raises StoreUnavailable, and then has not added them."""
        told = orjson.dumps(rows)
        with self._writing, unwritable():
            if self._pages is None:
                self._pages = _pages(self._folder)
            self._pages[0].add(told)
            self._timer = self._timer or _started(self._move_on)

    def settle(self, *, of_all: bool = False) -> None:
        """Moves to the table what stands here and what processes left that ended; `of_all` copies there what others
        that live have not moved yet, too. Raises StoreUnavailable; what was not moved is moved later.
        """
        with self._moving, unwritable():
            self._settle_own()
            own = None if self._pages is None else self._pages[0].path.stem
            for path in sorted(self._folder.glob(f"*{_FIRST}")):
                if path.stem != own:
                    _settle_other(path, self._keep, of_all)

    def close(self) -> None:
        """Moves all that can be moved; the next process finds the rest."""
        with self._writing:
            timer, self._timer = self._timer, None
        if timer is not None:
            timer.cancel()
        with suppress(StoreUnavailable):
            self.settle()
        with self._moving, self._writing:
            pages, self._pages = self._pages, None
            for page in reversed(pages or ()):
                page.leave()

    def _settle_own(self) -> None:
        if self._pages is None:
            return
        _move(self._pages[1], self._keep)  # nothing, unless it could not be moved before
        with self._writing:
            self._pages = self._pages[::-1]
        _move(self._pages[1], self._keep)

    def _move_on(self) -> None:
        with self._writing:
            self._timer = None
        try:
            self.settle()
        except StoreUnavailable as error:
            _log.warning("decisions wait in %s: %s", self._folder.name, "; ".join((error.summary, *error.problems)))
            with self._writing:
                self._timer = self._timer or _started(self._move_on)


def whole(data: bytes) -> list[bytes]:
    """The rows that a page holds, line by line: of the newest generation, and as they were written."""
    read = [found for line in data.split(b"\n") if (found := _read(line)) is not None]
    newest = max((generation for generation, _ in read), default=0)
    return [rows for generation, rows in read if generation == newest and rows != _NONE]


def _line(generation: int, rows: bytes) -> bytes:
    told = b"%d %s" % (generation, rows)
    return b"%08x %s\n" % (crc32(told), told)


def _read(line: bytes) -> tuple[int, bytes] | None:
    checksum, _, told = line.partition(b" ")
    if checksum != b"%08x" % crc32(told):
        return None
    generation, _, rows = told.partition(b" ")
    return int(generation), rows


def _move(page: Page, keep: Keep) -> None:
    if page.rows:
        keep(_joined(page.rows))
        page.clear()


def _joined(rows: Sequence[bytes]) -> str:
    """One JSON array of several."""
    return f"[{b','.join(some[1:-1] for some in rows).decode()}]"


def _settle_other(path: Path, keep: Keep, of_living: bool) -> None:
    """Moves the pages of a process that ended; of one that lives they are copied at the most."""
    pages = path, path.with_suffix(_SECOND)
    with suppress(FileNotFoundError), path.open("rb") as first:  # its own process, or another one, was faster
        ended = _held(first.fileno())
        if not ended and not of_living:
            return
        rows = [some for page in pages if page.exists() for some in whole(page.read_bytes())]
        if rows:
            keep(_joined(rows))
        if ended:
            for page in reversed(pages):
                page.unlink(missing_ok=True)


def _pages(folder: Path) -> tuple[Page, Page]:
    """Two pages of this process, which nobody else takes for those of one that ended."""
    folder.mkdir(mode=0o700, exist_ok=True)
    while True:
        name = f"{os.getpid()}-{uuid4().hex[:8]}"
        first = Page(folder / f"{name}{_FIRST}")
        if first.hold():
            break
        first.leave()
    pages = first, Page(folder / f"{name}{_SECOND}")
    with ExitStack() as opened:  # the names, too, have to outlive a crash of the machine
        for place in (folder, folder.parent):
            there = os.open(place, os.O_RDONLY)
            opened.callback(os.close, there)
            os.fsync(there)
    return pages


def _held(file: int) -> bool:
    """Takes hold of a file for as long as it is open; False where another process has it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _started(work: Callable[[], None]) -> Timer:
    timer = Timer(EVERY_SECONDS, work)
    timer.daemon = True
    timer.start()
    return timer
