from __future__ import annotations

import pandas as pd
import pytest

from recommender.errors import SourceRefused
from tests.training.sources.source_exports import ESCO, a_jcrec, links
from training.sources.jcrec import import_jcrec
from training.sources.mastery import BEGINNER, EXPERT, INTERMEDIATE, level_of


def levels(told, content):
    rows = told.tables["content_skills"].query("content_id == @content")
    return {row.skill_id[-1]: (row.entry_level, row.exit_level) for row in rows.itertuples()}


def a_course(tmp_path, *rows):
    return import_jcrec(a_jcrec(tmp_path, course_skills=links(*rows)))


def test_required_levels_are_entries_and_taught_levels_are_exits(tmp_path):
    told = import_jcrec(a_jcrec(tmp_path))
    assert levels(told, "1") == {"a": (BEGINNER, EXPERT), "b": (INTERMEDIATE, INTERMEDIATE)}
    assert levels(told, "3") == {"a": (0, BEGINNER), "b": (0, EXPERT), "c": (0, INTERMEDIATE), "d": (0, INTERMEDIATE)}


def test_a_skill_that_is_only_required_is_not_taught(tmp_path):
    assert levels(import_jcrec(a_jcrec(tmp_path)), "2") == {"b": (BEGINNER, BEGINNER)}


def test_a_requirement_without_a_level_does_not_bar_what_the_content_teaches(tmp_path):
    told = a_course(tmp_path, ("1", "required", 100, "unknown"), ("1", "to_acquire", 100, "beginner"))
    assert levels(told, "1") == {"a": (0.0, BEGINNER)}
    assert any(note.startswith("1 skill required without a level and taught") for note in told.notes)


def test_a_skill_taught_to_no_more_than_is_required_counts_as_required_and_is_noted(tmp_path):
    told = a_course(tmp_path, ("1", "required", 100, "intermediate"), ("1", "to_acquire", 100, "beginner"))
    assert levels(told, "1") == {"a": (INTERMEDIATE, BEGINNER)}
    assert any("1 skill taught to no more than the level required" in note for note in told.notes)


def test_contents_are_titled_by_three_skills_the_highest_level_first(tmp_path):
    told = import_jcrec(a_jcrec(tmp_path))
    assert told.tables["contents"].set_index("content_id")["title"].to_dict() == {
        "1": "analysis",
        "2": "Course 2",
        "3": "databases, cooking, drawing and 1 more",
    }
    assert "1 content that teach nothing: titled 'Course <number>'." in told.notes


def test_every_content_takes_ten_hours_and_the_notes_say_that_this_is_assumed(tmp_path):
    told = import_jcrec(a_jcrec(tmp_path))
    assert set(told.tables["contents"]["minutes"]) == {600.0}
    assert any("no durations: 600 minutes are assumed" in note for note in told.notes)
    assert any("2024-01-01 of every résumé is made up" in note for note in told.notes)


def test_resumes_are_claims_with_a_level_on_a_made_up_day(tmp_path):
    told = import_jcrec(a_jcrec(tmp_path))
    events = told.tables["events"]
    assert told.tables["learners"]["learner_id"].tolist() == ["resume-0", "resume-11"]
    assert events[["learner_id", "skill_id", "value"]].to_numpy().tolist() == [
        ["resume-0", ESCO + "a", "expert"],
        ["resume-0", ESCO + "b", "unknown"],
        ["resume-11", ESCO + "c", "beginner"],
    ]
    assert set(events["kind"]) == {"self_rated"}
    assert set(events["time_precision"]) == {"day"}
    assert set(events["occurred_at"]) == {pd.Timestamp("2024-01-01T00:00:00Z")}
    assert events["event_id"].tolist() == ["resume-0-100", "resume-0-101", "resume-11-102"]


def test_the_marks_of_the_resumes_are_explained_by_a_scale(tmp_path):
    tables = import_jcrec(a_jcrec(tmp_path)).tables
    assert tables["scales"].set_index("mark")["level"].to_dict() == {
        "beginner": BEGINNER,
        "intermediate": INTERMEDIATE,
        "expert": EXPERT,
        "unknown": 0.5,
    }
    assert {*tables["events"]["scale_id"]} == {*tables["scales"]["scale_id"]}


def test_skills_carry_esco_uris_and_one_uri_listed_twice_is_one_skill(tmp_path):
    taxonomy = pd.DataFrame(
        {"unique_id": [100, 101], "Source": [ESCO + "a"] * 2, "name": ["analysis"] * 2, "Definition": ["x"] * 2}
    )
    course = links(("1", "to_acquire", 100, "beginner"), ("1", "to_acquire", 101, "expert"))
    resumes = pd.DataFrame({"learner": [0, 0], "skill": [101, 100], "level": ["beginner", "expert"]})
    told = import_jcrec(a_jcrec(tmp_path, taxonomy=taxonomy, course_skills=course, resume_skills=resumes))
    assert told.tables["skills"]["skill_id"].tolist() == [ESCO + "a"]
    assert levels(told, "1") == {"a": (0.0, EXPERT)}
    assert told.tables["events"][["event_id", "value"]].to_numpy().tolist() == [["resume-0-100", "expert"]]
    assert "1 résumé skill named twice: the higher level counts." in told.notes


def test_a_skill_outside_the_taxonomy_is_left_out_and_counted(tmp_path):
    told = a_course(tmp_path, ("1", "to_acquire", 100, "beginner"), ("1", "to_acquire", 999, "beginner"))
    assert levels(told, "1") == {"a": (0.0, BEGINNER)}
    assert "course_skills: 1 row with a skill not in the taxonomy, left out." in told.notes


def test_a_level_that_names_nothing_is_left_out_and_other_wordings_are_mapped_both_counted(tmp_path):
    told = a_course(
        tmp_path,
        ("1", "to_acquire", 100, "beginner to advanced"),
        ("1", "to_acquire", 101, "sql server 2012"),
        ("1", "required", 102, "mandatory"),
    )
    assert levels(told, "1") == {"a": (0.0, EXPERT), "c": (BEGINNER, BEGINNER)}
    taught, required = (next(n for n in told.notes if n.startswith(what)) for what in ("Taught", "Required"))
    assert "1 other wording mapped; 1 left out" in taught
    assert "1 level not stated, taken as 0.35" in required


@pytest.mark.parametrize(
    ("text", "highest", "level"),
    [
        ("Beginner/Intermediate", True, INTERMEDIATE),
        ("beginner/intermediate", False, BEGINNER),
        ("entry-level", True, BEGINNER),
        ("beginner to mid-level", True, INTERMEDIATE),
        ("fluent", False, EXPERT),
        ("all levels", True, 0.42),
        ("unknown", True, 0.42),
        ("html, css", True, None),
        ("", True, None),
    ],
)
def test_words_for_mastery_stand_for_levels(text, highest, level):
    assert level_of(text, highest, 0.42) == level


def test_a_catalogue_that_only_teaches_or_only_demands_is_read(tmp_path):
    assert levels(a_course(tmp_path / "t", ("1", "to_acquire", 100, "expert")), "1") == {"a": (0.0, EXPERT)}
    assert levels(a_course(tmp_path / "d", ("1", "required", 100, "expert")), "1") == {"a": (EXPERT, EXPERT)}


@pytest.mark.parametrize(
    ("scale", "part"),
    [
        (None, "mastery_levels.json is missing"),
        ("{", "is not JSON"),
        ("[1]", "something else than words with their ranks"),
        ('{"beginner": true}', "something else than words with their ranks"),
        ('{"beginner": 1, "wizard": 9}', "the word 'wizard' is not known"),
        ('{"beginner": 3, "expert": 1}', "not in the order"),
    ],
)
def test_a_scale_that_says_something_else_is_refused(tmp_path, scale, part):
    with pytest.raises(SourceRefused, match=part):
        import_jcrec(a_jcrec(tmp_path, scale=scale))


def test_problems_of_all_files_and_of_the_scale_are_told_at_once(tmp_path):
    folder = a_jcrec(
        tmp_path,
        scale="{",
        taxonomy=None,
        course_skills=links(("1", "needs", 100, "expert"), ("", "required", 100, "expert")),
    )
    with pytest.raises(SourceRefused) as refused:
        import_jcrec(folder)
    told = "\n".join(refused.value.problems)
    for part in (
        "mastery_levels.json is not JSON",
        "taxonomy.parquet is missing",
        "column relation: found 'needs' (row 1), expected one of required, to_acquire",
        "column course: found '' (row 2)",
    ):
        assert part in told


def test_a_skill_number_given_twice_is_refused(tmp_path):
    taxonomy = pd.DataFrame(
        {"unique_id": [100, 100], "Source": [ESCO + "a", ESCO + "b"], "name": ["a", "b"], "Definition": ["", ""]}
    )
    with pytest.raises(SourceRefused, match=r"unique_id stand in an earlier row already \(row 2\)"):
        import_jcrec(a_jcrec(tmp_path, taxonomy=taxonomy))
