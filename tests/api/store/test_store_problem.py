"""Whoever calls while the database is away is told to come again."""

from __future__ import annotations

import orjson
from starlette.requests import Request

from api.handlers import of_cairn
from api.store import StoreUnavailable


def test_a_database_that_is_away_is_a_503_that_says_when_to_ask_again() -> None:
    gone = StoreUnavailable("the database cannot be reached or written just now", ["OperationalError"])
    answer = of_cairn(Request({"type": "http"}), gone)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert orjson.loads(answer.body)["type"] == "urn:cairn:problem:store-unavailable"
