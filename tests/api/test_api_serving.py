"""What is in service, with real bundles on a real shelf: swapped whole, or not at all."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import threading
from dataclasses import dataclass
from pathlib import Path

import pytest

from api import serving
from api.app import create_app
from api.serving import Holder
from api.settings import Settings
from recommender.bundle import Shelf
from recommender.errors import TablesRefused
from recommender.tables import write
from tests.api.api_client import Client, client_of
from tests.api.api_house import NOW, frames, on_disk, tables
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
    """Tables and a shelf with two bundles, none of them in service yet."""

    folder: Path
    first: str
    second: str

    @property
    def tables(self) -> Path:
        return self.folder / "data"

    @property
    def models(self) -> Path:
        return self.folder / "models"

    def promote(self, version: str) -> None:
        Shelf(self.models).promote(version)

    def holder(self, clock: Clock | None = None) -> Holder:
        return Holder(self.tables, self.models, clock or Clock())


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two bundles, fitted once."""
    folder = tmp_path_factory.mktemp("home")
    on_disk(folder / "data")
    for seed in (1, 2):
        put(tables(), folder / "models", seed)
    return folder


@pytest.fixture
def home(stocked: Path, tmp_path: Path) -> Home:
    """A copy of the home to do anything with."""
    shutil.copytree(stocked, tmp_path / "home")
    first, second = sorted(Shelf(stocked / "models").versions())
    return Home(tmp_path / "home", first, second)


def version_of(client: Client) -> str:
    """The bundle that answers."""
    answer = client.post("/v1/recommendations", ASK)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["model_version"])


def test_the_champion_is_served_from_the_start(home: Home) -> None:
    home.promote(home.first)
    served = home.holder().served
    assert served is not None
    assert (served.model_version, served.catalog_version) == (home.first, served.people.catalog.version)
    assert served.engine.catalog is served.people.catalog


def test_without_a_champion_nothing_is_served_and_the_reason_is_known(home: Home) -> None:
    holder = home.holder()
    assert holder.served is None
    assert "cairn train" in str(holder.refused)
    assert holder.standing().endswith("every question gets 503")


def test_while_nothing_served_before_nothing_is_said_to_serve_on(home: Home, caplog: pytest.LogCaptureFixture) -> None:
    home.promote(home.first)
    damage(home, home.first)
    holder = home.holder()
    with caplog.at_level(logging.INFO):
        assert not holder.refresh()
    [said] = [record.getMessage() for record in caplog.records]
    assert said == holder.standing()
    assert said.startswith("nothing is in service: ")
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


def test_tables_that_cannot_be_read_stop_the_start(home: Home) -> None:
    (home.tables / "contents.csv").unlink()
    with pytest.raises(TablesRefused):
        home.holder()


def test_a_new_champion_is_swapped_in_between_two_requests(home: Home) -> None:
    home.promote(home.first)
    clock = Clock()
    holder = home.holder(clock)
    client = Client(create_app(holder, Settings(), lambda: NOW))
    assert version_of(client) == home.first
    before = holder.served
    home.promote(home.second)
    clock.seconds = 1.0
    assert version_of(client) == home.second
    assert before is not None
    assert before.model_version == home.first
    assert before.people is holder.served.people


def test_the_first_champion_is_found_without_a_restart(home: Home) -> None:
    clock = Clock()
    client = Client(create_app(home.holder(clock), Settings(), lambda: NOW))
    assert client.get("/readyz").status_code == 503
    home.promote(home.first)
    clock.seconds = 1.0
    assert client.get("/readyz").json()["model_version"] == home.first


def test_the_champion_file_is_looked_at_once_a_second_at_most(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.promote(home.first)
    clock, looks = Clock(), []
    holder = home.holder(clock)
    mark = serving._mark
    monkeypatch.setattr(serving, "_mark", lambda shelf: looks.append(clock.seconds) or mark(shelf))
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
    clock = Clock()
    holder = home.holder(clock)
    client = Client(create_app(holder, Settings(), lambda: NOW))
    home.promote(home.second)
    damage(home, home.second)
    clock.seconds = 1.0
    assert version_of(client) == home.first
    ready = client.get("/readyz").json()
    assert ready["model_version"] == home.first
    assert "damaged" in ready["refused"]


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
    clock.seconds = serving.RETRY_EVERY - 1
    assert not holder.due()
    (home.models / home.second / "card.json").write_text(whole)
    clock.seconds = serving.RETRY_EVERY
    assert holder.due()
    assert holder.refresh()
    assert (holder.served.model_version, holder.refused) == (home.second, None)


def test_new_tables_make_a_new_engine_over_the_new_catalogue(home: Home) -> None:
    home.promote(home.first)
    holder = home.holder()
    before = holder.served
    changed = frames()
    changed["contents"].loc[0, "title"] = "Digging deeper"
    write(changed, home.tables)
    assert holder.reload()
    assert holder.served.catalog_version != before.catalog_version
    assert holder.served.engine is not before.engine
    assert "Digging deeper" in holder.served.people.catalog.contents.titles
    assert "Digging deeper" not in before.people.catalog.contents.titles
    home.promote(home.second)
    assert holder.refresh()
    assert "Digging deeper" in holder.served.people.catalog.contents.titles


def test_broken_new_tables_are_refused_and_nobody_is_named_in_the_log(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    home.promote(home.first)
    holder = home.holder()
    before = holder.served
    broken = frames()
    broken["learners"].loc[2, "learner_id"] = "ada"
    write(broken, home.tables)
    with caplog.at_level(logging.INFO):
        assert not holder.reload()
    assert holder.served is before
    assert holder.refused
    assert not any("ada" in record.getMessage() for record in caplog.records)


def test_a_bundle_that_breaks_the_engine_stops_nobody(
    home: Home, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(*_: object) -> None:
        raise ZeroDivisionError("of ada")

    home.promote(home.first)
    holder = home.holder()
    home.promote(home.second)
    monkeypatch.setattr(serving, "Engine", breaks)
    assert not holder.refresh()
    assert holder.served.model_version == home.first
    assert "ZeroDivisionError" in str(holder.refused)
    assert not any("ada" in record.getMessage() for record in caplog.records)


def test_requests_never_fail_while_champions_are_swapped(home: Home) -> None:
    home.promote(home.first)
    holder = home.holder()
    app = create_app(holder, Settings(path_threads=2), lambda: NOW)
    stop = threading.Event()

    def swap() -> None:
        for turn in range(40):
            home.promote((home.first, home.second)[turn % 2])
            assert holder.refresh() == (turn > 0)
        stop.set()

    async def ask() -> set[tuple[int, str]]:
        seen = set()
        async with client_of(app) as client:
            while not stop.is_set():
                urls = ["/v1/recommendations", "/v1/paths", "/v1/recommendations", "/readyz"]
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


def test_while_one_request_loads_a_champion_the_others_do_not_wait(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.promote(home.first)
    clock = Clock()
    holder = home.holder(clock)
    app = create_app(holder, Settings(), lambda: NOW)
    loading, go_on, load = threading.Event(), threading.Event(), serving._served

    def slow(*known: object) -> object:
        loading.set()
        assert go_on.wait(10)
        return load(*known)

    monkeypatch.setattr(serving, "_served", slow)
    home.promote(home.second)
    clock.seconds = 1.0

    async def ask() -> list[str]:
        async with client_of(app) as client:
            noticing = asyncio.create_task(client.post("/v1/recommendations", json=ASK))
            while not loading.is_set():
                await asyncio.sleep(0.001)
            os.utime(home.models / "champion")  # as if yet another one were released meanwhile
            clock.seconds = 3.0
            others = [await client.post("/v1/recommendations", json=ASK) for _ in range(3)]
            go_on.set()
            return [answer.json()["model_version"] for answer in (*others, await noticing)]

    assert asyncio.run(ask()) == [home.first] * 3 + [home.second]


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
