"""Ids that name nothing, things that only events still know, circles and spans."""

from __future__ import annotations

import pytest

from recommender.tables import Severity
from tests.recommender.tables.tables_builders import (
    Row,
    a_content,
    a_learner,
    a_skill,
    an_employment,
    an_event,
    found,
    only,
    reading_of,
)


def a_session(session_id: str = "monday", **more: object) -> Row:
    return {"session_id": session_id, "content_id": "loops", "starts_at": "2026-03-01T09:00:00Z"} | more


def test_a_leaver_of_old_events_gets_a_row_that_stands_in() -> None:
    reading = reading_of(
        learners=[a_learner(weekly_minutes=60, audit_gender="f")],
        events=[an_event("e1", learner_id="leaver"), an_event("e2", learner_id="leaver")],
    )
    learners = reading.tables["learners"].set_index("learner_id")
    assert list(learners.index) == ["ada", "leaver"]
    assert learners.loc["leaver"].isna().all()
    assert reading.report.counts == {(Severity.WARNING, "events", "learner_id", "stub_learner"): 1}
    assert reading.report.rows == {"learners": 2, "contents": 1, "events": 2}


def test_a_deleted_content_of_old_events_stands_in_retired_and_titled_by_its_id() -> None:
    contents = reading_of(events=[an_event(content_id="deleted")]).tables["contents"].set_index("content_id")
    assert (contents["title"]["deleted"], contents["status"]["deleted"]) == ("deleted", "retired")
    assert contents["cost"]["deleted"] == 0.0
    assert contents["modality"]["deleted"] == "self_paced"
    assert not contents["offline"].any()


def test_what_stands_in_names_the_row_of_its_first_event() -> None:
    reading = reading_of(events=[an_event("e1"), an_event("e2", content_id="x"), an_event("e3", content_id="x")])
    assert (only(reading).row, only(reading).found) == (2, "'x'")


def test_a_leaver_who_learned_and_rated_stands_in_once() -> None:
    reading = reading_of(events=[an_event("e1", learner_id="leaver"), an_event("e2", rater_id="leaver")])
    assert list(reading.tables["learners"]["learner_id"]) == ["ada", "leaver"]


def test_an_event_that_is_set_aside_makes_nothing_stand_in() -> None:
    reading = reading_of(
        events=[an_event(kind="clicked", learner_id="leaver"), an_event("e2", value="9", rater_id="x")]
    )
    assert list(reading.tables["learners"]["learner_id"]) == ["ada"]
    assert reading.report.quarantined == {"events": 2}


def test_other_tables_may_name_who_stands_in() -> None:
    reading = reading_of(
        events=[an_event(learner_id="leaver", content_id="deleted", session_id="monday")],
        employments=[an_employment(learner_id="leaver")],
        sessions=[a_session(content_id="deleted")],
    )
    assert found(reading) == {"stub_learner", "stub_content"}


def test_only_events_make_anything_stand_in() -> None:
    reading = reading_of(employments=[an_employment(learner_id="leaver")])
    assert only(reading).code == "dangling_id"
    assert reading.report.quarantined == {"employments": 1}


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("role_skills", {"role_id": "cook", "skill_id": "magic", "level": 1}),
        ("role_skills", {"role_id": "chef", "skill_id": "python", "level": 1}),
        ("content_skills", {"content_id": "gone", "skill_id": "python", "exit_level": 1}),
        ("content_requires", {"content_id": "loops", "requires_content_id": "gone"}),
        ("skill_requires", {"skill_id": "magic", "requires_skill_id": "python"}),
        ("sessions", a_session(content_id="gone")),
        ("identities", {"learner_id": "nobody", "system": "lms", "external_id": "7"}),
        ("requirement_audiences", {"requirement_id": "fire", "kind": "role", "value": "chef"}),
        ("requirement_audiences", {"requirement_id": "fire", "kind": "unit", "value": "nowhere"}),
        ("requirement_audiences", {"requirement_id": "fire", "kind": "learner", "value": "nobody"}),
        ("requirement_contents", {"requirement_id": "water", "content_id": "loops"}),
    ],
)
def test_a_row_whose_required_id_names_nothing_is_set_aside(table: str, row: Row) -> None:
    reading = reading_of(
        skills=[a_skill()],
        roles=[{"role_id": "cook", "name": "Cook"}],
        requirements=[{"requirement_id": "fire", "name": "Fire"}],
        **{table: [row]},
    )
    assert (only(reading).code, reading.report.quarantined) == ("dangling_id", {table: 1})
    assert not reading.tables.has(table)


def test_audiences_that_are_there_are_kept_and_places_are_not_looked_up() -> None:
    audiences = [("learner", "ada"), ("location", "Ulm"), ("role", "cook")]
    reading = reading_of(
        roles=[{"role_id": "cook", "name": "Cook"}],
        requirements=[{"requirement_id": "fire", "name": "Fire"}],
        requirement_audiences=[{"requirement_id": "fire", "kind": kind, "value": value} for kind, value in audiences],
    )
    assert reading.report.problems == ()
    assert reading.report.rows["requirement_audiences"] == 3


def test_an_optional_id_that_names_nothing_is_emptied_and_its_row_kept() -> None:
    reading = reading_of(contents=[a_content(replaced_by="newer")], employments=[an_employment(manager_id="boss")])
    assert reading.tables["contents"]["replaced_by"].isna().all()
    assert reading.tables["employments"]["manager_id"].isna().all()
    assert found(reading) == {"dangling_optional"}
    assert reading.report.quarantined == {}


def test_rows_behind_a_row_that_was_set_aside_are_set_aside_too() -> None:
    reading = reading_of(
        skills=[a_skill()],
        behaviours=[{"behaviour_id": "asks", "name": "Asks", "outcome_id": "gone"}],
        behaviour_skills=[{"behaviour_id": "asks", "skill_id": "python"}],
    )
    assert reading.report.quarantined == {"behaviours": 1, "behaviour_skills": 1}


def test_an_event_keeps_its_session_if_it_is_there() -> None:
    reading = reading_of(sessions=[a_session()], events=[an_event(session_id="monday")])
    assert list(reading.tables["events"]["session_id"]) == ["monday"]


@pytest.mark.parametrize(
    ("table", "row", "one"),
    [
        ("assignments", {"learner_id": "ada", "assigned_on": "2026-01-01"}, {"content_id": "loops"}),
        ("assignments", {"learner_id": "ada", "assigned_on": "2026-01-01", "content_id": "gone"}, None),
        ("outcome_values", {"outcome_id": "sales", "period": "2026", "value": 1}, {"learner_id": "ada"}),
    ],
)
def test_rows_need_one_of_two_ids(table: str, row: Row, one: Row | None) -> None:
    outcomes: list[Row] = [{"outcome_id": "sales", "name": "Sales", "direction": "up"}]
    without = reading_of(outcomes=outcomes, **{table: [row]})
    assert "names_nothing" in found(without)
    assert without.report.quarantined == {table: 1}
    if one is not None:
        assert reading_of(outcomes=outcomes, **{table: [row | one]}).report.problems == ()


def test_a_circle_is_spelled_out_once() -> None:
    needs = [("a", "b"), ("b", "c"), ("c", "a"), ("c", "d"), ("d", "e")]
    reading = reading_of(
        contents=[a_content(name) for name in "abcde"],
        content_requires=[{"content_id": one, "requires_content_id": other} for one, other in needs],
        events=[an_event(content_id="a")],
    )
    assert (only(reading).code, only(reading).row) == ("cycle", 1)
    assert only(reading).found == "'a → b → c → a'"


@pytest.mark.parametrize(("status", "codes"), [("suggested", ["cycle"]), ("rejected", [])])
def test_a_circle_is_one_even_if_a_row_of_it_is_only_suggested_until_that_is_rejected(
    status: str, codes: list[str]
) -> None:
    reading = reading_of(
        contents=[a_content(name) for name in "ab"],
        content_requires=[
            {"content_id": "a", "requires_content_id": "b"},
            {"content_id": "b", "requires_content_id": "a", "status": status},
        ],
        events=[an_event(content_id="a")],
    )
    assert [problem.code for problem in reading.report.errors] == codes


def test_two_circles_are_two_errors() -> None:
    needs = [("a", "b"), ("d", "d"), ("b", "a")]
    reading = reading_of(
        skills=[a_skill(name) for name in "abd"],
        skill_requires=[{"skill_id": one, "requires_skill_id": other} for one, other in needs],
    )
    assert [problem.found for problem in reading.report.errors] == ["'a → b → a'", "'d → d'"]


@pytest.mark.parametrize(
    "tables",
    [
        {"skills": [a_skill("a", parent_id="b"), a_skill("b", parent_id="a")]},
        {
            "units": [
                {"unit_id": "a", "name": "A", "parent_id": "b"},
                {"unit_id": "b", "name": "B", "parent_id": "a"},
            ]
        },
        {"contents": [a_content(replaced_by="loops")]},
    ],
)
def test_trees_and_successions_have_no_circles(tables: dict[str, list[Row]]) -> None:
    assert only(reading_of(**tables)).code == "cycle"


def test_a_diamond_is_no_circle() -> None:
    needs = [("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")]
    reading = reading_of(
        skills=[a_skill(name) for name in "abcd"],
        skill_requires=[{"skill_id": one, "requires_skill_id": other} for one, other in needs],
    )
    assert reading.report.problems == ()


def test_a_circle_of_ten_thousand_is_found() -> None:
    names = [f"s{n}" for n in range(10_000)]
    pairs = zip(names, names[1:] + names[:1], strict=True)
    reading = reading_of(
        skills=[a_skill(name) for name in names],
        skill_requires=[{"skill_id": one, "requires_skill_id": other} for one, other in pairs],
    )
    assert only(reading).code == "cycle"


@pytest.mark.parametrize(
    ("spans", "late"),
    [
        ([("2026-01-01", "2026-01-31"), ("2026-02-01", None)], 0),
        ([("2026-01-01", "2026-02-01"), ("2026-02-01", None)], 1),
        ([("2026-02-01", None), ("2026-01-01", "2026-02-01")], 1),
        ([("2026-01-01", None), ("2026-02-01", "2026-02-02"), ("2026-03-01", "2026-03-02")], 2),
        ([("2026-01-01", "9999-12-31"), ("2026-02-01", "2026-02-02")], 1),
    ],
)
def test_employments_of_one_learner_do_not_overlap(spans: list[tuple[str, str | None]], late: int) -> None:
    reading = reading_of(employments=[an_employment(*span) for span in spans])
    assert [problem.code for problem in reading.report.errors] == ["overlap"] * late


def test_employments_of_two_learners_may_overlap() -> None:
    learners = [a_learner(), a_learner("bo")]
    employments = [an_employment(), an_employment(learner_id="bo")]
    assert reading_of(learners=learners, employments=employments).report.problems == ()


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("contents", a_content(available_from="2026-02-02", available_to="2026-02-01")),
        ("absences", {"learner_id": "ada", "from_on": "2026-02-02", "to_on": "2026-02-01"}),
        (
            "content_equivalents",
            {"content_id": "loops", "counts_for": "loops", "from_on": "2026-02-02", "until_on": "2026-02-01"},
        ),
    ],
)
def test_spans_do_not_end_before_they_begin(table: str, row: Row) -> None:
    assert only(reading_of(**{table: [row]})).code == "reversed_span"


def test_a_span_of_one_day_is_a_span() -> None:
    assert reading_of(employments=[an_employment("2026-02-02", "2026-02-02")]).report.problems == ()


def test_a_session_that_ends_before_it_starts_has_no_end() -> None:
    sessions = reading_of(sessions=[a_session(ends_at="2026-03-01T08:00:00Z")]).tables["sessions"]
    assert sessions["ends_at"].isna().all()
