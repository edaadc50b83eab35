"""A folder may lack tables that stand elsewhere: its ids may name them, and nothing is said of them."""

from __future__ import annotations

import pandas as pd
import pytest

from recommender.errors import TablesRefused
from recommender.tables import read
from recommender.tables.reading import tables_in

JOBS = "learner_id,valid_from,role_id\nada,2026-01-01,cook\nbob,2026-01-01,pilot\n"


def beside(**tables):
    return {name: pd.DataFrame(rows) for name, rows in tables.items()}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "employments.csv").write_text(JOBS)
    return tmp_path


def test_ids_may_name_rows_of_tables_beside(folder):
    others = beside(learners={"learner_id": ["ada", "bob"]}, roles={"role_id": ["cook"], "name": ["Cook"]})
    reading = read(folder, others)
    assert reading.report.errors == ()
    assert reading.tables["employments"]["role_id"].fillna("").tolist() == ["cook", ""]
    assert [problem.row for problem in reading.report.problems] == [3]


def test_nothing_is_said_of_tables_beside(folder):
    others = beside(
        learners={"learner_id": ["ada", "bob"]}, goals={"learner_id": ["eve"], "skill_id": ["x"], "level": [0.5]}
    )
    report = read(folder, others | beside(roles={"role_id": ["cook", "pilot"], "name": ["Cook", "Pilot"]})).report
    assert (report.problems, report.counts, report.quarantined) == ((), {}, {})
    assert report.rows == {"employments": 2}


def test_what_stands_in_the_folder_goes_before_what_stands_beside(folder):
    (folder / "learners.csv").write_text("learner_id\nada\n")
    reading = read(folder, beside(learners={"learner_id": ["ada", "bob"]}))
    assert reading.report.quarantined == {"employments": 1}


def test_by_itself_a_folder_needs_the_required_tables(folder):
    assert tables_in(folder) == {"employments"}
    with pytest.raises(TablesRefused, match="cannot be read as tables"):
        read(folder)


def test_rows_that_stand_in_are_named(tmp_path):
    (tmp_path / "learners.csv").write_text("learner_id\nada\n")
    (tmp_path / "events.csv").write_text(
        "event_id,learner_id,kind,occurred_at,content_id\n"
        "1,ada,started,2026-01-01T00:00:00Z,lost\n2,gone,started,2026-01-01T00:00:00Z,loops\n"
    )
    reading = read(tmp_path, beside(contents={"content_id": ["loops"], "title": ["Loops"]}))
    assert reading.stood_in == {"learners": {"gone"}, "contents": {"lost"}}
