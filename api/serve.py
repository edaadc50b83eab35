"""How is the service run? One process that listens, and that finishes what is under way before it stops."""

from __future__ import annotations

import logging.config
import signal
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import uvicorn
from uvicorn.config import LOGGING_CONFIG

from api.app import create_app
from api.door import url_of
from api.serving import Holder
from api.settings import Settings

MODELS: Final = "models"
LOGGING: Final[dict[str, Any]] = LOGGING_CONFIG | {
    "loggers": {
        "uvicorn": {"handlers": ["default"], "level": "WARNING", "propagate": False},
        "cairn": {"handlers": ["default"], "level": "INFO"},
    },
}
"""What is logged: what comes into service, failures. No requests: what people ask about stays out."""


def serve(tables: Path, settings: Settings, door: socket.socket, say: Callable[[str], None]) -> None:
    """Serves the tables of a folder with the champion in `home`/models until SIGINT or SIGTERM.

    SIGHUP reads the tables again. `door` listens already: who calls while the tables are read waits, and is answered.
    Raises TablesRefused before it says that it serves.
    """
    logging.config.dictConfig(LOGGING)
    holder = Holder(tables, settings.home / MODELS)
    _reload_on_hangup(holder)
    for line in opening(holder, url_of(settings.host, settings.port)):
        say(line)
    server_of(holder, settings).run(sockets=[door])


def opening(holder: Holder, url: str) -> tuple[str, ...]:
    """What is said when the service begins."""
    if holder.served is None:
        return holder.standing(), f"Listening on {url}; Ctrl-C stops it."
    return (f"Serving on {url} ({holder.standing()}); Ctrl-C stops it.",)


def server_of(holder: Holder, settings: Settings) -> uvicorn.Server:
    """The server, ready to run."""
    return uvicorn.Server(
        uvicorn.Config(
            create_app(holder, settings),
            access_log=False,
            server_header=False,
            lifespan="off",
            log_config=None,
            timeout_graceful_shutdown=settings.grace_seconds,
        )
    )


def _reload_on_hangup(holder: Holder) -> None:
    """Reads the tables again on SIGHUP, in a thread, while the old ones serve on."""
    if hasattr(signal, "SIGHUP"):  # not on Windows
        signal.signal(signal.SIGHUP, lambda *_: threading.Thread(target=holder.reload, daemon=True).start())
