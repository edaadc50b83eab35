from __future__ import annotations

import pytest

from recommender.bundle import Shelf
from tests.cairn.cairn_house import cairn, into_service, put_on_shelf, tables_in
from tests.cairn.cairn_print import words


@pytest.fixture
def two(empty_home):
    """A home with one bundle in service and another on the shelf: (shelf, in service, waiting)."""
    tables = tables_in(empty_home / "tables")
    first, second = into_service(tables, empty_home), put_on_shelf(tables, empty_home, seed=2)
    return Shelf(empty_home / "models"), first, second


def test_an_empty_shelf_says_how_to_fill_it(empty_home):
    said = cairn("models", "list")
    assert said.code == 0
    assert "cairn train DIR" in words(said.out)


def test_the_list_says_which_bundle_is_in_service(two):
    _, first, second = two
    out = cairn("models", "list").out
    lines = {version: next(line for line in out.splitlines() if version in line) for version in (first, second)}
    assert "champion" in lines[first]
    assert "champion" not in lines[second]


def test_promoting_puts_a_bundle_into_service_and_rolling_back_takes_it_out_again(two):
    shelf, first, second = two
    assert cairn("models", "promote", second).code == 0
    assert (shelf.champion(), shelf.previous()) == (second, first)
    assert "previous" in cairn("models", "list").out
    assert cairn("models", "rollback").code == 0
    assert (shelf.champion(), shelf.previous()) == (first, second)


def test_promoting_says_that_the_tracker_does_not_know_the_bundle_and_makes_no_tracker(two, empty_home):
    _, _, second = two
    assert "the tracker does not know it" in words(cairn("models", "promote", second).err)
    assert not (empty_home / "mlflow").exists()


def test_there_is_nothing_to_roll_back_to_before_a_second_release(two):
    shelf, first, _ = two
    said = cairn("models", "rollback")
    assert said.code == 1
    assert "no bundle was in service before" in words(said.err)
    assert shelf.champion() == first


@pytest.mark.parametrize("command", ["show", "promote"])
def test_an_unknown_version_names_those_that_are_there(command, two):
    _, first, second = two
    said = cairn("models", command, "0123")
    assert said.code == 1
    assert first in said.err
    assert second in said.err


def test_a_damaged_bundle_is_not_promoted(two):
    shelf, first, second = two
    victim = next(file for file in sorted((shelf.folder / second).iterdir()) if file.suffix == ".npy")
    victim.write_bytes(victim.read_bytes()[:-1] + b"!")
    said = cairn("models", "promote", second)
    assert said.code == 1
    assert "Traceback" not in said.err
    assert shelf.champion() == first


def test_the_card_tells_figures_recipe_and_assumptions(two):
    _, first, _ = two
    out = words(cairn("models", "show", first).out)
    assert f"Bundle {first}" in out
    assert "NDCG@10 of what was chosen next ↑ 0.3000 –" in out
    assert "histories go by time" in out
    assert "Much." in out
    assert "chance." in out
