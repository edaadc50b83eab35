"""Who does the work? Processes forked from one that has read everything; one that dies is replaced."""

from __future__ import annotations

import logging
import os
import select
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from api.traces import broke_at

HEARD: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD)
STOP: Final = frozenset({signal.SIGTERM, signal.SIGINT})
SOONEST: Final = 0.1
"""Seconds until a worker is replaced, doubled for each that died young."""
LATEST: Final = 10.0
"""Seconds until a worker is replaced, at most."""
YOUNG: Final = 30.0
"""Seconds; a worker that dies before is likely to die again."""
_BEYOND_GRACE: Final = 5.0
_log = logging.getLogger("cairn.workers")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a worker works: which of the workers it is, its process, and since when."""

    number: int
    process_id: int
    since: float


class Workers:
    """Keeps `count` forked processes at `work` until SIGTERM or SIGINT, then lets them finish for `grace` seconds:
    `with Workers(...) as workers: workers.run()`.

    SIGHUP goes on to each. If this process is killed, its workers end at once. `work` runs in the child and must open
    there whatever cannot be shared, such as a database; it is told which of the workers it is, from 0 on, and one that
    replaces another takes its number. `gone` is told of each process that died.
    """

    def __init__(self, count: int, work: Callable[[int], None], grace: float, gone: Callable[[int], None]) -> None:
        self._count, self._work, self._grace, self._gone = count, work, grace, gone
        self._alive: dict[int, Place] = {}
        self._due: list[tuple[float, int]] = []
        self._deaths = 0

    def __enter__(self) -> Workers:
        """From here on signals are heard."""
        self._lifeline, self._held = os.pipe()
        self._ear, self._mouth = os.pipe()
        os.set_blocking(self._mouth, False)
        signal.set_wakeup_fd(self._mouth, warn_on_full_buffer=False)
        self._before = {number: signal.signal(number, lambda *_: None) for number in HEARD}
        return self

    def __exit__(self, *_: object) -> None:
        self._kill()
        signal.set_wakeup_fd(-1)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        for end in (self._lifeline, self._held, self._ear, self._mouth):
            os.close(end)

    def run(self) -> signal.Signals:
        """Works until a signal ends it; gives that signal."""
        self._due = [(time.monotonic(), number) for number in range(self._count)]
        while True:
            self._replace()
            for number in self._heard(self._until_next()):
                if number in STOP:
                    self._finish()
                    return number
                if number == signal.SIGHUP:
                    self._tell(number)
            self._bury()

    def _heard(self, seconds: float | None) -> list[signal.Signals]:
        """The signals that came, after waiting for one."""
        ear = select.poll()
        ear.register(self._ear, select.POLLIN)
        ready = ear.poll(None if seconds is None else 1000 * seconds)
        return [signal.Signals(number) for number in os.read(self._ear, 4096)] if ready else []

    def _until_next(self) -> float | None:
        return max(0.0, min(self._due)[0] - time.monotonic()) if self._due else None

    def _replace(self) -> None:
        """Forks the workers that are due."""
        now = time.monotonic()
        ripe = [number for due, number in self._due if due <= now]
        self._due = [(due, number) for due, number in self._due if due > now]
        for number in ripe:
            process_id = self._forked(number)
            self._alive[process_id] = Place(number, process_id, now)

    def _forked(self, worker: int) -> int:
        """The process of a new worker. Signals wait meanwhile: one that came to the child now would be heard here."""
        signal.pthread_sigmask(signal.SIG_BLOCK, HEARD)
        try:
            process_id = os.fork()
            if process_id == 0:
                self._be_worker(worker)
            return process_id
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, HEARD)

    def _be_worker(self, worker: int) -> None:
        """The life of a child, which never returns into what its parent was doing."""
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            for number in HEARD:  # whoever works decides what SIGHUP means, and must not die of it before
                signal.signal(number, signal.SIG_IGN if number == signal.SIGHUP else signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, HEARD)
            os.close(self._held)
            threading.Thread(target=_end_with, args=(self._lifeline,), daemon=True).start()
            self._work(worker)
            code = 0
        except Exception as error:
            _log.error("a worker failed: %s", broke_at(error))
        finally:
            os._exit(code)

    def _bury(self) -> None:
        """Takes note of the workers that died, and says when each is replaced: later, where they die young."""
        for place in [place for place in self._alive.values() if _ended(place.process_id)]:
            del self._alive[place.process_id]
            self._gone(place.process_id)
            now = time.monotonic()
            self._deaths = self._deaths + 1 if now - place.since < YOUNG else 1
            wait = min(LATEST, SOONEST * 2 ** (self._deaths - 1))
            self._due.append((now + wait, place.number))
            _log.error("worker %d died: another one begins in %.1f s", place.process_id, wait)

    def _finish(self) -> None:
        """Lets the workers finish what is under way; who takes longer than the grace, or a second signal, is killed."""
        self._tell(signal.SIGTERM)
        end = time.monotonic() + self._grace + _BEYOND_GRACE
        while self._alive and (left := end - time.monotonic()) > 0:
            if STOP & set(self._heard(min(left, 1.0))):
                return
            self._alive = {number: place for number, place in self._alive.items() if not _ended(number)}

    def _kill(self) -> None:
        """Ends whoever is left."""
        self._tell(signal.SIGKILL)
        for process_id in self._alive:
            os.waitpid(process_id, 0)

    def _tell(self, number: int) -> None:
        for process_id in self._alive:
            os.kill(process_id, number)


def _ended(process_id: int) -> bool:
    return os.waitpid(process_id, os.WNOHANG)[0] != 0


def _end_with(lifeline: int) -> None:
    """Ends this process with its parent, the only one to hold the other end of a pipe."""
    os.read(lifeline, 1)
    os._exit(1)
