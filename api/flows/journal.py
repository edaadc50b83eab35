"""How does an answer come to stand in the decision log before it leaves, without a write for each?"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import Final

import anyio.to_thread

from api import metrics
from api.store import Decision, Store, StoreUnavailable

LONGEST: Final = 0.005
"""Seconds that a first answer waits for others to be written with it."""
SOON: Final = 0.05
"""Seconds that the event loop may stand still because others write to the same file."""
Group = list[tuple[Sequence[Decision], asyncio.Future[None]]]


class Journal:
    """Writes decisions in groups: answers made in the same turn of the event loop share one durable write.

    It waits further turns as long as each brings another answer, and no longer than `LONGEST`. Where somebody else
    writes for longer than `SOON`, it waits for them in a thread, so that the event loop goes on. For one event loop.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: Group = []
        self._seen, self._since = 0, 0.0
        self._beside: asyncio.Task[None] | None = None

    async def keep(self, decisions: Sequence[Decision]) -> None:
        """Returns when the decisions are durable. Raises StoreUnavailable where they cannot be."""
        loop = asyncio.get_running_loop()
        written = loop.create_future()
        self._waiting.append((decisions, written))
        if len(self._waiting) == 1:
            self._seen, self._since = 1, time.monotonic()
            loop.call_soon(self._look, loop)
        await written

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        """Writes what waits, unless more came since the last look and there is time for another turn."""
        if self._beside is not None or not self._waiting:  # what is written beside looks again at its end
            return
        if len(self._waiting) > self._seen and time.monotonic() - self._since < LONGEST:
            self._seen = len(self._waiting)
            loop.call_soon(self._look, loop)
            return
        group, self._waiting = self._waiting, []
        try:
            self._write(group, SOON)
        except StoreUnavailable:
            self._beside = loop.create_task(self._wait(group, loop))

    async def _wait(self, group: Group, loop: asyncio.AbstractEventLoop) -> None:
        """Writes a group beside the event loop, then whatever came meanwhile."""
        try:
            await anyio.to_thread.run_sync(self._store.log, _rows(group))
        except Exception as error:  # every answer of the group has to hear of it, and all that came meanwhile
            late, self._waiting = self._waiting, []
            _tell([*group, *late], error)
        else:
            metrics.logged(len(_rows(group)))
            _tell(group, None)
        finally:
            self._beside = None
            if self._waiting:
                self._look(loop)

    def _write(self, group: Group, wait_seconds: float) -> None:
        """Writes a group at once. Raises StoreUnavailable."""
        rows = _rows(group)
        try:
            self._store.log(rows, wait_seconds)
        except StoreUnavailable:
            raise
        except Exception as error:  # every answer of the group has to hear of it
            _tell(group, error)
        else:
            metrics.logged(len(rows))
            _tell(group, None)


def _rows(group: Group) -> list[Decision]:
    return [decision for decisions, _ in group for decision in decisions]


def _tell(group: Group, error: Exception | None) -> None:
    for _, written in group:
        if written.done():  # whoever asked hung up
            continue
        if error is None:
            written.set_result(None)
        else:
            written.set_exception(error)
