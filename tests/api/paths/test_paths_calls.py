"""What do the calls about paths, learners and units say over HTTP?"""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from prometheus_client import REGISTRY
from pydantic import BaseModel

from api.schemas.insights import Gaps, Levels, UnitPaths
from api.schemas.paths import KeptPath, WhyNot
from tests.api.api_client import Client
from tests.api.api_house import a_key
from tests.api.paths.paths_house import House, a_house, patch


def made(house: House) -> tuple[Client, str]:
    """The service with a path of ada, and the id of the path."""
    client = house.client()
    answer = client.post("/v1/paths", {"learner_id": "ada"})
    assert answer.status_code == 200, answer.text
    return client, answer.json()["path_id"]


def test_every_answer_keeps_its_contract_to_the_letter() -> None:
    client, path_id = made(a_house())
    path = f"/v1/paths/{path_id}"
    answers: list[tuple[type[BaseModel], httpx.Response]] = [
        (KeptPath, patch(client, path_id, {"veto": ["planting"], "money": 50})),
        (KeptPath, client.get(path)),
        (KeptPath, client.get(f"{path}?version=1")),
        (KeptPath, client.get("/v1/learners/ada/path")),
        (WhyNot, client.get(f"{path}/why-not/planting")),
        (WhyNot, client.get(f"{path}/why-not/filing")),
        (Levels, client.get("/v1/learners/ada/skills")),
        (Gaps, client.get("/v1/units/park/gaps")),
        (UnitPaths, client.get("/v1/units/park/paths")),
    ]
    for model, answer in answers:
        assert answer.status_code == 200, answer.text
        model.model_validate_json(answer.content, strict=True)


def test_the_etag_begins_with_the_version_and_if_match_guards_it() -> None:
    client, path_id = made(a_house())
    read = client.get(f"/v1/paths/{path_id}").headers["etag"]
    assert read.startswith('"1.')
    changed = patch(client, path_id, {"state": "accepted"}, **{"if-match": read})
    assert (changed.status_code, changed.headers["etag"][:3]) == (200, '"2.')
    late = patch(client, path_id, {"veto": ["pruning"]}, **{"if-match": read})
    assert (late.status_code, late.json()["type"]) == (412, "urn:cairn:problem:outdated")


def test_a_move_that_is_not_allowed_is_409_and_names_what_is() -> None:
    client, path_id = made(a_house())
    answer = patch(client, path_id, {"state": "done"})
    assert answer.status_code == 409
    assert answer.json()["errors"][0]["detail"] == "from proposed, allowed is: accepted"


def test_an_infeasible_decision_is_422_with_the_clash_and_the_ways_out() -> None:
    client, path_id = made(a_house())
    answer = patch(client, path_id, {"veto": ["first-aid"]})
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:cairn:problem:infeasible-plan")
    assert answer.json()["ways_out"] == ["take back the veto of first-aid"]
    assert client.get(f"/v1/paths/{path_id}").json()["version"] == 1


def test_a_path_that_is_known_is_not_told_again_and_one_that_became_another_is() -> None:
    house = a_house()
    client, path_id = made(house)
    for address in (f"/v1/paths/{path_id}", "/v1/learners/ada/path"):
        first = client.get(address)
        known = {"if-none-match": f'"0.aa", W/{first.headers["etag"]}'}
        again = client.call("GET", address, headers=known)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    old = client.get("/v1/learners/ada/path").headers["etag"]
    house.assemble("ada")
    for address, state in ((f"/v1/paths/{path_id}", "superseded"), ("/v1/learners/ada/path", "proposed")):
        newer = client.call("GET", address, headers={"if-none-match": old})
        assert (newer.status_code, newer.json()["version"], newer.json()["state"]) == (200, 1, state)


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"state": "superseded"}, "#/state"),
        ({"weeks": 0}, "#/weeks"),
        ({"defer": [{"content_id": "filing"}]}, "#/defer/0/until"),
        ({"pin": ["nope"]}, "#/pin/0"),
        ({"colour": "red"}, "#/colour"),
        ({}, "#"),
    ],
)
def test_a_change_that_breaks_the_contract_is_422_with_its_place(body: dict[str, Any], place: str) -> None:
    client, path_id = made(a_house())
    answer = patch(client, path_id, body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, place)


def test_what_is_not_there_is_404_for_whoever_reaches_all() -> None:
    client, path_id = made(a_house())
    paths = ("/v1/paths/p-none", "/v1/learners/bob/path", f"/v1/paths/{path_id}/why-not/zzz", "/v1/units/none/gaps")
    assert [client.get(path).status_code for path in paths] == [404] * len(paths)
    assert patch(client, "p-none", {"replan": True}).status_code == 404
    assert client.get(f"/v1/paths/{path_id}?version=9").status_code == 404
    assert client.get(f"/v1/paths/{path_id}?version=x").status_code == 422


def test_a_key_of_a_learning_system_decides_as_lms_and_sees_no_units() -> None:
    house = a_house()
    key = a_key(house.store, "lms")
    client, path_id = made(house)
    client = client.with_key(key)
    changed = patch(client, path_id, {"veto": ["pruning"]})
    assert [word["by"] for word in changed.json()["overrules"]] == ["lms"]
    assert client.get("/v1/units/park/gaps").status_code == 403


def test_nobody_without_a_key_learns_anything() -> None:
    house = a_house()
    client, path_id = made(house)
    stranger = client.with_key(None)
    paths = (f"/v1/paths/{path_id}", "/v1/learners/ada/path", "/v1/learners/ada/skills", "/v1/units/park/paths")
    assert [stranger.get(path).status_code for path in paths] == [401] * len(paths)
    assert patch(stranger, path_id, {"colour": "red"}).status_code == 401


def test_every_plan_is_counted_kept_or_not() -> None:
    def counted() -> float:
        found = [metric for metric in REGISTRY.collect() if metric.name == "cairn_answers"]
        samples = (one for metric in found for one in metric.samples if one.name == "cairn_answers_total")
        return sum(one.value for one in samples if one.labels["kind"] == "path")

    before = counted()
    client, path_id = made(a_house())
    assert client.post("/v1/paths", {"profile": {"role_id": "clerk"}}).status_code == 200
    patch(client, path_id, {"veto": ["planting"]})
    patch(client, path_id, {"state": "accepted"})
    assert counted() - before == 3
