"""Parquet, and what is written is what is read."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.errors import TablesRefused
from recommender.tables import Tables, check, read, write
from recommender.tables.schema import TABLES
from tests.recommender.tables.tables_builders import (
    a_content,
    a_folder,
    a_learner,
    a_skill,
    an_employment,
    an_event,
    an_organisation,
    found,
    only,
    reading_of,
)

FORMATS = ["csv", "parquet"]


def rich_tables() -> Tables:
    """Tables with every kind of cell, missing ones among them."""
    odd = 'comma, "quote"\nline – =1+1'
    return reading_of(
        learners=[a_learner(audit_age="40"), a_learner("bo", hired_on="9999-12-31", weekly_minutes="0.1")],
        contents=[a_content(title=odd, cost=0.1 + 0.2, offline="true"), a_content("b", available_to="2026-01-31")],
        skills=[a_skill("Ωmega", half_life_days=1e22)],
        employments=[an_employment()],
        sessions=[{"session_id": "s", "content_id": "b", "starts_at": "2026-03-01T09:00:00.000001Z", "seats": "7"}],
        events=[an_event("e1", value="0.5", attempt=3), an_event("e2", occurred_at="0001-01-01T00:00:00Z")],
        assignments=[{"learner_id": "bo", "content_id": "b", "assigned_on": "2026-01-01", "mandatory": "false"}],
    ).tables


def parquet_folder(folder: Path, **tables: pa.Table) -> Path:
    a_folder(folder)
    for name, table in tables.items():
        (folder / f"{name}.csv").unlink(missing_ok=True)
        pq.write_table(table, folder / f"{name}.parquet")
    return folder


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_written_is_read_again(form: str, tmp_path: Path) -> None:
    tables = rich_tables()
    write(tables.frames, tmp_path, form)
    again = read(tmp_path)
    assert again.report.problems == ()
    assert again.tables.fingerprint == tables.fingerprint
    for name in TABLES:
        pd.testing.assert_frame_equal(again.tables[name], tables[name])


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_tables_are_the_same_bytes(form: str, tmp_path: Path) -> None:
    frames = rich_tables().frames
    write(frames, tmp_path / "a", form)
    write({name: frame[frame.columns[::-1]] for name, frame in reversed(frames.items())}, tmp_path / "b", form)
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


def test_a_written_csv_is_plain_to_read(tmp_path: Path) -> None:
    write({"events": rich_tables()["events"], "learners": rich_tables()["learners"]}, tmp_path)
    header, first, *_ = (tmp_path / "events.csv").read_text().splitlines()
    assert header == (
        '"event_id","learner_id","kind","occurred_at","recorded_at","time_precision","content_id","value","attempt",'
        '"initiated_by"'
    )
    assert '"0001-01-01T00:00:00Z"' in first
    assert "2026" not in (tmp_path / "learners.csv").read_text().splitlines()[1]
    assert (tmp_path / "learners.csv").read_text().splitlines()[2] == '"bo",9999-12-31,0.1,'


def test_times_of_other_zones_and_resolutions_are_written_in_utc(tmp_path: Path) -> None:
    times = pd.to_datetime(["2026-03-01 10:00:00.123456789"]).tz_localize("Europe/Berlin")
    write({"events": pd.DataFrame([an_event()]).assign(occurred_at=times)}, tmp_path)
    assert "2026-03-01T09:00:00.123456Z" in (tmp_path / "events.csv").read_text()


def test_a_time_without_a_zone_does_not_gain_one_by_being_written(tmp_path: Path) -> None:
    frames = {"events": pd.DataFrame([an_event()]).assign(occurred_at=pd.to_datetime(["2026-03-01"]))}
    for form in FORMATS:
        write(frames, tmp_path / form, form)
    assert "00Z" not in (tmp_path / "csv" / "events.csv").read_text()
    assert pq.read_schema(tmp_path / "parquet" / "events.parquet").field("occurred_at").type.tz is None


def test_columns_without_a_value_are_left_out_unless_required(tmp_path: Path) -> None:
    frame = pd.DataFrame({"skill_id": ["s"], "name": [None], "description": [None]})
    write({"skills": frame}, tmp_path)
    assert (tmp_path / "skills.csv").read_text() == '"skill_id","name"\n"s",\n'


@pytest.mark.parametrize("form", FORMATS)
def test_a_table_without_rows_is_its_header(form: str, tmp_path: Path) -> None:
    write({**rich_tables().frames, "events": rich_tables()["events"].iloc[:0]}, tmp_path, form)
    assert found(read(tmp_path)) == {"no_rows"}


def test_writing_leaves_nothing_but_the_files(tmp_path: Path) -> None:
    write({"skills": pd.DataFrame([a_skill()])}, tmp_path)
    write({"skills": pd.DataFrame([a_skill("b")])}, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["skills.csv"]
    assert "python" not in (tmp_path / "skills.csv").read_text()


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    write({"skills": pd.DataFrame([a_skill()])}, tmp_path)
    before = (tmp_path / "skills.csv").read_bytes()
    with pytest.raises(pa.ArrowException):
        write({"skills": pd.DataFrame({"skill_id": [["a", "list"]], "name": ["b"]})}, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["skills.csv"]
    assert (tmp_path / "skills.csv").read_bytes() == before


def test_unknown_tables_and_formats_are_refused_together_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(TablesRefused) as refused:
        write({"skills": pd.DataFrame([a_skill()]), "skils": pd.DataFrame()}, tmp_path / "new", "xlsx")
    assert len(refused.value.problems) == 2
    assert not (tmp_path / "new").exists()


def test_the_order_of_rows_does_not_change_the_fingerprint() -> None:
    events = [an_event(f"e{n}", occurred_at=f"2026-03-{n:02d}T00:00:00Z") for n in range(1, 9)]
    assert reading_of(events=events).tables.fingerprint == reading_of(events=events[::-1]).tables.fingerprint


@pytest.mark.parametrize(
    "change",
    [
        {"value": "0.5"},
        {"attempt": 1},
        {"occurred_at": "2026-03-01T09:00:00.000001Z"},
        {"kind": "passed"},
        {"event_id": "e1x"},
        {"time_precision": "day"},
    ],
)
def test_any_change_changes_the_fingerprint(change: dict[str, object]) -> None:
    assert reading_of(events=[an_event(**change)]).tables.fingerprint != reading_of().tables.fingerprint


def test_text_that_moves_to_another_cell_changes_the_fingerprint() -> None:
    one = reading_of(skills=[a_skill("a", name="bc"), a_skill("b", name="d")])
    other = reading_of(skills=[a_skill("a", name="b"), a_skill("b", name="cd")])
    third = reading_of(skills=[a_skill("a", name="bc", description="x"), a_skill("b", name="d")])
    fourth = reading_of(skills=[a_skill("a", name="bc"), a_skill("b", name="d", description="x")])
    assert len({reading.tables.fingerprint for reading in (one, other, third, fourth)}) == 4


def test_only_some_tables_have_a_fingerprint_of_their_own() -> None:
    tables, other = rich_tables(), reading_of(contents=[a_content(title="x")]).tables
    assert tables.only(["learners"]).fingerprint != tables.fingerprint
    assert tables.only(["goals"]).fingerprint == other.only(["goals"]).fingerprint
    assert not tables.only(["learners"]).has("events")
    assert list(tables.only(["learners"])["events"].columns) == list(tables["events"].columns)


def test_a_frame_that_was_handed_out_changes_nothing_inside() -> None:
    tables = rich_tables()
    before = tables.fingerprint
    frame = tables["contents"]
    frame["title"] = "changed"
    frame.loc[0, "minutes"] = -1.0
    assert tables.fingerprint == before


def test_parquet_brings_types_of_its_own(tmp_path: Path) -> None:
    folder = parquet_folder(
        tmp_path,
        learners=pa.table({"learner_id": [1, 2], "hired_on": [dt.date(2020, 1, 1), None]}),
        contents=pa.table(
            {"content_id": [1.0, 2.0], "title": pa.array(["a", "b"]).dictionary_encode(), "minutes": [5, None]}
        ),
        events=pa.table(
            {
                "event_id": pa.array([10, 11], pa.uint64()),
                "learner_id": [1.0, 2.0],
                "kind": ["scored", "scored"],
                "occurred_at": pa.array([0, 1], pa.timestamp("ms", "Europe/Berlin")),
                "content_id": pa.array([1, 2], pa.int8()),
                "value": [0.25, 1.0],
            }
        ),
    )
    reading = read(folder)
    assert found(reading) == {"no_minutes"}
    assert list(reading.tables["events"]["event_id"]) == ["10", "11"]
    assert list(reading.tables["events"]["learner_id"]) == ["1", "2"]
    assert list(reading.tables["events"]["value"]) == ["0.25", "1"]
    assert reading.tables["events"]["occurred_at"][1] == pd.Timestamp(1, unit="ms", tz="UTC")


def test_rows_of_parquet_are_counted_from_one(tmp_path: Path) -> None:
    folder = parquet_folder(tmp_path, skills=pa.table({"skill_id": ["a", "b"], "name": ["A", None]}))
    assert (only(read(folder)).row, only(read(folder)).file) == (2, "skills.parquet")
    assert "row 2" in only(read(folder)).text


def test_parquet_text_that_is_not_utf_8_is_refused_by_column(tmp_path: Path) -> None:
    broken = pa.array([b"\xff"]).view(pa.string())
    folder = parquet_folder(tmp_path, skills=pa.table({"skill_id": ["a"], "name": ["A"], "description": broken}))
    assert (only(read(folder)).code, only(read(folder)).column) == ("encoding", "description")
    assert read(folder).tables.has("skills")


def test_parquet_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    twice = pa.table([pa.array(["a"]), pa.array(["A"]), pa.array(["B"])], ["skill_id", "name", "name"])
    assert only(read(parquet_folder(tmp_path, skills=twice))).code == "doubled_column"


@pytest.mark.parametrize("spoil", [lambda data: b"", lambda data: data[:-9], lambda data: data[:40] + data[60:]])
def test_a_damaged_parquet_file_is_told(spoil: object, tmp_path: Path) -> None:
    folder = parquet_folder(tmp_path, skills=pa.table({"skill_id": ["a"] * 100, "name": ["A"] * 100}))
    path = folder / "skills.parquet"
    path.write_bytes(spoil(path.read_bytes()))  # type: ignore[operator]
    assert found(read(folder)) & {"unreadable_file", "encoding", "missing_column", "duplicate_row"}


def test_frames_in_memory_are_checked_like_files() -> None:
    frames = {
        "learners": pd.DataFrame({"learner_id": pd.Categorical(["ada"])}),
        "contents": pd.DataFrame({"content_id": [1], "title": ["x"], "minutes": np.array([3], np.int8)}),
        "events": pd.DataFrame([an_event(content_id=1, occurred_at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC))]),
    }
    reading = check(frames)
    assert reading.report.problems == ()
    assert reading.report.rows == {"learners": 1, "contents": 1, "events": 1}


def test_protected_attributes_of_any_type_are_read_as_text_or_refused(tmp_path: Path) -> None:
    learners = pa.table({"learner_id": ["ada"], "audit_age": [40.0], "audit_list": [[1]], "audit_none": [""]})
    reading = read(parquet_folder(tmp_path, learners=learners))
    assert (only(reading).code, only(reading).column) == ("unreadable_column", "audit_list")
    assert reading.tables["learners"]["audit_age"][0] == "40"
    assert reading.tables["learners"]["audit_none"].isna().all()


def test_columns_of_one_name_in_a_frame_are_told() -> None:
    skills = pd.DataFrame([["s", "A", "B"]], columns=["skill_id", "name", "name"])
    reading = check({**an_organisation(), "skills": skills})
    assert only(reading).code == "doubled_column"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), max_size=8))
def test_any_text_survives_any_format(names: list[str]) -> None:
    tables = reading_of(skills=[a_skill(f"s{n}", name=name) for n, name in enumerate(names)]).tables
    for form in FORMATS:
        with tempfile.TemporaryDirectory() as place:
            write(tables.frames, Path(place), form)
            assert read(Path(place)).tables.fingerprint == tables.fingerprint


def test_a_frame_that_is_no_table_is_told() -> None:
    assert only(reading_of(skils=[a_skill()])).code == "unknown_file"


@pytest.mark.parametrize("form", FORMATS)
def test_where_one_file_cannot_be_put_the_others_stay_as_they_were(form: str, tmp_path: Path) -> None:
    frames = rich_tables().frames
    write({"learners": frames["learners"]}, tmp_path, form)
    (tmp_path / f"skills.{form}").mkdir()
    before = (tmp_path / f"learners.{form}").read_bytes()
    with pytest.raises(IsADirectoryError, match="skills"):
        write({**frames, "learners": frames["learners"].head(1)}, tmp_path, form)
    assert (tmp_path / f"learners.{form}").read_bytes() == before
    assert sorted(file.name for file in tmp_path.iterdir()) == [f"learners.{form}", f"skills.{form}"]
