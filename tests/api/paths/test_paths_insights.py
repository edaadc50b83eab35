"""What do learners and managers see of skills, gaps and paths?"""

from __future__ import annotations

from typing import Any

import pytest

from api.access import Entry, Group, Principal, Role, Scope
from api.flows.insights import gaps_of, paths_of, skills_of
from api.problems import Forbidden
from api.store import Change
from recommender.errors import UnknownName
from tests.api.api_house import AT
from tests.api.paths.paths_house import House, a_house

ADMIN = Entry(Principal("a", frozenset({Role.ADMIN})), Scope.ALL)
OFFICER = Entry(Principal("o", frozenset({Role.OFFICER}), "boss"), Scope.UNITS)
MANAGER = Entry(Principal("m", frozenset({Role.MANAGER}), "boss"), Scope.REPORTS)


def skills(house: House, learner: str) -> dict[str, Any]:
    """The skills of a learner, by id."""
    return {skill["skill_id"]: skill for skill in skills_of(house.place, learner)["skills"]}


def test_a_skill_of_which_nothing_is_known_is_not_at_level_0() -> None:
    safety = skills(a_house(), "ada")["safety"]
    assert (safety["known"], safety["source"], safety["evidence"], safety["last_evidence"]) == (False, "prior", 0, None)
    assert safety["level"]["low"] < safety["level"]["value"] < safety["level"]["high"]
    assert safety["level"]["value"] > 0


def test_what_is_known_says_how_much_it_rests_on_and_since_when() -> None:
    plants = skills(a_house(), "ada")["plants"]
    assert (plants["known"], plants["source"], plants["evidence"]) == (True, "evidence", 2)
    assert plants["last_evidence"].isoformat() == "2026-02-01T09:00:00+00:00"


def test_what_is_wanted_says_by_whom_and_what_is_missing() -> None:
    plants = skills(a_house(), "bob")["plants"]["wanted"]
    assert (plants["level"], plants["by"]) == (0.4, ["a hobby"])
    books = skills(a_house(), "bob")["books"]
    assert books["wanted"]["by"] == ["needed as Clerk (the role held)"]
    assert books["wanted"]["missing"] == pytest.approx(0.9 - books["level"]["value"])


def test_skills_neither_known_nor_wanted_are_counted() -> None:
    house = a_house()
    assert set(skills(house, "ada")) == {"plants", "safety"}
    assert skills_of(house.place, "ada")["others"] == 1
    with pytest.raises(UnknownName):
        skills_of(house.place, "zed")


def staffed(**people: int) -> House:
    """A house with gardeners in units: `boss` heads `garden`, above `roses` and `herbs`, and leads them all."""
    house = a_house()
    rows = [_unit("garden", head_id="boss"), _unit("roses", parent_id="garden"), _unit("herbs", parent_id="garden")]
    rows += _person("boss", None)
    for unit, count in people.items():
        rows += [row for number in range(count) for row in _person(f"{unit}-{number}", unit)]
    with house.store.writing() as session:
        session.rows.put(rows, AT)
    assert house.place.holder.refresh()
    return house


def _unit(name: str, **more: str) -> Change:
    return Change("units", (name,), {"unit_id": name, "name": name.title()} | more)


def _person(name: str, unit: str | None) -> list[Change]:
    job = {"learner_id": name, "valid_from": "2024-01-01", "role_id": "gardener"}
    if unit is not None:
        job |= {"unit_id": unit, "manager_id": "boss"}
    learner = {"learner_id": name, "display_name": name.title(), "language": "en"}
    return [Change("learners", (name,), learner), Change("employments", (name, "2024-01-01"), job)]


def gap(house: House, entry: Entry, unit: str) -> dict[str, Any]:
    """What is told of a unit about plants."""
    return next(skill for skill in gaps_of(house.place, entry, unit)["skills"] if skill["skill_id"] == "plants")


def test_a_large_group_is_told_of_with_means_and_interval() -> None:
    found = gap(staffed(roses=5), OFFICER, "roses")
    assert (found["people"], found["wanted"], found["short"]) == (5, pytest.approx(0.9), 1.0)
    missing = found["missing"]
    assert 0 < missing["low"] < missing["value"] < missing["high"] < 0.9
    assert found["suppressed"] is None


def test_an_interval_narrows_with_the_number_of_people() -> None:
    few, many = (gap(staffed(roses=size), OFFICER, "roses")["missing"] for size in (5, 20))
    assert (many["high"] - many["low"]) == pytest.approx((few["high"] - few["low"]) / 2)


def test_a_small_group_is_suppressed_with_the_reason() -> None:
    found = gap(staffed(roses=4), OFFICER, "roses")
    assert [found[name] for name in ("people", "wanted", "missing", "short")] == [None] * 4
    assert found["suppressed"] == "it is wanted of fewer than 5 people here"


def test_what_would_follow_by_difference_is_suppressed_with_the_reason() -> None:
    house = staffed(roses=6, herbs=2)
    assert gap(house, OFFICER, "roses")["people"] == 6
    assert "worked out" in gap(house, OFFICER, "garden")["suppressed"]
    assert gap(staffed(roses=6, herbs=5), OFFICER, "garden")["people"] == 11


def test_managers_see_figures_of_however_few_of_their_own_reports() -> None:
    house = staffed(roses=2, herbs=1)
    assert gap(house, MANAGER, "garden")["people"] == 3
    assert gap(house, ADMIN, "herbs")["people"] == 1


def test_units_out_of_reach_are_forbidden_and_unknown_ones_not_found() -> None:
    house = staffed(roses=2)
    for entry in (OFFICER, MANAGER):
        for unit in ("park", "nowhere"):
            with pytest.raises(Forbidden):
                gaps_of(house.place, entry, unit)
    for flow in (gaps_of, paths_of):
        with pytest.raises(UnknownName):
            flow(house.place, ADMIN, "nowhere")


def test_the_people_of_a_unit_are_told_with_state_and_next_step() -> None:
    house = staffed(roses=2)
    path = house.assemble("roses-0")
    house.happens("roses-0", "completed", path["steps"][0]["content_id"])
    first, second = paths_of(house.place, MANAGER, "roses")["people"]
    assert (first["learner_id"], first["display_name"], first["state"]) == ("roses-0", "Roses-0", "proposed")
    assert first["next_step"]["content_id"] == path["steps"][1]["content_id"]
    assert (second["path_id"], second["state"], second["next_step"]) == (None, None, None)


def test_a_paused_path_names_the_first_step_that_is_not_finished() -> None:
    house = staffed(roses=1)
    path = house.assemble("roses-0")
    for state in ("accepted", "active", "paused"):
        house.change(path["path_id"], state=state)
    house.happens("roses-0", "completed", path["steps"][0]["content_id"])
    [person] = paths_of(house.place, MANAGER, "roses")["people"]
    assert (person["steps"], person["next_step"]["content_id"]) == (len(path["steps"]), path["steps"][1]["content_id"])


def test_duties_that_a_path_cannot_hold_are_told_to_managers() -> None:
    house = staffed(roses=1)
    house.assemble("roses-0", weeks=1, weekly_minutes=10)
    [person] = paths_of(house.place, MANAGER, "roses")["people"]
    assert [duty["content_id"] for duty in person["open_duties"]] == ["first-aid"]


def test_who_leaves_while_a_unit_is_looked_at_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    house = staffed(roses=6)
    access = house.place.access
    with_others = Group(access.reach_unit(OFFICER, "roses").learners | {"gone", "boss"}, 5)
    monkeypatch.setattr(access, "reach_unit", lambda *_: with_others)
    assert gap(house, OFFICER, "roses")["people"] == 6
