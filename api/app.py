"""How is the service put together? Read this file first; nothing is built before `create_app` is called."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any

import orjson
from fastapi import FastAPI
from starlette.responses import HTMLResponse, Response

from api import handlers
from api.contract import ABOUT, VERSION, contract_of
from api.reference import page_of
from api.routes import Routes, router_of
from api.serving import Holder
from api.settings import Settings


def utc_now() -> datetime:
    """The current moment, in whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)


def create_app(holder: Holder, settings: Settings, now: Callable[[], datetime] = utc_now) -> FastAPI:
    """The service over what a holder holds. `now` is what "as of" means where a request does not say."""
    app = FastAPI(
        title="Cairn",
        version=VERSION,
        description=ABOUT,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.max_body_bytes = settings.max_body_bytes
    app.include_router(router_of(Routes(holder, settings, now)))
    _describe(app)
    handlers.install(app)
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
