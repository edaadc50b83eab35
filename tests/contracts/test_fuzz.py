"""What nobody thought of: requests drawn from the contract, right and wrong, each answered as the contract says.

CAIRN_FUZZ=full tries thousands, on SQLite and on PostgreSQL; otherwise a few of each call, the same every time.
"""

from __future__ import annotations

import pytest
from schemathesis import Case

from tests.contracts.fuzz_house import FULL, Fuzzed
from tests.postgres_server import empty

LEAST = 5_000 if FULL else 200
REACHED = {
    "POST /v1/recommendations": {200, 400, 422},
    "POST /v1/recommendations/batch": {200, 400, 422},
    "POST /v1/recommendations/{answer_id}/shown": {200, 400, 422},
    "GET /v1/decisions/{answer_id}": {200, 404},
    "POST /v1/paths": {200, 400, 422},
    "GET /v1/learners/{learner_id}/path": {200, 304},
    "GET /v1/paths/{path_id}": {200, 404},
    "PATCH /v1/paths/{path_id}": {200, 400, 422},
    "GET /v1/paths/{path_id}/why-not/{content_id}": {200, 404},
    "GET /v1/learners/{learner_id}/skills": {200, 404},
    "GET /v1/units/{unit_id}/gaps": {200, 404},
    "GET /v1/units/{unit_id}/paths": {200, 404},
    "GET /healthz": {200},
    "GET /readyz": {200},
    "POST /v1/events": {200, 207, 400, 422},
    "GET /v1/confirmations": {200, 422},
    "POST /v1/confirmations": {200, 400, 422},
    "PUT /v1/{table}": {200, 422},
    "GET /v1/{table}": {200, 304, 404, 422},
}
"""Statuses that some case of each call meets in full: whatever is only refused at the door tries nothing."""


ON_SQLITE, ON_POSTGRES = Fuzzed(), Fuzzed()


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Fuzzed:
    return ON_SQLITE.fill(f"sqlite:///{tmp_path_factory.mktemp('fuzz')}/cairn.db")


@ON_SQLITE.schema.parametrize()
def test_every_answer_is_one_that_the_contract_tells(case: Case, on_sqlite: Fuzzed) -> None:
    on_sqlite.send(case)


def test_the_cases_come_further_than_to_the_door(on_sqlite: Fuzzed) -> None:
    assert on_sqlite.cases >= LEAST
    met = {call: on_sqlite.statuses(call) for call in REACHED}
    wanted = {call: statuses if FULL else {200} for call, statuses in REACHED.items()}
    assert {call: met[call] & wanted[call] for call in wanted} == wanted


if FULL:

    @pytest.fixture(scope="module")
    def on_postgres(postgres_store_url: str) -> Fuzzed:
        empty(postgres_store_url)
        return ON_POSTGRES.fill(postgres_store_url)

    @ON_POSTGRES.schema.parametrize()
    def test_every_answer_of_postgres_is_one_that_the_contract_tells(case: Case, on_postgres: Fuzzed) -> None:
        on_postgres.send(case)

    def test_the_cases_on_postgres_are_as_many(on_postgres: Fuzzed) -> None:
        assert on_postgres.cases >= LEAST
