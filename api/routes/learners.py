"""Which calls tell of one learner? Where they stand."""

from __future__ import annotations

from typing import Final

import anyio.to_thread
import orjson
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.access import Entry, Sees
from api.flows.insights import skills_of
from api.intake import JsonRoute
from api.routes.entering import entering, entry_of
from api.routes.statuses import json, told
from api.schemas.insights import Levels
from api.workplace import Workplace

_WITHHELD: Final = {"evidence": None, "last_evidence": None}
SKILLS = "/v1/learners/{learner_id}/skills"


class _Calls:
    """Takes a request apart, and hands its answer back."""

    def __init__(self, place: Workplace) -> None:
        self._place = place

    async def skills(self, learner_id: str, request: Request) -> Response:
        """The levels of a learner, each with its interval and what it rests on, and what is wanted.

        A skill of which nothing is known is not at level 0: `known` is false, and the level is what we expect of
        people like them. Managers learn how much evidence there is, and of when, only where the policy says so.
        """
        return json(await anyio.to_thread.run_sync(self._skills, entry_of(request), learner_id))

    def _skills(self, entry: Entry, learner_id: str) -> bytes:
        self._place.access.reach(entry, learner_id)
        told = skills_of(self._place, learner_id)
        if Sees.EVIDENCE not in self._place.access.sees(entry, learner_id):
            told["skills"] = [skill | _WITHHELD for skill in told["skills"]]
        return orjson.dumps(told, option=orjson.OPT_UTC_Z)


def router_of(place: Workplace) -> APIRouter:
    """The calls at their addresses."""
    router = APIRouter(route_class=JsonRoute)
    router.get(
        SKILLS,
        response_model=Levels,
        response_description="skills that something is known of, or that are wanted",
        responses=told(401, 403, 404, 429, 500, 503),
        dependencies=[entering(place, f"GET {SKILLS}")],
    )(_Calls(place).skills)
    return router
