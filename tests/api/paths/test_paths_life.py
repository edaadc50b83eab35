"""How does a kept path live? Assembled, read, overruled, moved on; nothing of it is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from api.conflicts import Conflict, Outdated
from api.schemas.paths import PathChange
from recommender.errors import InfeasiblePlan, UnknownName
from tests.api.api_house import NOW
from tests.api.paths.paths_house import LEARNER, MANAGER, House, a_house, steps


def test_a_path_of_a_learner_of_the_store_is_kept_as_proposed() -> None:
    house = a_house()
    made = house.assemble()
    assert (made["version"], made["state"], made["diff"], made["stale"]) == (1, "proposed", None, False)
    assert house.read(made["path_id"]) == house.current() == made
    assert steps(made) == ["first-aid", "planting", "pruning"]


def test_who_comes_in_the_request_or_is_unknown_gets_a_path_that_is_not_kept() -> None:
    house = a_house()
    assert "path_id" not in house.assemble("zed", role_id="clerk")
    assert "path_id" not in house.assemble("ada", profile={"role_id": "clerk"})
    with pytest.raises(UnknownName):
        house.current("zed")
    with pytest.raises(UnknownName):
        house.current()


def test_a_newer_path_takes_the_place_of_the_one_before() -> None:
    house = a_house()
    old, new = house.assemble(), house.assemble(weeks=6)
    assert old["path_id"] != new["path_id"]
    assert house.current()["path_id"] == new["path_id"]
    assert house.read(old["path_id"])["state"] == "superseded"
    with pytest.raises(Conflict, match="superseded"):
        house.change(old["path_id"], replan=True)


def test_a_move_makes_a_version_with_the_same_steps() -> None:
    house = a_house()
    made = house.assemble()
    accepted = house.change(made["path_id"], state="accepted")
    assert (accepted["version"], accepted["state"]) == (2, "accepted")
    assert accepted["steps"] == made["steps"]
    assert accepted["diff"]["kept"] == steps(made)
    assert house.change(made["path_id"], state="accepted")["version"] == 2, "what is so already changes nothing"


def test_a_veto_takes_a_step_away_and_says_who_decided_it() -> None:
    house = a_house()
    changed = house.change(house.assemble()["path_id"], LEARNER, veto=["pruning"])
    assert "pruning" not in steps(changed)
    assert [(gone["content_id"], gone["why"]) for gone in changed["diff"]["removed"]] == [("pruning", "vetoed")]
    [word] = changed["overrules"]
    assert (word["kind"], word["by"], word["at"]) == ("veto", "learner", "2026-03-02T12:00:00Z")
    assert "pruning" in steps(house.change(changed["path_id"], unveto=["pruning"]))


def test_a_pin_puts_a_step_in_though_it_closes_nothing() -> None:
    house = a_house()
    changed = house.change(house.assemble()["path_id"], pin=["filing"])
    [step] = [step for step in changed["steps"] if step["content_id"] == "filing"]
    assert step["mandatory"]
    assert [word["content_id"] for word in changed["overrules"]] == ["filing"]


def test_what_was_asked_to_be_pinned_can_be_unpinned() -> None:
    house = a_house()
    made = house.assemble(pinned=["filing"])
    assert "filing" in steps(made)
    assert [word["kind"] for word in made["overrules"]] == ["pin"]
    assert house.change(made["path_id"], unpin=["filing"])["overrules"] == []


def test_a_deferred_step_comes_back_on_its_day() -> None:
    house = a_house()
    made = house.assemble()
    until = (NOW + timedelta(days=10)).date().isoformat()
    waits = house.change(made["path_id"], defer=[{"content_id": "pruning", "until": until}])
    assert [gone["why"] for gone in waits["diff"]["removed"]] == ["deferred"]
    house.pass_(days=9)
    assert "pruning" not in steps(house.current())
    house.pass_(days=1)
    assert "pruning" in steps(house.current())


def test_limits_change_the_plan() -> None:
    house = a_house()
    made = house.assemble()
    short = house.change(made["path_id"], max_steps=1)
    assert len(short["steps"]) == 1
    assert len(house.change(made["path_id"], max_steps=12)["steps"]) == 3
    slow = house.change(made["path_id"], weekly_minutes=60)
    assert slow["steps"][-1]["finish"] > made["steps"][-1]["finish"]


def refused(house: House, path_id: str, **change: Any) -> InfeasiblePlan:
    """The clash that a change runs into; nothing may have changed."""
    before = house.read(path_id)
    with pytest.raises(InfeasiblePlan) as clash:
        house.change(path_id, **change)
    assert house.read(path_id) == before
    assert clash.value.clash
    assert clash.value.ways_out
    return clash.value


def test_what_cannot_be_is_refused_with_a_way_out_and_changes_nothing() -> None:
    house = a_house()
    path_id = house.assemble()["path_id"]
    hours = refused(house, path_id, pin=["pruning"], weeks=1, weekly_minutes=30)
    assert "more minutes a week" in hours.ways_out[-1]
    assert "finished" in " ".join(refused(house, path_id, pin=["digging"]).clash)


def test_a_duty_can_be_neither_vetoed_nor_deferred_beyond_its_day() -> None:
    house = a_house()
    path_id = house.assemble()["path_id"]
    veto = refused(house, path_id, veto=["first-aid"])
    assert veto.clash == (
        "content first-aid must be done, due on 2024-01-31: Safety at work requires it",
        "content first-aid is vetoed",
    )
    refused(house, path_id, defer=[{"content_id": "first-aid", "until": "2026-04-01"}])


def test_a_duty_for_which_no_hours_are_left_is_told() -> None:
    house = a_house()
    changed = house.change(house.assemble()["path_id"], weeks=1, weekly_minutes=20)
    [duty] = changed["open_duties"]
    assert (duty["content_id"], duty["due_on"]) == ("first-aid", "2024-01-31")
    assert duty["why"] == "no hours are left for it within this plan"


def test_a_pause_keeps_the_dates_and_its_end_plans_again() -> None:
    house = a_house()
    path_id = house.assemble()["path_id"]
    for state in ("accepted", "active", "paused"):
        path = house.change(path_id, state=state)
    house.pass_(days=14)
    house.happens("ada", "completed", "first-aid")
    assert house.current()["steps"] == path["steps"]
    assert house.current()["stale"]
    with pytest.raises(Conflict, match="keeps its dates"):
        house.change(path_id, replan=True)
    assert house.change(path_id, veto=["planting"])["steps"] == path["steps"]
    resumed = house.change(path_id, state="active")
    assert steps(resumed) == ["pruning"]
    assert {gone["content_id"]: gone["why"] for gone in resumed["diff"]["removed"]} == {
        "first-aid": "finished",
        "planting": "vetoed",
    }


def test_a_path_that_is_done_changes_no_more() -> None:
    house = a_house()
    path_id = house.assemble()["path_id"]
    for state in ("accepted", "active", "done"):
        house.change(path_id, state=state)
    with pytest.raises(Conflict, match="changes no more"):
        house.change(path_id, veto=["pruning"])


def test_every_version_can_be_read_again() -> None:
    house = a_house()
    made = house.assemble()
    house.change(made["path_id"], veto=["pruning"])
    first = house.read(made["path_id"], 1)
    assert first["steps"] == made["steps"]
    assert first["stale"], "a newer one is there"
    for version in (3, 99):
        with pytest.raises(UnknownName):
            house.read(made["path_id"], version)
    with pytest.raises(UnknownName):
        house.read("p-none")


def test_a_change_of_a_version_that_is_gone_is_refused() -> None:
    house = a_house()
    path_id = house.assemble()["path_id"]
    assert house.change(path_id, match='"1"', state="accepted")["version"] == 2
    with pytest.raises(Outdated):
        house.change(path_id, match='"1"', veto=["pruning"])
    assert house.change(path_id, match='"7", "2"', veto=["pruning"])["version"] == 3
    assert house.change(path_id, match="*", replan=True)["version"] == 4


class Crowded(House):
    """A house in which somebody else acts between the reading of a path and the writing of the next version."""

    meanwhile: Callable[[], Any] | None = None

    def now(self) -> Any:
        act, self.meanwhile = self.meanwhile, None
        if act is not None:
            act()
        return self.at


def test_of_two_changes_at_once_one_is_told_that_it_came_late() -> None:
    house = a_house()
    crowded = Crowded(house.store, house.key)
    path_id = house.assemble()["path_id"]
    crowded.meanwhile = lambda: house.change(path_id, veto=["planting"])
    with pytest.raises(Conflict, match="at the same time"):
        crowded.paths.change(path_id, PathChange(veto=("pruning",)), MANAGER)
    left = house.read(path_id)
    assert (left["version"], [word["content_id"] for word in left["overrules"]]) == (2, ["planting"])


def test_a_plan_is_accounted_for_with_who_asked_and_no_name() -> None:
    house = a_house()
    made = house.assemble()
    with house.store.reading() as session:
        row = session.decisions.get(made["id"])
        assert row is not None
        head = session.heads.get("ada")
    assert head is not None
    assert (row.kind, row.pseudonym, row.watermark) == ("path", head.pseudonym, head.version)
    assert b"ada" not in row.request
