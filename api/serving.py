"""What is in service right now, and how is it replaced? One frozen value, swapped whole between two requests."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from api.traces import broke_at
from recommender.bundle import Shelf
from recommender.bundle.shelf import CHAMPION
from recommender.catalog import Catalog
from recommender.engine import Engine
from recommender.errors import CairnError
from recommender.people import People
from recommender.tables import checked

LOOK_EVERY: Final = 1.0
"""Seconds between two looks at the champion file."""
RETRY_EVERY: Final = 30.0
"""Seconds after which a refused champion is tried again, though its file did not change."""
_log = logging.getLogger("cairn.api")

Mark = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Served:
    """What answers a request, from its first line to its last: an engine with the people it is asked about."""

    engine: Engine
    people: People
    model_version: str
    catalog_version: str
    loaded: datetime


class Holder:
    """Holds what is served. Readers take `served` once a request; `refresh` and `reload` put a new value in its place.

    `served` is None before the first champion; `refused` says why a newer champion is not in service. Both may be read
    from any thread. What is refused changes nothing: the old value serves on. Raises TablesRefused where the tables
    cannot be read at the start. Says in the log what changes; what there is at the start is told by `standing`.
    """

    def __init__(self, tables: Path, models: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._tables, self._shelf, self._clock = tables, Shelf(models), clock
        self._turn = threading.Lock()
        self._mark: Mark | None = None
        self._next_look = self._next_try = clock()
        self._people = _people(tables)
        self.served: Served | None = None
        self.refused: str | None = None
        self._put(self._with_champion)

    def due(self) -> bool:
        """Whether the champion file changed. Looks at most once a second, costs microseconds, never waits."""
        now = self._clock()
        if now < self._next_look or self._turn.locked():
            return False
        self._next_look = now + LOOK_EVERY
        return _mark(self._shelf) != self._mark or (self.refused is not None and now >= self._next_try)

    def refresh(self) -> bool:
        """Puts the champion into service if another one serves; says whether it did."""
        return self._tell(self._put(self._with_champion))

    def reload(self) -> bool:
        """Reads the tables again and puts them into service with the champion; says whether it did."""
        return self._tell(self._put(lambda: _served(self._shelf, _people(self._tables))))

    def _with_champion(self) -> Served:
        """What serves, if that is the champion, else the champion over the same people."""
        if self.served is not None and self.served.model_version == self._shelf.champion():
            return self.served
        return _served(self._shelf, self._people)

    def standing(self) -> str:
        """What is in service, or why nothing is and what to do about it."""
        if self.served is not None:
            return f"model {self.served.model_version}, catalogue {self.served.catalog_version}"
        way_out = "" if self._mark is None else '. Retrain, or run "cairn models rollback"'
        return f"nothing is in service: {self.refused}; every question gets 503{way_out}"

    def _put(self, build: Callable[[], Served]) -> bool:
        """Builds the next value in full, then swaps it in, one at a time. If anything is wrong the old one stays."""
        with self._turn:
            self._mark = _mark(self._shelf)
            try:
                served = build()
            except CairnError as error:
                return self._refuse(error.summary)
            except Exception as error:  # whatever a new value breaks on, it must not stop the old one
                _log.error("%s", broke_at(error))
                return self._refuse(f"{type(error).__name__} while it was loaded; the log says where")
            return self._swap(served)

    def _swap(self, served: Served) -> bool:
        changed = served is not self.served
        self._people, self.served, self.refused = served.people, served, None
        return changed

    def _refuse(self, reason: str) -> bool:
        self.refused, self._next_try = reason, self._clock() + RETRY_EVERY
        return False

    def _tell(self, changed: bool) -> bool:
        if changed:
            _log.info("in service: %s", self.standing())
        elif self.served is None:
            _log.warning("%s", self.standing())
        elif self.refused is not None:
            _log.warning("refused, what served before serves on: %s", self.refused)
        return changed


def _people(tables: Path) -> People:
    read = checked(tables)
    return People.of(read, Catalog.of(read))


def _served(shelf: Shelf, people: People) -> Served:
    bundle, catalog = shelf.load(), people.catalog
    return Served(Engine(bundle, catalog), people, bundle.version, catalog.version, datetime.now(UTC))


def _mark(shelf: Shelf) -> Mark | None:
    """What changes when the champion file is replaced: time, inode and size; None where there is none."""
    try:
        found = os.stat(shelf.folder / CHAMPION)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino, found.st_size
