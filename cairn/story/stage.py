"""Where do the scenes play? A service of its own on a free port, over a copy: nothing of the demo changes."""

from __future__ import annotations

import json
import shutil
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import uvicorn

from cairn.desk import Desk
from recommender.errors import CairnError

PATIENCE: Final = 60.0
"""Seconds in which the service has to start, or to take up what is new."""
_TIMEOUT: Final = 60


class StoryBroke(CairnError):
    """The service did not do what a scene shows."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call came to."""

    status: int
    body: Any


@dataclass(frozen=True, slots=True)
class Stage:
    """A running service with a key for it, the same organisation to look things up in, and the moment it plays at."""

    url: str
    key: str
    models: Path
    desk: Desk
    now: datetime

    def call(self, method: str, path: str, body: Any = None) -> Answer:
        """One call over HTTP, with the key."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:
                return Answer(answer.status, json.load(answer))
        except urllib.error.HTTPError as refused:
            return Answer(refused.code, json.load(refused))

    def require(self, method: str, path: str, body: Any = None) -> Any:
        """What a call brings that must succeed. Raises StoryBroke."""
        answer = self.call(method, path, body)
        if answer.status >= 300:
            raise StoryBroke(f"{method} {path} came to {answer.status}", [str(answer.body.get("detail", ""))])
        return answer.body

    def wait_for(self, what: str, before: str) -> str:
        """The `model_version` or `catalog_version` in service, once it is another than before. Raises StoryBroke."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            found = str(self.require("GET", "/readyz")[what])
            if found != before:
                return found
            time.sleep(0.05)
        raise StoryBroke(f"{what} is still {before} after {PATIENCE:.0f} s")


@contextmanager
def stage(tables: Path, models: Path, folder: Path) -> Iterator[Stage]:
    """A service over a copy of tables and bundles in a folder, as of a day after the last event; stops at the end."""
    from api.access import Access
    from api.access.keys import Terms, made
    from api.app import create_app
    from api.flows.loading import load
    from api.serving import Holder
    from api.settings import settings_of
    from api.store import Store
    from api.workplace import Workplace
    from cairn.database import micros
    from cairn.home import Home
    from recommender.tables import read

    shutil.copytree(models, folder / "models")
    home = Home(folder)
    desk = Desk.open(home, tables)
    latest = desk.latest()
    if latest is None:
        raise StoryBroke("the tables hold no events")
    now = latest + timedelta(days=1)
    settings = settings_of(folder).model_copy(update={"database_url": f"sqlite:///{folder / 'story.db'}"})
    with closing(Store.open(settings.store_url)) as store, closing(_door()) as door:
        load(store, read(tables), micros(latest))
        key = made(Terms("the story", "admin"), micros(now))
        with store.writing() as session:
            session.keys.put(key.stored)
        place = Workplace(
            store, Holder(store, home.models), Access(store, settings, lambda: now), settings, lambda: now
        )
        with _serving(create_app(place), door):
            yield Stage(f"http://127.0.0.1:{door.getsockname()[1]}", key.secret, home.models, desk, now)


def _door() -> socket.socket:
    door = socket.socket()
    door.bind(("127.0.0.1", 0))
    door.listen(128)
    return door


@contextmanager
def _serving(app: Any, door: socket.socket) -> Iterator[None]:
    """The application in a thread, listening at a door."""
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [door]}, daemon=True)
    thread.start()
    end = time.monotonic() + PATIENCE
    while not server.started:
        if not thread.is_alive() or time.monotonic() > end:
            raise StoryBroke("the service did not start")
        time.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()
