"""Which calls tell of a unit? What its people lack, and where they are on their paths."""

from __future__ import annotations

from typing import Final

import anyio.to_thread
import orjson
from anyio import CapacityLimiter
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.access import Entry
from api.flows.insights import gaps_of, paths_of
from api.intake import JsonRoute
from api.routes.entering import entering, entry_of
from api.routes.statuses import json, told
from api.schemas.insights import Gaps, UnitPaths
from api.workplace import Workplace

GAPS: Final = "/v1/units/{unit_id}/gaps"
PATHS: Final = "/v1/units/{unit_id}/paths"


class _Calls:
    """Takes a request apart, and hands its answer back; a unit may be large, so one at a time in a thread."""

    def __init__(self, place: Workplace) -> None:
        self._place, self._threads = place, CapacityLimiter(place.settings.path_threads)

    async def gaps(self, unit_id: str, request: Request) -> Response:
        """What the people of a unit and below lack, skill by skill.

        A manager's figures are of their reports. Whoever sees figures alone sees none of a group so small, on its own
        or by difference to the units below, that it would tell of a person.
        """
        return json(await anyio.to_thread.run_sync(self._gaps, entry_of(request), unit_id, limiter=self._threads))

    async def paths(self, unit_id: str, request: Request) -> Response:
        """The people of a unit whom the caller reaches, with state, next step and open duties of their paths."""
        return json(await anyio.to_thread.run_sync(self._paths, entry_of(request), unit_id, limiter=self._threads))

    def _gaps(self, entry: Entry, unit_id: str) -> bytes:
        return orjson.dumps(gaps_of(self._place, entry, unit_id), option=orjson.OPT_UTC_Z)

    def _paths(self, entry: Entry, unit_id: str) -> bytes:
        return orjson.dumps(paths_of(self._place, entry, unit_id), option=orjson.OPT_UTC_Z)


def router_of(place: Workplace) -> APIRouter:
    """The calls at their addresses."""
    router, calls = APIRouter(route_class=JsonRoute), _Calls(place)
    statuses = told(401, 403, 404, 429, 500, 503)
    for address, model, words, call in (
        (GAPS, Gaps, "skills, the largest gap first", calls.gaps),
        (PATHS, UnitPaths, "people by id", calls.paths),
    ):
        router.get(
            address,
            response_model=model,
            response_description=words,
            responses=statuses,
            dependencies=[entering(place, f"GET {address}")],
        )(call)
    return router
