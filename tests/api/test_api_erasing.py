"""Who was erased is unknown to every worker at once, and to exports; what was said about them names nobody."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from api.access import Access
from api.app import create_app
from api.flows.erasing import erase
from api.flows.exporting import Wanted, tables_of, write_export
from api.flows.path_cases import Case
from api.flows.people import Persons
from api.flows.replay import ReplayRefused, replay
from api.serving import Holder
from api.settings import Settings
from api.store import Change, Store
from api.workplace import Workplace
from recommender.errors import UnknownName
from recommender.tables import check
from tests.api.api_client import Client
from tests.api.api_house import AT, NOW, frames, stocked, tables
from tests.api.api_shelf import released
from tests.naming import names

LED = {"learner_id": "bob", "valid_from": "2025-06-01", "role_id": "clerk", "unit_id": "office", "manager_id": "ada"}


class House:
    """Two workers over one store: each with caches of its own."""

    def __init__(self, folder: Path) -> None:
        (folder / "data").mkdir()
        self.store, self.key = stocked(folder / "data")
        self.models = folder / "models"
        released(tables(), self.models)
        with self.store.writing() as session:
            session.rows.put([Change("employments", ("bob", "2025-06-01"), LED)], AT)
        self.other = Store.open(f"sqlite:///{folder}/data/cairn.db")
        self.clients = [self._client(store) for store in (self.store, self.other)]

    def _client(self, store: Store) -> Client:
        place = Workplace(store, Holder(store, self.models), Access(store, Settings(), lambda: NOW), Settings())
        return Client(create_app(replace(place, now=lambda: NOW)), self.key)

    def ask(self, learner: str, worker: int = 0) -> dict[str, object]:
        answer = self.clients[worker].post("/v1/recommendations", {"learner_id": learner})
        assert answer.status_code == 200
        return answer.json()

    def said(self, learner: str, worker: int = 0) -> list[object]:
        """What an answer suggests and assumes, without what is different each time."""
        answer = self.ask(learner, worker)
        return [answer["items"], answer["assumptions"]]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    built = House(tmp_path)
    yield built
    built.store.close()
    built.other.close()


def test_every_worker_answers_as_for_somebody_unknown_from_the_next_question_on(house: House) -> None:
    before = [house.said("ada", worker) for worker in (0, 1)]
    erase(house.store, "ada", AT)
    for worker in (0, 1):
        assert house.said("ada", worker) == house.said("somebody", worker) != before[worker]


def test_nothing_of_them_stays_in_memory_once_they_were_asked_about(house: House) -> None:
    served = Holder(house.store, house.models).served
    persons = Persons(house.store, now=lambda: NOW)
    assert persons.standing("ada", served, NOW) is not None
    erase(house.other, "ada", AT)
    assert persons.standing("ada", served, NOW) is None
    assert not names("ada", repr(persons._known) + repr(persons._unwritten))
    assert persons.write() == 0
    assert house.store.glance("ada") is None


def test_a_path_that_was_planned_meanwhile_is_not_kept(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    order = Case.order

    def order_and_erase(self: Case, *given: object) -> object:
        if house.store.glance("ada") is not None:
            erase(house.other, "ada", AT)
        return order(self, *given)

    monkeypatch.setattr(Case, "order", order_and_erase)
    answer = house.clients[0].post("/v1/paths", {"learner_id": "ada"})
    assert answer.status_code == 404
    with house.store.reading() as session:
        assert session.paths.current("ada") is None


def test_their_path_is_gone_for_whoever_has_its_address(house: House) -> None:
    path_id = house.clients[0].post("/v1/paths", {"learner_id": "ada"}).json()["path_id"]
    assert house.clients[1].get(f"/v1/paths/{path_id}").status_code == 200
    erase(house.store, "ada", AT)
    assert [client.get(f"/v1/paths/{path_id}").status_code for client in house.clients] == [404, 404]


def test_nobody_is_led_by_them_or_leads_them_any_longer(house: House) -> None:
    ticks = [0.0]
    access = Access(house.other, Settings(), lambda: NOW, ticks=lambda: ticks[0])
    assert access.lines().leads("ada", "bob")
    assert access.lines().people_in("park") == {"ada"}
    erase(house.store, "ada", AT)
    ticks[0] += 2
    assert not access.lines().leads("ada", "bob")
    assert access.lines().people_in("park") == frozenset()


def test_somebody_who_leads_nobody_leaves_the_lines_too(house: House) -> None:
    ticks = [0.0]
    access = Access(house.other, Settings(), lambda: NOW, ticks=lambda: ticks[0])
    assert access.lines().reports("ada") == {"bob"}
    erase(house.store, "bob", AT)
    ticks[0] += 2
    assert access.lines().reports("ada") == frozenset()


def test_an_answer_about_them_is_said_to_be_about_somebody_erased(house: House) -> None:
    answer_id, unknown = str(house.ask("ada")["id"]), str(house.ask("somebody")["id"])
    assert replay(house.store, house.models, answer_id).differences == ()
    erase(house.store, "ada", AT)
    with pytest.raises(ReplayRefused, match="the learner was erased"):
        replay(house.store, house.models, answer_id)
    with pytest.raises(ReplayRefused, match="nobody knew the learner"):
        replay(house.store, house.models, unknown)
    kept = house.clients[0].get(f"/v1/decisions/{answer_id}")
    assert kept.status_code == 200
    assert '"ada"' not in kept.text


def test_answers_about_others_are_given_again_as_before(house: House) -> None:
    answer_id = str(house.ask("bob")["id"])
    erase(house.store, "ada", AT)
    assert replay(house.store, house.models, answer_id).differences == ()


def test_an_answer_that_rested_on_a_unit_that_they_led_is_given_again_too(house: House) -> None:
    with house.store.writing() as session:
        session.rows.put([Change("units", ("park",), {"unit_id": "park", "name": "Park", "head_id": "ada"})], AT)
    client = house._client(house.store)
    answer_id = client.post("/v1/recommendations", {"learner_id": "bob"}).json()["id"]
    assert replay(house.store, house.models, answer_id).differences == ()
    erase(house.store, "ada", AT)
    assert replay(house.store, house.models, answer_id).differences == ()


@pytest.mark.parametrize("pseudonymous", [False, True])
@pytest.mark.parametrize("as_of", [None, AT + 5])
def test_an_export_holds_neither_their_id_nor_their_pseudonym(
    house: House, tmp_path: Path, pseudonymous: bool, as_of: int | None
) -> None:
    with house.store.reading() as session:
        pseudonym = session.heads.get("ada").pseudonym
    erase(house.store, "ada", AT + 9)
    write_export(*tables_of(house.store, Wanted(AT + 9, as_of, pseudonymous)), tmp_path / "out", "csv")
    texts = [file.read_text().replace("\n", ",") for file in (tmp_path / "out").glob("*.csv")]
    cells = {cell.strip('"') for text in texts for cell in text.split(",")}
    assert cells.isdisjoint({"ada", "Ada", pseudonym})
    assert ("bob" in cells) is not pseudonymous


def test_whoever_reads_a_table_again_gets_it_anew(house: House) -> None:
    tag = house.clients[0].get("/v1/goals").headers["etag"]
    erase(house.store, "ada", AT)
    again = house.clients[1].call("GET", "/v1/goals", headers={"if-none-match": tag})
    assert again.status_code == 200


def test_the_log_hears_that_it_was_somebody(house: House, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "cairn.api"):
        erase(house.store, "ada", AT)
    assert [record.getMessage() for record in caplog.records] == ["a learner was erased"]
    assert caplog.records[0].__dict__["told"]["events"] == 2
    assert not names("ada", json.dumps(caplog.records[0].__dict__, default=str))


def test_erasing_again_says_that_nothing_is_known_and_changes_nothing(house: House) -> None:
    erase(house.store, "ada", AT)
    before = house.store.marks()
    with pytest.raises(UnknownName, match="nothing is known of this learner"):
        erase(house.store, "ada", AT)
    assert house.store.marks() == before


def test_a_bundle_names_no_learner(tmp_path: Path) -> None:
    """Not even a rater whom it got to know; only ids of their own can be told apart from words."""
    named = {"ada": "zz-ada-7", "bob": "zz-bob-7", "eve": "zz-eve-7"}
    told = frames()
    for table in ("learners", "employments", "goals", "events"):
        told[table]["learner_id"] = told[table]["learner_id"].map(named)
    told["events"]["rater_id"] = ["", "zz-eve-7", ""]
    told["events"]["kind"] = ["completed", "manager_rated", "started"]
    reading = check(told)
    assert reading.report.errors == ()
    released(reading.tables, tmp_path / "models")
    files = [file for file in (tmp_path / "models").rglob("*") if file.is_file()]
    assert len(files) > 3
    held = b"".join(file.read_bytes() for file in files) + repr(files).encode()
    assert b"digging" in held
    assert [name for name in named.values() if name.encode() in held] == []
