"""How does what is in service stay up to date? A new champion or catalogue is built beside it, then swapped."""

from __future__ import annotations

import ctypes
import gc
import logging
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from api import metrics
from api.serving.catalogue import Shared, shared_of
from api.serving.popular import NO_MODEL, Popular
from api.serving.served import Served
from api.store import Store, StoreUnavailable
from api.traces import broke_at
from recommender.bundle import Shelf
from recommender.bundle.shelf import CHAMPION
from recommender.engine import Engine
from recommender.errors import CairnError

LOOK_EVERY: Final = 1.0
"""Seconds between two looks at the champion file and the catalogue's counter."""
RETRY_EVERY: Final = 30.0
"""Seconds after which what was refused is tried again, though nothing changed."""
EMPTY: Final = "the store holds no contents yet: load tables with `cairn load DIR`, or put them with PUT /v1/contents"
_SNAPSHOTS: Final = 5
"""Times that the catalogue is read again because it changed while it was read."""
_log = logging.getLogger("cairn.api")

Mark = tuple[int, int, int]


class Holder:
    """Holds what is served. Readers take `served` once a request; `refresh` puts a new value in its place.

    `served` is None while the store holds no contents, and degraded while there is no bundle. `refused` says why
    something newer is not in service, `away` what the store said if it could not be asked the last time. All may be
    read from any thread. What is refused changes nothing: the old value serves on. Says in the log what changes; what
    there is at the start is told by `standing`.
    """

    def __init__(self, store: Store, models: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._store, self._shelf, self._clock = store, Shelf(models), clock
        self._turn, self._looking = threading.Lock(), threading.Lock()
        self._mark: Mark | None = None
        self._catalog_seq = -1
        self._shared: Shared | None = None
        self._next_look = self._next_try = clock()
        self.served: Served | None = None
        self.refused: str | None = None
        self.away: StoreUnavailable | None = None
        self._put()

    def due(self) -> bool:
        """Whether the champion file or the catalogue changed. Looks at most once a second, and never waits its turn."""
        now = self._clock()
        if now < self._next_look or self._turn.locked():
            return False
        self._next_look = now + LOOK_EVERY
        return self._changed() or (self.refused is not None and now >= self._next_try)

    def refresh(self) -> bool:
        """Puts the champion over the catalogue of the store into service if they do not serve; says whether it did."""
        return self._tell(self._put())

    def watch(self) -> None:
        """Looks, and builds what is new, in a thread of its own; the caller goes on at once with what serves."""
        if self._clock() >= self._next_look and self._looking.acquire(blocking=False):
            try:
                threading.Thread(target=self._look, name="cairn-holder", daemon=True).start()
            except RuntimeError as error:  # no thread is left: what serves goes on, and the next request looks
                self._looking.release()
                _log.error("nothing new is looked for: %s", error)

    def moved(self, store: Store) -> None:
        """Reads through another door to the same store from here on: a forked process has connections of its own."""
        self._store = store
        self._turn, self._looking = threading.Lock(), threading.Lock()

    def count(self) -> None:
        """Says in this process's metrics what is in service."""
        if self.served is not None:
            metrics.in_service(self.served.model_version, self.served.catalog_version, self.served.degraded)

    def standing(self) -> str:
        """What is in service, or why nothing is and what to do about it."""
        served = self.served
        if served is None:
            return f"nothing is in service: {self.refused}; every question gets 503"
        if not served.degraded:
            return f"model {served.model_version}, catalogue {served.catalog_version}"
        way_out = "" if self._mark is None else '. Retrain, or run "cairn models rollback"'
        return f"no model, catalogue {served.catalog_version}: what is popular is answered; {self.refused}{way_out}"

    def _look(self) -> None:
        try:
            with suppress(StoreUnavailable):
                if self.due():
                    self.refresh()
        finally:
            self._looking.release()

    def _changed(self) -> bool:
        return self._asked() != self._catalog_seq or _mark(self._shelf) != self._mark

    def _asked(self) -> int:
        """The catalogue's counter; says in the log when the store goes away, and when it is back."""
        try:
            found = self._store.marks().get("catalog", 0)
        except StoreUnavailable as error:
            if self.away is None:
                _log.error("%s", error.summary)
            self.away = error
            raise
        if self.away is not None:
            self.away = None
            _log.info("the database is back")
        return found

    def _put(self) -> bool:
        """Builds the next value in full, then swaps it in, one at a time. If anything is wrong the old one stays."""
        with self._turn:
            self._mark = _mark(self._shelf)
            try:
                served, refused = self._built()
            except CairnError as error:
                served, refused = self.served, error.summary
            except Exception as error:  # whatever a new value breaks on, it must not stop the old one
                _log.error("%s", broke_at(error))
                served, refused = self.served, f"{type(error).__name__} while it was loaded; the log says where"
            changed, first = served is not self.served, self.served is None
            self.served, self.refused = served, refused
            if refused is not None:
                self._next_try = self._clock() + RETRY_EVERY
            if changed and not first:
                _give_back()
            return changed

    def _built(self) -> tuple[Served | None, str | None]:
        """The champion over the catalogue of the store, and why it is not that; what serves already, if that is it."""
        now, shared = self.served, self._read()
        if shared is None:
            return None, EMPTY
        same = now is not None and now.catalog_seq == self._catalog_seq
        if now is not None and same and not now.degraded and now.model_version == self._shelf.champion():
            return now, None
        try:
            bundle = self._shelf.load()
        except CairnError as error:
            return self._without_champion(shared, now, same), error.summary
        return self._served(Engine(bundle, shared.catalog), shared, bundle.version), None

    def _without_champion(self, shared: Shared, now: Served | None, same: bool) -> Served:
        """What serves when the champion cannot be loaded: what served before, or what is popular."""
        if now is not None and same:
            return now
        if now is not None and not now.degraded:
            return self._old_model(now, shared)
        return self._popular(shared)

    def _old_model(self, now: Served, shared: Shared) -> Served:
        """The model that serves, over a new catalogue."""
        return self._served(Engine(self._shelf.load(now.model_version), shared.catalog), shared, now.model_version)

    def _popular(self, shared: Shared) -> Served:
        with self._store.reading() as session:
            engine = Popular(shared.catalog, session.events.taken_up())
        return self._served(engine, shared, NO_MODEL)

    def _served(self, engine: Engine, shared: Shared, version: str) -> Served:
        return Served(
            engine=engine,
            catalog=shared.catalog,
            scales=shared.scales,
            model_version=version,
            catalog_version=shared.catalog.version,
            catalog_seq=self._catalog_seq,
            loaded=datetime.now(UTC),
            degraded=isinstance(engine, Popular),
        )

    def _read(self) -> Shared | None:
        """The catalogue of the store, read again only if it changed, and as it stood at one change of it."""
        for _ in range(_SNAPSHOTS):
            before = self._asked()
            if before == self._catalog_seq:
                return self._shared
            with self._store.reading() as session:
                shared = shared_of(session.rows.current)
            if self._asked() == before:
                self._shared, self._catalog_seq = shared, before
                return shared
        raise CairnError("the catalogue changed all the while it was read")

    def _tell(self, changed: bool) -> bool:
        if changed:
            self.count()
            metrics.swap(swapped=True)
            _log.info("in service: %s", self.standing())
        elif self.served is None or self.served.degraded:
            _log.warning("%s", self.standing())
        elif self.refused is not None:
            metrics.swap(swapped=False)
            _log.warning("refused, what served before serves on: %s", self.refused)
        return changed


def _give_back() -> None:
    """Gives the memory of what served before back to the system, where the C library can: each worker holds its own."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if os.name == "posix" else None
    if trim is not None:
        trim(0)


def _mark(shelf: Shelf) -> Mark | None:
    """What changes when the champion file is replaced: time, inode and size; None where there is none."""
    try:
        found = os.stat(shelf.folder / CHAMPION)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino, found.st_size
