"""`PUT /v1/{table}` and `GET /v1/{table}`: rows in, and what changed out."""

from __future__ import annotations

from collections.abc import MutableMapping
from functools import partial
from typing import Annotated, Any, Final, cast
from urllib.parse import urlencode

import anyio.to_thread
import orjson
from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match

from api.access import Role
from api.flows.deltas import Look, Page, page_of, tag_of
from api.flows.kept import HEADER, call_of
from api.flows.sheets import sheet_of
from api.flows.tables import put
from api.intake import JSON, NDJSON, RowsRoute, SentRows
from api.routes.entering import entering, entry_of
from api.routes.knowing import KNOWN, knows, tagged
from api.routes.looking import look_of, parameters
from api.routes.statuses import told
from api.schemas import tables as schemas
from api.workplace import Workplace
from recommender.tables.schema import TABLES

PATH: Final = "/v1/{table}"
_SECOND: Final = 1_000_000
_PUT: Final = "every row is put, deleted or unchanged, and all of it is on disk"
_READ: Final = "the rows that were written after the cursor, the earliest first"
_SAME: Final = "the table says what If-None-Match knows already"
Name = Annotated[str, Path(description="which table", json_schema_extra={"enum": [*TABLES]})]


class TableRoute(RowsRoute):
    """A route for the names of tables only; other addresses of one word are left to others."""

    def matches(self, scope: MutableMapping[str, Any]) -> tuple[Match, MutableMapping[str, Any]]:
        """Whether an address is that of a table."""
        match, inner = super().matches(scope)
        known = match is not Match.NONE and inner["path_params"]["table"] in TABLES
        return (match, inner) if known else (Match.NONE, {})


class TableCalls:
    """Puts rows, and reads what changed."""

    def __init__(self, place: Workplace) -> None:
        self._place = place

    async def put(self, request: Request, table: Name) -> Response:
        """Puts rows into a table: those that are new are created, others replaced as a whole, all of them or none.

        Rows come as a JSON array or as one object a line, at most 5,000 a call. A row with the key columns and
        `"deleted": true` ends. Rows must fit the schema and whatever they name must be there, so put skills before
        contents, and contents before links. A content that is no longer offered is put as retired, with `replaced_by`;
        what learners did with it stays with its id. Ids of deleted contents and skills are never used for others.
        With an `Idempotency-Key` a repeated call gets the first answer, for 24 hours. Events go to POST /v1/events.
        """
        sent, name = cast(SentRows, request), entry_of(request).principal.name
        body = await sent.body()
        call = call_of(name, sent.headers.get(HEADER), "PUT", request.url.path, sent.came_as, body)
        at = int(self._place.now().timestamp()) * _SECOND

        def work() -> Response:
            reply = put(self._place.store, TABLES[table], sheet_of(body, sent.came_as), call, at)
            return Response(reply.body, reply.status, reply.headers, media_type=JSON)

        return await anyio.to_thread.run_sync(work)

    async def read(self, request: Request, table: Name) -> Response:
        """What changed in a table: each row once, as it stands now, in the order in which rows were last written.

        Begin without a cursor, follow `Link` until there is none, and keep the last cursor: asked later, it gives what
        was written since. Whoever does so always ends up with what stands in the table. Protected attributes of
        learners are told to administrators only.
        """
        sees_all = Role.ADMIN in entry_of(request).principal.roles
        return await anyio.to_thread.run_sync(partial(self._read, request, look_of(request, table, sees_all)))

    def _read(self, request: Request, look: Look) -> Response:
        with self._place.store.reading() as session:
            headers = {"ETag": tag_of(session, look), "Cache-Control": "private, no-cache"}
            if knows(request.headers.get("if-none-match", ""), headers["ETag"]):
                return Response(status_code=304, headers=headers)
            page = page_of(session, look)
        if page.more:
            headers["Link"] = f'<{_next(request, page)}>; rel="next"'
        body = {"table": look.table.name, "rows": page.rows, "cursor": page.cursor, "more": page.more}
        return Response(orjson.dumps(body), headers=headers, media_type=JSON)


def router_of(place: Workplace) -> APIRouter:
    """The calls at their address."""
    router, calls = APIRouter(route_class=TableRoute), TableCalls(place)
    router.put(
        PATH,
        response_model=schemas.RowsPut,
        response_description=_PUT,
        responses=told(400, 401, 403, 404, 408, 413, 415, 422, 429, 500, 503),
        openapi_extra=_takes_rows(),
        dependencies=[entering(place, f"PUT {PATH}")],
    )(calls.put)
    router.get(
        PATH,
        response_model=schemas.RowsPage,
        response_description=_READ,
        responses=told(401, 403, 404, 422, 429, 500, 503) | tagged(_READ, _SAME, "Link"),
        openapi_extra={"parameters": [*parameters(), KNOWN]},
        dependencies=[entering(place, f"GET {PATH}")],
    )(calls.read)
    return router


def _next(request: Request, page: Page) -> str:
    """Where the next page stands, relative to the host: a proxy may have another name."""
    asked = {name: found for name, found in request.query_params.items() if name != "cursor"}
    return f"{request.url.path}?{urlencode(asked | {'cursor': page.cursor})}"


def _takes_rows() -> dict[str, Any]:
    row = {"type": "object", "description": "columns and values; with the key columns and `deleted`: true, it ends"}
    rows = {"type": "array", "items": row, "minItems": 1, "maxItems": 5_000}
    lines = {"type": "string", "description": "one row a line"}
    key = {"type": "string", "minLength": 1, "maxLength": 200}
    about = "names the call, so that repeating it does nothing twice"
    return {
        "requestBody": {"required": True, "content": {JSON: {"schema": rows}, NDJSON: {"schema": lines}}},
        "parameters": [{"name": HEADER, "in": "header", "required": False, "description": about, "schema": key}],
    }
