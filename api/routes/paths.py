"""Which calls plan? Paths: assembled, read, overruled, and why something is not in one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final, TypeVar

import anyio.to_thread
import orjson
from anyio import CapacityLimiter
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.flows.path_cases import By, by_of
from api.flows.path_documents import Kept
from api.flows.paths import Paths
from api.flows.why_not import why_not
from api.intake import JsonRoute
from api.problems import Cause, RequestRefused, shown
from api.routes.entering import entering, entry_of
from api.routes.knowing import KNOWN, knows, tagged
from api.routes.statuses import json, told
from api.schemas.answered import Path
from api.schemas.asked import PathRequest
from api.schemas.paths import KeptPath, PathChange, WhyNot
from api.workplace import Workplace

_CURRENT: Final = "the current path"
_VERSIONED: Final = "the version asked for"
_CHANGED: Final = "the path as changed"
_SAME: Final = "the path stands as If-None-Match knows it"
_IN: Final = (400, 401, 403, 408, 413, 415, 422, 429, 500, 503)
_OUT: Final = (401, 403, 404, 422, 429, 500, 503)
_DIGITS: Final = 9
_VERSION: Final = {
    "name": "version",
    "in": "query",
    "required": False,
    "description": "which version; by default the newest",
    "schema": {"type": "integer", "minimum": 1, "maximum": 10**_DIGITS - 1},
}
_MATCH: Final = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "ETag of what was read: 412 if its version is not the newest any more",
    "schema": {"type": "string"},
}
_CHANGING: Final[dict[str, Any]] = {
    "response_model": KeptPath,
    "response_description": _CHANGED,
    "responses": told(*_IN, 404, 409, 412) | {200: tagged(_CHANGED, _SAME)[200]},
    "openapi_extra": {"parameters": [_MATCH]},
}
"""How the contract tells of a change."""
T = TypeVar("T")


class _Calls:
    """Takes a request apart, plans in threads, `path_threads` at a time, and hands the answer back."""

    def __init__(self, place: Workplace) -> None:
        self._place, self._paths = place, Paths(place)
        self._threads = CapacityLimiter(place.settings.path_threads)

    async def assemble(self, asked: PathRequest, request: Request) -> Response:
        """The best plan towards what is wanted, within time, money and rules, with the proof of how good it is.

        For a learner of the store it is kept as their current path, proposed, in the place of the one before; for one
        who comes in the request, or is unknown, it is only answered. Where the demands clash the answer is 422, with
        `clash` and `ways_out`.
        """
        await self._reach(request, asked.learner_id)
        by = by_of(entry_of(request), asked.learner_id)
        body, kept = await self._planned(self._paths.assemble, asked, by)
        return json(body) if kept is None else _response(kept)

    async def current(self, learner_id: str, request: Request) -> Response:
        """The path that a learner is on. Planned again first if something happened that matters to it.

        Where no new plan can meet the demands, the old one stays, `stale`, with `clash` and `ways_out`.
        """
        await self._reach(request, learner_id)
        return _response(await self._planned(self._paths.current, learner_id), request)

    async def read(self, path_id: str, request: Request) -> Response:
        """A path: its newest version, planned again first if something happened, or an old one as it was."""
        version = _version(request)
        await self._reached(path_id, request)
        return _response(await self._planned(self._paths.read, path_id, version), request)

    async def change(self, path_id: str, change: PathChange, request: Request) -> Response:
        """Overrules a path or moves it on; what matters to the plan plans again and makes a new version.

        `diff` tells the steps that came, went and moved. Where the demands clash nothing changes: 422, with `clash` and
        `ways_out`. With If-Match, a version that is not the newest any more gets 412; without, 409 only if two changes
        come at the same time.
        """
        by = await self._reached(path_id, request)
        match = request.headers.get("if-match")
        return _response(await self._planned(self._paths.change, path_id, change, by, match))

    async def why_not(self, path_id: str, content_id: str, request: Request) -> Response:
        """What keeps a content out of a path, found by forcing it in: a rule, a clash, or the value it would cost."""
        await self._reached(path_id, request)
        return json(await self._planned(self._why_not, path_id, content_id))

    def _why_not(self, path_id: str, content_id: str) -> bytes:
        kept = self._paths.read(path_id)
        return orjson.dumps(why_not(self._paths.case_of(kept), kept, content_id))

    async def _reached(self, path_id: str, request: Request) -> By:
        """Lets a call through to a path, and says in which role it acts. Raises Forbidden."""
        learner_id = await anyio.to_thread.run_sync(self._paths.learner, path_id)
        await self._reach(request, learner_id)
        return by_of(entry_of(request), learner_id)

    async def _reach(self, request: Request, learner_id: str | None) -> None:
        """Lets a call through to a learner; who leads whom may have to be read. Raises Forbidden."""
        await anyio.to_thread.run_sync(self._place.access.reach, entry_of(request), learner_id)

    async def _planned(self, flow: Callable[..., T], *args: Any) -> T:
        return await anyio.to_thread.run_sync(partial(flow, *args), limiter=self._threads)


def router_of(place: Workplace) -> APIRouter:
    """The calls at their addresses."""
    router, calls = APIRouter(route_class=JsonRoute), _Calls(place)
    one, why = "/v1/paths/{path_id}", "/v1/paths/{path_id}/why-not/{content_id}"
    router.post(
        "/v1/paths",
        response_model=KeptPath | Path,
        response_description="the path; kept for a learner of the store, with its id and version",
        responses=told(*_IN),
        dependencies=[entering(place, "POST /v1/paths")],
    )(calls.assemble)
    router.get(
        "/v1/learners/{learner_id}/path",
        response_model=KeptPath,
        response_description=_CURRENT,
        responses=told(*_OUT) | tagged(_CURRENT, _SAME),
        openapi_extra={"parameters": [KNOWN]},
        dependencies=[entering(place, "GET /v1/learners/{learner_id}/path")],
    )(calls.current)
    router.get(
        one,
        response_model=KeptPath,
        response_description=_VERSIONED,
        responses=told(*_OUT) | tagged(_VERSIONED, _SAME),
        dependencies=[entering(place, f"GET {one}")],
        openapi_extra={"parameters": [_VERSION, KNOWN]},
    )(calls.read)
    router.patch(
        one,
        **_CHANGING,
        dependencies=[entering(place, f"PATCH {one}")],
    )(calls.change)
    router.get(
        why,
        response_model=WhyNot,
        response_description="what keeps it out",
        responses=told(*_OUT),
        dependencies=[entering(place, f"GET {why}")],
    )(calls.why_not)
    return router


def _version(request: Request) -> int | None:
    """The version asked for. Raises RequestRefused for what is none."""
    said = request.query_params.get("version")
    if said is None:
        return None
    if not (said.isascii() and said.isdigit() and len(said) <= _DIGITS and int(said) > 0):
        raise RequestRefused([Cause(f"version: found {shown(said)}, expected a whole number from 1")])
    return int(said)


def _response(kept: Kept, asked: Request | None = None) -> Response:
    """A path with its ETag; 304 where who asks knows it."""
    headers = {"ETag": kept.etag, "Cache-Control": "private, no-cache"}
    if asked is not None and knows(asked.headers.get("if-none-match"), headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(kept.json(), headers=headers, media_type="application/json")
