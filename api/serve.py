"""How is the service run? One process that listens, and that finishes what is under way before it stops."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import uvicorn

from api.app import create_app
from api.serving import Holder
from api.settings import Settings

MODELS: Final = "models"


def serve(tables: Path, home: Path, host: str | None = None, port: int | None = None) -> None:
    """Serves the tables of a folder with the champion in `home`/models until told to stop (SIGINT, SIGTERM).

    Further settings come from the environment, see `docs/settings.md`. Raises TablesRefused before it listens.
    """
    given: dict[str, Any] = {"host": host, "port": port}
    settings = Settings(home=home, **{name: value for name, value in given.items() if value is not None})
    server_of(tables, settings).run()


def server_of(tables: Path, settings: Settings) -> uvicorn.Server:
    """The server, ready to run. It logs no requests: what people ask about stays out of the log."""
    app = create_app(Holder(tables, settings.home / MODELS), settings)
    return uvicorn.Server(
        uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
            access_log=False,
            server_header=False,
            lifespan="off",
            timeout_graceful_shutdown=settings.grace_seconds,
        )
    )
