"""How is the service run? One process that listens, and that finishes what is under way before it stops."""

from __future__ import annotations

import logging.config
import signal
import threading
from pathlib import Path
from typing import Any, Final

import uvicorn
from uvicorn.config import LOGGING_CONFIG

from api.app import create_app
from api.serving import Holder
from api.settings import Settings

MODELS: Final = "models"
LOGGING: Final[dict[str, Any]] = LOGGING_CONFIG | {
    "loggers": LOGGING_CONFIG["loggers"] | {"cairn": {"handlers": ["default"], "level": "INFO"}},
}
"""What is logged: start, stop, what is in service, failures. No requests: what people ask about stays out."""


def serve(tables: Path, home: Path, host: str | None = None, port: int | None = None) -> None:
    """Serves the tables of a folder with the champion in `home`/models until SIGINT or SIGTERM.

    SIGHUP reads the tables again. Host, port and further settings come from the environment where they are not given,
    see `docs/settings.md`. Raises TablesRefused before it listens.
    """
    given: dict[str, Any] = {"host": host, "port": port}
    settings = Settings(home=home, **{name: value for name, value in given.items() if value is not None})
    logging.config.dictConfig(LOGGING)
    holder = Holder(tables, settings.home / MODELS)
    _reload_on_hangup(holder)
    server_of(holder, settings).run()


def server_of(holder: Holder, settings: Settings) -> uvicorn.Server:
    """The server, ready to run."""
    return uvicorn.Server(
        uvicorn.Config(
            create_app(holder, settings),
            host=settings.host,
            port=settings.port,
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
