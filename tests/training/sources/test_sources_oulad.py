from __future__ import annotations

import pandas as pd
import pytest

from recommender.errors import SourceRefused
from recommender.tables import read, write
from tests.training.sources.source_exports import an_oulad
from training.sources.oulad import import_oulad


def happened(told, kind):
    events = told.tables["events"]
    rows = events[events["kind"] == kind]
    return [(r.learner_id, r.content_id, f"{r.occurred_at:%Y-%m-%d}") for r in rows.itertuples()]


def test_days_count_from_the_first_of_february_or_october(tmp_path):
    told = import_oulad(an_oulad(tmp_path))
    assert happened(told, "enrolled") == [
        ("1", "AAA", "2013-10-01"),
        ("1", "BBB", "2014-02-01"),
        ("2", "AAA", "2013-10-01"),
        ("3", "AAA", "2013-09-21"),
    ]
    assert set(told.tables["events"]["time_precision"]) == {"day"}
    assert told.notes[5] == (
        "4 registrations became enrolments. 2 came ahead of the presentation and count from its first day, as nothing "
        "can be begun before; 1 of learners who withdrew before it keep their day; 1 without a day count from the "
        "first one."
    )


def test_who_registers_late_counts_from_that_day(tmp_path):
    late = pd.read_parquet(an_oulad(tmp_path) / "studentRegistration.parquet").assign(
        date_registration=[9, None, -10, -5]
    )
    told = import_oulad(an_oulad(tmp_path, studentRegistration=late))
    assert happened(told, "enrolled")[0] == ("1", "AAA", "2013-10-10")


def test_results_stand_on_the_last_day_and_a_distinction_is_a_pass(tmp_path):
    told = import_oulad(an_oulad(tmp_path))
    assert happened(told, "passed") == [("1", "AAA", "2014-06-26")]
    assert happened(told, "failed") == [("1", "BBB", "2014-09-29")]
    assert any("0 passed, 1 with distinction (passed alike), 1 failed. 2 withdrawn" in note for note in told.notes)


def test_who_withdraws_does_so_on_the_day_told_but_not_before_registering(tmp_path):
    told = import_oulad(an_oulad(tmp_path))
    assert happened(told, "withdrawn") == [("2", "AAA", "2013-11-15"), ("3", "AAA", "2013-09-21")]
    assert any("1 before they registered" in note and "1 have a day of unregistration" in note for note in told.notes)


def test_scores_are_shares_and_what_was_banked_is_none(tmp_path):
    told = import_oulad(an_oulad(tmp_path))
    assert happened(told, "scored") == [("1", "AAA", "2013-10-21")]
    assert told.tables["events"].set_index("kind").loc["scored", "value"] == "0.78"
    [note] = [note for note in told.notes if "became shares" in note]
    assert note.startswith("1 score of 4 ")
    assert "1 banked from earlier presentations, 1 without a score, 0 without a day, 0 above 100, 1 of assess" in note


def test_a_module_is_one_content_and_its_presentation_the_version(tmp_path):
    told = import_oulad(an_oulad(tmp_path))
    contents = told.tables["contents"].set_index("content_id")
    assert contents["title"].to_dict() == {"AAA": "Module AAA", "BBB": "Module BBB"}
    events = told.tables["events"]
    assert set(events["content_id"] + events["content_version"]) == {"AAA2013J", "BBB2014B"}
    assert events.set_index("event_id").loc["AAA-2013J-2-enrolled", "attempt"] == 2


def test_the_window_of_a_start_reaches_to_the_end_of_the_presentation(tmp_path):
    tables = import_oulad(an_oulad(tmp_path)).tables
    weeks = tables["contents"].set_index("content_id")["minutes"] / tables["learners"]["weekly_minutes"].iloc[0]
    assert (4 * 7 * weeks).round().to_dict() == {"AAA": 298, "BBB": 270}


def test_demographics_are_protected_and_the_latest_count(tmp_path):
    told = import_oulad(an_oulad(tmp_path))
    learners = told.tables["learners"].set_index("learner_id")
    assert learners["audit_age_band"].to_dict() == {"1": "35-55", "2": "35-55", "3": "0-35"}
    assert learners.loc["1", "audit_imd_band"] == "10-20%"
    assert learners["audit_imd_band"].isna().to_dict() == {"1": False, "2": True, "3": False}
    beside = {"language", "weekly_minutes"}
    assert all(name.startswith("audit_") for name in learners.columns if name not in beside)
    assert any("1 of 3 learners told differently" in note and "1 have no imd_band" in note for note in told.notes)


def test_only_enrolments_are_choices(tmp_path):
    events = import_oulad(an_oulad(tmp_path)).tables["events"]
    assert set(events.loc[events["initiated_by"].notna(), "kind"]) == {"enrolled"}


def test_the_files_as_they_are_published_give_the_same_with_question_marks_too(tmp_path):
    parquet, texts = an_oulad(tmp_path / "parquet"), tmp_path / "texts"
    texts.mkdir()
    for number, path in enumerate(sorted(parquet.iterdir())):
        pd.read_parquet(path).to_csv(texts / f"{path.stem}.csv", index=False, na_rep="?" if number > 1 else "")
    for name, frame in import_oulad(parquet).tables.items():
        pd.testing.assert_frame_equal(frame, import_oulad(texts).tables[name], check_dtype=False)


def test_a_registration_without_a_result_is_left_out_and_counted(tmp_path):
    whole = pd.read_parquet(an_oulad(tmp_path) / "studentInfo.parquet")
    told = import_oulad(an_oulad(tmp_path, studentInfo=whole.iloc[1:]))
    assert len(happened(told, "enrolled")) == 3
    assert any(note.startswith("1 registration without a result") for note in told.notes)


@pytest.mark.parametrize(
    ("stem", "column", "cell", "said"),
    [
        ("courses", "code_presentation", "2013", "a year and B or J, such as 2013J"),
        ("studentInfo", "final_result", "Passed", "one of Pass, Distinction, Fail, Withdrawn"),
        ("studentRegistration", "date_registration", 1.5, "whole numbers of days, which may be below 0"),
        ("studentAssessment", "score", -4.0, "numbers from 0 up"),
    ],
)
def test_what_cannot_be_read_is_named_with_what_was_expected(tmp_path, stem, column, cell, said):
    frame = pd.read_parquet(an_oulad(tmp_path) / f"{stem}.parquet")
    frame.loc[0, column] = cell
    with pytest.raises(SourceRefused) as refused:
        import_oulad(an_oulad(tmp_path, **{stem: frame}))
    [problem] = refused.value.problems
    assert said in problem
    assert column in problem


def test_every_missing_file_is_named(tmp_path):
    with pytest.raises(SourceRefused) as refused:
        import_oulad(an_oulad(tmp_path, courses=None, assessments=None))
    assert [problem.split()[0] for problem in refused.value.problems] == ["courses.parquet", "assessments.parquet"]


def test_the_tables_can_be_read_without_anything_set_aside(tmp_path):
    write(import_oulad(an_oulad(tmp_path / "oulad")).tables, tmp_path / "out", "csv")
    report = read(tmp_path / "out").report
    assert (report.errors, report.quarantined) == ((), {})
