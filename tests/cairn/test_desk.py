from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from cairn import batches
from cairn.desk import Desk, unknown
from cairn.home import Home
from cairn.imports import existing
from recommender.errors import OutputRefused, QueryRefused, TablesRefused, UnknownName
from recommender.tables import write
from tests.cairn.cairn_house import frames, tables_in

AS_OF = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def desk(trained):
    return Desk.open(Home(trained), trained / "data" / "house")


def test_the_desk_knows_the_latest_moment_of_its_tables(desk):
    assert desk.latest() == datetime(2026, 2, 20, 9, tzinfo=UTC)


def test_a_query_carries_learner_moment_role_and_number(desk):
    query = desk.query("ada", AS_OF, role="Service agent", k=3)
    assert (query.learner.id, query.as_of, query.aim, query.k) == ("ada", AS_OF, "agent", 3)


def test_an_id_wins_over_a_name(desk):
    assert desk.role("clerk") == "clerk"
    assert desk.role("Clerk") == "clerk"


def test_a_name_in_the_case_of_nobody_is_ambiguous(desk):
    with pytest.raises(QueryRefused) as refused:
        desk.role("cLeRk")
    assert refused.value.problems == ("--role clerk", "--role clerk2")


def test_all_unknown_contents_are_named_at_once_and_known_ones_pass(desk):
    desk.require_contents(["ledgers", "calls-1"])
    with pytest.raises(UnknownName) as refused:
        desk.require_contents(["ledgerz", "ledgers", "calls-7"])
    assert len(refused.value.problems) == 2


def test_what_is_close_is_named_first_and_few_at_most():
    [told] = unknown("learner", "L0001", [f"L000{n}" for n in range(10)]).problems
    assert told.startswith("close to it: L0001")
    assert told.count(",") == 4


def test_a_role_is_listed_once_with_its_id_and_its_name(desk):
    with pytest.raises(UnknownName) as refused:
        desk.role("Servce agent")
    assert refused.value.problems == ("close to it: agent (Service agent)",)
    with pytest.raises(UnknownName) as refused:
        desk.role("zzzzzzzzzzzz")
    assert refused.value.problems == ("there are 3, such as agent (Service agent), clerk (Clerk), clerk2 (clerk)",)


def test_one_stranger_is_one_learner(tmp_path):
    (tmp_path / "ids.txt").write_text("mallory")
    with pytest.raises(UnknownName, match="names 1 learner that"):
        batches.listed(tmp_path / "ids.txt", ())


def test_nothing_known_is_said_so():
    assert unknown("role", "x", ()).problems == ("the tables hold no role",)


def test_a_batch_in_pieces_is_the_batch_as_a_whole(desk, monkeypatch):
    whole = batches.ranked(desk, desk.people.ids, AS_OF, 3, "affinity", lambda _: None)
    moves = []
    monkeypatch.setattr(batches, "PIECE", 2)
    parts = batches.ranked(desk, desk.people.ids, AS_OF, 3, "affinity", moves.append)
    assert_frame_equal(parts, whole)
    assert moves == [2, 1]


def test_only_so_many_strangers_are_named(tmp_path):
    file = tmp_path / "ids.txt"
    file.write_text("\n".join(f"stranger{n}" for n in range(50)))
    with pytest.raises(UnknownName, match="50 learners") as refused:
        batches.listed(file, ())
    assert len(refused.value.problems) == 21
    assert refused.value.problems[-1] == "and 30 more"


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_tables_are_read_back_as_they_were_written(form, tmp_path):
    contents = pd.DataFrame(
        {
            "content_id": ["a", "b"],
            "title": ["A", "B"],
            "cost": [None, 5.0],
            "offline": pd.Series([None, True], dtype="object"),
            "modality": [None, "live"],
        }
    )
    write({"contents": contents}, tmp_path, form)
    back = existing(tmp_path, form)["contents"]
    assert set(back) == set(contents)
    for name in ("cost", "offline", "modality"):
        assert back[name].isna().tolist() == [True, False], name
    assert back["modality"].tolist()[1] == "live"


def test_a_folder_that_is_not_there_holds_no_tables(tmp_path):
    assert existing(tmp_path / "nowhere", "csv") == {}


def test_a_file_that_cannot_be_read_stops_the_import(tmp_path):
    (tmp_path / "contents.parquet").write_bytes(b"this is no parquet")
    with pytest.raises(TablesRefused) as refused:
        existing(tmp_path, "parquet")
    assert "contents.parquet" in refused.value.problems[0]


def test_the_other_format_is_refused_by_name(tmp_path):
    tables_in(tmp_path)
    with pytest.raises(OutputRefused) as refused:
        existing(tmp_path, "parquet")
    assert len(refused.value.problems) == len(frames())
