"""The small organisation with a real bundle, a real store, and a clock that tests move."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx

from api.access import Access
from api.app import create_app
from api.flows.events import Sent, take
from api.flows.path_cases import By
from api.flows.paths import Paths, paths_after
from api.schemas.asked import PathRequest
from api.schemas.paths import PathChange
from api.serving import Holder
from api.settings import Settings
from api.store import Store
from api.workplace import Workplace
from tests.api.api_client import Client
from tests.api.api_house import NOW, a_folder, stocked, tables
from tests.api.api_shelf import released

LEARNER = By("learner")
MANAGER = By("manager")


@cache
def models() -> Path:
    """A shelf with a champion for the small organisation."""
    folder = a_folder()
    released(tables(), folder)
    return folder


@dataclass
class House:
    """A workplace at a moment that tests move on."""

    store: Store
    key: str
    at: datetime = NOW
    settings: Settings = field(default_factory=Settings)

    def __post_init__(self) -> None:
        access = Access(self.store, self.settings, self.now)
        self.place = Workplace(self.store, Holder(self.store, models()), access, self.settings, self.now)
        self.paths = Paths(self.place)

    def now(self) -> datetime:
        return self.at

    def pass_(self, **span: float) -> None:
        self.at += timedelta(**span)

    def assemble(self, learner: str = "ada", **asked: Any) -> dict[str, Any]:
        """A kept path, as the wire has it."""
        body, _ = self.paths.assemble(PathRequest(learner_id=learner, **asked), MANAGER)
        return json.loads(body)

    def change(self, path_id: str, by: By = MANAGER, match: str | None = None, **change: Any) -> dict[str, Any]:
        """A path as changed."""
        asked = PathChange.model_validate(change)
        return json.loads(self.paths.change(path_id, asked, by, match).json())

    def current(self, learner: str = "ada") -> dict[str, Any]:
        return json.loads(self.paths.current(learner).json())

    def read(self, path_id: str, version: int | None = None) -> dict[str, Any]:
        return json.loads(self.paths.read(path_id, version).json())

    def happens(self, learner: str, kind: str, content: str | None = None, **more: Any) -> list[dict[str, Any]]:
        """Reports an event of now, and gives what became of paths."""
        row = {"learner_id": learner, "kind": kind, "occurred_at": self.at.isoformat(), "content_id": content} | more
        taken = take(self.place, Sent([{name: value for name, value in row.items() if value is not None}]), paths_after)
        assert taken.accepted == 1, taken
        return [dict(news) for news in taken.paths]

    def client(self) -> Client:
        """The service, asked by an administrator."""
        return Client(create_app(self.place), self.key)


def a_house(**settings: Any) -> House:
    """A house of its own."""
    store, key = stocked()
    return House(store, key, settings=Settings(**settings))


def steps(path: dict[str, Any]) -> list[str]:
    """The contents of a path in order."""
    return [step["content_id"] for step in path["steps"]]


def patch(client: Client, path_id: str, body: Any, **headers: str) -> httpx.Response:
    """A PATCH of a path."""
    sent = {"content-type": "application/json"} | headers
    return client.call("PATCH", f"/v1/paths/{path_id}", content=json.dumps(body), headers=sent)
