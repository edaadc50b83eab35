"""Damaged and hostile bundles are named as the champion of a running service: refused, and the old one serves on."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from recommender.bundle import Shelf
from tests.api.api_house import tables
from tests.api.api_shelf import put
from tests.faults.fault_house import FULL, Service, home_at
from tests.faults.hostile_bundles import BUNDLES, CHAMPIONS, flipped, hostile

ASK = {"learner_id": "ada", "as_of": "2026-03-02T12:00:00Z"}
FEW = 3
"""Flipped files in the short version."""
LONGEST_REASON = 2_000


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    running = Service(*home_at(tmp_path_factory.mktemp("bundles") / "home"))
    running.start()
    yield running
    running.kill()


class Champion:
    """The bundle that serves, and how it answers."""

    def __init__(self, service: Service) -> None:
        self.service, self.shelf = service, Shelf(service.home / "models")
        self.version = str(self.shelf.champion())
        self.folder = self.shelf.folder / self.version
        self.answer = service.post("/v1/recommendations", ASK).json()
        self.canary = service.home / "canary"

    def name(self, named: bytes) -> dict[str, Any]:
        """Names another champion, lets the service look, and gives what it then says of itself."""
        (self.shelf.folder / ".named").write_bytes(named)
        os.replace(self.shelf.folder / ".named", self.shelf.folder / "champion")
        before = self.service.log.count("refused, what served before serves on")
        self.service.hang_up()
        self.service.until(
            lambda: self.service.log.count("refused, what served before serves on") > before, f"refused {named[:40]!r}"
        )
        return self.service.get("/readyz").json()

    def serves_on(self, ready: dict[str, Any]) -> None:
        """Looks that nothing changed but that the reason is told."""
        assert (ready["status"], ready["model_version"], ready["degraded"]) == ("ready", self.version, False)
        assert 10 < len(ready["refused"]) < LONGEST_REASON
        assert self.service.post("/v1/recommendations", ASK).json() == self.answer
        assert self.service.get("/healthz").status_code == 200
        assert not self.canary.exists()

    def again(self) -> None:
        """Names the right champion again."""
        self.shelf.promote(self.version)
        self.service.hang_up()
        self.service.until(lambda: self.service.get("/readyz").json()["refused"] is None, "the champion is back")


@pytest.fixture
def champion(service: Service) -> Iterator[Champion]:
    serving = Champion(service)
    yield serving
    serving.again()


def test_one_flipped_bit_in_any_file_is_refused(champion: Champion) -> None:
    other = champion.shelf.folder / put(tables(), champion.shelf.folder, seed=2)
    files = sorted(other.iterdir())
    turned = [(file, place) for file in (files if FULL else files[:FEW]) for place in ((0, 7, -1) if FULL else (-1,))]
    for file, place in turned:
        with flipped(file, place):
            ready = champion.name(other.name.encode())
            assert f"bundle {other.name} is damaged" in ready["refused"], (file.name, place)
            champion.serves_on(ready)
    print(f"\nbundles with one flipped bit: {len(turned)} in {len(files)} files, all refused")  # noqa: T201


def test_hostile_bundles_are_refused_and_nothing_of_them_is_executed(champion: Champion) -> None:
    for breaks in BUNDLES:
        other = hostile(champion.folder, champion.canary, breaks)
        ready = champion.name(other.encode())
        assert other in str(ready["refused"]), breaks.__name__
        champion.serves_on(ready)
        shutil.rmtree(champion.shelf.folder / other)
    print(f"\nhostile bundles: {len(BUNDLES)}, all refused, nothing executed")  # noqa: T201


@pytest.mark.parametrize("named", CHAMPIONS.values(), ids=CHAMPIONS)
def test_a_champion_that_is_no_name_on_the_shelf_is_refused(champion: Champion, named: bytes) -> None:
    elsewhere = champion.service.home / "elsewhere"
    if not elsewhere.exists():
        shutil.copytree(champion.folder, elsewhere)
        (champion.shelf.folder / ("f" * 16)).symlink_to(elsewhere)
    champion.serves_on(champion.name(named))


def test_a_champion_that_is_whole_is_taken_after_all_of_that(champion: Champion) -> None:
    other = put(tables(), champion.shelf.folder, seed=2)
    champion.shelf.promote(other)
    champion.service.hang_up()
    champion.service.until(lambda: champion.service.get("/readyz").json()["model_version"] == other, "the new one")
    assert champion.service.post("/v1/recommendations", ASK).json()["model_version"] == other
