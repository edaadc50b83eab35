"""Who may reach whom may have to be read from the store: never while the event loop waits for it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from api.access import Entry, Principal, Role, Scope
from api.app import create_app
from tests.api.api_client import Client
from tests.api.api_fakes import FakeEngine, FakeHolder, a_place

BODY = {"learner_id": "ada"}
ADA = Entry(Principal("person:ada", frozenset({Role.MANAGER}), "eve"), Scope.REPORTS)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/v1/recommendations", BODY),
        ("POST", "/v1/paths", BODY),
        ("GET", "/v1/learners/ada/path", None),
        ("GET", "/v1/learners/ada/skills", None),
        ("GET", "/v1/paths/p-1", None),
    ],
)
def test_reach_is_looked_up_beside_the_event_loop(
    method: str, path: str, body: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, key = a_place(FakeHolder(FakeEngine()))
    beside: list[bool] = []

    def reach(*_: object) -> None:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            beside.append(True)
        else:
            beside.append(False)

    monkeypatch.setattr(place.access, "enter", lambda *_: ADA)
    monkeypatch.setattr(place.access, "reach", reach)
    client = Client(create_app(place), key)
    client.get(path) if method == "GET" else client.post(path, body)
    assert beside == [True]
