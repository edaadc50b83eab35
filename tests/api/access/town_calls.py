"""Every route of docs/access.md as a request: about a person, a unit, or neither."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from api.access import Scope
from tests.api.access.town_house import (
    DIRECT,
    EVERYBODY,
    INDIRECT,
    LEADER,
    LEARNER,
    NO_UNIT,
    NOBODY,
    OUTSIDE,
    OUTSIDE_UNITS,
    WITHIN_UNITS,
    Town,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, as `Town.ask` sends it."""

    method: str
    path: str
    more: Mapping[str, Any] = field(default_factory=dict)


def _about(town: Town, who: str) -> dict[str, Any]:
    return {"learner_id": who}


_CONTENT = {"content_id": "filing"}


def _event(town: Town, who: str) -> dict[str, Any]:
    return {"events": [{"learner_id": who, "kind": "dismissed", "occurred_at": "2026-02-03T04:05:06Z"} | _CONTENT]}


UNITS = (
    "GET /v1/units/{unit_id}/gaps",
    "GET /v1/units/{unit_id}/paths",
    "GET /manager/units/{unit_id}",
    "GET /officer",
)
"""Routes about a unit."""
BARE = (
    "POST /v1/recommendations/batch",
    "PUT /v1/{table}",
    "GET /v1/{table}",
    "GET /v1/confirmations",
    "POST /v1/confirmations",
    "GET /officer/confirmations",
    "POST /officer/confirmations",
    "GET /manager",
    "GET /me",
    "POST /me/{action}",
)
"""Routes that lead to everybody, or only to whoever asks: there is nothing to be out of reach."""
_BODIES: Mapping[str, Callable[[Town, str], Any]] = {
    "POST /v1/recommendations": _about,
    "POST /v1/recommendations/batch": lambda town, who: {"learner_ids": [LEARNER, who or LEADER], "k": 2},
    "POST /v1/recommendations/{answer_id}/shown": lambda town, who: {"contents": ["planting"]},
    "POST /v1/paths": _about,
    "PATCH /v1/paths/{path_id}": lambda town, who: {"weeks": 20},
    "POST /v1/events": _event,
    "POST /v1/confirmations": lambda town, who: {"answers": [_DRAFT | {"accept": False}]},
    "PUT /v1/{table}": lambda town, who: [{"skill_id": "plants", "name": "Plants"}],
}
_DRAFT = {"table": "content_skills", "ids": ["filing", "plants"]}
_FORMS: Mapping[str, Mapping[str, str]] = {
    "POST /manager/learners/{learner_id}/path": {"deed": "replan"},
    "POST /officer/confirmations": {"deed": "reject", "table": "content_skills", "first": "filing", "second": "plants"},
    "POST /me/{action}": {"deed": "can", "skill_id": "plants"},
}


def asked(town: Town, route: str, about: str, form_token: str = "") -> Asked:
    """A route called about a person or a unit; what does not exist goes by a name that nothing has."""
    method, template = route.split(" ")
    path = template.format(
        learner_id=about,
        unit_id=about,
        path_id=town.path_id(about) if "{path_id}" in template else "",
        answer_id=town.answers.get(about, "0000000000000000"),
        content_id="pruning",
        table="skills",
        action="skills",
    )
    if route in _FORMS:
        return Asked(method, path, {"data": {"token": form_token, **_FORMS[route]}})
    if route == "GET /officer":
        return Asked(method, path, {"params": {"unit": about}})
    return Asked(method, path, {"json": _BODIES[route](town, about)} if route in _BODIES else {})


def within(route: str, scope: Scope) -> tuple[str, ...]:
    """What is within reach by a route."""
    if route in BARE:
        return ("",)
    if route in UNITS:
        led = ("north", "north-1", "all") if scope is Scope.REPORTS else WITHIN_UNITS
        return (*WITHIN_UNITS, *OUTSIDE_UNITS) if scope is Scope.ALL else led
    if scope is Scope.ALL:
        return (LEARNER, LEADER, "pq-ida")
    return (*DIRECT, *INDIRECT) if scope is Scope.REPORTS else (LEARNER,)


def outside(route: str, scope: Scope | None) -> tuple[str, ...]:
    """What is out of reach by a route, what does not exist last."""
    if route in BARE:
        return ("",) if scope is None else ()
    if scope is Scope.ALL:
        return ()
    if route in UNITS:
        return ("south", NO_UNIT) if scope is Scope.REPORTS else (*OUTSIDE_UNITS, NO_UNIT)
    if scope is None:
        return (LEARNER, NOBODY)
    beyond = (*OUTSIDE, LEADER) if scope is Scope.REPORTS else tuple(one for one in EVERYBODY if one != LEARNER)
    return (*beyond, NOBODY)
