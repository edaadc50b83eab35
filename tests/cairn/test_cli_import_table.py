from __future__ import annotations

import pandas as pd
import pytest

from recommender.tables import read
from tests.cairn.cairn_house import cairn
from tests.cairn.cairn_imports import MAPPING, ROW, bring
from tests.cairn.cairn_print import words
from training.sources.mapped import shipped


@pytest.mark.parametrize("name", list(shipped()))
def test_every_worked_mapping_makes_tables_that_pass_the_check(name, tmp_path):
    said = cairn("import", "table", shipped()[name], tmp_path / "out", "--map", name)
    assert said.code == 0
    checked = cairn("check", tmp_path / "out")
    assert checked.code == 0
    assert "These tables can be used: 0 errors, 0 rows set aside" in words(checked.out)


def test_rows_that_cannot_be_read_are_counted_and_kept_beside_the_tables(tmp_path):
    said = bring(tmp_path, ROW, "bo,c,soon,Zug", "bo,d,2024-02-01,Zug")
    file = tmp_path / "out" / "import-problems" / "lms.csv"
    assert said.code == 0
    assert "found 'soon' (1 row), expected a time written as iso" in words(said.out)
    assert "1 problem with rows that were set aside" in words(said.out)
    (row,) = pd.read_csv(file).to_dict("records")
    assert (row["line"], row["column"], row["found"]) == (3, "at", "soon")
    assert read(tmp_path / "out").report.rows["events"] == 2
    assert "unknown" not in cairn("check", tmp_path / "out").out


def test_once_mended_the_same_import_completes_the_tables_and_clears_the_problems(tmp_path):
    bring(tmp_path, ROW, "bo,c,soon,Zug")
    assert bring(tmp_path, ROW, "bo,c,2024-02-01,Zug").code == 0
    assert len(read(tmp_path / "out").tables["events"]) == 2
    assert not (tmp_path / "out" / "import-problems" / "lms.csv").exists()


def test_a_mapping_that_is_wrong_writes_nothing(tmp_path):
    said = bring(tmp_path, ROW, mapping=MAPPING.replace("learner_id", "lerner_id"))
    assert said.code == 1
    assert said.err.count("lerner_id") == 2
    assert "write learner_id" in said.err
    assert not (tmp_path / "out").exists()


def test_an_export_of_which_most_cannot_be_read_writes_nothing(tmp_path):
    said = bring(tmp_path, "ada,c,01/31/2024,Bern", "bo,c,02/01/2024,Zug")
    assert said.code == 1
    assert "log.csv, line 2; log.csv, line 3: [[tables]] 1 (to events): found 2 of 2 rows set aside" in words(said.err)
    assert not (tmp_path / "out").exists()


def test_tables_that_could_not_be_used_together_are_not_written(tmp_path):
    jobs = '[[tables]]\nto = "employments"\nfrom = "log"\n'
    jobs += 'columns = { learner_id = "who", valid_from = { from = "at", as = "when" } }\n'
    said = bring(tmp_path, ROW, "ada,d,2024-02-01,Bern", mapping=MAPPING + jobs)
    assert said.code == 1
    assert "one employment a day" in words(said.err)
    assert not (tmp_path / "out").exists()


def test_two_systems_fill_one_folder_and_keep_their_people_apart(tmp_path):
    for name in ("moodle", "canvas"):
        assert cairn("import", "table", shipped()[name], tmp_path / "out", "--map", name).code == 0
    assert sorted(read(tmp_path / "out").tables["events"]["source"].unique()) == ["canvas", "moodle"]
    assert cairn("check", tmp_path / "out").code == 0


def test_importing_twice_changes_no_byte(tmp_path):
    def bytes_after():
        cairn(
            "import", "table", shipped()["sap-learning"], tmp_path / "out", "--map", "sap-learning", "--format", "csv"
        )
        return {file.name: file.read_bytes() for file in (tmp_path / "out").rglob("*.csv")}

    assert bytes_after() == bytes_after()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("table",), "add --map FILE, or --map canvas|cornerstone"),
        (("table", "--map", "blackboard"), "expected a mapping file, or one of canvas, cornerstone"),
        (("enrolments", "--map", "moodle"), "import enrolments takes no mapping"),
    ],
)
def test_a_mapping_goes_with_the_source_table_and_with_no_other(arguments, told, tmp_path):
    source, *rest = arguments
    said = cairn("import", source, tmp_path, tmp_path / "out", *rest)
    assert said.code == 1
    assert told in words(said.err)
