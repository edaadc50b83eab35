"""`GET /v1/confirmations` and `POST /v1/confirmations`: suggested links are asked about, and answered."""

from __future__ import annotations

from typing import Any, Final

import anyio.to_thread
import orjson
from anyio import CapacityLimiter
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.access import Entry
from api.flows.confirming import answered, waiting_links
from api.intake import JsonRoute
from api.problems import Cause, RequestRefused, pointer, shown
from api.routes.entering import entering, entry_of
from api.routes.statuses import json, told
from api.schemas.confirmations import MOST_ANSWERS, Confirmations, Confirmed, LinkAnswers
from api.workplace import Workplace
from recommender.confirmations import FIRST

PATH: Final = "/v1/confirmations"
_LIMIT: Final = {
    "name": "limit",
    "in": "query",
    "required": False,
    "description": "how many at most",
    "schema": {"type": "integer", "minimum": 1, "maximum": MOST_ANSWERS, "default": FIRST},
}
_DIGITS: Final = 9


class _Calls:
    """Takes a request apart; everybody has to be looked at, so one list at a time, in a thread."""

    def __init__(self, place: Workplace) -> None:
        self._place, self._threads = place, CapacityLimiter(1)

    async def waiting(self, request: Request) -> Response:
        """The suggested links that a person should look at first, because the answers would change most paths.

        Each next one is the one that adds most to the learners whose path we expect to change. Learners are counted,
        never named; numbers that stand for too few are left out.
        """
        limit = _limit(request)
        return json(await anyio.to_thread.run_sync(self._waiting, entry_of(request), limit, limiter=self._threads))

    async def answer(self, asked: LinkAnswers) -> Response:
        """What a person says to suggested links: a confirmed one counts in full from now on, a rejected one not at all.

        Every answer is judged on its own, and on disk before this is answered; sent again, it changes nothing. Links
        that are unknown, or were answered otherwise, are told one by one. What is served knows it within seconds.
        """
        return json(orjson.dumps(await anyio.to_thread.run_sync(self._answer, asked)))

    def _waiting(self, entry: Entry, limit: int) -> bytes:
        return orjson.dumps(waiting_links(self._place, entry, limit), option=orjson.OPT_UTC_Z)

    def _answer(self, asked: LinkAnswers) -> dict[str, Any]:
        return answered(self._place, asked.answers)


def router_of(place: Workplace) -> APIRouter:
    """The calls at their address."""
    router, calls = APIRouter(route_class=JsonRoute), _Calls(place)
    router.get(
        PATH,
        response_model=Confirmations,
        response_description="suggested links, the most useful to answer first",
        responses=told(401, 403, 422, 429, 500, 503),
        openapi_extra={"parameters": [_LIMIT]},
        dependencies=[entering(place, f"GET {PATH}")],
    )(calls.waiting)
    router.post(
        PATH,
        response_model=Confirmed,
        response_description="what became of each answer",
        responses=told(400, 401, 403, 408, 413, 415, 422, 429, 500, 503),
        dependencies=[entering(place, f"POST {PATH}")],
    )(calls.answer)
    return router


def _limit(request: Request) -> int:
    """How many are asked for. Raises RequestRefused with every cause."""
    asked = request.query_params
    causes = [Cause(f"{shown(name)}: no such parameter; there is limit", pointer(name)) for name in sorted(asked)]
    causes = [cause for cause, name in zip(causes, sorted(asked), strict=True) if name != "limit"]
    limit = asked.get("limit", str(FIRST))
    if not (limit.isascii() and limit.isdecimal() and len(limit) <= _DIGITS and 1 <= int(limit) <= MOST_ANSWERS):
        causes.append(Cause(f"limit is {shown(limit)}, expected 1 to {MOST_ANSWERS}", pointer("limit")))
    if causes:
        raise RequestRefused(causes)
    return int(limit)
