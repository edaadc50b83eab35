"""What may each role do? The one declaration of route × role; docs/access.md shows the same table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from api.access.policy import Sees
from api.access.principal import Role, Scope

ALL, REPORTS, UNITS, SELF = Scope.ALL, Scope.REPORTS, Scope.UNITS, Scope.SELF


@dataclass(frozen=True, slots=True)
class Rule:
    """Over whom each role reaches by a route; a role that is left out is denied.

    `sees` is what a manager learns of a person by it: where the policy does not grant that, reports are out of reach.
    """

    cells: Mapping[Role, Scope]
    sees: Sees | None = None


def _rule(sees: Sees | None = None, **cells: Scope) -> Rule:
    return Rule({Role(name): scope for name, scope in cells.items()}, sees)


_SYSTEMS: Final = _rule(lms=ALL, admin=ALL)
_PEOPLE: Final = {"lms": ALL, "manager": REPORTS, "learner": SELF, "admin": ALL}
_PLANS: Final = _rule(Sees.PATH, **_PEOPLE)
_MANAGERS: Final = _rule(manager=REPORTS, admin=ALL)
_DECIDERS: Final = _rule(officer=ALL, admin=ALL)
_ME: Final = _rule(learner=SELF)

RULES: Final[Mapping[str, Rule]] = {
    "POST /v1/recommendations": _PLANS,
    "POST /v1/recommendations/batch": _SYSTEMS,
    "POST /v1/recommendations/{answer_id}/shown": _PLANS,
    "POST /v1/paths": _PLANS,
    "GET /v1/learners/{learner_id}/path": _PLANS,
    "GET /v1/paths/{path_id}": _PLANS,
    "PATCH /v1/paths/{path_id}": _PLANS,
    "GET /v1/paths/{path_id}/why-not/{content_id}": _PLANS,
    "GET /v1/learners/{learner_id}/skills": _rule(Sees.LEVELS, **_PEOPLE),
    "POST /v1/events": _rule(lms=ALL, learner=SELF, admin=ALL),
    "PUT /v1/{table}": _SYSTEMS,
    "GET /v1/{table}": _SYSTEMS,
    "GET /v1/confirmations": _DECIDERS,
    "POST /v1/confirmations": _DECIDERS,
    "GET /v1/units/{unit_id}/gaps": _rule(Sees.GAPS, manager=REPORTS, officer=UNITS, scientist=UNITS, admin=ALL),
    "GET /v1/units/{unit_id}/paths": _rule(Sees.PATH, manager=REPORTS, admin=ALL),
    "GET /v1/decisions/{answer_id}": _rule(scientist=ALL, admin=ALL),
    "GET /manager": _MANAGERS,
    "GET /manager/units/{unit_id}": _MANAGERS,
    "GET /manager/learners/{learner_id}": _MANAGERS,
    "POST /manager/learners/{learner_id}/path": _rule(Sees.PATH, manager=REPORTS, admin=ALL),
    "GET /officer": _rule(Sees.GAPS, officer=UNITS, admin=ALL),
    "GET /officer/confirmations": _DECIDERS,
    "POST /officer/confirmations": _DECIDERS,
    "GET /me": _ME,
    "POST /me/{action}": _ME,
}

OPEN: Final = ("/", "/healthz", "/readyz", "/metrics", "/docs", "/openapi.json", "/static/{name}")
"""Addresses that ask nobody who they are."""
OPEN_IN_DEMO: Final = ("/signin", "/signin/{who}", "/signout", "/demo/lms")
"""Addresses that are there in the demo alone, and open."""


def granted(sees: frozenset[Sees]) -> Mapping[str, Mapping[Role, Scope]]:
    """The rules under a policy: whom each role reaches, by route."""
    return {route: _under(rule, sees) for route, rule in RULES.items()}


def _under(rule: Rule, sees: frozenset[Sees]) -> Mapping[Role, Scope]:
    withheld = rule.sees is not None and rule.sees not in sees
    return {role: scope for role, scope in rule.cells.items() if not (withheld and scope is REPORTS)}
