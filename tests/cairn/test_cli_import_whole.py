"""What stands in OUT after an import, whatever stood there before and wherever it was interrupted."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from recommender.tables import read, write
from tests.cairn.cairn_imports import MAPPING, ONLY_PEOPLE, ROW, bring
from tests.cairn.cairn_print import words

ROOT = Path(__file__).parents[2]


def files(folder):
    return {str(one.relative_to(folder)): one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file()}


def test_a_later_export_adds_what_is_new_and_leaves_what_is_there(tmp_path):
    bring(tmp_path, ROW)
    said = bring(tmp_path, "ada,c,2024-01-31,Chur", "ada,d,2024-02-01,Chur", "bo,c,2024-02-01,Zug")
    tables = read(tmp_path / "out").tables
    assert tables["learners"].set_index("learner_id")["location"].to_dict() == {"ada": "Bern", "bo": "Zug"}
    assert len(tables["events"]) == 3
    assert "learners.location: 1 cell of 1 shared row differ" in words(said.out)


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_tables_that_an_export_does_not_fill_are_there_without_rows_and_the_same_the_second_time(tmp_path, form):
    people = ONLY_PEOPLE
    assert bring(tmp_path, ROW, mapping=people, form=form).code == 0
    before = files(tmp_path / "out")
    assert set(before) == {f"{name}.{form}" for name in ("learners", "contents", "events")}
    bring(tmp_path, ROW, mapping=people, form=form)
    assert files(tmp_path / "out") == before


def test_an_export_without_rows_takes_nothing_away(tmp_path):
    bring(tmp_path, ROW)
    before = files(tmp_path / "out")
    assert bring(tmp_path).code == 0
    assert files(tmp_path / "out") == before


@pytest.mark.parametrize("blocked", ["events.csv", "contents.csv", "import-problems"])
def test_where_one_file_cannot_be_put_none_is_and_nothing_is_left_lying_about(tmp_path, blocked):
    out = tmp_path / "out"
    bring(tmp_path, ROW)
    (out / blocked).unlink(missing_ok=True)
    if blocked == "import-problems":
        (out / blocked).write_text("a file in the way")
    else:
        (out / blocked / "kept").mkdir(parents=True)
    before = files(out)
    said = bring(tmp_path, "bo,c,2024-02-01,Zug", "eve,c,soon,Zug")
    assert (said.code, "cannot be written" in words(said.err)) == (1, True)
    assert files(out) == before


@pytest.mark.parametrize(
    ("rows", "mapping"),
    [
        pytest.param(["bo,c,soon,Zug"], MAPPING, id="all rows set aside"),
        pytest.param(["bo,c,2024-02-01,Zug", '"eve,c'], MAPPING, id="a torn file"),
        pytest.param(["bo,c,2024-02-01,Zug"], MAPPING.replace('"town"', '"city"'), id="a column that is not there"),
        pytest.param(["bo,c,2024-02-01,Zug"], MAPPING + 'colour = "red"\n', id="a key that is not known"),
    ],
)
def test_what_stands_there_is_untouched_where_an_import_is_refused(tmp_path, rows, mapping):
    bring(tmp_path, ROW, "bo,c,soon,Bern")
    before = files(tmp_path / "out")
    assert any("import-problems" in name for name in before)
    assert bring(tmp_path, *rows, mapping=mapping).code == 1
    assert files(tmp_path / "out") == before


def test_a_file_where_the_folder_should_be_is_told_and_kept(tmp_path):
    (tmp_path / "out").write_text("mine")
    said = bring(tmp_path, ROW)
    assert (said.code, "a file stands where a folder should be" in words(said.err)) == (1, True)
    assert (tmp_path / "out").read_text() == "mine"


def test_tables_of_another_format_are_neither_read_nor_replaced(tmp_path):
    write({"learners": pd.DataFrame({"learner_id": ["ada"]})}, tmp_path / "out", "parquet")
    before = files(tmp_path / "out")
    said = bring(tmp_path, ROW)
    assert (said.code, "import with --format parquet" in words(said.err)) == (1, True)
    assert files(tmp_path / "out") == before


def test_two_systems_keep_their_problems_apart_and_a_mended_one_clears_only_its_own(tmp_path):
    other = MAPPING.replace('"lms"', '"old"')
    bring(tmp_path, ROW, "bo,c,soon,Zug", mapping=other)
    bring(tmp_path, ROW, "bo,c,later,Zug")
    bring(tmp_path, ROW, "bo,c,2024-02-01,Zug")
    assert [file.name for file in (tmp_path / "out" / "import-problems").iterdir()] == ["old.csv"]


def test_another_process_with_another_order_of_sets_writes_the_same_bytes(tmp_path):
    program = """
import sys
from pathlib import Path
from recommender.tables import write
from training.sources.mapped import import_mapped, mapping_file
def put(out):
    file = mapping_file("sap-learning")
    made = import_mapped(file.parent, file)
    write(made.tables, out)
    (out / "notes").write_text("; ".join(made.notes))
    made.aside["sap-learning"].to_csv(out / "aside")
put(Path(OUT))
"""
    there, here = tmp_path / "there", tmp_path / "here"
    other = {**os.environ, "PYTHONHASHSEED": "1"}
    subprocess.run([sys.executable, "-c", program.replace("OUT", repr(str(there)))], cwd=ROOT, env=other, check=True)
    exec(program.replace("OUT", repr(str(here))), {})
    assert files(there) == files(here)
    assert len(files(there)) > 8
