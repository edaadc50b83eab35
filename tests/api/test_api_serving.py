"""What is in service, with real bundles on a real shelf: swapped whole, or not at all."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from api.access import Access
from api.app import create_app
from api.serving import Holder
from api.serving import holder as module
from api.settings import Settings
from api.store import Change, Store, StoreUnavailable
from api.workplace import Workplace
from recommender.bundle import Shelf
from recommender.catalog import Catalog
from tests.api.api_client import Client, client_of
from tests.api.api_house import AT, NOW, stocked, tables
from tests.api.api_shelf import put, released

ASK = {"learner_id": "ada"}


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class Home:
    """A store with tables and a shelf with two bundles, none of them in service yet."""

    folder: Path
    store: Store
    key: str
    first: str
    second: str

    @property
    def models(self) -> Path:
        return self.folder / "models"

    def promote(self, version: str) -> None:
        Shelf(self.models).promote(version)

    def holder(self, clock: Clock | None = None) -> Holder:
        return Holder(self.store, self.models, clock or Clock())

    def client(self, holder: Holder, **settings: Any) -> Client:
        known = Settings(**settings)
        place = Workplace(self.store, holder, Access(self.store, known, lambda: NOW), known, lambda: NOW)
        return Client(create_app(place), self.key)

    def retitle(self, title: str) -> None:
        """Gives a content another title."""
        with self.store.writing() as session:
            [body] = session.rows.get("contents", [("digging",)]).values()
            session.rows.put([Change("contents", ("digging",), body | {"title": title})], AT + 1)


def settled(home: Home, holder: Holder, version: str) -> None:
    """Waits until a holder that watches has put a version into service."""
    end = time.monotonic() + 10
    while holder.served is None or holder.served.model_version != version:
        holder.watch()
        assert time.monotonic() < end
        time.sleep(0.005)


@pytest.fixture(scope="module")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shelf with two bundles, fitted once."""
    folder = tmp_path_factory.mktemp("home")
    for seed in (1, 2):
        put(tables(), folder / "models", seed)
    return folder


@pytest.fixture
def home(bundles: Path, tmp_path: Path) -> Home:
    """A copy of the home to do anything with."""
    shutil.copytree(bundles, tmp_path / "home")
    first, second = sorted(Shelf(bundles / "models").versions())
    store, key = stocked(tmp_path)
    return Home(tmp_path / "home", store, key, first, second)


def version_of(client: Client) -> str:
    """The bundle that answers."""
    answer = client.post("/v1/recommendations", ASK)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["model_version"])


def test_the_champion_is_served_from_the_start_over_the_catalogue_of_the_store(home: Home) -> None:
    home.promote(home.first)
    served = home.holder().served
    assert served is not None
    assert (served.model_version, served.catalog_version) == (home.first, Catalog.of(tables()).version)
    assert served.engine.catalog is served.catalog
    assert served.catalog_seq == home.store.marks()["catalog"]
    assert not served.degraded


def test_the_catalogue_of_the_store_is_that_of_the_tables(home: Home) -> None:
    made, wanted = home.holder().served.catalog, Catalog.of(tables())
    assert (made.contents.ids, made.contents.titles) == (wanted.contents.ids, wanted.contents.titles)
    assert made.links.exit.tolist() == wanted.links.exit.tolist()
    assert made.requirements == wanted.requirements
    assert made.roles.names == wanted.roles.names


def test_marks_of_scales_become_levels(home: Home) -> None:
    with home.store.writing() as session:
        marked = {"scale_id": "stars", "mark": "3", "level": 0.6}
        session.rows.put([Change("scales", ("stars", "3"), marked)], AT)
    assert home.holder().served.scales == {("stars", "3"): 0.6}


def test_without_a_champion_what_is_popular_is_answered_and_the_reason_is_known(home: Home) -> None:
    holder = home.holder()
    assert holder.served.degraded
    assert holder.served.model_version == "none"
    assert "cairn train" in str(holder.refused)
    assert "what is popular is answered" in holder.standing()


def test_without_contents_nothing_is_served_and_the_reason_is_known(home: Home, tmp_path: Path) -> None:
    home.promote(home.first)
    empty = Store.open(f"sqlite:///{tmp_path}/empty.db")
    holder = Holder(empty, home.models, Clock())
    assert holder.served is None
    assert "cairn load" in str(holder.refused)
    assert holder.standing().endswith("every question gets 503")


def test_a_damaged_first_champion_leaves_what_is_popular(home: Home, caplog: pytest.LogCaptureFixture) -> None:
    home.promote(home.first)
    damage(home, home.first)
    holder = home.holder()
    with caplog.at_level(logging.INFO):
        assert not holder.refresh()
    [said] = [record.getMessage() for record in caplog.records]
    assert said == holder.standing()
    assert said.startswith("no model, ")
    assert "cairn models rollback" in said


def test_what_comes_into_service_and_what_is_refused_is_logged(home: Home, caplog: pytest.LogCaptureFixture) -> None:
    home.promote(home.first)
    with caplog.at_level(logging.INFO):
        holder = home.holder()
        home.promote(home.second)
        holder.refresh()
        damage(home, home.first)
        (home.models / "champion").write_text(home.first)
        holder.refresh()
    came, refused = [record.getMessage() for record in caplog.records]
    assert came == f"in service: model {home.second}, catalogue {holder.served.catalog_version}"
    assert refused.startswith("refused, what served before serves on: ")


def test_a_new_champion_is_swapped_in_between_two_requests(home: Home) -> None:
    home.promote(home.first)
    clock = Clock()
    holder = home.holder(clock)
    client = home.client(holder)
    assert version_of(client) == home.first
    before = holder.served
    home.promote(home.second)
    clock.seconds = 1.0
    version_of(client)
    settled(home, holder, home.second)
    assert version_of(client) == home.second
    assert before.model_version == home.first
    assert before.catalog is holder.served.catalog


def test_the_first_champion_is_found_without_a_restart(home: Home) -> None:
    clock = Clock()
    holder = home.holder(clock)
    client = home.client(holder)
    assert client.get("/readyz").json()["degraded"] is True
    home.promote(home.first)
    clock.seconds = 1.0
    settled(home, holder, home.first)
    ready = client.get("/readyz").json()
    assert (ready["model_version"], ready["degraded"]) == (home.first, False)


def test_the_champion_file_is_looked_at_once_a_second_at_most(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.promote(home.first)
    clock, looks = Clock(), []
    holder = home.holder(clock)
    mark = module._mark
    monkeypatch.setattr(module, "_mark", lambda shelf: looks.append(clock.seconds) or mark(shelf))
    for hundredth in range(250):
        clock.seconds = hundredth / 100
        assert not holder.due()
    assert looks == [0.0, 1.0, 2.0]


def test_an_untouched_champion_is_not_loaded_again(home: Home) -> None:
    home.promote(home.first)
    holder = home.holder()
    before = holder.served
    home.promote(home.first)
    assert not holder.refresh()
    assert holder.served is before


def damage(home: Home, version: str) -> None:
    """Changes one bundle on the shelf behind its back."""
    card = home.models / version / "card.json"
    card.write_text(card.read_text().replace('"seed"', '"sead"'))


def test_a_damaged_champion_is_refused_and_the_old_one_serves_on(home: Home) -> None:
    home.promote(home.first)
    holder = home.holder()
    client = home.client(holder)
    home.promote(home.second)
    damage(home, home.second)
    holder.refresh()
    assert version_of(client) == home.first
    ready = client.get("/readyz").json()
    assert ready["model_version"] == home.first
    assert "damaged" in ready["refused"]


def test_a_new_catalogue_is_served_by_the_old_model_where_the_champion_is_damaged(home: Home) -> None:
    home.promote(home.first)
    holder = home.holder()
    home.promote(home.second)
    damage(home, home.second)
    home.retitle("Digging deeper")
    assert holder.refresh()
    assert holder.served.model_version == home.first
    assert "Digging deeper" in holder.served.catalog.contents.titles
    assert "damaged" in str(holder.refused)


def test_a_champion_that_names_nothing_is_refused(home: Home) -> None:
    home.promote(home.first)
    holder = home.holder()
    (home.models / "champion").write_bytes(b"\xff\xfe../../etc")
    assert not holder.refresh()
    assert holder.served.model_version == home.first
    assert holder.refused


def test_a_champion_that_vanishes_changes_nothing(home: Home) -> None:
    home.promote(home.first)
    clock = Clock()
    holder = home.holder(clock)
    (home.models / "champion").unlink()
    clock.seconds = 1.0
    assert holder.due()
    assert not holder.refresh()
    assert holder.served.model_version == home.first


def test_a_refused_champion_is_tried_again_after_a_while_and_not_before(home: Home) -> None:
    home.promote(home.first)
    clock = Clock()
    holder = home.holder(clock)
    whole = (home.models / home.second / "card.json").read_text()
    home.promote(home.second)
    damage(home, home.second)
    holder.refresh()
    clock.seconds = module.RETRY_EVERY - 1
    assert not holder.due()
    (home.models / home.second / "card.json").write_text(whole)
    clock.seconds = module.RETRY_EVERY
    assert holder.due()
    assert holder.refresh()
    assert (holder.served.model_version, holder.refused) == (home.second, None)


def test_a_changed_catalogue_makes_a_new_engine(home: Home) -> None:
    home.promote(home.first)
    clock = Clock()
    holder = home.holder(clock)
    before = holder.served
    assert not holder.due()
    home.retitle("Digging deeper")
    clock.seconds = 1.0
    assert holder.due()
    assert holder.refresh()
    assert holder.served.catalog_version != before.catalog_version
    assert holder.served.catalog_seq > before.catalog_seq
    assert holder.served.engine is not before.engine
    assert "Digging deeper" in holder.served.catalog.contents.titles
    assert "Digging deeper" not in before.catalog.contents.titles


def test_a_change_of_people_is_no_change_of_the_catalogue(home: Home) -> None:
    home.promote(home.first)
    clock = Clock()
    holder = home.holder(clock)
    with home.store.writing() as session:
        session.rows.put([Change("learners", ("ada",), {"learner_id": "ada", "language": "de"})], AT)
    clock.seconds = 1.0
    assert not holder.due()


def test_a_catalogue_that_breaks_the_schema_is_refused_and_the_old_one_serves_on(home: Home) -> None:
    home.promote(home.first)
    holder = home.holder()
    before = holder.served
    with home.store.writing() as session:
        broken = {"content_id": "digging", "title": "Digging", "status": "unheard of"}
        session.rows.put([Change("contents", ("digging",), broken)], AT)
    assert not holder.refresh()
    assert holder.served is before
    assert "catalogue" in str(holder.refused)


def test_a_database_that_is_away_changes_nothing(home: Home) -> None:
    home.promote(home.first)
    holder = home.holder()
    before = holder.served
    (home.folder.parent / "cairn.db").write_bytes(b"this is no database" * 100)
    home.store.close()
    assert not holder.refresh()
    assert holder.served is before


def test_a_bundle_that_breaks_the_engine_stops_nobody(
    home: Home, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(*_: object) -> None:
        raise ZeroDivisionError("of ada")

    home.promote(home.first)
    holder = home.holder()
    home.promote(home.second)
    monkeypatch.setattr(module, "Engine", breaks)
    assert not holder.refresh()
    assert holder.served.model_version == home.first
    assert "ZeroDivisionError" in str(holder.refused)
    assert not any("ada" in record.getMessage() for record in caplog.records)


def test_requests_never_fail_while_champions_are_swapped(home: Home) -> None:
    home.promote(home.first)
    holder = home.holder()
    app = home.client(holder, path_threads=2).app
    stop = threading.Event()

    def swap() -> None:
        for turn in range(40):
            home.promote((home.first, home.second)[turn % 2])
            assert holder.refresh() == (turn > 0)
        stop.set()

    async def ask() -> set[tuple[int, str]]:
        seen = set()
        async with client_of(app, home.key) as client:
            while not stop.is_set():
                urls = ["/v1/recommendations", "/v1/recommendations", "/readyz"]
                calls = [client.get(u) if u == "/readyz" else client.post(u, json=ASK) for u in urls]
                seen |= {
                    (answer.status_code, answer.json()["model_version"]) for answer in await asyncio.gather(*calls)
                }
        return seen

    swapper = threading.Thread(target=swap)
    swapper.start()
    seen = asyncio.run(ask())
    swapper.join()
    assert seen == {(200, home.first), (200, home.second)}


def test_while_a_champion_is_loaded_nobody_waits(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.promote(home.first)
    clock = Clock()
    holder = home.holder(clock)
    client = home.client(holder)
    loading, go_on, engine = threading.Event(), threading.Event(), module.Engine

    def slow(*known: Any) -> Any:
        loading.set()
        assert go_on.wait(10)
        return engine(*known)

    monkeypatch.setattr(module, "Engine", slow)
    home.promote(home.second)
    clock.seconds = 1.0
    assert version_of(client) == home.first
    assert loading.wait(10)
    clock.seconds = 3.0
    assert [version_of(client) for _ in range(3)] == [home.first] * 3
    go_on.set()
    settled(home, holder, home.second)


def test_a_look_at_the_champion_costs_microseconds(home: Home) -> None:
    home.promote(home.first)
    clock = Clock()
    holder = home.holder(clock)
    before = os.times().user
    for second in range(2_000):
        clock.seconds = float(second)
        holder.due()
    assert os.times().user - before < 0.2


def test_a_release_in_the_middle_of_the_same_second_is_seen(home: Home) -> None:
    version = released(tables(), home.models, seed=1)
    clock = Clock()
    holder = home.holder(clock)
    stat = os.stat(home.models / "champion")
    other = home.second if version == home.first else home.first
    home.promote(other)
    os.utime(home.models / "champion", ns=(stat.st_atime_ns, stat.st_mtime_ns))
    clock.seconds = 1.0
    assert holder.due()


def test_a_store_that_is_away_is_told_by_readiness_until_it_is_back(
    home: Home, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    home.promote(home.first)
    clock = Clock()
    holder, marks = home.holder(clock), home.store.marks
    client = home.client(holder)

    def gone() -> Any:
        raise StoreUnavailable("the database cannot be reached or written just now", ["it is not there"])

    for second, asked in enumerate((gone, gone, marks), start=1):
        monkeypatch.setattr(home.store, "marks", asked)
        clock.seconds = 2.0 * second
        with suppress(StoreUnavailable):
            assert holder.due() is False
        answer = client.get("/readyz")
        assert answer.status_code == (200 if asked is marks else 503)
        assert ("retry-after" in answer.headers) is (asked is gone)
    assert [record.message for record in caplog.records if "database" in record.message] == [
        "the database cannot be reached or written just now",
        "the database is back",
    ]


def test_where_no_thread_can_be_had_the_next_request_looks(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    holder = home.holder(clock)

    def exhausted(_: object) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr("threading.Thread.start", exhausted)
    clock.seconds += 2
    holder.watch()
    monkeypatch.undo()
    assert holder._looking.acquire(blocking=False), "somebody looks for ever"
