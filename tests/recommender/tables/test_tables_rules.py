"""Every rule: the smallest tables that break it, and how grave that is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from recommender.tables import RULES, Reading, Severity, check, read
from tests.recommender.tables.tables_builders import (
    Row,
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
    stars,
)

ERROR, QUARANTINE, WARNING = Severity.ERROR, Severity.QUARANTINE, Severity.WARNING
Broken = tuple[str, Severity, str, str | None, dict[str, list[Row]]]

BROKEN_FRAMES: list[Broken] = [
    ("missing_column", ERROR, "contents", "title", {"contents": [{"content_id": "loops", "minutes": 30}]}),
    ("unknown_column", WARNING, "contents", "colour", {"contents": [a_content(colour="red")]}),
    ("unreadable_column", ERROR, "contents", "cost", {"contents": [a_content(cost=["ten"])]}),
    ("padded_id", WARNING, "learners", "learner_id", {"learners": [a_learner(" ada")]}),
    ("empty_required", QUARANTINE, "learners", "learner_id", {"learners": [a_learner(), a_learner("")]}),
    ("unreadable", ERROR, "employments", "valid_from", {"employments": [an_employment("2026-02-30")]}),
    ("unreadable", ERROR, "events", "occurred_at", {"events": [an_event(occurred_at="yesterday")]}),
    ("unreadable_optional", WARNING, "contents", "cost", {"contents": [a_content(cost="ten")]}),
    ("unreadable_optional", QUARANTINE, "events", "attempt", {"events": [an_event(attempt="1.5")]}),
    ("no_zone", ERROR, "events", "occurred_at", {"events": [an_event(occurred_at="2026-03-01T09:00:00")]}),
    ("out_of_range", ERROR, "scales", "level", {"scales": [{"scale_id": "s", "mark": "a", "level": "1.2"}]}),
    ("out_of_range", QUARANTINE, "events", "attempt", {"events": [an_event(attempt="0")]}),
    ("unknown_word", ERROR, "contents", "status", {"contents": [a_content(status="gone")]}),
    ("unknown_word", QUARANTINE, "events", "kind", {"events": [an_event(kind="clicked")]}),
    ("duplicate_row", WARNING, "events", "event_id", {"events": [an_event(), an_event()]}),
    ("duplicate_id", ERROR, "contents", "content_id", {"contents": [a_content(), a_content(title="Other")]}),
    ("dangling_optional", WARNING, "learners", "target_role_id", {"learners": [a_learner(target_role_id="chef")]}),
    ("dangling_optional", QUARANTINE, "events", "skill_id", {"events": [an_event(skill_id="magic")]}),
    ("unknown_session", WARNING, "events", "session_id", {"events": [an_event(session_id="monday")]}),
    ("names_nothing", QUARANTINE, "events", "content_id", {"events": [an_event(content_id=None)]}),
    ("stub_learner", WARNING, "events", "learner_id", {"events": [an_event(learner_id="leaver")]}),
    ("stub_learner", WARNING, "events", "rater_id", {"events": [an_event(rater_id="old boss")]}),
    ("stub_content", WARNING, "events", "content_id", {"events": [an_event(content_id="deleted")]}),
    ("overlap", ERROR, "employments", "valid_from", {"employments": [an_employment(), an_employment("2026-02-01")]}),
    ("reversed_span", ERROR, "employments", "valid_to", {"employments": [an_employment("2026-02-02", "2026-02-01")]}),
    ("no_minutes", WARNING, "contents", "minutes", {"contents": [a_content(minutes=None)]}),
    ("unreadable_value", QUARANTINE, "events", "value", {"events": [an_event(value="85")]}),
    (
        "recorded_early",
        WARNING,
        "events",
        "recorded_at",
        {"events": [an_event(recorded_at="2026-03-01T08:59:59Z")]},
    ),
    (
        "dangling_id",
        QUARANTINE,
        "goals",
        "skill_id",
        {"goals": [{"learner_id": "ada", "skill_id": "magic", "level": "0.5"}]},
    ),
    (
        "cycle",
        ERROR,
        "skill_requires",
        "requires_skill_id",
        {"skills": [a_skill()], "skill_requires": [{"skill_id": "python", "requires_skill_id": "python"}]},
    ),
    (
        "no_scale",
        WARNING,
        "events",
        "scale_id",
        {"skills": [a_skill()], "events": [an_event(kind="self_rated", skill_id="python", value="0.5")]},
    ),
    (
        "reversed_session",
        WARNING,
        "sessions",
        "ends_at",
        {
            "sessions": [
                {
                    "session_id": "s",
                    "content_id": "loops",
                    "starts_at": "2026-03-01T09:00:00Z",
                    "ends_at": "2026-03-01T08:00:00Z",
                }
            ]
        },
    ),
]

BROKEN_FILES: list[tuple[str, Severity, Callable[[Path], Path]]] = [
    ("two_files", ERROR, lambda folder: _beside(a_folder(folder), "learners.parquet")),
    ("unknown_file", WARNING, lambda folder: _beside(a_folder(folder), "lerners.csv")),
    ("unreadable_file", ERROR, lambda folder: _beside(a_folder(folder), "skills.parquet")),
    ("encoding", ERROR, lambda folder: a_folder(folder, learners="learner_id\nJürgen\n".encode("latin-1"))),
    ("nul_byte", ERROR, lambda folder: a_folder(folder, skills=b"skill_id,name\ns,Ro\0pe\n")),
    ("delimiter", ERROR, lambda folder: a_folder(folder, learners="learner_id;language\nada;en\n")),
    ("unclosed_quote", ERROR, lambda folder: a_folder(folder, skills='skill_id,name\ns,"Rope\nt,Knots\n')),
    ("ragged_row", QUARANTINE, lambda folder: a_folder(folder, skills="skill_id,name\ns,Rope,Knots\n")),
    ("no_rows", WARNING, lambda folder: a_folder(folder, events="event_id,learner_id,kind,occurred_at\n")),
    ("doubled_column", ERROR, lambda folder: a_folder(folder, skills="skill_id,name,name\ns,Rope,Knots\n")),
]


def _beside(folder: Path, name: str) -> Path:
    (folder / name).write_bytes(b"nonsense")
    return folder


def test_the_smallest_organisation_has_nothing_wrong_with_it(tmp_path: Path) -> None:
    assert reading_of().report.problems == ()
    assert read(a_folder(tmp_path)).report.problems == ()


@pytest.mark.parametrize(("code", "severity", "table", "column", "tables"), BROKEN_FRAMES)
def test_a_broken_frame_is_found(
    code: str, severity: Severity, table: str, column: str, tables: dict[str, list[Row]]
) -> None:
    problem = only(reading_of(**tables))
    assert (problem.code, problem.severity, problem.table, problem.column) == (code, severity, table, column)
    assert all((problem.found, problem.expected, problem.mend)), "a problem says what it is and how to mend it"


@pytest.mark.parametrize(("code", "severity", "spoil"), BROKEN_FILES, ids=[code for code, *_ in BROKEN_FILES])
def test_a_broken_file_is_found(code: str, severity: Severity, spoil: Callable[[Path], Path], tmp_path: Path) -> None:
    problem = only(read(spoil(tmp_path)))
    assert (problem.code, problem.severity) == (code, severity)


def test_every_rule_has_tables_that_break_it() -> None:
    tried = {code for code, *_ in BROKEN_FRAMES} | {code for code, *_ in BROKEN_FILES} | {"missing_table"}
    assert tried == set(RULES)


def test_a_frame_that_is_missing_is_an_error_and_the_others_are_read() -> None:
    frames = an_organisation()
    del frames["contents"]
    reading = check(frames)
    assert [problem.table for problem in reading.report.errors] == ["contents"]
    assert reading.tables.has("learners")


def test_all_problems_of_all_tables_are_told_at_once() -> None:
    reading = reading_of(
        learners=[a_learner(" ada")],
        contents=[a_content(minutes=None, status="gone")],
        events=[an_event(kind="clicked"), an_event("e2", occurred_at="2026-03-01")],
        employments=[an_employment("x"), an_employment("2026-03-02", "2026-03-01")],
    )
    assert found(reading) == {"padded_id", "unknown_word", "no_zone", "unreadable", "reversed_span"}


def test_the_gravest_problems_come_first() -> None:
    reading = reading_of(
        learners=[a_learner(" ada")], events=[an_event(kind="clicked"), an_event("e2", occurred_at="2026-03-01")]
    )
    assert [problem.severity for problem in reading.report.problems] == [ERROR, QUARANTINE, WARNING]


def test_twenty_are_listed_and_all_are_counted() -> None:
    reading = reading_of(events=[an_event(f"e{n}", kind="clicked") for n in range(50)])
    assert len(reading.report.problems) == 20
    assert reading.report.counts[QUARANTINE, "events", "kind", "unknown_word"] == 50
    assert reading.report.quarantined == {"events": 50}
    assert reading.report.rows["events"] == 0


def test_a_row_that_breaks_two_rules_is_set_aside_once() -> None:
    reading = reading_of(events=[an_event(kind="clicked", attempt="0"), an_event("e2")])
    assert reading.report.quarantined == {"events": 1}
    assert reading.report.rows["events"] == 1


def test_a_problem_reads_as_a_sentence(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, skills="skill_id,name,half_life_days\ns,Rope,long\n")
    assert only(read(folder)).text == (
        "skills.csv, line 2, column half_life_days: found 'long', expected a finite number with a decimal point; "
        "to mend it: write it as expected, or leave it empty"
    )


def test_a_huge_cell_is_shown_cut_off() -> None:
    problem = only(reading_of(contents=[a_content(cost="x" * 100_000)]))
    assert len(problem.found) < 120
    assert "100000 characters" in problem.found


def test_a_misspelled_column_is_recognised() -> None:
    reading = reading_of(contents=[{"content_id": "loops", "titel": "About loops", "minutes": 30}])
    assert "'titel'" in reading.report.errors[0].mend


def test_protected_attributes_are_kept_on_learners_and_nowhere_else() -> None:
    reading = reading_of(learners=[a_learner(audit_gender="f")], contents=[a_content(audit_gender="f")])
    assert list(reading.tables["learners"]["audit_gender"]) == ["f"]
    assert "audit_gender" not in reading.tables["contents"]
    assert found(reading) == {"unknown_column"}


def test_a_table_without_its_key_column_is_not_held_against_others() -> None:
    reading = reading_of(learners=[{"name": "Ada"}], goals=[{"learner_id": "ada", "skill_id": "s", "level": "1"}])
    assert {(problem.table, problem.code) for problem in reading.report.problems} == {
        ("learners", "missing_column"),
        ("learners", "unknown_column"),
        ("goals", "dangling_id"),
    }


def test_columns_are_as_declared_whatever_is_there() -> None:
    frame = reading_of(scales=stars()).tables["events"]
    assert str(frame["value"].dtype) == "str"
    assert frame["attempt"].dtype == np.float64
    assert frame["occurred_at"].dtype == pd.DatetimeTZDtype("us", "UTC")
    assert list(frame["initiated_by"]) == ["unknown"]
    assert frame["recorded_at"].equals(frame["occurred_at"])


def test_absent_tables_have_every_column_and_no_row() -> None:
    tables = reading_of().tables
    assert not tables.has("goals")
    assert list(tables["goals"].columns) == ["learner_id", "skill_id", "level", "weight", "due_on", "reason"]
    assert tables["goals"]["due_on"].dtype == np.dtype("M8[s]")


def test_a_reading_of_a_reading_finds_nothing_new() -> None:
    once = reading_of(
        learners=[a_learner(), a_learner("bo", hired_on="2020-01-01")],
        events=[an_event("e2", value="0.5"), an_event("e1", learner_id="leaver", content_id="deleted")],
    )
    again: Reading = check(once.tables.frames)
    assert again.tables.fingerprint == once.tables.fingerprint
    assert again.report.problems == ()


def test_only_levels_are_to_be_divided_by_the_top_of_their_scale() -> None:
    level = only(reading_of(scales=[{"scale_id": "s", "mark": "a", "level": "1.2"}]))
    minutes = only(reading_of(learners=[a_learner(weekly_minutes="-1")]))
    assert "divide levels" in level.mend
    assert minutes.mend == "correct it"


def test_a_row_that_stands_twice_is_told_with_the_columns_of_its_key() -> None:
    assert only(reading_of(contents=[a_content(), a_content(title="Other")])).expected == "one row for each content_id"
