"""What is kept of every answer, what was displayed of it, and whether it can be given again, byte by byte."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from api.access import Access
from api.app import create_app
from api.flows.decisions import digest_of
from api.flows.replay import ReplayRefused, replay
from api.serving import Holder
from api.settings import Settings
from api.store import Change, Decision, Store, StoredEvent
from api.workplace import Workplace
from recommender.errors import UnknownName
from tests.api.api_client import Client, client_of
from tests.api.api_house import AT, INLINE, NOW, a_key, an_event, stocked, tables
from tests.api.api_shelf import released
from tests.naming import names

URL = "/v1/recommendations"


@dataclass
class House:
    """A service over a store, with a model, and a clock that tests move."""

    store: Store
    holder: Holder
    client: Client
    models: Path
    at: list[datetime]

    def ask(self, **body: Any) -> dict[str, Any]:
        answer = self.client.post(URL, body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def kept(self, answer_id: str) -> Decision:
        found = self.store.decision(answer_id)
        assert found is not None
        return found

    def replayed(self, answer_id: str) -> tuple[str, ...]:
        return replay(self.store, self.models, answer_id).differences

    def happens(self, kind: str, content: str, learner: str = "ada") -> None:
        """Something happens to somebody a minute after what happened last."""
        self.at[0] += timedelta(minutes=1)
        micros = int(self.at[0].timestamp()) * 1_000_000
        event = StoredEvent(f"x{micros}", learner, kind, micros, micros, content, {"initiated_by": "self"})
        with self.store.writing() as session:
            session.events.append([event])

    def put(self, table: str, key: tuple[str, ...], **body: Any) -> None:
        with self.store.writing() as session:
            session.rows.put([Change(table, key, body)], AT)
        self.holder.refresh()


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shelf with a champion."""
    folder = tmp_path_factory.mktemp("shelf")
    released(tables(), folder / "models")
    return folder / "models"


Building = Callable[..., House]


@pytest.fixture
def build(shelf: Path, tmp_path: Path) -> Building:
    """Builds a house."""

    def built(**settings: Any) -> House:
        store, key = stocked(tmp_path)
        at, known = [NOW], Settings(**settings)
        shutil.copytree(shelf, tmp_path / "models")
        holder = Holder(store, tmp_path / "models")
        place = Workplace(store, holder, Access(store, known, lambda: at[0]), known, lambda: at[0])
        return House(store, holder, Client(create_app(place), key), tmp_path / "models", at)

    return built


@pytest.fixture
def house(build: Building) -> House:
    return build()


def test_every_answer_leaves_a_row_that_names_nobody(house: House) -> None:
    answer = house.client.post(URL, {"learner_id": "ada", "k": 3, "placement": "home", "context": {"device": "phone"}})
    kept = house.kept(answer.json()["id"])
    with house.store.reading() as session:
        head = session.heads.get("ada")
    assert (kept.pseudonym, kept.watermark) == (head.pseudonym, head.version)
    assert (kept.at, kept.kind, kept.digest) == (AT, "recommendation", digest_of(answer.content))
    assert kept.key_id == house.client.key.split("_")[1]
    assert kept.request == b'{"placement":"home","context":{"device":"phone"},"k":3}'
    assert b"ada" not in kept.request
    served = house.holder.served
    assert (kept.model_version, kept.catalog_version, kept.catalog_seq) == (
        served.model_version,
        served.catalog_version,
        served.catalog_seq,
    )


def test_a_history_that_came_along_is_not_kept(house: House) -> None:
    answer = house.ask(learner_id="ada", profile={"role_id": "clerk"}, history=[an_event()])
    assert house.kept(answer["id"]).request == b'{"inline":true}'


def test_nobody_in_particular_has_no_pseudonym(house: House) -> None:
    kept = house.kept(house.ask(**INLINE)["id"])
    assert (kept.pseudonym, kept.watermark) == (None, 0)
    assert house.kept(house.ask(learner_id="zed")["id"]).pseudonym is None


def test_two_places_that_show_the_same_list_have_an_answer_each(house: House) -> None:
    plain, home, other = (house.ask(learner_id="ada", **more) for more in ({}, {"placement": "a"}, {"placement": "b"}))
    assert len({plain["id"], home["id"], other["id"]}) == 3
    assert plain["items"] == home["items"] == other["items"]


def test_answers_of_one_turn_share_one_write(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    writes: list[int] = []
    log = house.store.log
    monkeypatch.setattr(house.store, "log", lambda rows: writes.append(len(rows)) or log(rows))

    async def ask() -> list[int]:
        async with client_of(house.client.app, house.client.key) as client:
            bodies = [{"learner_id": "ada", "k": k} for k in range(1, 21)]
            return [a.status_code for a in await asyncio.gather(*(client.post(URL, json=body) for body in bodies))]

    assert asyncio.run(ask()) == [200] * 20
    assert sum(writes) == 20
    assert len(writes) < 10


def test_what_cannot_be_kept_is_not_answered(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(house.store, "log", full)
    assert house.client.post(URL, {"learner_id": "ada"}).status_code == 500


def test_more_than_may_wait_are_told_to_come_again(build: Building) -> None:
    house = build(most_waiting=2)

    async def ask() -> list[Any]:
        async with client_of(house.client.app, house.client.key) as client:
            return await asyncio.gather(*(client.post(URL, json={"learner_id": "ada", "k": k}) for k in range(1, 11)))

    answers = asyncio.run(ask())
    busy = [answer for answer in answers if answer.status_code == 503]
    assert {answer.status_code for answer in answers} == {200, 503}
    assert busy[0].headers["retry-after"] == "1"
    assert house.client.post(URL, {"learner_id": "ada"}).status_code == 200


def test_a_batch_answers_each_learner_as_if_asked_alone(house: House) -> None:
    said = {"k": 2, "exclude": ["pruning"], "placement": "mail"}
    both = house.client.post(f"{URL}/batch", {"learner_ids": ["bob", "ada", "zed"]} | said)
    assert both.status_code == 200, both.text
    alone = [house.ask(learner_id=name, **said) for name in ("bob", "ada", "zed")]
    assert both.json()["answers"] == alone
    assert [house.kept(answer["id"]).request for answer in alone] == [house.kept(alone[0]["id"]).request] * 3


@pytest.mark.parametrize("body", [{"learner_ids": []}, {"learner_ids": ["a"] * 501}, {"learner_id": "ada"}])
def test_a_batch_is_of_one_to_five_hundred_learners(house: House, body: dict[str, Any]) -> None:
    assert house.client.post(f"{URL}/batch", body).status_code == 422


def test_a_batch_names_every_content_that_is_unknown(house: House) -> None:
    told = house.client.post(f"{URL}/batch", {"learner_ids": ["ada"], "only": ["x", "filing"], "exclude": ["y"]})
    assert [cause["pointer"] for cause in told.json()["errors"]] == ["#/only/0", "#/exclude/0"]


def test_what_was_displayed_is_kept_with_the_answer_and_the_last_word_counts(house: House) -> None:
    answer = house.ask(learner_id="ada")
    url = f"{URL}/{answer['id']}/shown"
    for contents in (["pruning", "planting"], ["pruning", "planting"], ["planting"]):
        told = house.client.post(url, {"contents": contents})
        assert told.json() == {"answer_id": answer["id"], "contents": contents}
        assert house.client.get(f"/v1/decisions/{answer['id']}").json()["shown"] == contents


def test_of_an_answer_that_was_never_given_nothing_was_displayed(house: House) -> None:
    assert house.client.post(f"{URL}/0123/shown", {"contents": []}).status_code == 404
    assert house.client.get("/v1/decisions/0123").status_code == 404


def test_contents_that_nobody_knows_were_not_displayed(house: House) -> None:
    told = house.client.post(f"{URL}/{house.ask(learner_id='ada')['id']}/shown", {"contents": ["filing", "x"]})
    assert [cause["pointer"] for cause in told.json()["errors"]] == ["#/contents/1"]


def test_a_row_is_read_with_its_versions_and_without_a_name(house: House) -> None:
    answer = house.ask(learner_id="ada", k=2)
    row = house.client.get(f"/v1/decisions/{answer['id']}")
    assert not names("ada", row.text)
    assert (row.json()["at"], row.json()["request"], row.json()["shown"]) == ("2026-03-02T12:00:00Z", {"k": 2}, None)
    assert row.json()["model_version"] == answer["model_version"]


@pytest.mark.parametrize("url", [URL, f"{URL}/batch", f"{URL}/0123/shown"])
def test_without_a_key_nothing_is_said_of_the_body(house: House, url: str) -> None:
    assert house.client.with_key(None).post(url, {"nonsense": 1}).status_code == 401


def test_a_learning_system_asks_and_does_not_read_the_log(house: House) -> None:
    system, scientist = (house.client.with_key(a_key(house.store, role)) for role in ("lms", "scientist"))
    answer = system.post(URL, {"learner_id": "ada"}).json()
    assert system.get(f"/v1/decisions/{answer['id']}").status_code == 403
    assert scientist.get(f"/v1/decisions/{answer['id']}").status_code == 200
    assert scientist.post(URL, {"learner_id": "ada"}).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        {"learner_id": "ada"},
        {"learner_id": "bob", "k": 2, "exclude": ["filing"], "placement": "home", "context": {"minutes_now": 90}},
        {"learner_id": "ada", "as_of": "2026-01-20T00:00:00Z"},
        {"learner_id": "eve", "goals": [{"skill_id": "books", "level": 0.8, "reason": "the audit"}]},
        {"learner_id": "ada", "role_id": "clerk"},
    ],
)
def test_an_answer_is_given_again_byte_by_byte(house: House, body: dict[str, Any]) -> None:
    assert house.replayed(house.ask(**body)["id"]) == ()


def test_an_answer_is_given_again_after_everything_it_rested_on_has_changed(house: House) -> None:
    first = house.ask(learner_id="ada")
    house.happens("passed", "planting")
    second = house.ask(learner_id="ada")
    house.put("contents", ("pruning",), content_id="pruning", title="Pruning anew", minutes=10)
    house.put("goals", ("ada", "books"), learner_id="ada", skill_id="books", level=0.9)
    house.happens("dismissed", "pruning")
    third = house.ask(learner_id="ada")
    assert len({first["id"], second["id"], third["id"]}) == 3
    assert [house.replayed(answer["id"]) for answer in (first, second, third)] == [(), (), ()]


def test_a_path_is_given_again_too(house: House) -> None:
    path = house.client.post("/v1/paths", {"learner_id": "ada"})
    assert path.status_code in (200, 201), path.text
    house.happens("passed", "planting")
    assert house.replayed(path.json()["id"]) == ()


def test_what_differs_is_told(house: House) -> None:
    answer = house.ask(learner_id="ada")
    kept = house.kept(answer["id"])
    forged = Decision(
        **{name: getattr(kept, name) for name in Decision.__slots__} | {"answer_id": "forged", "digest": "0" * 32}
    )
    house.store.log([forged])
    told = house.replayed("forged")
    assert [difference.split(":")[0] for difference in told] == [
        "what went in (learner, question, or versions)",
        "the bytes of the answer",
    ]


def test_an_answer_that_was_never_given_is_not_given_again(house: House) -> None:
    with pytest.raises(UnknownName):
        house.replayed("0123")


@pytest.mark.parametrize(
    ("body", "why"), [(INLINE, "is not kept"), ({"learner_id": "ada", "history": []}, "is not kept")]
)
def test_an_answer_about_what_came_along_cannot_be_given_again(house: House, body: dict[str, Any], why: str) -> None:
    with pytest.raises(ReplayRefused, match=why):
        house.replayed(house.ask(**body)["id"])


def test_an_answer_about_a_stranger_cannot_be_given_again(house: House) -> None:
    with pytest.raises(ReplayRefused, match="nobody knew the learner"):
        house.replayed(house.ask(learner_id="zed")["id"])


def test_an_answer_of_a_bundle_that_is_gone_cannot_be_given_again(house: House) -> None:
    answer = house.ask(learner_id="ada")
    shutil.rmtree(house.models / answer["model_version"])
    with pytest.raises(ReplayRefused, match="the bundle is gone"):
        house.replayed(answer["id"])


def test_an_answer_about_somebody_erased_cannot_be_given_again(house: House) -> None:
    kept = house.kept(house.ask(learner_id="ada")["id"])
    gone = {name: getattr(kept, name) for name in Decision.__slots__} | {"answer_id": "gone", "pseudonym": "f" * 16}
    house.store.log([Decision(**gone)])
    with pytest.raises(ReplayRefused, match="erased"):
        house.replayed("gone")


def test_while_nothing_is_in_service_what_was_displayed_is_not_blamed_on_the_caller(house: House) -> None:
    answer = house.ask(learner_id="ada")
    house.holder.served = None
    told = house.client.post(f"{URL}/{answer['id']}/shown", {"contents": ["planting"]})
    assert (told.status_code, told.json()["detail"]) == (503, "nothing is in service yet")
