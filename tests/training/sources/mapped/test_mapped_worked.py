"""Every worked mapping on its sample: the tables can be used, and no trap that the sample holds is walked into."""

from __future__ import annotations

from functools import cache

import pandas as pd
import pytest

from recommender.tables import Severity, check, read, write
from training.sources.imported import Imported
from training.sources.mapped import import_mapped, mapping_file, shipped

NAMES = ("canvas", "cornerstone", "moodle", "oneroster", "sap-learning", "workday")


@cache
def imported(name: str) -> Imported:
    file = mapping_file(name)
    return import_mapped(file.parent, file)


def table(name: str, of: str) -> pd.DataFrame:
    return imported(name).tables[of]


def events(name: str, **where: str) -> pd.DataFrame:
    told = table(name, "events")
    for column, value in where.items():
        told = told[told[column] == value]
    return told.sort_values(["occurred_at", "learner_id"], ignore_index=True)


def aside(name: str) -> list[tuple[int, str]]:
    (rows,) = imported(name).aside.values()
    return list(zip(rows["line"], rows["found"], strict=True))


def utc(text: str) -> pd.Timestamp:
    return pd.Timestamp(text, tz="UTC")


def test_the_worked_mappings_are_these():
    assert tuple(shipped()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_what_a_worked_mapping_makes_can_be_read_without_an_error_or_a_lost_row(name, tmp_path):
    assert check(imported(name).tables).report.errors == ()
    write(imported(name).tables, tmp_path)
    report = read(tmp_path).report
    assert report.errors == ()
    assert dict(report.quarantined) == {}
    assert {severity for severity, *_ in report.counts} <= {Severity.WARNING}


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_is_tiny_and_says_what_it_is_for(name):
    files = sorted(shipped()[name].iterdir())
    assert sum(file.stat().st_size for file in files) < 20_000
    text = (shipped()[name] / "mapping.toml").read_text(encoding="utf-8")
    assert "made up" in text.lower()
    assert f"--map {name}" in text


def test_moodle_a_completion_without_a_start_makes_no_start():
    of_13 = events("moodle", content_id="moodle-c13")
    assert of_13["kind"].tolist() == ["enrolled", "completed", "scored"]
    assert events("moodle", kind="started")["content_id"].tolist() == ["moodle-c14", "moodle-c12"]


def test_moodle_a_moment_of_0_never_came():
    assert table("moodle", "events")["occurred_at"].min() == utc("2022-01-02 08:00")


def test_moodle_only_those_who_enrol_themselves_chose():
    told = events("moodle", kind="enrolled").set_index("content_id")["initiated_by"].to_dict()
    assert told == {"moodle-c12": "requirement", "moodle-c13": "self", "moodle-c14": "manager"}


def test_moodle_points_are_shares_of_what_their_item_allows_and_parts_of_a_course_are_not_the_course():
    told = events("moodle", kind="scored").set_index("content_id")["value"].to_dict()
    assert told == {"moodle-c12": "0.8", "moodle-c13": "0.64"}


def test_moodle_ratings_are_marks_of_a_scale_and_deleted_people_are_known_by_their_events_only():
    (rated,) = events("moodle", kind="manager_rated").to_dict("records")
    assert (rated["skill_id"], rated["value"], rated["scale_id"]) == ("moodle-k22", "2", "moodle-competence")
    assert "moodle-u5" not in table("moodle", "learners")["learner_id"].tolist()
    assert len(events("moodle", learner_id="moodle-u5")) == 1


def test_moodle_the_front_page_is_no_content_and_prose_has_no_tags():
    told = table("moodle", "contents").set_index("content_id")
    assert sorted(told.index) == ["moodle-c12", "moodle-c13", "moodle-c14"]
    assert told.loc["moodle-c12", "description"] == "What may be stored, and for how long"
    assert told.loc["moodle-c14", "status"] == "retired"


def test_moodle_an_enrolment_by_a_way_that_is_gone_is_set_aside():
    assert aside("moodle") == [(5, "777")]


def test_canvas_copies_of_a_course_are_one_content_with_versions():
    (content,) = table("canvas", "contents").to_dict("records")
    assert (content["content_id"], content["title"], content["version"]) == ("SEC-101", "Secure coding", "2024B")
    assert events("canvas", learner_id="canvas-u42", kind="enrolled")["content_version"].tolist() == ["2024A", "2024B"]


def test_canvas_a_term_that_is_over_is_no_completion():
    assert set(table("canvas", "events")["kind"]) == {"enrolled", "scored"}


def test_canvas_what_was_never_handed_in_counts_and_teachers_and_the_test_student_do_not():
    told = events("canvas", learner_id="canvas-u42", kind="scored")
    assert told["value"].tolist() == ["0.2", "0.12"]
    assert set(table("canvas", "events")["learner_id"]) == {"canvas-u41", "canvas-u42"}
    assert len(events("canvas", learner_id="canvas-u41", kind="enrolled")) == 1


def test_canvas_times_that_do_not_say_so_are_utc():
    assert events("canvas", learner_id="canvas-u42")["occurred_at"][0] == utc("2024-01-10 09:30")


def test_cornerstone_words_of_every_language_of_the_portal_are_understood_and_others_told():
    finished = events("cornerstone", kind="completed")
    assert len(finished) == 4
    assert aside("cornerstone") == [(10, "Suspendiert")]
    assert any("'Suspendiert' (1 row)" in note for note in imported("cornerstone").notes)


def test_cornerstone_days_come_first_in_the_portals_zone():
    told = events("cornerstone", learner_id="a100", content_id="csod-LOC-1")
    assert told["occurred_at"].tolist() == [utc("2023-04-03 07:15"), utc("2023-04-05 15:40")]


def test_cornerstone_a_bulk_load_keeps_its_day_and_the_day_on_which_it_became_known():
    loaded = events("cornerstone", content_id="csod-LOC-2")
    assert loaded["time_precision"].tolist() == ["day"] * 3
    assert loaded["initiated_by"].tolist() == ["import"] * 3
    assert {f"{at:%Y-%m-%d}" for at in loaded["occurred_at"]} == {"2019-12-31"}
    assert {f"{at:%Y-%m-%d}" for at in loaded["recorded_at"]} == {"2021-02-15"}


def test_cornerstone_version_10_is_later_than_version_2():
    told = table("cornerstone", "contents").set_index("content_id")
    assert told.loc["csod-LOC-1", ["version", "minutes"]].tolist() == ["10.0", 135.0]
    assert sorted(events("cornerstone", content_id="csod-LOC-1")["content_version"]) == ["1.0", "1.0", "10.0", "2.0"]


def test_cornerstone_a_cell_of_several_subjects_is_several_suggested_skills():
    told = table("cornerstone", "content_skills")
    of_1 = told[told["content_id"] == "csod-LOC-1"]
    assert of_1["skill_id"].tolist() == ["csod-compliance", "csod-ethics"]
    assert set(told["status"]) == {"suggested"}


def test_cornerstone_one_person_written_in_two_ways_is_one_learner():
    assert table("cornerstone", "learners")["learner_id"].tolist() == ["a100", "a200", "a300"]


def test_sap_revisions_are_one_content_and_the_same_id_of_another_type_is_another():
    told = table("sap-learning", "contents").set_index("content_id")
    assert told.loc["SOP/CLEAN-01", ["title", "version"]].tolist() == ["Cleaning the line, version 3", "02/01/2024"]
    assert told.loc["COURSE/CLEAN-01", "title"] == "Clean rooms"


def test_sap_curricula_are_recurring_requirements_one_for_each_interval():
    told = table("sap-learning", "requirements").set_index("requirement_id")
    assert told["valid_days"].to_dict() == {"EHS/24 MONTHS": 730.0, "GMP/1 YEARS": 365.0, "GMP/36 MONTHS": 1096.0}
    assert told.loc["EHS/24 MONTHS", ["due_days", "renew_from_days"]].tolist() == [14.0, 91.0]
    parts = table("sap-learning", "requirement_contents").set_index("content_id")
    assert parts.loc["COURSE/FIRE", "option_group"] == parts.loc["COURSE/FIRE-EX", "option_group"] == "FIRE"
    assert parts.loc["SOP/CLEAN-01", "requirement_id"] == "GMP/1 YEARS"


def test_sap_curricula_bind_people_and_jobs_and_removed_ones_do_not():
    assigned = table("sap-learning", "assignments")
    assert sorted(zip(assigned["learner_id"], assigned["requirement_id"], strict=True)) == [
        ("1004", "GMP/1 YEARS"),
        ("1004", "GMP/36 MONTHS"),
        ("42", "GMP/1 YEARS"),
        ("42", "GMP/36 MONTHS"),
    ]
    bound = table("sap-learning", "requirement_audiences")
    assert sorted(zip(bound["kind"], bound["value"], strict=True)) == [
        ("location", "Basel"),
        ("role", "OPR"),
        ("role", "QA"),
    ]
    assert set(bound["value"][bound["kind"] == "role"]) <= set(table("sap-learning", "employments")["role_id"])


def test_sap_completion_words_say_how_it_ended_and_free_text_is_no_grade():
    told = events("sap-learning", learner_id="1004", content_id="COURSE/CLEAN-01")
    assert told[["kind", "value"]].to_numpy().tolist() == [["failed", "0.41"], ["passed", "0.83"]]
    assert aside("sap-learning") == [(8, "KURS-BEST")]
    assert events("sap-learning", learner_id="77")["value"].isna().all()


def test_sap_times_with_an_offset_are_believed_and_days_alone_are_days():
    read_at = events("sap-learning", learner_id="42", content_id="SOP/CLEAN-01")["occurred_at"][0]
    assert read_at == utc("2021-04-02 18:30")
    assert set(events("sap-learning", content_id="COURSE/FIRE")["time_precision"]) == {"day"}


def test_sap_ids_that_a_spreadsheet_shortened_are_the_same_people():
    assert set(table("sap-learning", "events")["learner_id"]) == set(table("sap-learning", "learners")["learner_id"])


def test_oneroster_people_take_classes_but_learn_courses_and_days_have_no_time():
    told = events("oneroster", kind="enrolled")
    assert told["content_id"].tolist() == ["or-c-1", "or-c-1"]
    assert told["learner_id"].tolist() == ["or-u-1", "or-u-1"]
    assert set(told["time_precision"]) == {"day"}


def test_oneroster_what_is_to_be_deleted_is_not_there():
    assert "or-u-3" not in {*table("oneroster", "learners")["learner_id"], *table("oneroster", "events")["learner_id"]}


def test_oneroster_exempt_work_is_no_zero_and_points_beyond_the_most_are_set_aside():
    assert events("oneroster", kind="scored")[["learner_id", "value"]].to_numpy().tolist() == [["or-u-1", "0.775"]]
    assert aside("oneroster") == [(4, "43")]


def test_oneroster_of_two_roles_the_primary_one_is_held_and_the_old_one_ends():
    told = table("oneroster", "employments")
    of_2 = told[told["learner_id"] == "or-u-2"].sort_values("valid_from")
    assert of_2["unit_id"].tolist() == ["s-1", "s-2"]
    assert f"{of_2['valid_to'].iloc[0]:%Y-%m-%d}" == "2024-01-31"


def test_workday_of_two_jobs_the_primary_one_counts_and_each_change_ends_what_was_before():
    told = table("workday", "employments")
    of_815 = told[told["learner_id"] == "815"].sort_values("valid_from")
    assert of_815["role_id"].tolist() == ["ENG1", "ENG2", "ENG2"]
    assert of_815["valid_to"].dt.strftime("%Y-%m-%d").fillna("").tolist() == ["2021-06-30", "2024-03-03", ""]
    assert "TRN1" not in told["role_id"].tolist()


def test_workday_of_two_changes_of_one_day_the_later_entry_counts():
    told = table("workday", "employments")
    assert told.loc[told["valid_from"].eq("2021-07-01"), "unit_id"].tolist() == ["SUP-21"]


def test_workday_what_was_rescinded_never_happened_and_leavers_have_left():
    told = table("workday", "employments")
    of_1200 = told[told["learner_id"] == "1200"].sort_values("valid_from")
    assert of_1200["status"].tolist() == ["active", "left"]
    assert of_1200["role_id"].tolist() == ["ENG1", "ENG1"]
    assert told.loc[told["learner_id"] == "815", "status"].tolist()[-1] == "leave"


def test_workday_names_keep_their_letters_and_lose_what_is_no_name():
    told = table("workday", "learners").set_index("learner_id")
    assert told["display_name"].to_dict() == {"1200": "Okoye, Tobi", "4": "Sørensen, Pía", "815": "Müller, Jörg"}
    assert told.loc["815", "weekly_minutes"] == pytest.approx(46.2)
    assert told["language"].fillna("").tolist() == ["en", "", "de"]
