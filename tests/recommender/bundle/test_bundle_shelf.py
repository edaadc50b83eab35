"""Which bundle is in service? One name in one file, changed whole or not at all."""

import os
from dataclasses import replace

import pytest

from recommender.bundle import Shelf
from recommender.bundle.files import RELEASE
from recommender.errors import BundleRefused, UnknownName
from tests.builders import trained


def another(seed):
    return replace(trained(), card=replace(trained().card, seed=seed))


@pytest.fixture
def shelf(tmp_path):
    return Shelf(tmp_path / "models")


def test_an_empty_shelf_has_no_versions_and_no_champion_and_says_what_to_do(shelf):
    assert (shelf.versions(), shelf.champion(), shelf.previous()) == ((), None, None)
    with pytest.raises(UnknownName, match="cairn train"):
        shelf.load()


def test_what_lies_on_the_shelf_is_not_in_service_until_promoted(shelf):
    version = trained().save(shelf.folder)
    assert (shelf.versions(), shelf.champion()) == ((version,), None)
    shelf.promote(version)
    assert (shelf.champion(), shelf.load().version) == (version, version)


def test_promoting_remembers_what_was_in_service_before(shelf):
    one, two = (another(seed).save(shelf.folder) for seed in (1, 2))
    for version in (one, two, two):
        shelf.promote(version)
    assert (shelf.champion(), shelf.previous()) == (two, one)
    assert (shelf.folder / "champion").read_text() == two + "\n"


def test_a_damaged_bundle_is_not_promoted_and_the_champion_stays(shelf):
    good, bad = (another(seed).save(shelf.folder) for seed in (1, 2))
    shelf.promote(good)
    file = shelf.folder / bad / "card.json"
    file.write_text(file.read_text().replace('"seed": 2', '"seed": 3'))
    with pytest.raises(BundleRefused, match="damaged"):
        shelf.promote(bad)
    assert (shelf.champion(), shelf.previous(), shelf.load().version) == (good, None, good)


def test_a_champion_file_that_names_no_version_is_told_in_few_words(shelf):
    trained().save(shelf.folder)
    (shelf.folder / "champion").write_bytes(b"\xff" * 1_000_000)
    with pytest.raises(UnknownName) as told:
        shelf.load()
    assert len(str(told.value)) < 1_000


@pytest.mark.parametrize(
    "name", ["../models", "..", ".", "", "/etc", "champion", "0" * 16, "a" * 15, "A" * 16, "0123456789abcde/"]
)
def test_a_name_that_is_no_version_on_the_shelf_is_unknown_wherever_it_points(shelf, name):
    shelf.promote(trained().save(shelf.folder))
    before = shelf.champion()
    with pytest.raises(UnknownName):
        shelf.promote(name)
    with pytest.raises(UnknownName):
        shelf.load(name)
    assert shelf.champion() == before


@pytest.mark.parametrize("text", ["../../etc", "\0", "", "two\nlines", "\ufeff"])
def test_a_champion_file_that_names_nothing_is_unknown_and_opens_nothing(shelf, text):
    trained().save(shelf.folder)
    (shelf.folder / "champion").write_text(text)
    with pytest.raises(UnknownName):
        shelf.load()


def test_a_champion_file_of_any_bytes_is_unknown(shelf):
    trained().save(shelf.folder)
    (shelf.folder / "champion").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UnknownName):
        shelf.load()


def test_a_promotion_that_cannot_be_written_leaves_the_old_champion_whole(shelf):
    one, two = (another(seed).save(shelf.folder) for seed in (1, 2))
    shelf.promote(one)
    (shelf.folder / f".champion.{os.getpid()}").mkdir()
    with pytest.raises(OSError, match="champion"):
        shelf.promote(two)
    assert shelf.load().version == one


def test_versions_stand_in_the_order_of_their_release(shelf):
    made = [another(seed).save(shelf.folder) for seed in (1, 2, 3)]
    for version, day in zip(made, ("03", "01", "02"), strict=True):
        shelf.write_release(version, {"released_at": f"2026-03-{day}T00:00:00Z"})
    assert shelf.versions() == (made[1], made[2], made[0])
    assert shelf.release(made[0]) == {"released_at": "2026-03-03T00:00:00Z"}


@pytest.mark.parametrize("note", [b"[" * 100_000, b"\xff", b"not json", b"[1]", b""])
def test_a_broken_release_note_breaks_no_bundle_neither_its_own_nor_another(shelf, note):
    one, two = (another(seed).save(shelf.folder) for seed in (1, 2))
    shelf.promote(one)
    (shelf.folder / two / RELEASE).write_bytes(note)
    assert shelf.release(two) == {}
    assert shelf.load().version == one
    assert shelf.load(two).version == two


def test_a_release_note_that_cannot_be_written_leaves_nothing_in_the_bundle(shelf):
    version = trained().save(shelf.folder)
    (shelf.folder / version / RELEASE).mkdir()
    with pytest.raises(OSError, match=RELEASE):
        shelf.write_release(version, {"seconds": 1.0})
    (shelf.folder / version / RELEASE).rmdir()
    assert shelf.load(version).version == version


def test_other_things_on_the_shelf_are_no_versions(shelf):
    version = trained().save(shelf.folder)
    (shelf.folder / "README.md").write_text("hello")
    (shelf.folder / ".draft-x").mkdir()
    (shelf.folder / ("f" * 16)).write_text("a file, not a folder")
    assert shelf.versions() == (version,)
