"""What the tables at hand allow, and what is missing for the rest."""

from __future__ import annotations

import pytest

from recommender.tables import Answerable
from tests.recommender.tables.tables_builders import Row, a_learner, a_skill, an_employment, an_event, reading_of

TAUGHT: dict[str, list[Row]] = {
    "skills": [a_skill()],
    "content_skills": [{"content_id": "loops", "skill_id": "python", "exit_level": 0.5}],
}
ROLES: dict[str, list[Row]] = {
    "roles": [{"role_id": "cook", "name": "Cook"}],
    "role_skills": [{"role_id": "cook", "skill_id": "python", "level": 0.5}],
}
CHAIN: dict[str, list[Row]] = {
    "outcomes": [{"outcome_id": "o", "name": "O", "direction": "up"}],
    "behaviours": [{"behaviour_id": "b", "name": "B", "outcome_id": "o"}],
    "behaviour_skills": [{"behaviour_id": "b", "skill_id": "python"}],
}
DUTIES: dict[str, list[Row]] = {
    "requirements": [{"requirement_id": "r", "name": "R"}],
    "requirement_contents": [{"requirement_id": "r", "content_id": "loops"}],
    "requirement_audiences": [{"requirement_id": "r", "kind": "location", "value": "Ulm"}],
}
GOALS: dict[str, list[Row]] = {"goals": [{"learner_id": "ada", "skill_id": "python", "level": 1}]}
ASSIGNED: dict[str, list[Row]] = {
    "assignments": [{"learner_id": "ada", "content_id": "loops", "assigned_on": "2026-01-01"}]
}
STARTED: list[Row] = [an_event("e0", kind="started", initiated_by="self"), an_event()]


def answer(name: str, tables: dict[str, list[Row]]) -> Answerable:
    return next(one for one in reading_of(**tables).report.answers if one.name == name)


@pytest.mark.parametrize(
    ("name", "tables"),
    [
        ("gap", TAUGHT | GOALS),
        ("gap", TAUGHT | CHAIN),
        ("career", TAUGHT | ROLES | {"learners": [a_learner(target_role_id="cook")]}),
        ("role", TAUGHT | ROLES | {"employments": [an_employment(role_id="cook")]}),
        ("requirement", DUTIES),
        ("requirement", ASSIGNED),
        ("affinity", {"events": STARTED}),
        ("popular", {}),
        ("chance", {"events": STARTED}),
        ("effects", TAUGHT | {"events": [an_event(kind="passed")]}),
    ],
)
def test_an_answer_is_possible_with_its_tables_and_not_without_any_of_them(
    name: str, tables: dict[str, list[Row]]
) -> None:
    assert answer(name, tables).possible
    assert answer(name, tables).missing == ()
    for absent in set(tables) - {"events", "learners"}:
        poorer = answer(name, {table: rows for table, rows in tables.items() if table != absent})
        assert not poorer.possible
        assert any(absent in need for need in poorer.missing)


def test_every_basis_is_answered_for() -> None:
    names = [one.name for one in reading_of().report.answers]
    assert names == ["gap", "career", "role", "requirement", "affinity", "popular", "chance", "effects"]


@pytest.mark.parametrize(
    "change", [{"initiated_by": "manager"}, {"initiated_by": "requirement"}, {"initiated_by": "import"}]
)
def test_duties_teach_no_affinity(change: Row) -> None:
    events = [an_event("e0", kind="started", **change), an_event(**change)]
    assert not answer("affinity", {"events": events}).possible


def test_order_without_dates_tells_nothing_of_chances() -> None:
    events = [row | {"time_precision": "position"} for row in STARTED]
    assert not answer("chance", {"events": events}).possible


def test_rows_that_were_set_aside_allow_nothing() -> None:
    rejected: dict[str, list[Row]] = {"goals": [{"learner_id": "nobody", "skill_id": "python", "level": 1}]}
    assert not answer("gap", TAUGHT | rejected).possible


def test_without_events_nothing_is_popular() -> None:
    assert answer("popular", {"events": []}).missing == ("events",)
