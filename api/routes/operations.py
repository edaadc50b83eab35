"""Which calls tell whoever runs the service how it stands? They ask nobody who they are."""

from __future__ import annotations

import orjson
from fastapi import APIRouter
from starlette.responses import Response

from api import metrics
from api.intake import JsonRoute
from api.routes.statuses import json, told
from api.schemas.answered import Health, Readiness
from api.serving import Served
from api.store import StoreUnavailable
from api.workplace import Workplace


class _Calls:
    """Looks at what is in memory alone, so that it answers whatever else waits."""

    def __init__(self, place: Workplace) -> None:
        self._place = place

    async def alive(self) -> Response:
        """Whether the process answers. Looks at nothing else: restart it only if this fails."""
        return json(b'{"status":"alive"}')

    async def ready(self) -> Response:
        """What is in service; 503 as long as nothing is, or the database is away.

        `degraded`: there is no model, what is popular is answered. It tells what the last look found, and looks again.
        """
        holder = self._place.holder
        holder.watch()
        if holder.away is not None:
            raise StoreUnavailable(holder.away.summary, holder.away.problems)
        return json(_readiness(self._place.serving(), holder.refused))

    def metrics(self) -> Response:
        """What was counted, in Prometheus' format; of all workers of this machine."""
        return Response(metrics.exposed(), media_type=metrics.MEDIA_TYPE)


def router_of(place: Workplace) -> APIRouter:
    """The calls at their addresses."""
    router, calls = APIRouter(route_class=JsonRoute), _Calls(place)
    alive, ready = "the process answers", "what is in service"
    router.get("/healthz", response_model=Health, response_description=alive, responses=told(500, 503))(calls.alive)
    router.get("/readyz", response_model=Readiness, response_description=ready, responses=told(500, 503))(calls.ready)
    router.add_api_route("/metrics", calls.metrics, include_in_schema=False)
    return router


def _readiness(served: Served, refused: str | None) -> bytes:
    body = {
        "status": "ready",
        "degraded": served.degraded,
        "model_version": served.model_version,
        "catalog_version": served.catalog_version,
        "catalog_seq": served.catalog_seq,
        "loaded": served.loaded,
        "refused": refused,
    }
    return orjson.dumps(body, option=orjson.OPT_UTC_Z)
