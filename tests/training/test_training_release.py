"""A release: what passes is served, what does not changes nothing, and the tracker knows all of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import mlflow
import pandas as pd
import pytest
from mlflow import MlflowClient

from recommender.bundle import Bundle, Shelf
from recommender.errors import NotReleased
from recommender.tables import write
from tests.training.training_builders import chosen, files_below, frames, quiet
from training.gate import Verdict
from training.pyfunc import Choosing
from training.recipe import Recipe
from training.run import Released, release

WEAK = Recipe.of({"ranker": {"neighbours": 1, "memory": 1, "ridge": 5000.0}})
Homes = Callable[[], Path]


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of learners who choose along a chain."""
    folder = tmp_path_factory.mktemp("data")
    write(frames(chosen(80)), folder)
    return folder


@pytest.fixture(scope="module")
def served(tables: Path, tracked_home: Homes) -> tuple[Path, Released]:
    """A home with a first release; only to be read."""
    home = tracked_home()
    return home, release(tables, home, 1, quiet)


def client_of(home: Path) -> MlflowClient:
    uri = f"sqlite:///{home / 'mlflow' / 'tracking.db'}"
    mlflow.set_tracking_uri(uri)
    mlflow.set_registry_uri(uri)
    return MlflowClient(uri, uri)


def alias_of(home: Path) -> str:
    """The version that the tracker's alias names."""
    return str(client_of(home).get_model_version_by_alias("cairn", "champion").tags["version"])


def test_the_first_release_is_served_and_noted(served: tuple[Path, Released]) -> None:
    home, found = served
    shelf = Shelf(home / "models")
    assert (found.previous, found.changed) == (None, True)
    assert shelf.champion() == found.version == shelf.load().version
    note = shelf.release(found.version)
    assert (note["run_id"], note["verdict"]) == (found.run_id, "better")
    assert note["released_at"] == note["trained_at"]
    assert found.card == shelf.load().card


def test_the_run_holds_parameters_figures_fingerprint_and_card(served: tuple[Path, Released]) -> None:
    home, found = served
    run = client_of(home).get_run(found.run_id)
    assert run.info.run_name == found.version
    assert run.info.status == "FINISHED"
    assert run.data.params["ranker.ridge"] == "20.0"
    assert run.data.params["seed"] == "1"
    assert run.data.metrics["ndcg_at_10"] == found.card.metrics["ndcg@10"]
    assert run.data.metrics["ndcg_at_10_floor"] == found.card.metrics["ndcg@10_floor"]
    assert run.data.tags["data_fingerprint"] == found.card.data_fingerprint
    assert run.data.tags["catalog_version"] == found.card.catalog_version
    assert (run.data.tags["version"], run.data.tags["verdict"]) == (found.version, "better")
    folder = Path(mlflow.artifacts.download_artifacts(run_id=found.run_id, tracking_uri=mlflow.get_tracking_uri()))
    assert json.loads((folder / "card.json").read_text()) == json.loads(json.dumps(found.card.to_json()))
    assert "Verdict: better" in (folder / "model_card.md").read_text()


def test_everything_lies_in_the_home(served: tuple[Path, Released], tables: Path) -> None:
    home, found = served
    assert {path.name for path in home.iterdir()} == {"models", "mlflow"}
    assert {path.name for path in (home / "mlflow").iterdir()} == {"tracking.db", "artifacts"}
    assert {path.name for path in (home / "models").iterdir()} == {found.version, "champion"}
    assert all("csv" in name for name in files_below(tables))


def test_the_registered_model_predicts_what_the_bundle_predicts(served: tuple[Path, Released]) -> None:
    home, found = served
    assert alias_of(home) == found.version
    model = mlflow.pyfunc.load_model("models:/cairn@champion")
    asked = pd.DataFrame({"history": [["c03", "c04"], ["c10"], []]})
    bundle = Choosing(Bundle.load(home / "models" / found.version))
    assert model.predict(asked) == bundle.predict(asked)
    assert model.predict(asked, params={"k": 3}) == bundle.predict(asked, {"k": 3})
    assert [listed[0] for listed in model.predict(asked)[:2]] == ["c05", "c11"]
    assert model.metadata.run_id == found.run_id


def test_the_very_same_bundle_stays_in_service_and_a_better_recipe_replaces_a_weak_one(
    tables: Path, tracked_home: Homes
) -> None:
    home = tracked_home()
    weak = release(tables, home, 1, quiet, WEAK)
    again = release(tables, home, 1, quiet, WEAK)
    assert (again.version, again.changed, again.comparison.verdict) == (weak.version, False, Verdict.NOT_WORSE)
    assert client_of(home).get_model_version_by_alias("cairn", "champion").run_id == again.run_id != weak.run_id
    better = release(tables, home, 1, quiet)
    assert (better.previous, better.changed, better.comparison.verdict) == (weak.version, True, Verdict.BETTER)
    assert not better.comparison.same_recipe
    shelf = Shelf(home / "models")
    assert (shelf.champion(), shelf.previous()) == (better.version, weak.version)
    assert alias_of(home) == better.version


def test_a_refused_challenger_stays_on_the_shelf_and_changes_nothing(tables: Path, tracked_home: Homes) -> None:
    home = tracked_home()
    champion = release(tables, home, 1, quiet)
    before = (home / "models" / "champion").stat().st_mtime_ns
    with pytest.raises(NotReleased) as refused:
        release(tables, home, 1, quiet, WEAK)
    shelf = Shelf(home / "models")
    [challenger] = set(shelf.versions()) - {champion.version}
    assert challenger in refused.value.summary
    assert refused.value.problems[0].startswith("overall: NDCG@10 differs by -")
    assert (home / "models" / "champion").stat().st_mtime_ns == before
    assert (shelf.champion(), shelf.previous(), alias_of(home)) == (champion.version, None, champion.version)
    note = shelf.release(challenger)
    assert (note["verdict"], "released_at" in note) == ("worse", False)
    assert client_of(home).get_run(note["run_id"]).data.tags["verdict"] == "worse"
