"""How is the service run? Read once, then served by one process or several, each finishing what is under way."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from threadpoolctl import threadpool_limits

from api import logs
from api.door import url_of
from api.settings import Settings

if TYPE_CHECKING:  # these read the name of the folder of metrics when they are imported
    from api.serving import Holder
    from api.store import Store

MODELS: Final = "models"
CONNECTIONS: Final = 65_536
"""Open files and connections that a process asks the system for."""
METRICS: Final = "PROMETHEUS_MULTIPROC_DIR"
COLLECTIONS: Final = (5_000, 1_000, 10)
"""How often Python looks for circles of garbage: often among few new objects, which takes less than a millisecond, and
next to never among those that stay, such as learners kept in memory: a look at them all takes .1 s."""
Say = Callable[[str], None]


def serve(settings: Settings, door: socket.socket, say: Say) -> None:
    """Serves the store with the champion in `home`/models until SIGINT or SIGTERM.

    SIGHUP looks at once for what is new. `door` listens already: who calls while the catalogue is read waits, and is
    answered. Raises StoreUnavailable before it says that it serves.
    """
    logs.configure(settings.log_format)
    _allow_connections()
    if settings.workers == 1:
        _alone(settings, door, say)
        return
    folder = tempfile.mkdtemp(prefix="cairn-metrics-")
    os.environ[METRICS] = folder
    try:
        ended = _together(settings, door, say)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    signal.signal(ended, signal.SIG_DFL)
    signal.raise_signal(ended)


def opening(holder: Holder, url: str) -> tuple[str, ...]:
    """What is said when the service begins."""
    if holder.served is None:
        return holder.standing(), f"Listening on {url}; Ctrl-C stops it."
    return (f"Serving on {url} ({holder.standing()}); Ctrl-C stops it.",)


def _alone(settings: Settings, door: socket.socket, say: Say) -> None:
    """Everything in this process."""
    from api.listening import Alone

    holder, store = _read(settings)
    _look_on_hangup(holder)
    _say(holder, settings, say)
    _work(holder, store, settings, lambda app: Alone(app, settings).run(sockets=[door]))


def _together(settings: Settings, door: socket.socket, say: Say) -> signal.Signals:
    """Everything read here and shared by workers, each with connections of its own; gives what ended it."""
    from api import metrics
    from api.listening import Crowds, Obedient
    from api.store import Store
    from api.workers import Workers

    holder, store = _read(settings)
    store.close()
    crowds = Crowds(settings.workers)

    def work(worker: int) -> None:
        fresh = Store.open(settings.store_url)
        holder.moved(fresh)
        _look_on_hangup(holder)
        if holder.due():  # what was read before the fork may be old when a worker is replaced
            holder.refresh()
        _work(holder, fresh, settings, lambda app: Obedient(app, settings, crowds.crowd(worker)).run(sockets=[door]))

    with Workers(settings.workers, work, settings.grace_seconds, metrics.forget) as workers:
        _say(holder, settings, say)
        return workers.run()


def _read(settings: Settings) -> tuple[Holder, Store]:
    """The catalogue and the champion, as they stand in the store and on the shelf; and all code, once for all."""
    import api.app  # noqa: F401
    from api.serving import Holder
    from api.store import Store

    if settings.database_url is None:
        (settings.home / "data").mkdir(parents=True, exist_ok=True)
    store = Store.open(settings.store_url)
    holder = Holder(store, settings.home / MODELS)
    gc.collect()
    gc.freeze()  # what lives as long as the process is not looked at again, and its pages stay shared
    gc.set_threshold(*COLLECTIONS)
    return holder, store


def _say(holder: Holder, settings: Settings, say: Say) -> None:
    for line in opening(holder, url_of(settings.host, settings.port)):
        say(line)


def _work(holder: Holder, store: Store, settings: Settings, run: Callable[[Any], None]) -> None:
    """The work of one process, to its end."""
    from api.access import Access
    from api.app import create_app, utc_now
    from api.workplace import Workplace

    place = Workplace(store, holder, Access(store, settings, utc_now), settings, utc_now)
    holder.count()
    with threadpool_limits(1):  # each worker has one core; threads of BLAS would only wait for each other
        run(create_app(place))
    store.close()


def _allow_connections() -> None:
    """As many connections as the system grants: the usual 1,024 would let idle callers keep others out."""
    if sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = CONNECTIONS if most == resource.RLIM_INFINITY else min(CONNECTIONS, most)
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def _look_on_hangup(holder: Holder) -> None:
    """Looks for a new champion or catalogue on SIGHUP, in a thread, while the old one serves on."""
    if hasattr(signal, "SIGHUP"):  # not on Windows
        signal.signal(signal.SIGHUP, lambda *_: threading.Thread(target=holder.refresh, daemon=True).start())
