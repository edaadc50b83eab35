"""A made-up organisation as a whole: same bytes, clean tables, truth beside them."""

from __future__ import annotations

import ast
import hashlib
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import training.demo
from recommender import tables
from recommender.errors import QueryRefused
from recommender.tables.schema import TABLES
from tests.training.demo.demo_house import an_organisation
from training.demo import Organisation, make, write


def fingerprint(organisation: Organisation, folder: Path) -> dict[str, str]:
    write(organisation, folder)
    files = sorted(folder.rglob("*.csv"))
    return {str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def test_the_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    first = fingerprint(make(200, 7), tmp_path / "first")
    second = fingerprint(make(200, 7), tmp_path / "second")
    assert first == second
    assert len(first) == len(an_organisation().tables) + len(an_organisation().truth)


def test_another_seed_gives_other_people_and_other_contents(tmp_path: Path) -> None:
    first, second = fingerprint(make(200, 7), tmp_path / "7"), fingerprint(make(200, 8), tmp_path / "8")
    for name in ("learners.csv", "employments.csv", "contents.csv", "events.csv", "truth/levels.csv"):
        assert first[name] != second[name], name
    for name in ("roles.csv", "role_skills.csv", "skills.csv", "behaviours.csv"):
        assert first[name] == second[name], name


def test_more_learners_take_the_same_contents() -> None:
    small, large = an_organisation(200).tables["contents"], an_organisation().tables["contents"]
    pd.testing.assert_frame_equal(small, large)


@pytest.mark.parametrize("learners", [200, 2000])
def test_there_are_as_many_learners_as_asked_for(learners: int) -> None:
    assert an_organisation(learners).tables["learners"]["learner_id"].nunique() == learners


def test_events_grow_with_learners() -> None:
    small, large = (len(an_organisation(n).tables["events"]) / n for n in (200, 2000))
    assert 0.8 < small / large < 1.25
    assert 60 < large < 110


@pytest.mark.parametrize("learners", [200, 2000])
def test_tables_satisfy_the_schema_without_a_remark(learners: int) -> None:
    report = tables.check(an_organisation(learners).tables).report
    assert report.problems == ()
    assert dict(report.quarantined) == {}


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_what_was_written_reads_back_clean(tmp_path: Path, form: str) -> None:
    organisation = an_organisation(200)
    write(organisation, tmp_path, form)  # type: ignore[arg-type]
    reading = tables.read(tmp_path)
    assert reading.report.problems == ()
    assert dict(reading.report.quarantined) == {}
    assert len(reading.tables["events"]) == len(organisation.tables["events"])
    assert all(reading.tables.has(name) for name in organisation.tables)


def test_every_answer_is_possible() -> None:
    report = tables.check(an_organisation(200).tables).report
    assert all(answer.possible for answer in report.answers)


def test_every_table_is_there_with_rows() -> None:
    made = an_organisation(200).tables
    assert set(made) == set(TABLES)
    assert all(len(frame) for frame in made.values())


def test_truth_stands_beside_the_tables(tmp_path: Path) -> None:
    organisation = an_organisation(200)
    write(organisation, tmp_path)
    names = set(organisation.truth)
    assert names >= {"levels", "content_effects", "chances", "rater_leniency", "self_inflation", "outcome_effects"}
    assert {file.stem for file in (tmp_path / "truth").iterdir()} == names
    assert not names & {file.stem for file in tmp_path.iterdir() if file.is_file()}


def test_no_table_has_a_column_that_only_the_truth_may_have() -> None:
    for name, frame in an_organisation(200).tables.items():
        open_prefix = TABLES[name].open_prefix
        strange = [c for c in frame if c not in TABLES[name].names and not (open_prefix and c.startswith(open_prefix))]
        assert strange == [], name


def test_until_moves_the_whole_history() -> None:
    made = make(200, 7, date(2020, 2, 29)).tables
    assert made["events"]["occurred_at"].max() <= pd.Timestamp("2020-03-01", tz="UTC")
    assert made["events"]["occurred_at"].min() >= pd.Timestamp("2017-02-27", tz="UTC")
    assert tables.check(made).report.problems == ()


def test_every_argument_out_of_range_is_named_at_once() -> None:
    with pytest.raises(QueryRefused) as refusal:
        make(199, -1, date(1999, 1, 1))
    assert [problem.split(":")[0] for problem in refusal.value.problems] == ["until", "learners", "seed"]
    assert "found 199, expected 200 to 100,000" in str(refusal.value)


def test_too_many_learners_are_refused() -> None:
    with pytest.raises(QueryRefused, match="found 100001"):
        make(100_001)


def test_the_demo_knows_nothing_of_the_recommender_but_its_language() -> None:
    allowed = {"recommender.tables", "recommender.types", "recommender.columns", "recommender.errors"}
    for file in sorted(Path(training.demo.__file__ or "").parent.rglob("*.py")):
        assert {name for name in imported(file) if name.startswith("recommender")} <= allowed, file
        assert not {name for name in imported(file) if name.startswith(("api", "cairn", "mlflow"))}, file


def imported(file: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module == "recommender":
            names |= {f"recommender.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return names
