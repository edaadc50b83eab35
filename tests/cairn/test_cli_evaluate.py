from __future__ import annotations

import json

import pytest

from tests.cairn.cairn_house import cairn, into_service, put_on_shelf, tables_in
from tests.cairn.cairn_print import words

FEW = ("--truth", "--learners", 4, "--follows", 1)


@pytest.fixture(scope="module")
def made_home(tmp_path_factory):
    """A home with a made-up organisation, its truth, a champion and another bundle; only to be read."""
    home = tmp_path_factory.mktemp("made")
    tables = home / "data" / "demo"
    assert cairn("make-demo", tables, "--learners", 200, "--seed", 3, "--format", "parquet").code == 0
    into_service(tables, home)
    return home


@pytest.fixture
def tables(made_home, monkeypatch):
    """The tables in that home, which is CAIRN_HOME."""
    monkeypatch.setenv("CAIRN_HOME", str(made_home))
    return made_home / "data" / "demo"


def test_the_champion_is_judged_by_the_truth_beside_the_tables(tables, made_home):
    said = cairn("evaluate", tables, *FEW)
    assert said.code == 0
    told = words(said.out)
    assert f"Scoreboard of bundle {(made_home / 'models' / 'champion').read_text().strip()}" in told
    assert "in the friendly world" in told
    assert "4 learners drawn with seed 7" in told
    assert "evidence 1-2" in told
    assert "Brier skill against the base rate" in told
    assert "Contents with 20 completions" in told
    for part in ("first ten contents", "paths of 12 weeks, each followed once"):
        assert part in told
    for rival in ("Cairn", "popularity", "affinity", "greedy", "oracle"):
        assert said.out.count(f"\n {rival} ") == 2


def test_json_is_one_object_with_every_figure_and_the_same_each_time(tables):
    said, again = (cairn("evaluate", tables, *FEW, "--json") for _ in range(2))
    found = json.loads(said.out)
    assert said.out == again.out
    assert {"levels", "chance", "effects", "lists", "paths", "gap", "world", "model_version"} <= set(found)
    assert found["learners"] == 4
    assert set(found["paths"]) == {"cairn", "popularity", "affinity", "greedy", "oracle"}
    assert set(found["paths"]["oracle"]["per_hour"]) == {"value", "low", "high"}
    assert found["paths"]["cairn"]["ahead"] is None


def test_another_bundle_can_be_named(tables, made_home):
    version = put_on_shelf(tables, made_home, seed=2)
    said = cairn("evaluate", tables, *FEW, "--json", "--model", version)
    assert json.loads(said.out)["model_version"] == version


def test_a_bundle_that_was_trained_on_other_tables_is_judged_and_said_to_be(tables, made_home, tmp_path):
    own, other = cairn("evaluate", tables, *FEW), tmp_path / "other"
    assert "trained on other tables" not in words(own.err + own.out)
    cairn("make-demo", other, "--learners", 200, "--seed", 4, "--format", "parquet")
    said = cairn("evaluate", other, *FEW, "--json")
    assert f"was trained on other tables than those in {other}" in words(said.err)
    assert json.loads(said.out)["trained_here"] is False


def test_a_bundle_that_is_not_there_is_named(tables):
    said = cairn("evaluate", tables, "--truth", "--model", "0123456789abcdef")
    assert said.code == 1
    assert "no bundle '0123456789abcdef'" in words(said.err)


def test_without_truth_it_is_said_where_other_figures_stand(tables):
    said = cairn("evaluate", tables)
    assert said.code == 1
    assert said.out == ""
    assert "add --truth" in words(said.err)
    assert "cairn models show VERSION" in words(said.err)


def test_tables_without_a_truth_are_refused_before_they_are_read(tmp_path, home):
    said = cairn("evaluate", tables_in(tmp_path / "real"), "--truth")
    assert said.code == 1
    assert "there is no truth to judge by" in words(said.err)
    assert "Reading" not in said.err


def test_a_truth_of_which_parts_are_missing_is_refused(tmp_path, home):
    (tables_in(tmp_path / "half") / "truth").mkdir()
    said = cairn("evaluate", tmp_path / "half", "--truth")
    assert said.code == 1
    assert "does not hold the truth of a made-up organisation" in words(said.err)
    assert "Traceback" not in said.err
