"""A service over the tables of the house, spoken to over HTTP by systems with keys."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from api.access import Access
from api.app import create_app
from api.serving import Holder
from api.settings import Settings
from api.store import Store
from api.workplace import Workplace
from tests.api.api_client import Client
from tests.api.api_house import NOW, a_key, stocked

Rows = list[dict[str, Any]]


@dataclass
class Clock:
    """A clock that goes on when it is told to."""

    at: datetime = NOW + timedelta(hours=1)

    def __call__(self) -> datetime:
        return self.at

    def go_on(self, **time: float) -> None:
        self.at += timedelta(**time)


class House:
    """The service, and what its callers say."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.store, self.admin = stocked(folder)
        self.lms, self.clock = a_key(self.store, "lms"), Clock()
        made = Settings(home=folder, **settings)
        place = Workplace(
            self.store, Holder(self.store, folder / "models"), Access(self.store, made, self.clock), made, self.clock
        )
        self.client = Client(create_app(place), self.lms)

    def put(self, table: str, rows: Any, **headers: str) -> httpx.Response:
        """Puts rows as JSON."""
        return self.send(table, json.dumps(rows), "application/json", **headers)

    def send(self, table: str, body: str | bytes, media: str, **headers: str) -> httpx.Response:
        """Puts a body as it is."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.call("PUT", f"/v1/{table}", content=body, headers={"content-type": media} | named)

    def get(self, path: str, key: str | None = None, **headers: str) -> httpx.Response:
        """Reads a table."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.with_key(key or self.lms).call("GET", f"/v1/{path}", headers=named)

    def rows(self, table: str) -> Rows:
        """What stands in a table."""
        return standing(self.store, table)


def standing(store: Store, table: str) -> Rows:
    """What stands in a table of a store."""
    with store.reading() as session:
        return session.rows.current(table)


def counts(answer: httpx.Response) -> tuple[int, int, int, int]:
    """Rows created, changed, unchanged and deleted."""
    assert answer.status_code == 200, answer.text
    body = answer.json()
    return body["created"], body["changed"], body["unchanged"], body["deleted"]


def causes(answer: httpx.Response, status: int = 422) -> dict[str | None, str]:
    """What a refusal says, by the place it points to."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    return {error.get("pointer"): error["detail"] for error in answer.json()["errors"]}
