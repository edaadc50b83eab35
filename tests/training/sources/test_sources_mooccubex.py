from __future__ import annotations

import pandas as pd
import pytest

from recommender.errors import SourceRefused
from tests.training.sources.source_exports import a_mooccubex
from training.sources.mooccubex import import_mooccubex


def interactions(*rows: tuple[object, object, object, object]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["user", "course", "pos", "split"])


def test_held_out_enrolments_stay_out_and_are_counted(tmp_path):
    told = import_mooccubex(a_mooccubex(tmp_path))
    events = told.tables["events"]
    assert events[["learner_id", "content_id"]].to_numpy().tolist() == [["0", "5"], ["0", "7"], ["10", "7"]]
    assert told.notes[0] == "2 enrolments marked as held out stay out; the contents in them are kept."


def test_any_split_other_than_zero_is_held_out(tmp_path):
    folder = a_mooccubex(tmp_path, interactions=interactions((0, 5, 0, 0), (0, 7, 1, 1), (0, 8, 2, 2)))
    assert import_mooccubex(folder).tables["events"]["content_id"].tolist() == ["5"]


def test_a_content_that_only_stands_in_held_out_rows_is_still_on_offer(tmp_path):
    assert import_mooccubex(a_mooccubex(tmp_path)).tables["contents"]["content_id"].tolist() == ["5", "7", "8", "9"]


def test_positions_become_seconds_of_which_only_the_order_counts(tmp_path):
    events = import_mooccubex(a_mooccubex(tmp_path)).tables["events"]
    assert events["occurred_at"].tolist() == [pd.Timestamp(second, unit="s", tz="UTC") for second in (0, 1, 0)]
    assert set(events["time_precision"]) == {"position"}
    assert set(events["kind"]) == {"enrolled"}
    assert set(events["initiated_by"]) == {"self"}
    assert events["event_id"].tolist() == ["0-0", "0-1", "10-0"]


def test_the_order_of_rows_in_the_file_does_not_matter(tmp_path):
    straight = import_mooccubex(a_mooccubex(tmp_path / "one")).tables
    rows = pd.read_parquet(tmp_path / "one" / "interactions.parquet")
    reverse = import_mooccubex(a_mooccubex(tmp_path / "two", interactions=rows[::-1].reset_index(drop=True))).tables
    for name, frame in straight.items():
        pd.testing.assert_frame_equal(frame, reverse[name])


def test_titles_come_from_the_texts_and_the_others_are_numbered_and_noted(tmp_path):
    told = import_mooccubex(a_mooccubex(tmp_path))
    contents = told.tables["contents"].set_index("content_id")
    assert contents["title"].to_dict() == {"5": "Algebra", "7": "Optics", "8": "Course 8", "9": "Course 9"}
    assert contents.loc["5", "description"] == "Groups and rings"
    assert contents.loc["5", "provider"] == "North, South"
    assert contents.loc["7", ["description", "provider"]].isna().all()
    assert any(note.startswith("2 contents without a name") for note in told.notes)


def test_gender_is_kept_for_the_audit_only_and_belongs_to_its_learner(tmp_path):
    learners = import_mooccubex(a_mooccubex(tmp_path)).tables["learners"]
    assert learners.to_dict("list") == {"learner_id": ["0", "10", "2"], "audit_gender": ["1", "2", "0"]}


def test_a_learner_whom_the_users_do_not_list_has_no_gender_and_is_noted(tmp_path):
    folder = a_mooccubex(tmp_path, users=pd.DataFrame({"remap_id": [0], "gender": [1]}))
    told = import_mooccubex(folder)
    assert told.tables["learners"].set_index("learner_id")["audit_gender"].isna().to_dict() == {"0": False, "10": True}
    assert told.notes[-1] == "1 learner missing in users: no gender."


def test_every_missing_file_and_column_is_named(tmp_path):
    folder = a_mooccubex(tmp_path, users=None, course_text=pd.DataFrame({"course": [5], "name": ["x"]}))
    with pytest.raises(SourceRefused) as refused:
        import_mooccubex(folder)
    assert [problem.split(";")[0] for problem in refused.value.problems] == [
        "users.parquet is missing",
        "course_text.parquet lacks about, schools",
    ]


def test_wrong_types_are_named_with_what_was_found(tmp_path):
    rows = interactions((0.5, "five", 0, 0), (1.5, "6", 1, 0))
    with pytest.raises(SourceRefused) as refused:
        import_mooccubex(a_mooccubex(tmp_path, interactions=rows))
    assert refused.value.problems == (
        "interactions.parquet, column user: found decimal numbers, expected whole numbers, no empty cell",
        "interactions.parquet, column course: found 'five' (row 1), expected whole numbers, no empty cell",
    )


def test_schools_must_be_lists_of_names(tmp_path):
    texts = pd.DataFrame({"course": [5], "name": ["x"], "about": ["y"], "schools": ["North"]})
    with pytest.raises(SourceRefused, match=r"schools: found 'North' \(row 1\), expected lists of text"):
        import_mooccubex(a_mooccubex(tmp_path, course_text=texts))


def test_two_events_at_one_position_of_a_learner_are_refused(tmp_path):
    folder = a_mooccubex(tmp_path, interactions=interactions((0, 5, 0, 0), (1, 5, 0, 0), (0, 7, 0, 0)))
    with pytest.raises(SourceRefused, match=r"user and pos stand in an earlier row already \(row 3\)"):
        import_mooccubex(folder)


@pytest.mark.parametrize("stem", ["users", "course_text"])
def test_a_learner_or_course_told_twice_is_refused(tmp_path, stem):
    frame = pd.read_parquet(a_mooccubex(tmp_path) / f"{stem}.parquet")
    with pytest.raises(SourceRefused, match="stand in an earlier row already"):
        import_mooccubex(a_mooccubex(tmp_path, **{stem: pd.concat([frame, frame[:1]])}))


def test_a_path_that_is_no_folder_is_refused(tmp_path):
    with pytest.raises(SourceRefused, match="is not a folder"):
        import_mooccubex(tmp_path / "nowhere")
