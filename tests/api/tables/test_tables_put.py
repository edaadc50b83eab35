"""Rows in: counted, checked with all that stands around them, all of them or none."""

from __future__ import annotations

import pytest

from recommender.tables.schema import TABLES
from tests.api.tables.tables_house import causes, counts

NDJSON = "application/x-ndjson"


def test_rows_are_created_changed_left_and_deleted_in_one_call(house):
    goals = {"learner_id": "ada", "skill_id": "books", "level": 0.3}
    assert counts(house.put("goals", [goals])) == (1, 0, 0, 0)
    more = [goals, {"learner_id": "bob", "skill_id": "plants", "deleted": True}, goals | {"skill_id": "safety"}]
    assert counts(house.put("goals", more)) == (1, 0, 1, 1)
    assert counts(house.put("goals", [goals | {"level": 0.4}])) == (0, 1, 0, 0)
    assert [(row["skill_id"], row["level"]) for row in house.rows("goals")] == [("books", 0.4), ("safety", 0.3)]


def test_the_number_of_the_write_grows_only_with_writes(house):
    first = house.put("skills", [{"skill_id": "soil", "name": "Soil"}]).json()["seq"]
    assert house.put("skills", [{"skill_id": "soil", "name": "Soil"}]).json()["seq"] == first
    assert house.put("skills", [{"skill_id": "soil", "name": "Soils"}]).json()["seq"] > first


def test_what_is_not_said_stands_at_its_default(house):
    house.put("contents", [{"content_id": "weeding", "title": "Weeding"}])
    [row] = [row for row in house.rows("contents") if row["content_id"] == "weeding"]
    assert row == {
        "content_id": "weeding",
        "title": "Weeding",
        "cost": 0.0,
        "modality": "self_paced",
        "offline": False,
        "status": "active",
    }


def test_a_row_is_replaced_as_a_whole(house):
    house.put("contents", [{"content_id": "digging", "title": "Digging", "version": "2", "replaced_by": "planting"}])
    row = house.rows("contents")[0]
    assert (row["version"], row["replaced_by"]) == ("2", "planting")
    assert "minutes" not in row


def test_lines_are_taken_as_well_as_an_array(house):
    lines = '{"skill_id": "soil", "name": "Soil"}\n\n{"skill_id": "water", "name": "Water", "parent_id": "soil"}\n'
    assert counts(house.send("skills", lines, NDJSON)) == (2, 0, 0, 0)


def test_every_line_that_is_no_json_is_told_and_nothing_is_written(house):
    lines = '{"skill_id": "soil", "name": "Soil"}\n{"skill_id": \n\n[\n'
    answer = house.send("skills", lines, NDJSON)
    assert answer.status_code == 400
    assert [error["detail"].partition(":")[0] for error in answer.json()["errors"]] == ["line 2", "line 4"]
    assert len(house.rows("skills")) == 3


def test_a_bad_value_on_a_line_tells_the_line(house):
    lines = '{"skill_id": "soil", "name": "Soil"}\n\n{"skill_id": "water", "name": "Water", "half_life_days": -1}\n'
    assert causes(house.send("skills", lines, NDJSON))["#/1/half_life_days"].startswith("line 3: found '-1'")


def test_every_problem_is_told_with_row_and_column_and_nothing_is_written(house):
    before = house.rows("content_skills")
    rows = [
        {"content_id": "filing", "skill_id": "books", "exit_level": 0.8},
        {"content_id": "filing", "skill_id": "juggling", "exit_level": 0.8},
        {"content_id": "filing", "skill_id": "safety", "exit_level": 1.8},
        {"content_id": "filing", "skill_id": "plants"},
    ]
    assert set(causes(house.put("content_skills", rows))) == {"#/1/skill_id", "#/2/exit_level", "#/3/exit_level"}
    assert house.rows("content_skills") == before


@pytest.mark.parametrize(
    ("row", "place", "said"),
    [
        (5, "#/0", "found no object"),
        ({"skill_id": "soil", "name": "Soil", "titel": 1}, "#/0/titel", "no such column"),
        ({"skill_id": "soil", "name": ["Soil"]}, "#/0/name", "one value"),
        ({"skill_id": "soil", "name": True}, "#/0/name", "expected text"),
        ({"skill_id": "s" * 201, "name": "Soil"}, "#/0/skill_id", "at most 200"),
        ({"skill_id": "a\x1fb", "name": "Soil"}, "#/0/skill_id", "printable"),
        ({"skill_id": "soil", "name": "Soil", "half_life_days": "long"}, "#/0/half_life_days", "a finite number"),
        ({"skill_id": "soil", "name": "Soil", "parent_id": "earth"}, "#/0/parent_id", "an id that stands in skills"),
        ({"name": "Soil"}, "#/0/skill_id", "a value"),
        ({"name": "Soil", "deleted": True}, "#/0/skill_id", "named by skill_id"),
        ({"skill_id": "soil", "name": "Soil", "deleted": "yes"}, "#/0/deleted", "expected true"),
        ({"skill_id": "books", "name": "Books", "parent_id": "books"}, "#/0/parent_id", "without circles"),
    ],
)
def test_what_cannot_be_a_row_is_refused_at_its_place(house, row, place, said):
    assert said in causes(house.put("skills", [row]))[place]


def test_what_cannot_be_a_row_hides_nothing_else(house):
    rows = [
        {"skill_id": "soil", "nam": "Soil", "half_life_days": -1, "parent_id": "earth"},
        5,
        {"skill_id": "water", "name": ["Water"], "parent_id": "fire"},
        {"skill_id": "water", "name": "Water", "half_life_days": 0},
        {"skill_id": "air", "deleted": "yes"},
    ]
    told = causes(house.put("skills", rows))
    of_first = {"#/0/nam", "#/0/name", "#/0/half_life_days", "#/0/parent_id"}
    assert set(told) == of_first | {"#/1", "#/2/name", "#/2/parent_id", "#/3", "#/3/half_life_days", "#/4/deleted"}


def test_a_cell_that_is_told_is_not_told_again_as_empty(house):
    answer = house.put("skills", [{"skill_id": 5 * ["s"], "name": {}}])
    assert [error["pointer"] for error in answer.json()["errors"]] == ["#/0/skill_id", "#/0/name"]
    told = causes(house.put("assignments", [{"learner_id": "ada", "content_id": [], "assigned_on": "2026-01-01"}]))
    assert set(told) == {"#/0/content_id"}


def test_what_stands_already_is_not_said_to_break_with_a_cell_that_is_told(house):
    assert set(causes(house.put("skills", [{"skill_id": "books", "name": ["Books"]}]))) == {"#/0/name"}
    assert set(causes(house.put("skills", [{"skill_id": "books"}]))) == {"#/0/name"}


def test_a_row_that_is_sent_twice_is_refused(house):
    row = {"skill_id": "soil", "name": "Soil"}
    assert "row 0 names the same row" in causes(house.put("skills", [row, row | {"name": "Earth"}]))["#/1"]


@pytest.mark.parametrize(
    ("body", "status"), [("[]", 422), ("", 422), ("{}", 422), ("[", 400), (b'["\xff"]', 400), ("5", 422)]
)
def test_a_body_without_rows_is_refused(house, body, status):
    assert causes(house.send("skills", body, "application/json"), status)


def test_more_rows_than_a_call_holds_are_refused(house):
    rows = [{"skill_id": f"s{n}", "name": "S"} for n in range(5_001)]
    assert "at most 5,000" in causes(house.put("skills", rows))["#"]
    assert counts(house.put("skills", rows[:5_000])) == (5_000, 0, 0, 0)


def test_problems_beyond_the_listed_ones_are_counted(house):
    rows = [{"skill_id": f"s{n}", "name": "S", "half_life_days": 0} for n in range(50)]
    assert "50 times in all" in causes(house.put("skills", rows))["#"]


def test_events_are_not_put(house):
    assert "POST /v1/events" in causes(house.put("events", [{"event_id": "e9"}]))["#"]


def test_an_unknown_table_is_not_there_and_other_calls_keep_their_addresses(house):
    assert house.put("lerners", [{}]).status_code == 404
    assert house.get("recommendations").status_code == 405


def test_nobody_without_a_key_puts_or_reads(house):
    nobody = house.client.with_key(None)
    assert nobody.call("PUT", "/v1/skills", content="[]").status_code == 401
    assert nobody.call("GET", "/v1/skills").status_code == 401


def test_employments_of_a_learner_must_not_overlap_with_those_that_stand(house):
    later = {"learner_id": "ada", "valid_from": "2026-01-01", "role_id": "clerk"}
    assert "2026-01-01" in causes(house.put("employments", [later]))["#/0/valid_from"]
    earlier = {"learner_id": "ada", "valid_from": "2023-01-01"}
    assert "a row that stands in employments" in causes(house.put("employments", [earlier]))["#/0"]
    ended = {"learner_id": "ada", "valid_from": "2024-01-01", "valid_to": "2025-12-31", "role_id": "gardener"}
    assert counts(house.put("employments", [later, ended])) == (1, 1, 0, 0)


def test_whoever_is_named_must_be_there(house):
    told = causes(house.put("employments", [{"learner_id": "zoe", "valid_from": "2026-01-01", "manager_id": "yan"}]))
    assert set(told) == {"#/0/learner_id", "#/0/manager_id"}


def test_what_others_still_name_does_not_end(house):
    told = causes(house.put("skills", [{"skill_id": "plants", "deleted": True}]))["#/0"]
    assert "goals.skill_id" in told
    told = causes(house.put("roles", [{"role_id": "clerk", "deleted": True}]))["#/0"]
    assert "employments.role_id still names this row" in told
    told = causes(house.put("learners", [{"learner_id": "ada", "deleted": True}]))["#/0"]
    assert "employments.learner_id still names this row" in told


def test_what_nobody_names_ends_once(house):
    eve = [{"learner_id": "eve", "deleted": True}]
    assert counts(house.put("learners", eve)) == (0, 0, 0, 1)
    assert counts(house.put("learners", eve)) == (0, 0, 1, 0)


def test_a_content_that_links_still_name_does_not_end_before_them(house):
    told = causes(house.put("contents", [{"content_id": "filing", "deleted": True}]))
    assert "content_skills.content_id" in told["#/0"]
    assert counts(house.put("content_skills", [{"content_id": "filing", "skill_id": "books", "deleted": True}]))
    assert counts(house.put("contents", [{"content_id": "filing", "deleted": True}])) == (0, 0, 0, 1)


def test_a_content_without_minutes_is_taken_with_a_warning(house):
    answer = house.put("contents", [{"content_id": "weeding", "title": "Weeding"}])
    assert [one["pointer"] for one in answer.json()["warnings"]] == ["#/0/minutes"]


@pytest.mark.parametrize("name", [name for name in TABLES if name != "events"])
def test_every_table_takes_back_what_it_tells(house, name):
    rows = house.get(name).json()["rows"]
    if rows:
        assert counts(house.put(name, rows)) == (0, 0, len(rows), 0)
