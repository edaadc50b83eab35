"""Every cell of the table route × role, called for real: what it allows is answered, and nothing else is."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from fastapi.routing import APIRoute

from api.access import Role, Scope
from tests.api.access.access_provider import NOW as SECONDS
from tests.api.access.access_provider import shown, token
from tests.api.access.cells import Cell, cells, open_addresses
from tests.api.access.town_calls import UNITS, asked, outside, within
from tests.api.access.town_house import EVERYBODY, LEARNER, OUTSIDE, SCORE, Town, a_town, name_of, score_event

EVERY = tuple(cells())
ROUTES = tuple(dict.fromkeys(cell.route for cell in EVERY))
ALLOWED = tuple(cell for cell in EVERY if cell.scope is not None)
PEOPLE_SEES = (Role.OFFICER, Role.SCIENTIST)


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    with a_town() as made:
        yield made


def calls(town: Town, cell: Cell, targets: tuple[str, ...]) -> Iterator[tuple[str, httpx.Response]]:
    """A cell called about some targets. Scientists sign in as people where they reach units."""
    proof = town.proof(cell.role, as_person=cell.scope is Scope.UNITS)
    form = town.form_token(proof) if cell.route.startswith("POST /m") else ""
    for target in targets:
        sent = asked(town, cell.route, target, form)
        yield target, town.ask(proof, sent.method, sent.path, **sent.more)


@pytest.mark.parametrize("cell", ALLOWED, ids=str)
def test_what_a_cell_allows_is_answered(town: Town, cell: Cell) -> None:
    assert cell.scope is not None
    for target, answer in calls(town, cell, within(cell.route, cell.scope)):
        good = answer.is_success or (answer.status_code == 303 and cell.route.startswith("POST /m"))
        assert good, (target, answer.status_code, answer.text)


@pytest.mark.parametrize("cell", EVERY, ids=str)
def test_what_a_cell_does_not_allow_is_refused_in_the_same_words_whether_it_is_there_or_not(
    town: Town, cell: Cell
) -> None:
    answers = [answer for _, answer in calls(town, cell, outside(cell.route, cell.scope))]
    assert {answer.status_code for answer in answers} <= {403}
    assert len({(answer.content, answer.headers["content-type"]) for answer in answers}) <= 1
    assert not any(one in answer.text for answer in answers for one in map(name_of, EVERYBODY))


@pytest.mark.parametrize("route", ROUTES)
def test_without_a_credential_that_holds_nobody_is_let_in(town: Town, route: str) -> None:
    good, stolen = town.proof(Role.LEARNER), shown("other")
    assert stolen
    bad = {
        "none": None,
        "garbled key": town.keys[Role.ADMIN][:-1] + ("a" if town.keys[Role.ADMIN][-1] != "a" else "b"),
        "no key": "ck_nothing",
        "key that ended": town.ended,
        "key that was revoked": town.revoked,
        "garbled token": good[:-6] + "AAAAAA",
        "token that expired": token(sub=LEARNER, cairn_roles=["admin"], iat=SECONDS - 7_200, exp=SECONDS - 3_600),
        "token of somebody else's key": token("other", {"kid": "one"}, cairn_roles=["admin"]),
        "token for another service": token(aud="payroll", cairn_roles=["admin"]),
    }
    for about in ("north" if route in UNITS else LEARNER, "nothing"):
        sent = asked(town, route, about)
        for what, proof in bad.items():
            answer = town.ask(proof, sent.method, sent.path, **sent.more)
            assert (answer.status_code, answer.headers.get("www-authenticate")) == (401, "Bearer"), (what, about)


@pytest.mark.parametrize("cell", [cell for cell in ALLOWED if cell.role in PEOPLE_SEES], ids=str)
def test_who_sees_figures_alone_meets_no_person(town: Town, cell: Cell) -> None:
    targets = WITHIN_ANSWERS if "answer_id" in cell.route else within(cell.route, cell.scope or Scope.ALL)
    for _, answer in calls(town, cell, targets):
        assert not re.search(r"(?<![a-z])(" + "|".join(EVERYBODY) + r")(?![a-z])", answer.text)
        assert "qx Zwyxxer" not in answer.text
        if "gaps" in cell.route:
            told = [row["people"] for row in answer.json()["skills"] if row["suppressed"] is None]
            assert told
            assert all(people >= 5 for people in told)


WITHIN_ANSWERS = EVERYBODY


@pytest.mark.parametrize("cell", [cell for cell in ALLOWED if cell.role is Role.MANAGER], ids=str)
def test_a_manager_meets_no_score_no_event_and_nobody_else(town: Town, cell: Cell) -> None:
    assert cell.scope is not None
    for target, answer in calls(town, cell, within(cell.route, cell.scope)):
        assert str(SCORE) not in answer.text
        assert "09:17:43" not in answer.text
        assert "2026-01-10" not in answer.text, (target, answer.text)
        assert not any(score_event(one) in answer.text for one in EVERYBODY)
        assert not any(name_of(one) in answer.text for one in OUTSIDE), target


def routes_of(town: Town) -> list[tuple[str, str]]:
    """Method and address of every route of the application."""
    found = []
    for route in town.client.app.routes:
        assert isinstance(route, APIRoute), route
        found += [(method, route.path) for method in route.methods]
    return found


def test_every_route_of_the_application_stands_on_the_page(town: Town) -> None:
    rows = {row.replace("{action}", action) for row in ROUTES for action in ("path", "skills")}
    strays = [(m, p) for m, p in routes_of(town) if f"{m} {p}" not in rows and not (m == "GET" and is_open(p))]
    assert strays == []


def is_open(path: str) -> bool:
    return path in open_addresses()


def test_every_row_of_the_page_is_a_route_of_the_application(town: Town) -> None:
    there = {f"{method} {path}" for method, path in routes_of(town)}
    assert {row.replace("{action}", "path") for row in ROUTES} <= there
