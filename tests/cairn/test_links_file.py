"""One answer in a file of links: that row, those cells, and nothing else."""

import pandas as pd
import pytest

from cairn.links.file import amend
from recommender.errors import OutputRefused
from recommender.tables import check, read, write

ROWS = pd.DataFrame(
    {
        "content_id": ["a", "a", "b"],
        "skill_id": ["x", "y", "x"],
        "exit_level": [0.5, 0.25, 0.75],
        "status": ["suggested", "suggested", "validated"],
        "confidence": [0.5, 0.75, 1.0],
    }
)
KEY = {"content_id": "a", "skill_id": "y"}


def links(folder):
    return read_all(folder)["content_skills"]


def read_all(folder):
    frames = {
        "learners": pd.DataFrame({"learner_id": ["l"]}),
        "contents": pd.DataFrame({"content_id": ["a", "b"], "title": ["A", "B"]}),
        "skills": pd.DataFrame({"skill_id": ["x", "y"], "name": ["X", "Y"]}),
        "events": pd.DataFrame(columns=["event_id", "learner_id", "kind", "occurred_at"], dtype=str),
    }
    write({name: frame for name, frame in frames.items() if not (folder / f"{name}.csv").exists()}, folder)
    return read(folder).tables.frames


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_one_row_changes_and_all_others_say_what_they_said(form, tmp_path):
    write({"content_skills": ROWS}, tmp_path, form)
    before = links(tmp_path)
    amend(tmp_path, "content_skills", KEY, {"status": "validated", "source": "reviewed", "exit_level": 0.4})
    after = links(tmp_path)
    assert after.loc[1, ["status", "source", "exit_level"]].tolist() == ["validated", "reviewed", 0.4]
    others = [0, 2]
    assert after.loc[others].equals(before.loc[others])
    assert [file.name for file in tmp_path.glob(".*")] == []


def test_rows_that_no_check_accepts_and_columns_of_somebody_else_are_kept_letter_by_letter(tmp_path):
    file = tmp_path / "content_skills.csv"
    file.write_bytes('\ufeffcontent_id,skill_id,exit_level,mine\n"a","y",0.25,"one, two"\nc,x\n b ,x,.75,\n'.encode())
    amend(tmp_path, "content_skills", KEY, {"status": "rejected"})
    amend(tmp_path, "content_skills", {"content_id": "b", "skill_id": "x"}, {"status": "validated"})
    assert file.read_text().splitlines() == [
        "content_id,skill_id,exit_level,mine,status",
        'a,y,0.25,"one, two",rejected',
        "c,x",
        " b ,x,.75,,validated",
    ]


def test_a_parquet_file_without_the_columns_gets_them(tmp_path):
    write({"content_skills": ROWS.drop(columns=["status", "confidence"])}, tmp_path, "parquet")
    amend(tmp_path, "content_skills", KEY, {"status": "rejected", "source": "reviewed"})
    assert links(tmp_path)["status"].tolist() == ["validated", "rejected", "validated"]


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_row_that_is_gone_changes_nothing_and_is_told(form, tmp_path):
    write({"content_skills": ROWS.drop(index=1)}, tmp_path, form)
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    with pytest.raises(OutputRefused, match="content_id a and skill_id y"):
        amend(tmp_path, "content_skills", KEY, {"status": "validated"})
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_a_table_that_is_gone_is_told(tmp_path):
    with pytest.raises(OutputRefused, match="holds no content_skills"):
        amend(tmp_path, "content_skills", KEY, {"status": "validated"})


def test_what_was_amended_passes_the_check(tmp_path):
    write({"content_skills": ROWS}, tmp_path)
    amend(tmp_path, "content_skills", KEY, {"status": "validated", "source": "reviewed"})
    assert check(read_all(tmp_path)).report.errors == ()
