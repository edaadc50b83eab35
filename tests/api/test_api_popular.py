"""While there is no bundle: what most learners took up, of what may be offered, said as what it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from api.schemas.answered import Recommendation
from api.serving import Holder
from api.serving.holder import EMPTY
from api.serving.popular import Popular
from api.store import Store, StoredEvent
from tests.api.api_client import Client
from tests.api.api_fakes import a_place, create_app
from tests.api.api_house import AT, INLINE, NOW

URL = "/v1/recommendations"


def event(number: int, learner: str, content: str, kind: str = "started") -> StoredEvent:
    at = AT - 1_000_000 * (100 - number)
    return StoredEvent(f"p{number}", learner, kind, at, at, content, {})


@pytest.fixture
def client(tmp_path: Path) -> Client:
    """A service without a bundle, in which pruning was taken up by two learners, ledgers and digging by one."""
    place, key = a_place(None, tmp_path)
    with place.store.writing() as session:
        session.events.append(
            [
                event(1, "bob", "pruning"),
                event(2, "eve", "pruning"),
                event(3, "bob", "ledgers"),
                event(4, "eve", "planting", "dismissed"),
            ]
        )
    holder = Holder(place.store, tmp_path / "models")
    assert isinstance(holder.served.engine, Popular)
    place = type(place)(place.store, holder, place.access, place.settings, place.now)
    return Client(create_app(place), key)


def listed(client: Client, **body: Any) -> list[str]:
    answer = client.post(URL, body)
    assert answer.status_code == 200, answer.text
    return [item["content_id"] for item in answer.json()["items"]]


def test_what_most_took_up_stands_first_and_the_answer_says_what_it_is(client: Client) -> None:
    answer = client.post(URL, INLINE)
    found = Recommendation.model_validate_json(answer.content, strict=True)
    assert (found.degraded, found.basis, found.ranked_by) == (True, "popular", "popularity")
    assert found.model_version == "none"
    assert [item.content_id for item in found.items][:2] == ["pruning", "digging"]
    assert [item.score for item in found.items][:2] == [2.0, 1.0]
    assert "no model yet" in found.assumptions[0]
    assert {(item.chance.low, item.chance.high, item.value) for item in found.items} == {(0.0, 1.0, 0.0)}


def test_a_known_learner_is_not_offered_what_is_finished_or_dismissed(client: Client) -> None:
    assert "digging" not in listed(client, learner_id="ada")
    assert "planting" not in listed(client, learner_id="eve")
    assert "planting" in listed(client, learner_id="ada")


def test_what_is_asked_for_is_honoured(client: Client) -> None:
    assert listed(client, learner_id="bob", only=["filing", "ledgers"]) == ["filing", "ledgers"]
    assert "pruning" not in listed(client, learner_id="bob", exclude=["pruning"])
    assert listed(client, learner_id="bob", k=1) == ["pruning"]
    assert set(listed(client, learner_id="bob", context={"minutes_now": 45})) == {"filing", "first-aid"}
    assert listed(client, learner_id="bob", context={"offline": True}) == []


def test_an_unknown_learner_is_answered_too(client: Client) -> None:
    assert listed(client, learner_id="zed")[0] == "pruning"


def test_a_batch_is_answered_too(client: Client) -> None:
    answers = client.post(f"{URL}/batch", {"learner_ids": ["ada", "zed"]}).json()["answers"]
    assert [answer["degraded"] for answer in answers] == [True, True]


def test_a_path_needs_a_model(client: Client) -> None:
    answer = client.post("/v1/paths", {"learner_id": "ada"})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")


def test_without_contents_there_is_nothing_to_answer(tmp_path: Path) -> None:
    place, key = a_place(None, tmp_path)
    empty = Holder(Store.open(f"sqlite:///{tmp_path}/empty.db"), tmp_path / "models")
    client = Client(create_app(type(place)(place.store, empty, place.access, place.settings, place.now)), key)
    for answer in (client.post(URL, {"learner_id": "ada"}), client.get("/readyz")):
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
    assert client.get("/healthz").status_code == 200


def test_an_answer_stands_for_a_day(client: Client) -> None:
    answer = client.post(URL, {"learner_id": "ada"}).json()
    assert answer["valid_until"] == (NOW + timedelta(days=1)).isoformat().replace("+00:00", "Z")


def test_what_is_missing_is_named(client: Client, tmp_path: Path) -> None:
    assert client.post("/v1/paths", {"learner_id": "ada"}).json()["detail"] == "no bundle is in service yet"
    place, key = a_place(None, tmp_path)
    empty = Holder(Store.open(f"sqlite:///{tmp_path}/empty.db"), tmp_path / "models")
    told = Client(create_app(replace(place, holder=empty)), key).post(URL, {"learner_id": "ada"}).json()
    assert told["detail"] == "nothing is in service yet"
    assert "holds no contents" in told["errors"][0]["detail"]


def test_the_reason_stands_while_another_look_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store.open(f"sqlite:///{tmp_path}/empty.db")
    holder = Holder(store, tmp_path / "models")
    asked, meanwhile = store.marks, []

    def overheard() -> dict[str, int]:
        meanwhile.append(holder.refused)
        return asked()

    monkeypatch.setattr(store, "marks", overheard)
    holder.refresh()
    assert meanwhile == [EMPTY]
