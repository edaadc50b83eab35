"""Managers reach their reports, officers their units, learners themselves, and nobody anybody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.access import Access, Entry, Group, Principal, Scope, Sees
from api.access.reach import Lines, Tree
from api.problems import Forbidden
from api.store import Change, Store
from tests.api.access.access_house import LED_BY, WORKS_IN, Clock, access_over, job, open_store, put, settle, unit

DAY = "2026-03-02"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path)
    settle(opened)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def access(store: Store, clock: Clock) -> Access:
    return access_over(store, clock)


def entry(scope: Scope, me: str | None = None) -> Entry:
    """A call of somebody over a scope."""
    return Entry(Principal("x", frozenset(), me), scope)


def reached(access: Access, by: Entry) -> set[str]:
    """Everybody of the organisation, and a stranger, whom a call reaches."""
    found = set()
    for learner in (*WORKS_IN, "nobody"):
        try:
            access.reach(by, learner)
        except Forbidden:
            continue
        found.add(learner)
    return found


@pytest.mark.parametrize(
    ("manager", "led"),
    [
        ("top", {"ann", "bea", "cyd", "dan", "eve"}),
        ("ann", {"cyd", "dan"}),
        ("cyd", {"dan"}),
        ("dan", set()),
        ("nobody", set()),
    ],
)
def test_a_manager_reaches_direct_and_indirect_reports_alone(access: Access, manager: str, led: set[str]) -> None:
    by = entry(Scope.REPORTS, manager)
    assert reached(access, by) == led
    assert access.reports(by) == led


def test_a_learner_reaches_themselves_alone(access: Access) -> None:
    assert reached(access, entry(Scope.SELF, "ann")) == {"ann"}


def test_both_scopes_reach_both(access: Access) -> None:
    assert reached(access, entry(Scope.SELF | Scope.REPORTS, "ann")) == {"ann", "cyd", "dan"}


def test_all_reaches_everybody_known_or_not(access: Access) -> None:
    assert reached(access, entry(Scope.ALL)) == {*WORKS_IN, "nobody"}
    access.reach(entry(Scope.ALL), None)


@pytest.mark.parametrize("scope", [Scope.SELF, Scope.REPORTS, Scope.UNITS, Scope.SELF | Scope.REPORTS])
def test_without_a_learner_of_ones_own_nobody_is_reached(access: Access, scope: Scope) -> None:
    assert reached(access, entry(scope)) == set()
    assert access.reports(entry(scope)) == set()
    with pytest.raises(Forbidden):
        access.reach_unit(entry(scope), "all")


def test_units_reach_no_single_person(access: Access) -> None:
    assert reached(access, entry(Scope.UNITS, "top")) == set()


def test_what_is_refused_sounds_the_same_whether_or_not_it_exists(access: Access) -> None:
    told = set()
    for learner in ("eve", "nobody", None):
        with pytest.raises(Forbidden) as found:
            access.reach(entry(Scope.REPORTS, "ann"), learner)
        told.add(str(found.value))
    for place in ("south", "nowhere"):
        with pytest.raises(Forbidden) as found:
            access.reach_unit(entry(Scope.REPORTS, "ann"), place)
        told.add(str(found.value))
    assert len(told) == 1


def test_one_learner_out_of_reach_refuses_them_all(access: Access) -> None:
    access.reach_all(entry(Scope.REPORTS, "ann"), ["cyd", "dan"])
    with pytest.raises(Forbidden):
        access.reach_all(entry(Scope.REPORTS, "ann"), ["cyd", "eve"])


def test_a_manager_counts_their_reports_of_a_unit_and_nobody_else(access: Access) -> None:
    by = entry(Scope.REPORTS, "ann")
    assert access.reach_unit(by, "north") == Group(frozenset({"cyd", "dan"}), 1)
    assert access.reach_unit(by, "all") == Group(frozenset({"cyd", "dan"}), 1)


@pytest.mark.parametrize(
    ("officer", "units"),
    [
        ("top", {"all", "north", "north-1", "south"}),
        ("ann", {"north", "north-1"}),
        ("dan", {"north-1"}),
        ("nobody", set()),
    ],
)
def test_an_officer_counts_units_headed_or_worked_in_with_all_below(
    access: Access, officer: str, units: set[str]
) -> None:
    by, found = entry(Scope.UNITS, officer), set()
    for place in ("all", "north", "north-1", "south", "nowhere"):
        try:
            assert access.reach_unit(by, place).smallest == 5
            found.add(place)
        except Forbidden:
            continue
    assert found == units


def test_a_unit_is_everybody_who_works_in_it_or_below(access: Access) -> None:
    assert access.reach_unit(entry(Scope.ALL), "north") == Group(frozenset({"ann", "cyd", "dan"}), 1)
    assert access.reach_unit(entry(Scope.ALL), "nowhere") == Group(frozenset(), 1)


def test_a_policy_may_ask_for_larger_groups(store: Store, clock: Clock, tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text("smallest_group = 8\nmanager_sees = []")
    access = access_over(store, clock, policy_file=tmp_path / "policy.toml")
    assert access.reach_unit(entry(Scope.UNITS, "top"), "all").smallest == 8
    assert access.sees(entry(Scope.REPORTS, "ann"), "cyd") == set()


def test_managers_see_what_the_policy_grants_and_everybody_sees_all_of_themselves(access: Access) -> None:
    both = entry(Scope.SELF | Scope.REPORTS, "ann")
    assert access.sees(both, "cyd") == {Sees.LEVELS, Sees.GAPS, Sees.PATH}
    assert access.sees(both, "ann") == set(Sees)
    assert access.sees(entry(Scope.ALL), "cyd") == set(Sees)
    assert Sees.EVIDENCE not in access.sees(entry(Scope.REPORTS, "ann"), "ann")


@pytest.mark.parametrize(
    "change",
    [
        job("dan", manager_id="bea", unit_id="south"),
        job("dan", manager_id="cyd", status="left"),
        job("dan", manager_id="cyd", valid_to="2026-03-01"),
        job("dan", "2026-03-01", manager_id="bea"),
        Change("employments", ("dan", "2024-01-01"), None),
        job("cyd", manager_id="ann", status="left"),
    ],
)
def test_a_change_counts_within_a_second(access: Access, store: Store, clock: Clock, change: Change) -> None:
    by = entry(Scope.REPORTS, "ann")
    assert "dan" in reached(access, by)
    put(store, change)
    clock.pass_(1)
    assert "dan" not in reached(access, by)


@pytest.mark.parametrize(
    "change",
    [
        job("dan", manager_id="cyd", valid_to=DAY),
        job("dan", "2026-03-03", manager_id="bea"),
        job("dan", manager_id="cyd", status="leave"),
    ],
)
def test_a_job_counts_from_its_first_to_its_last_day_on_leave_too(access: Access, store: Store, change: Change) -> None:
    put(store, change)
    assert "dan" in reached(access, entry(Scope.REPORTS, "ann"))


def test_a_new_day_counts_at_once(access: Access, store: Store, clock: Clock) -> None:
    put(store, job("dan", manager_id="cyd", valid_to=DAY))
    by = entry(Scope.REPORTS, "ann")
    clock.pass_(11 * 3_600 + 3_599)
    assert "dan" in reached(access, by)
    clock.at += timedelta(seconds=1)  # the stopwatch stands still: no second has to pass
    assert "dan" not in reached(access, by)


def test_lines_are_read_again_only_where_people_or_units_changed(access: Access, store: Store, clock: Clock) -> None:
    first = access.lines()
    put(store, Change("goals", ("ann", "s"), {"learner_id": "ann", "skill_id": "s", "level": 1.0}))
    clock.pass_(1)
    assert access.lines() is first
    put(store, unit("south", "north", "bea"))
    assert access.lines() is first
    clock.pass_(1)
    assert access.lines().units_of("ann") == {"north", "north-1", "south"}


def test_somebody_in_a_circle_leads_everybody_in_it_but_themselves() -> None:
    lines = Lines.of([job(a, manager_id=b).body or {} for a, b in ("ab", "bc", "ca")], [], DAY)
    assert lines.reports("a") == {"b", "c"}
    assert lines.leads("a", "b")
    assert not lines.leads("a", "a")


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")))
def test_who_leads_is_above_whoever_is_led(above: dict[str, str]) -> None:
    tree = Tree(above)
    for one in "abcdefgh":
        assert {other for other in "abcdefgh" if one in tree.up(other)} == tree.down([one]) - {one}


def test_the_house_is_as_its_head_says(access: Access) -> None:
    assert access.lines().people.above == LED_BY
