"""How is the service put together? Read this file first; nothing is built before `create_app` is called."""

from __future__ import annotations

from functools import cache
from typing import Any

import orjson
from fastapi import FastAPI
from starlette.responses import HTMLResponse, Response

from api import handlers
from api.contract import ABOUT, VERSION, contract_of
from api.edge import Edge
from api.flows.answers import Answers
from api.pages import routes as pages
from api.reference import page_of
from api.routes import answers, confirmations, events, learners, operations, paths, tables, units
from api.routes.lane import Lane
from api.workplace import Workplace, utc_now

__all__ = ["create_app", "utc_now"]


def create_app(place: Workplace) -> FastAPI:
    """The service at a workplace."""
    app = FastAPI(
        title="Cairn",
        version=VERSION,
        description=ABOUT,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.max_body_bytes = place.settings.max_body_bytes
    given = Answers(place)
    app.include_router(answers.router_of(place, given))
    for topic in (paths, learners, units, confirmations, operations, events, tables):
        app.include_router(topic.router_of(place))
    _describe(app)
    handlers.install(app)
    pages.install(app, place)
    lane = Lane(app.build_middleware_stack(), place, given)
    app.middleware_stack = Edge(lane, place.settings.limit_concurrency, place.settings.log_requests)
    return app


def _describe(app: FastAPI) -> None:
    """Adds the contract, for machines and for people; neither needs anything from outside."""

    @cache
    def contract() -> dict[str, Any]:
        return contract_of(app)

    async def machines() -> Response:
        return Response(orjson.dumps(contract()), media_type="application/json")

    async def people() -> Response:
        return HTMLResponse(page_of(contract()))

    app.add_api_route("/openapi.json", machines, include_in_schema=False)
    app.add_api_route("/docs", people, include_in_schema=False)
