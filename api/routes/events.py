"""`POST /v1/events`: what happened, up to a thousand events a call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final, cast

import anyio.to_thread
import orjson
from fastapi import APIRouter
from pydantic import TypeAdapter
from starlette.requests import Request
from starlette.responses import Response

from api.access import Entry, Scope
from api.flows.events import PathsAfter, Sent, Taken, take
from api.flows.histories import SECOND
from api.flows.kept import HEADER, Call, Reply, call_of, keep, recall
from api.flows.reports import report_of
from api.intake import JSON, NDJSON, RowsRoute, SentRows
from api.problems import MEDIA_TYPE, Cause, Kind, Problem
from api.routes.entering import entering, entry_of
from api.routes.statuses import told
from api.schemas import events as schemas
from api.schemas.answered import Problem as ProblemSchema
from api.workplace import Workplace

PATH: Final = "/v1/events"
CALL: Final = f"POST {PATH}"
REJECTED: Final = Kind(422, "events-rejected", "No event was accepted")
_ALL: Final = "all events are accepted, or were known already"
_SOME: Final = "some events were rejected; the others are kept"
_NONE: Final = "all events were rejected, or the body holds none or too many"


@dataclass(frozen=True, slots=True)
class _Asked:
    """One call: who reports, what, in which form, and under which idempotency key."""

    entry: Entry
    body: bytes
    media: str
    call: Call | None


class EventCalls:
    """Takes reports of events."""

    def __init__(self, place: Workplace, paths_after: PathsAfter) -> None:
        self._place, self._paths_after = place, paths_after

    async def report(self, request: Request) -> Response:
        """What happened: every event is judged on its own, and what is accepted is on disk before the answer.

        An event that is sent again is a duplicate and changes nothing, so a call may be repeated after any failure.
        Events may come late and in any order. The next answer about a learner knows them.
        """
        sent, entry = cast(SentRows, request), entry_of(request)
        body = await sent.body()
        call = call_of(entry.principal.name, sent.headers.get(HEADER), CALL, sent.came_as, body)
        reply = await anyio.to_thread.run_sync(self._reply, _Asked(entry, body, sent.came_as, call))
        media = JSON if reply.status < HTTPStatus.BAD_REQUEST else MEDIA_TYPE
        return Response(reply.body, reply.status, reply.headers, media_type=media)

    def _reply(self, asked: _Asked) -> Reply:
        """The answer to one call: worked out, or the one that the same call got before."""
        if asked.call is None:
            return self._answer(asked)
        with self._place.store.reading() as session:
            known = recall(session, asked.call, self._micros())
        if known is not None:
            return known
        reply = self._answer(asked)
        if (
            reply.status < HTTPStatus.BAD_REQUEST
        ):  # what was refused did nothing: mended elsewhere, it may be sent again
            self._keep(asked.call, reply)
        return reply

    def _answer(self, asked: _Asked) -> Reply:
        rows, at = report_of(asked.body, asked.media)
        everybody = Scope.ALL in asked.entry.scope
        if not everybody:
            self._place.access.reach_all(asked.entry, _named(rows))
        return _told(take(self._place, Sent(rows, at, own=not everybody), self._paths_after))

    def _keep(self, call: Call, reply: Reply) -> None:
        """Keeps an answer. Should this fail after the events were kept, the same call finds them as duplicates."""
        with self._place.store.writing() as session:
            keep(session, call, reply, self._micros())

    def _micros(self) -> int:
        return int(self._place.now().timestamp()) * SECOND


def router_of(place: Workplace, paths_after: PathsAfter | None = None) -> APIRouter:
    """The call at its address."""
    router, calls = APIRouter(route_class=RowsRoute), EventCalls(place, paths_after or _paths_after)
    router.post(
        PATH,
        response_model=schemas.Taken,
        response_description=_ALL,
        responses=_documented(),
        openapi_extra=_body(),
        dependencies=[entering(place, CALL)],
    )(calls.report)
    return router


def _paths_after(place: Workplace, learners: Sequence[str]) -> list[dict[str, Any]]:
    from api.flows.paths import paths_after

    return paths_after(place, learners)


def _named(rows: Sequence[Any]) -> list[str]:
    """The learners that some rows name."""
    named = (row.get("learner_id") for row in rows if isinstance(row, Mapping))
    return sorted({name for name in named if isinstance(name, str)})


def _told(taken: Taken) -> Reply:
    """What is answered: a problem only where nothing was accepted, and nothing known already."""
    if not taken.refused:
        return Reply(HTTPStatus.MULTI_STATUS if taken.rejected else HTTPStatus.OK, orjson.dumps(taken))
    causes = [Cause(problem.detail, problem.pointer) for problem in taken.rejected]
    more = {name: getattr(taken, name) for name in Taken.__slots__}
    problem = Problem(REJECTED, "every event of the call was rejected; nothing was kept", causes, more)
    return Reply(REJECTED.status, bytes(problem.response().body))


def _documented() -> dict[int | str, dict[str, Any]]:
    rejected = {"model": schemas.NothingTaken | ProblemSchema, "description": _NONE}
    some = {"model": schemas.Taken, "description": _SOME}
    return told(400, 401, 403, 408, 413, 415, 429, 500, 503) | {207: some, 422: rejected}


def _body() -> dict[str, Any]:
    """The body as the contract describes it; rows are judged one by one, so that the framework does not read it."""
    report = TypeAdapter(schemas.Report | list[schemas.ReportedEvent])
    schema = report.json_schema(ref_template="#/components/schemas/{model}")
    lines = {"type": "string", "description": "one ReportedEvent a line"}
    return {"requestBody": {"required": True, "content": {JSON: {"schema": schema}, NDJSON: {"schema": lines}}}}
