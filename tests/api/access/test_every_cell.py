"""Every cell of the table route × role, called for real: what it allows is answered, and nothing else is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import httpx
import pytest
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from api.access import Role, Scope
from api.access.rules import OPEN_IN_DEMO
from api.pages.drawing import FILES
from tests.api.access.access_provider import NOW as SECONDS
from tests.api.access.access_provider import token
from tests.api.access.cells import Cell, cells, open_addresses
from tests.api.access.town_calls import UNITS, asked, outside, within
from tests.api.access.town_house import EVERYBODY, LEARNER, MARKS, OUTSIDE, SCORE, Town, a_town, name_of
from tests.api.pages.pages_house import a_browser as a_demo

EVERY = tuple(cells())
ROUTES = tuple(dict.fromkeys(cell.route for cell in EVERY))
ALLOWED = tuple(cell for cell in EVERY if cell.scope is not None)
FIGURES_ALONE = (Role.OFFICER, Role.SCIENTIST)
FORMS = ("POST /m", "POST /officer")
"""Routes that take a form of a page."""
SECRETS = (str(SCORE), "09:17:43", "scored-")
"""A score, the time of the event that told it, and what its id begins with."""


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    with a_town() as made:
        yield made


def calls(town: Town, cell: Cell, targets: tuple[str, ...]) -> Iterator[tuple[str, httpx.Response]]:
    """A cell called about some targets. Scientists sign in as people where they reach units."""
    proof = town.proof(cell.role, as_person=cell.scope is Scope.UNITS)
    form = town.form_token(proof) if cell.route.startswith(FORMS) else ""
    for target in targets:
        sent = asked(town, cell.route, target, form)
        yield target, town.ask(proof, sent.method, sent.path, **sent.more)


@pytest.mark.parametrize("cell", ALLOWED, ids=str)
def test_what_a_cell_allows_is_answered(town: Town, cell: Cell) -> None:
    assert cell.scope is not None
    for target, answer in calls(town, cell, within(cell.route, cell.scope)):
        good = answer.is_success or (answer.status_code == 303 and cell.route.startswith(FORMS))
        assert good, (target, answer.status_code, answer.text)


@pytest.mark.parametrize("cell", EVERY, ids=str)
def test_what_a_cell_does_not_allow_is_refused_in_the_same_words_whether_it_is_there_or_not(
    town: Town, cell: Cell
) -> None:
    answers = [answer for _, answer in calls(town, cell, outside(cell.route, cell.scope))]
    assert {answer.status_code for answer in answers} <= {403}
    assert len({(answer.content, answer.headers["content-type"]) for answer in answers}) <= 1
    assert not any(mark in answer.text for answer in answers for mark in MARKS)


@pytest.mark.parametrize("route", ROUTES)
def test_without_a_credential_that_holds_nobody_is_let_in(town: Town, route: str) -> None:
    good = town.proof(Role.LEARNER)
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


@pytest.mark.parametrize("cell", [cell for cell in ALLOWED if cell.role in FIGURES_ALONE], ids=str)
def test_who_sees_figures_alone_meets_no_person(town: Town, cell: Cell) -> None:
    targets = EVERYBODY if "answer_id" in cell.route else within(cell.route, cell.scope or Scope.ALL)
    answers = [answer for _, answer in calls(town, cell, targets)]
    assert not any(mark in answer.text for answer in answers for mark in MARKS)
    if cell.route.endswith("/gaps"):
        told = [row["people"] for answer in answers for row in answer.json()["skills"] if not row["suppressed"]]
        assert told
        assert min(told) >= 5


@pytest.mark.parametrize("cell", [cell for cell in ALLOWED if cell.role is Role.MANAGER], ids=str)
def test_a_manager_meets_no_score_no_event_and_nobody_else(town: Town, cell: Cell) -> None:
    assert cell.scope is not None
    for target, answer in calls(town, cell, within(cell.route, cell.scope)):
        told = re.sub(r'"data_as_of":"[^"]+"', "", answer.text)  # how fresh an answer is says nothing of what happened
        assert not any(secret in told for secret in SECRETS), target
        assert not any(name in told for one in OUTSIDE for name in (one, name_of(one))), target


def routes_in(routes: Sequence[BaseRoute]) -> Iterator[tuple[str, str]]:
    """Method and address of every route, of routers inside too."""
    for route in routes:
        inside = getattr(route, "original_router", None)
        if inside is None:
            assert isinstance(route, APIRoute), route
            yield from ((method, route.path) for method in route.methods)
        else:
            yield from routes_in(inside.routes)


def test_every_route_of_the_application_stands_on_the_page_and_the_other_way_round(town: Town) -> None:
    rows = {row.replace("{action}", action) for row in ROUTES for action in ("path", "skills")}
    there = {f"{method} {path}" for method, path in routes_in(town.client.app.routes)}
    there_in_demo = {f"{method} {path}" for method, path in routes_in(a_demo().client.app.routes)}
    free = {f"GET {path.replace('{name}', name)}" for path in open_addresses() for name in FILES}
    assert there_in_demo == rows | free
    assert there == there_in_demo - {f"GET {path}" for path in OPEN_IN_DEMO}


def test_what_is_open_is_answered_to_anybody() -> None:
    demo = a_demo()
    for path in open_addresses():
        answer = demo.get(path.replace("{name}", min(FILES)).replace("{who}", "manager"))
        assert answer.status_code in (200, 303), path
