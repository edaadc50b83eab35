"""How does an answer come to stand in the decision log before it leaves, without a write for each?"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import Final

from api import metrics
from api.store import Decision, Store

LONGEST: Final = 0.005
"""Seconds that a first answer waits for others to be written with it."""
Group = list[tuple[Sequence[Decision], asyncio.Future[None]]]


class Journal:
    """Writes decisions in groups: answers made in the same turn of the event loop share one durable write.

    It waits further turns as long as each brings another answer, and no longer than `LONGEST`. For one event loop.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: Group = []
        self._seen, self._since = 0, 0.0

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
        if len(self._waiting) > self._seen and time.monotonic() - self._since < LONGEST:
            self._seen = len(self._waiting)
            loop.call_soon(self._look, loop)
            return
        group, self._waiting = self._waiting, []
        rows = [decision for decisions, _ in group for decision in decisions]
        try:
            self._store.log(rows)
        except Exception as error:  # every answer of the group has to hear of it
            _tell(group, error)
        else:
            metrics.logged(len(rows))
            _tell(group, None)


def _tell(group: Group, error: Exception | None) -> None:
    for _, written in group:
        if written.done():  # whoever asked hung up
            continue
        if error is None:
            written.set_result(None)
        else:
            written.set_exception(error)
