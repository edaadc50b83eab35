"""Which calls are there? Each takes what is in service once, asks the engine, and hands back bytes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

import anyio.to_thread
import orjson
from anyio import CapacityLimiter
from fastapi import APIRouter
from starlette.responses import Response

from api.convert import assumptions_of, path_json, query_of, recommendation_json, wishes_of
from api.intake import JsonRoute
from api.problems import NotReady
from api.schemas.answered import Health, Path, Problem, Readiness, Recommendation
from api.schemas.asked import PathRequest, RecommendationRequest
from api.serving import Holder, Served
from api.settings import Settings

LONG: Final = 500
"""Inline events beyond which a recommendation is computed beside the event loop."""
_WORDS: Final = {
    400: "the body is not JSON",
    413: "the body is too large",
    415: "the body is not sent as application/json",
    422: "the request breaks the contract, names what is unknown, or asks for a path that cannot be",
    500: "the service failed",
    503: "nothing is in service yet; Retry-After says when to ask again",
}


class Routes:
    """The calls of version 1.

    A recommendation takes a few milliseconds and is computed in the event loop, one after the other: threads would take
    turns at the same interpreter. A path, and a recommendation over a long history, take ten times as long and would
    hold up even `/healthz`, so they run in threads, `path_threads` at a time.
    """

    def __init__(self, holder: Holder, settings: Settings, now: Callable[[], datetime]) -> None:
        self._holder, self._settings, self._now = holder, settings, now
        self._threads = CapacityLimiter(settings.path_threads)

    async def recommend(self, asked: RecommendationRequest) -> Response:
        """The best contents to start now, for one learner, each with its reasons."""
        served = await self._served()
        if len(asked.history or ()) > LONG:
            return await anyio.to_thread.run_sync(self._rank, asked, served, limiter=self._threads)
        return self._rank(asked, served)

    async def path(self, asked: PathRequest) -> Response:
        """The best plan towards what is wanted, within time, money and rules, with the proof of how good it is.

        Where the demands clash the answer is 422, with `clash` and `ways_out`.
        """
        served = await self._served()
        return await anyio.to_thread.run_sync(self._assemble, asked, served, limiter=self._threads)

    async def alive(self) -> Response:
        """Whether the process answers. Looks at nothing else: restart it only if this fails."""
        return _json(b'{"status":"alive"}')

    async def ready(self) -> Response:
        """What is in service; 503 as long as nothing is."""
        served = await self._served()
        return _json(_readiness(served, self._holder.refused))

    def _rank(self, asked: RecommendationRequest, served: Served) -> Response:
        query = query_of(asked, served.people, self._now(), self._settings.max_k)
        found = served.engine.recommend(query)
        return _json(recommendation_json(found, assumptions_of(asked, served.people)))

    def _assemble(self, asked: PathRequest, served: Served) -> Response:
        query = query_of(asked, served.people, self._now(), self._settings.max_k)
        found = served.engine.path(query, wishes_of(asked))
        return _json(path_json(found, assumptions_of(asked, served.people)))

    async def _served(self) -> Served:
        """What is in service. The request that sees a new champion waits for it; meanwhile the others do not."""
        if self._holder.due():
            await anyio.to_thread.run_sync(self._holder.refresh)
        served = self._holder.served
        if served is None:
            reason = self._holder.refused or "it is being loaded"
            raise NotReady(reason, self._settings.retry_after_seconds)
        return served


def router_of(routes: Routes) -> APIRouter:
    """The calls at their addresses."""
    router = APIRouter(route_class=JsonRoute)
    asks, looks = _told(400, 413, 415, 422, 500, 503), _told(500, 503)
    ranked, planned = "the contents in order, each with its reasons", "the path, with the proof of how good it is"
    alive, ready = "the process answers", "what is in service"
    router.post("/v1/recommendations", response_model=Recommendation, response_description=ranked, responses=asks)(
        routes.recommend
    )
    router.post("/v1/paths", response_model=Path, response_description=planned, responses=asks)(routes.path)
    router.get("/healthz", response_model=Health, response_description=alive, responses=_told(500))(routes.alive)
    router.get("/readyz", response_model=Readiness, response_description=ready, responses=looks)(routes.ready)
    return router


def _readiness(served: Served, refused: str | None) -> bytes:
    body = {
        "status": "ready",
        "model_version": served.model_version,
        "catalog_version": served.catalog_version,
        "data_as_of": served.people.data_as_of,
        "loaded": served.loaded,
        "refused": refused,
    }
    return orjson.dumps(body, option=orjson.OPT_UTC_Z)


def _told(*statuses: int) -> dict[int | str, dict[str, Any]]:
    return {status: {"model": Problem, "description": _WORDS[status]} for status in statuses}


def _json(body: bytes) -> Response:
    return Response(body, media_type="application/json")
