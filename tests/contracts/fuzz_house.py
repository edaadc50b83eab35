"""The real service over a store of its own, with its contract as Schemathesis reads it, and ids that there are."""

from __future__ import annotations

import os
from binascii import crc32
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from schemathesis import APIOperation, BaseSchema, Case

from api.app import create_app
from api.flows.loading import load
from api.store import Store
from recommender.tables import check
from tests.api.api_client import Client
from tests.api.api_house import AT, a_key
from tests.api.pages.pages_house import led
from tests.api.paths.paths_house import House

FULL = os.environ.get("CAIRN_FUZZ") == "full"
"""Whether every case is tried that the contract leads to, on both databases, or a few of each call on a file."""
MANY = 400 if FULL else 12
"""Cases of each call that are drawn; in full, every boundary that the contract names comes on top."""
PEOPLE = ("ada", "bob", "eve", "may")


@dataclass
class Fuzzed:
    """An application with its contract; `met` counts statuses by call."""

    schema: BaseSchema
    key: str
    known: dict[str, tuple[str, ...]]
    met: Counter[tuple[str, int]] = field(default_factory=Counter)

    @property
    def cases(self) -> int:
        """How many requests were answered."""
        return self.met.total()

    def try_(self, case: Case) -> None:
        """Sends a case and holds the answer against the contract."""
        answer = case.call()
        self.met[case.operation.label, answer.status_code] += 1
        assert len(answer.headers["x-request-id"]) == 1
        case.validate_response(answer)


def fuzzed(url: str) -> Fuzzed:
    """The service over an empty store, filled with a small organisation, asked by an administrator."""
    store = Store.open(url)
    load(store, check(led()), AT)
    house = House(store, a_key(store, "admin"))
    house.place.holder.refresh()
    app = create_app(house.place)
    client = Client(app, house.key)
    paths = [client.post("/v1/paths", {"learner_id": learner}).json()["path_id"] for learner in PEOPLE]
    answers = [client.post("/v1/recommendations", {"learner_id": learner}).json()["id"] for learner in PEOPLE]
    known = {
        "learner_id": PEOPLE,
        "path_id": tuple(paths),
        "answer_id": tuple(answers),
        "unit_id": ("all", "park", "office"),
        "content_id": ("digging", "planting"),
    }
    schema = schemathesis.openapi.from_asgi("/openapi.json", app, config=_config(house.key))
    schema.hooks.hook("map_path_parameters")(_to_known(known))
    return Fuzzed(schema, house.key, known)


def _to_known(known: dict[str, tuple[str, ...]]) -> Any:
    """Leads two of three requests to something that is there."""

    def map_path_parameters(context: Any, path_parameters: dict[str, Any] | None) -> dict[str, Any] | None:
        return path_parameters and {name: _known(known.get(name, ()), value) for name, value in path_parameters.items()}

    return map_path_parameters


def _known(ids: tuple[str, ...], value: Any) -> Any:
    drawn = crc32(repr(value).encode())
    return ids[drawn % len(ids)] if ids and drawn % 3 else value


def _config(key: str) -> schemathesis.Config:
    return schemathesis.Config.from_dict(
        {
            "seed": 20_260_302,
            "headers": {"Authorization": f"Bearer {key}"},
            "generation": {"mode": "all", "max-examples": MANY, "deterministic": True, "database": "none"},
            "phases": {"coverage": {"enabled": FULL}},
        }
    )
