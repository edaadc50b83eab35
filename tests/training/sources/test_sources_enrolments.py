from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recommender.errors import SourceRefused
from tests.training.sources.source_exports import a_file
from training.sources import IMPORTERS
from training.sources.enrolments import import_enrolments

HEADER = "learner_id,content_id,occurred_at"


def imported(tmp_path, *lines):
    return import_enrolments(a_file(tmp_path / "export.csv", *lines))


def problems(tmp_path, *lines):
    with pytest.raises(SourceRefused) as refused:
        imported(tmp_path, *lines)
    return refused.value.problems


def test_every_importer_is_known_by_its_name():
    assert [*IMPORTERS] == ["enrolments", "mooccubex", "jcrec", "esco", "onet", "oulad"]
    assert IMPORTERS["enrolments"] is import_enrolments


def test_an_enrolment_file_gives_learners_contents_and_events(tmp_path):
    tables = imported(
        tmp_path,
        HEADER + ",title,minutes,language",
        "ann,sql,2026-03-01T09:00:00+01:00,Databases,30,en",
        "bob,sql,2026-03-02T10:00:00Z,Databases,30,en",
    ).tables
    assert tables["learners"]["learner_id"].tolist() == ["ann", "bob"]
    assert tables["contents"].to_dict("records") == [
        {"content_id": "sql", "title": "Databases", "language": "en", "minutes": 30.0}
    ]
    events = tables["events"]
    assert events["occurred_at"].tolist() == [
        pd.Timestamp("2026-03-01T08:00:00Z"),
        pd.Timestamp("2026-03-02T10:00:00Z"),
    ]
    assert events["kind"].tolist() == ["enrolled", "enrolled"]
    assert events["initiated_by"].tolist() == ["self", "self"]
    assert events["time_precision"].tolist() == ["second", "second"]
    assert str(events["occurred_at"].dtype) == "datetime64[us, UTC]"


def test_stated_kinds_and_initiators_are_kept_and_empty_ones_get_the_default(tmp_path):
    events = imported(
        tmp_path,
        HEADER + ",kind,initiated_by",
        "ann,a,2026-03-01T09:00:00Z,completed,manager",
        "ann,b,2026-03-02T09:00:00Z,,",
    ).tables["events"]
    assert events[["kind", "initiated_by"]].to_numpy().tolist() == [["completed", "manager"], ["enrolled", "self"]]


def test_a_note_says_that_an_unstated_initiator_counts_as_own_choice_and_a_stated_one_does_not(tmp_path):
    assert any("own choice" in note for note in imported(tmp_path, HEADER, "ann,a,2026-03-01T09:00:00Z").notes)
    stated = imported(tmp_path, HEADER + ",initiated_by", "ann,a,2026-03-01T09:00:00Z,manager")
    assert not any("own choice" in note for note in stated.notes)


def test_positions_become_seconds_of_which_only_the_order_counts(tmp_path):
    told = imported(tmp_path, "learner_id,content_id,position", "ann,b,1", "ann,a,0")
    events = told.tables["events"]
    assert events["content_id"].tolist() == ["a", "b"]
    assert events["occurred_at"].tolist() == [pd.Timestamp(0, tz="UTC"), pd.Timestamp(1, unit="s", tz="UTC")]
    assert set(events["time_precision"]) == {"position"}
    assert any("mean nothing" in note for note in told.notes)


def test_events_of_one_learner_at_one_position_are_counted(tmp_path):
    notes = imported(tmp_path, "learner_id,content_id,position", "ann,b,1", "ann,a,1", "bob,a,1").notes
    assert any(note.startswith("1 event share a position") for note in notes)


def test_times_win_over_positions_and_a_note_says_so(tmp_path):
    told = imported(tmp_path, HEADER + ",position", "ann,a,2026-03-01T09:00:00Z,7")
    assert set(told.tables["events"]["time_precision"]) == {"second"}
    assert "position was not used, as occurred_at is there." in told.notes


def test_an_exact_repetition_is_dropped_and_counted(tmp_path):
    row = "ann,a,2026-03-01T09:00:00Z"
    told = imported(tmp_path, HEADER, row, row, "ann,a,2026-03-01T10:00:00+01:00", "ann,a,2026-03-02T09:00:00Z")
    assert len(told.tables["events"]) == 2
    assert "2 rows repeated an earlier row and were dropped." in told.notes


def test_event_ids_follow_from_what_a_row_says_not_from_where_it_stands(tmp_path):
    one, two = "ann,a,2026-03-01T09:00:00Z", "bob,a,2026-03-02T09:00:00Z"
    straight = imported(tmp_path, HEADER, one, two).tables["events"].set_index("learner_id")["event_id"]
    reverse = imported(tmp_path, HEADER + ",title", two + ",x", one + ",x").tables["events"]
    assert reverse.set_index("learner_id")["event_id"].to_dict() == straight.to_dict()
    assert straight.nunique() == 2


@pytest.mark.parametrize(
    "other",
    [
        "bob,a,2026-03-01T09:00:00Z,completed,self",
        "ann,b,2026-03-01T09:00:00Z,completed,self",
        "ann,a,2026-03-01T09:00:01Z,completed,self",
        "ann,a,2026-03-01T09:00:00Z,started,self",
        "ann,a,2026-03-01T09:00:00Z,completed,manager",
    ],
)
def test_every_part_of_an_event_counts_for_its_id(tmp_path, other):
    header = HEADER + ",kind,initiated_by"
    events = imported(tmp_path, header, "ann,a,2026-03-01T09:00:00Z,completed,self", other).tables["events"]
    assert events["event_id"].nunique() == 2


def test_the_last_thing_said_of_a_content_counts_and_an_unnamed_one_is_titled_by_its_id(tmp_path):
    told = imported(
        tmp_path,
        HEADER + ",title",
        "ann,a,2026-03-03T09:00:00Z,",
        "ann,a,2026-03-02T09:00:00Z,New",
        "bob,a,2026-03-01T09:00:00Z,Old",
        "bob,b,2026-03-01T09:00:00Z,",
    )
    assert told.tables["contents"]["title"].tolist() == ["New", "b"]
    assert "1 content without a title: the id stands in its place." in told.notes


def test_unknown_columns_are_left_out_and_named(tmp_path):
    assert (
        "Columns left out: mood, room."
        in imported(tmp_path, HEADER + ",room,mood", "ann,a,2026-03-01T09:00:00Z,1,2").notes
    )


def test_semicolons_a_byte_order_mark_and_blanks_are_understood(tmp_path):
    told = imported(tmp_path, "\ufefflearner_id;content_id;occurred_at", " ann ;a;2026-03-01T09:00:00Z")
    assert told.tables["events"]["learner_id"].tolist() == ["ann"]


def test_an_id_that_reads_na_is_an_id(tmp_path):
    assert imported(tmp_path, HEADER, "NA,null,2026-03-01T09:00:00Z").tables["learners"]["learner_id"].tolist() == [
        "NA"
    ]


def test_parquet_keeps_its_types_and_numbers_become_ids(tmp_path):
    at = pd.Series(pd.to_datetime(["2026-03-01T10:00:00+01:00", "2026-03-02T10:00:00+01:00"]))
    frame = pd.DataFrame({"learner_id": [7, 8], "content_id": pd.Categorical(["a", "b"]), "occurred_at": at})
    frame.assign(minutes=[5, 6]).to_parquet(tmp_path / "export.parquet")
    tables = import_enrolments(tmp_path / "export.parquet").tables
    assert tables["events"]["learner_id"].tolist() == ["7", "8"]
    assert tables["events"]["occurred_at"].iloc[0] == pd.Timestamp("2026-03-01T09:00:00Z")
    assert tables["contents"]["minutes"].tolist() == [5.0, 6.0]


@pytest.mark.parametrize("time", ["2026-03-01T09:00:00", "2026-03-01 09:00", "2026-03-01"])
def test_a_time_without_a_zone_is_refused_with_the_way_to_mend_it(tmp_path, time):
    (problem,) = problems(tmp_path, HEADER, "ann,a,2026-03-01T09:00:00Z", f"ann,b,{time}")
    assert "line 3" in problem
    assert time in problem
    assert "if the clock ran in UTC, 2026-03-01T09:00:00Z" in problem


@pytest.mark.parametrize("time", ["2026-03-01T09:00Z", "2026-03-01 09:00:00.5+0100", "20260301T090000Z"])
def test_a_time_with_a_zone_is_understood_in_the_usual_spellings(tmp_path, time):
    assert len(imported(tmp_path, HEADER, f"ann,a,{time}").tables["events"]) == 1


def test_naive_times_of_a_parquet_file_are_refused(tmp_path):
    frame = pd.DataFrame({"learner_id": ["a"], "content_id": ["b"], "occurred_at": [pd.Timestamp("2026-03-01")]})
    frame.to_parquet(tmp_path / "export.parquet")
    with pytest.raises(SourceRefused, match=r"row 1.*a zone"):
        import_enrolments(tmp_path / "export.parquet")


def test_every_problem_of_a_file_is_told_at_once(tmp_path):
    found = problems(
        tmp_path,
        HEADER + ",kind,initiated_by,minutes",
        ",a,2026-03-01T09:00:00Z,bought,self,5",
        "ann,,yesterday,enrolled,boss,-1",
        "ann,b,,enrolled,self,long",
        "ann,b,2026-03-01T09:00:00,enrolled,self,",
    )
    told = "\n".join(found)
    for part in (
        "learner_id: found an empty cell (line 2)",
        "content_id: found an empty cell (line 3)",
        "kind: found 'bought' (line 2)",
        "initiated_by: found 'boss' (line 3)",
        "minutes: found '-1' (lines 3 and 4)",
        "occurred_at: found 'yesterday' (lines 3 and 4)",
        "occurred_at: found '2026-03-01T09:00:00' (line 5)",
    ):
        assert part in told
    assert len(found) == 7


def test_missing_columns_are_all_named(tmp_path):
    found = problems(tmp_path, "learner,content_id", "ann,a")
    assert any("lacks learner_id; it has learner, content_id" in problem for problem in found)
    assert any("lacks occurred_at" in problem and "position" in problem for problem in found)


@pytest.mark.parametrize("position", ["-1", "1.5", "", "first", "99999999999"])
def test_a_position_must_be_a_whole_number_in_range(tmp_path, position):
    (problem,) = problems(tmp_path, "learner_id,content_id,position", "ann,a,0", f"ann,b,{position}")
    assert "position" in problem
    assert "line 3" in problem


def test_a_file_without_rows_is_refused(tmp_path):
    assert problems(tmp_path, HEADER) == ("export.csv has no rows; export it again",)


@pytest.mark.parametrize("content", [b"", b"PAR1garbage", b"\xff\xfe\x00a,b\n", b'a,b\n"1,2\n', b"a\n1,2,3\n1,2\n"])
@pytest.mark.parametrize("name", ["export.csv", "export.parquet"])
def test_a_damaged_file_is_refused_by_name(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceRefused, match=name):
        import_enrolments(tmp_path / name)


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(SourceRefused, match="missing or not a file"):
            import_enrolments(path)


CELLS = st.sampled_from(
    ["", " ", "ann", "a,b", '"', "2026-03-01T09:00:00Z", "2026-03-01", "-1", "5", "nan", "é", "\x00"]
)
COLUMNS = st.lists(st.sampled_from(["learner_id", "content_id", "occurred_at", "position", "kind", "minutes", "title"]))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(columns=COLUMNS, rows=st.lists(st.lists(CELLS, max_size=6), max_size=4))
def test_whatever_stands_in_a_file_it_is_read_or_refused(tmp_path, columns, rows):
    path = a_file(tmp_path / "any.csv", ",".join(columns), *(",".join(row) for row in rows))
    try:
        events = import_enrolments(path).tables["events"]
    except SourceRefused as refused:
        told, events = refused.problems, None
    if events is None:
        assert told
    else:
        assert events["event_id"].is_unique
        assert events[["learner_id", "content_id", "occurred_at"]].notna().all(axis=None)
