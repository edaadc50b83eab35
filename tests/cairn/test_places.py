from __future__ import annotations

import pandas as pd
import pytest

from cairn.home import Home, holding_events
from cairn.moments import moment
from cairn.places import put, readable, require_room, writing_to
from recommender.errors import OutputRefused, QueryRefused, SourceRefused, UnknownName

NO_MOMENTS = (
    "2026-03-01T00:00:00",
    "2026-03-01T00",
    "20260301T0000",
    "today",
    "",
    "2026-02-30",
    "0001-01-01T00:00:00+02:00",
    "9999-12-31",
)


def with_events(folder, ending="csv"):
    folder.mkdir(parents=True)
    (folder / f"events.{ending}").touch()
    return folder


def test_home_is_where_the_environment_says_else_here(tmp_path):
    assert Home.here({"CAIRN_HOME": str(tmp_path)}).models == tmp_path / "models"
    assert str(Home.here({}).folder) == "."
    assert str(Home.here({"CAIRN_HOME": ""}).folder) == "."


def test_a_named_folder_of_tables_is_taken_as_it_is(tmp_path):
    with_events(tmp_path / "data" / "demo")
    assert Home(tmp_path).tables(tmp_path / "mine") == tmp_path / "mine"


def test_the_demo_comes_before_other_tables(tmp_path):
    with_events(tmp_path / "data" / "a")
    assert Home(tmp_path).tables(None) == tmp_path / "data" / "a"
    with_events(tmp_path / "data" / "demo")
    assert Home(tmp_path).tables(None) == tmp_path / "data" / "demo"


def test_folders_without_events_do_not_count(tmp_path):
    (tmp_path / "data" / "empty").mkdir(parents=True)
    with_events(tmp_path / "data" / "b", "parquet")
    assert holding_events(tmp_path / "data") == (tmp_path / "data" / "b",)


def test_more_than_one_set_of_tables_is_not_chosen_from(tmp_path):
    first, second = with_events(tmp_path / "data" / "b"), with_events(tmp_path / "data" / "a")
    with pytest.raises(UnknownName) as refused:
        Home(tmp_path).tables(None)
    assert refused.value.problems == (f"--tables {second}", f"--tables {first}")


@pytest.mark.parametrize("text", ["2026-03-01", "2026-03-01T00:00:00Z", "2026-03-01T02:00:00+02:00"])
def test_a_day_begins_in_utc_and_zones_are_heeded(text):
    assert moment(text, "--as-of").isoformat() == "2026-03-01T00:00:00+00:00"


@pytest.mark.parametrize("text", NO_MOMENTS)
def test_a_time_without_zone_or_sense_is_refused(text):
    with pytest.raises(QueryRefused) as refused:
        moment(text, "--as-of")
    assert repr(text) in refused.value.problems[0]


def test_a_file_is_there_as_a_whole_or_not_at_all(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text("before")

    def fail(draft):
        draft.write_text("half")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        put(file, fail)
    assert file.read_text() == "before"
    assert list(tmp_path.iterdir()) == [file]


def test_a_draft_keeps_the_ending_of_its_file(tmp_path):
    drafts = []
    put(tmp_path / "deep" / "list.parquet", lambda draft: (drafts.append(draft), pd.DataFrame().to_parquet(draft)))
    assert [draft.suffix for draft in drafts] == [".parquet"]
    assert (tmp_path / "deep" / "list.parquet").is_file()


def test_what_the_system_refuses_is_told_with_the_place_and_the_reason(tmp_path):
    with pytest.raises(OutputRefused, match="cannot be written") as refused, writing_to(tmp_path):
        (tmp_path / "a" / "b").write_text("")
    assert "it does not exist" in refused.value.problems[0]


def test_a_folder_instead_of_a_file_is_told_in_words(tmp_path):
    with pytest.raises(SourceRefused) as refused:
        readable(tmp_path)
    assert refused.value.problems == ("it is a folder; name a text file in UTF-8",)


def test_a_folder_with_tables_or_hidden_files_alone_has_room(tmp_path):
    require_room(tmp_path / "new", {"learners.csv"})
    (tmp_path / ".hidden").touch()
    require_room(tmp_path, {"learners.csv"})
    (tmp_path / "notes.txt").touch()
    with pytest.raises(OutputRefused):
        require_room(tmp_path, {"learners.csv"})
    (tmp_path / "learners.csv").touch()
    require_room(tmp_path, {"learners.csv"})


def test_a_file_that_is_not_text_is_refused(tmp_path):
    (tmp_path / "ids.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SourceRefused, match=r"ids\.txt") as refused:
        readable(tmp_path / "ids.txt")
    assert refused.value.problems == ("it is not text in UTF-8; name a text file in UTF-8",)
