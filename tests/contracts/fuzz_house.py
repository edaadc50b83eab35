"""The real service over a store of its own, with its contract as Schemathesis reads it, and ids that there are."""

from __future__ import annotations

import json
import os
from collections import Counter
from typing import Any

import schemathesis
from schemathesis import Case
from starlette.types import ASGIApp, Receive, Scope, Send

from api.app import create_app
from api.contract import contract_of
from api.flows.loading import load
from api.store import Store
from recommender.tables import check
from recommender.tables.schema import TABLES
from tests.api.api_client import Client
from tests.api.api_house import AT, CONTENTS, a_key
from tests.api.pages.pages_house import led
from tests.api.paths.paths_house import House
from tests.contracts.bare import bare_app
from tests.contracts.fuzz_ids import Ids, mark

FULL = os.environ.get("CAIRN_FUZZ") == "full"
"""Whether every case is tried that the contract leads to, on both databases, or a few of each call on a file."""
MANY = 250 if FULL else 20
"""Cases of each call that are drawn; in full, all boundaries that the contract names come on top."""
ALONE = {"extra-data-sources": {"responses": False}, "error-feedback": {"enabled": False}}
"""What is drawn follows from the contract alone: answers hold ids that are others each time."""
PEOPLE = ("ada", "bob", "eve", "may")
_EVENTS: Any = (
    {"learner_id": "ada", "kind": "completed", "occurred_at": "2026-02-01T09:00:00Z", "content_id": "filing"},
    {"learner_id": "bob", "kind": "started", "occurred_at": "2026-02-01T09:00:00+01:00", "content_id": "unheard-of"},
    {"learner_id": "eve", "kind": "scored", "occurred_at": "2026-02-01T09:00:00Z", "skill_id": "plants", "value": 0.5},
    {"learner_id": "may", "kind": "completed", "occurred_at": "2036-02-01T09:00:00Z", "content_id": "filing"},
)


@schemathesis.serializer("application/x-ndjson")
def _as_lines(context: Any, drawn: Any) -> bytes:
    """Lines as they are; what breaks the contract by being no text, as JSON."""
    return (drawn if isinstance(drawn, str) else json.dumps(drawn)).encode("utf-8", "surrogatepass")


class Fuzzed:
    """The service with its contract; `met` counts statuses by call. The contract is there before the service is."""

    def __init__(self) -> None:
        self.schema = schemathesis.openapi.from_dict(contract_of(bare_app()), config=_config())
        self.schema.app = self
        self.app: ASGIApp = bare_app()
        self.met: Counter[tuple[str, int]] = Counter()
        self._there, self._headers = Ids({}, {}), {"Authorization": ""}

    def fill(self, url: str) -> Fuzzed:
        """Fills an empty store with a small organisation, and asks a service over it as an administrator."""
        store = Store.open(url)
        load(store, check(led()), AT)
        house = House(store, a_key(store, "admin"))
        house.place.holder.refresh()
        app = self.app = create_app(house.place)
        self._there = _there(store, Client(app, house.key))
        self._headers = {"Authorization": f"Bearer {house.key}"}
        return self

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hands a request to the service of the moment."""
        await self.app(scope, receive, send)

    @property
    def cases(self) -> int:
        """How many requests were answered."""
        return self.met.total()

    def statuses(self, call: str) -> set[int]:
        """With what a call answered."""
        return {status for label, status in self.met if label == call}

    def send(self, case: Case) -> None:
        """Sends a case, and holds the answer against the contract."""
        if case.meta is not None and case.meta.generation.mode.is_positive:
            self._lead(case)
        answer = case.call(headers=self._headers)
        self.met[case.operation.label, answer.status_code] += 1
        case.validate_response(answer, headers=self._headers)

    def _lead(self, case: Case) -> None:
        """Leads most ids of what keeps to the contract to something that is there; what breaks it stays as drawn."""
        there = self._there
        for place in ("path_parameters", "headers", "query"):
            found = getattr(case, place)
            found.update({name: there.led(value, name) for name, value in found.items()})
        table = case.path_parameters.get("table", "events")
        if "cursor" in case.query:
            case.query["cursor"] = there.led(case.query["cursor"], f"cursor of {table}")
        if isinstance(case.body, str | list | dict):
            case.body = _body(there, case, table)


def _there(store: Store, client: Client) -> Ids:
    """What there is to ask about."""
    with store.reading() as session:
        rows: dict[str, Any] = {name: session.rows.current(name) for name in TABLES if name != "events"}
    filled = {name: found for name, found in rows.items() if found} | {"events": _EVENTS}
    ids = {
        "learner_id": PEOPLE,
        "path_id": [_asked(client, "/v1/paths", one)["path_id"] for one in PEOPLE],
        "answer_id": [_asked(client, "/v1/recommendations", one)["id"] for one in PEOPLE],
        "unit_id": ("all", "park", "office"),
        "role_id": ("clerk", "gardener"),
        "skill_id": ("books", "plants", "safety"),
        "content_id": CONTENTS,
        "table": [*filled],
        "If-None-Match": [client.get("/v1/learners").headers["etag"], "*", '"1"'],
        "If-Match": ['"1"', '"1.0a", "2"', "*"],
        "Idempotency-Key": ["one", "two"],
    }
    ids |= {f"cursor of {name}": [client.get(f"/v1/{name}?limit=1").json()["cursor"]] for name in filled}
    return Ids(ids, filled)


def _asked(client: Client, address: str, learner: str) -> Any:
    return client.post(address, {"learner_id": learner}).json()


def _body(there: Ids, case: Case, table: str) -> Any:
    """A body that leads somewhere: rows for a table, events about something, and questions about somebody."""
    if isinstance(case.body, str):
        return there.lines(case.body, table)
    if isinstance(case.body, list) and case.operation.label.startswith("PUT"):
        return [there.row(row, table) for row in case.body]
    led = there.led(case.body)
    if case.operation.label == "POST /v1/events":
        rows = led if isinstance(led, list) else led["events"]
        rows[:] = [{"content_id": "filing", **row} for row in rows]
    elif case.operation.label == "POST /v1/confirmations":
        led["answers"] = [{**one, "table": "content_skills", "ids": ["filing", "books"]} for one in led["answers"]]
    elif case.operation.label in ("POST /v1/recommendations", "POST /v1/paths"):
        led = {"learner_id": "ada", **led}
    elif case.method.upper() == "PATCH" and mark(led) % 4:  # one word at a time: all at once mostly contradict
        led = dict(sorted(led.items())[:1]) or {"replan": True}
    return led


def _config() -> schemathesis.Config:
    """Every check but one; a question that is well formed may be refused for what it names (412, 422).

    Left out is Allow, which an address may owe to two templates: `test_wire` tells what it says.
    """
    fine = ["2xx", "3xx", "401", "403", "404", "409", "412", "422"]
    wrong = ["400", "401", "403", "404", "405", "409", "412", "413", "415", "422"]
    return schemathesis.Config.from_dict(
        {
            "seed": 20_260_302,
            "request-timeout": 300,
            "generation": {
                "mode": "all",
                "max-examples": MANY,
                "deterministic": True,
                "with-security-parameters": False,
            },
            "phases": {"coverage": {"enabled": FULL}, "fuzzing": ALONE, "examples": {"enabled": False}},
            "checks": {
                "positive_data_acceptance": {"expected-statuses": fine},
                "allow_header_conformance": {"enabled": False},
                "negative_data_rejection": {"expected-statuses": wrong},
            },
        }
    )
