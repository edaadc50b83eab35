"""The page and the code say the same of every route and role, and what neither names is denied."""

from __future__ import annotations

import pytest

from api.access import Access, Policy, Principal, Role, Scope, Sees
from api.access.rules import OPEN, OPEN_IN_DEMO, RULES, granted
from api.problems import Forbidden
from tests.api.access.access_house import Clock, access_over
from tests.api.access.cells import Cell, cells, open_addresses

EVERY = tuple(cells())


@pytest.fixture(scope="module")
def access() -> Access:
    return access_over(None, Clock())  # type: ignore[arg-type]


def who(*roles: Role) -> Principal:
    return Principal("somebody", frozenset(roles), "me")


@pytest.mark.parametrize("cell", EVERY, ids=str)
def test_every_cell_of_the_page_is_what_the_code_does(access: Access, cell: Cell) -> None:
    if cell.scope is None:
        with pytest.raises(Forbidden):
            access.allow(who(cell.role), cell.route)
    else:
        assert access.allow(who(cell.role), cell.route) == cell.scope


def test_the_page_names_every_route_and_every_role_once() -> None:
    assert sorted((cell.route, cell.role) for cell in EVERY) == sorted(
        (route, role) for route in RULES for role in Role
    )


def test_the_page_names_every_open_address() -> None:
    assert open_addresses() == (*OPEN, *OPEN_IN_DEMO)


@pytest.mark.parametrize(
    "route", ["GET /v1/secrets", "post /v1/paths", "POST /v1/paths/", "DELETE /v1/paths/{path_id}", ""]
)
def test_a_route_that_nobody_declared_is_denied_to_everybody(access: Access, route: str) -> None:
    with pytest.raises(Forbidden):
        access.allow(who(*Role), route)


def test_without_a_role_nothing_is_allowed(access: Access) -> None:
    for route in RULES:
        with pytest.raises(Forbidden):
            access.allow(who(), route)


def test_two_roles_reach_what_either_reaches(access: Access) -> None:
    both = who(Role.LEARNER, Role.MANAGER)
    assert access.allow(both, "POST /v1/paths") == Scope.SELF | Scope.REPORTS
    assert access.allow(both, "POST /v1/events") == Scope.SELF


@pytest.mark.parametrize(
    ("sees", "closed"),
    [
        (Sees.LEVELS, {"GET /v1/learners/{learner_id}/skills"}),
        (Sees.GAPS, {"GET /v1/units/{unit_id}/gaps"}),
        (Sees.EVIDENCE, set()),
        (
            Sees.PATH,
            {
                "GET /v1/learners/{learner_id}/path",
                "GET /v1/paths/{path_id}",
                "GET /v1/paths/{path_id}/why-not/{content_id}",
                "GET /v1/units/{unit_id}/paths",
                "POST /manager/learners/{learner_id}/path",
                "PATCH /v1/paths/{path_id}",
                "POST /v1/paths",
                "POST /v1/recommendations",
                "POST /v1/recommendations/{answer_id}/shown",
            },
        ),
    ],
)
def test_what_the_policy_withholds_is_closed_to_managers_and_to_nobody_else(sees: Sees, closed: set[str]) -> None:
    whole, less = granted(frozenset(Sees)), granted(frozenset(Sees) - {sees})
    assert {route for route in whole if whole[route] != less[route]} == closed
    for route in closed:
        assert dict(whole[route].items() - less[route].items()) == {Role.MANAGER: Scope.REPORTS}


def test_the_cautious_policy_closes_no_route() -> None:
    assert granted(Policy().manager_sees) == granted(frozenset(Sees))
