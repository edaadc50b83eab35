"""A release that goes wrong leaves in service what was in service, and says what to do."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from recommender.bundle import Shelf
from recommender.errors import NotReleased, TablesRefused
from recommender.tables import write
from tests.training.training_builders import chosen, files_below, frames, quiet
from training.recipe import Recipe
from training.register import mirror
from training.run import release

OTHER = Recipe.of({"ranker": {"ridge": 21.0}})


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of learners who choose along a chain."""
    folder = tmp_path_factory.mktemp("data")
    write(frames(chosen(40)), folder)
    return folder


@pytest.fixture(scope="module")
def first(tables: Path, tracked_home: Callable[[], Path]) -> Path:
    """A home with a champion; only to be copied."""
    home = tracked_home()
    release(tables, home, 1, quiet)
    return home


@pytest.fixture
def home(first: Path, tmp_path: Path) -> Path:
    """A home with a champion, to be harmed."""
    return shutil.copytree(first, tmp_path / "home")


def broken_off_at(stage: str) -> Callable[[str], None]:
    """A progress that ends the run where it is told of a stage, as a lost machine would."""

    def progress(told: str) -> None:
        if told.startswith(stage):
            raise KeyboardInterrupt(told)

    return progress


@pytest.mark.parametrize("stage", ["fitting on everything", "putting the bundle", "registering the run"])
def test_a_run_that_is_broken_off_leaves_the_champion(tables: Path, home: Path, stage: str) -> None:
    champion = Shelf(home / "models").champion()
    with pytest.raises(KeyboardInterrupt):
        release(tables, home, 2, broken_off_at(stage), OTHER)
    assert Shelf(home / "models").load().version == champion
    assert Shelf(home / "models").previous() is None


def test_a_run_that_was_broken_off_can_be_done_again(tables: Path, home: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        release(tables, home, 2, broken_off_at("registering the run"))
    [left] = set(Shelf(home / "models").versions()) - {Shelf(home / "models").champion()}
    assert release(tables, home, 2, quiet).version == left == Shelf(home / "models").champion()


def test_a_tracker_that_fails_leaves_the_champion_and_is_told(tables: Path, home: Path) -> None:
    champion = Shelf(home / "models").champion()
    (home / "mlflow" / "tracking.db").write_bytes(b"this is no database" * 1000)
    with pytest.raises(NotReleased) as refused:
        release(tables, home, 2, quiet)
    assert "tracker" in refused.value.summary
    assert str(home / "mlflow") in refused.value.problems[0]
    assert Shelf(home / "models").champion() == champion


def test_tables_with_errors_are_refused_before_anything_is_written(tables: Path, tmp_path: Path) -> None:
    folder, home = tmp_path / "data", tmp_path / "home"
    shutil.copytree(tables, folder)
    events = pd.read_csv(folder / "events.csv")
    pd.concat([events, events.head(2).assign(kind="failed")]).to_csv(folder / "events.csv", index=False)
    with pytest.raises(TablesRefused) as refused:
        release(folder, home, 1, quiet)
    assert "events" in refused.value.problems[0]
    assert not home.exists()


def test_tables_with_errors_leave_a_champion_as_it_was(tmp_path: Path, home: Path) -> None:
    before = files_below(home)
    with pytest.raises(TablesRefused):
        release(tmp_path / "nowhere", home, 1, quiet)
    assert files_below(home) == before


@pytest.mark.parametrize("harm", ["gone", "damaged"])
def test_a_champion_that_cannot_be_served_holds_no_release_up(tables: Path, home: Path, harm: str) -> None:
    shelf, told = Shelf(home / "models"), list[str]()
    champion = shelf.champion()
    assert champion is not None
    if harm == "gone":
        shutil.rmtree(home / "models" / champion)
    else:
        (home / "models" / champion / "card.json").write_text("{}")
    found = release(tables, home, 2, told.append, OTHER)
    assert shelf.champion() == found.version != champion
    assert any(sentence.startswith("the champion cannot be served") for sentence in told)


def test_a_damaged_champion_is_mended_by_training_it_again(tables: Path, home: Path) -> None:
    shelf = Shelf(home / "models")
    champion = shelf.champion()
    assert champion is not None
    (home / "models" / champion / "card.json").write_text("{}")
    assert release(tables, home, 1, quiet).version == champion
    assert shelf.load().version == champion


def test_the_alias_follows_a_version_that_the_tracker_knows(tables: Path, home: Path) -> None:
    second = release(tables, home, 2, quiet)
    assert second.previous is not None
    assert mirror(second.previous, home)
    assert mirror(second.version, home)
    assert not mirror("0" * 16, home)
    (home / "mlflow" / "tracking.db").write_bytes(b"this is no database" * 1000)
    assert not mirror(second.version, home)


def without_choices(folder: Path) -> Path:
    """The same contents and learners before anything happened."""
    given = frames(chosen(40))
    write(given | {"events": given["events"].iloc[:0]}, folder)
    return folder


def test_a_champion_that_was_judged_does_not_give_way_to_what_nobody_judged(home: Path, tmp_path: Path) -> None:
    champion = Shelf(home / "models").champion()
    with pytest.raises(NotReleased) as refused:
        release(without_choices(tmp_path / "empty"), home, 1, quiet)
    assert "cannot tell" in refused.value.summary
    assert any("30 are needed" in problem for problem in refused.value.problems)
    assert Shelf(home / "models").champion() == champion


def test_what_follows_a_champion_that_nobody_judged_is_a_first_release(
    tables: Path, tracked_home: Callable[[], Path], tmp_path: Path
) -> None:
    home = tracked_home()
    unjudged = release(without_choices(tmp_path / "empty"), home, 1, quiet)
    judged = release(tables, home, 1, quiet)
    assert (judged.previous, judged.changed) == (unjudged.version, True)


def test_tables_of_another_organisation_are_refused_before_anything_is_fitted(home: Path, tmp_path: Path) -> None:
    given, champion, told = frames(chosen(40)), Shelf(home / "models").champion(), list[str]()
    for name in ("contents", "events"):
        given[name] = given[name].assign(content_id="other-" + given[name]["content_id"])
    write(given, tmp_path / "other")
    before = files_below(home / "models")
    with pytest.raises(NotReleased, match="another organisation") as refused:
        release(tmp_path / "other", home, 1, told.append)
    assert "CAIRN_HOME" in refused.value.problems[1]
    assert (Shelf(home / "models").champion(), files_below(home / "models")) == (champion, before)
    assert told == ["checking tables"]


def test_the_note_of_a_release_stays_when_the_same_bundle_comes_out_again(tables: Path, home: Path) -> None:
    shelf = Shelf(home / "models")
    champion = shelf.champion()
    assert champion is not None
    before = shelf.release(champion)
    assert release(tables, home, 1, quiet).version == champion
    assert shelf.release(champion) == before
