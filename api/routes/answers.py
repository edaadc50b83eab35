"""Which calls answer questions about learners? Recommendations, and what becomes of them."""

from __future__ import annotations

from typing import Final

import anyio.to_thread
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.flows import displays
from api.flows.answers import Answers
from api.intake import JsonRoute
from api.routes.entering import entering, entry_of
from api.routes.statuses import json, told
from api.schemas.answered import Recommendation
from api.schemas.asked import RecommendationRequest
from api.schemas.batches import Batch, BatchRequest, DecisionRow, Shown, ShownRequest
from api.workplace import Workplace

_IN: Final = (400, 401, 403, 408, 413, 415, 422, 429, 500, 503)
_RANKED: Final = "the contents in order, each with its reasons"


class _Calls:
    """Takes a request apart, and hands its answer back."""

    def __init__(self, place: Workplace, answers: Answers) -> None:
        self._place, self._answers = place, answers

    async def recommend(self, asked: RecommendationRequest, request: Request) -> Response:
        """The best contents to start now, for one learner, each with its reasons.

        An unknown learner is answered for the role asked about, or with what is popular. While there is no model the
        answer says `degraded`, and lists what most learners took up.
        """
        return json(await self._answers.recommend(asked, entry_of(request)))

    async def batch(self, asked: BatchRequest, request: Request) -> Response:
        """The best contents to start now, for up to 500 learners, each with an answer of its own."""
        return json(await self._answers.batch(asked, entry_of(request)))

    async def shown(self, answer_id: str, asked: ShownRequest, request: Request) -> Response:
        """Says what of an answer was displayed, in which order. Said again, the last word counts."""
        args = self._place, entry_of(request), answer_id, asked
        return json(await anyio.to_thread.run_sync(displays.display, *args))

    async def decision(self, answer_id: str) -> Response:
        """What is kept of an answer: versions, a pseudonym, what was asked and the digest of what was said."""
        return json(await anyio.to_thread.run_sync(displays.decision, self._place, answer_id))


def router_of(place: Workplace, answers: Answers | None = None) -> APIRouter:
    """The calls at their addresses; `answers` are shared with whatever else answers in this process."""
    router, calls = APIRouter(route_class=JsonRoute), _Calls(place, answers or Answers(place))
    ranks, shows = "/v1/recommendations", "/v1/recommendations/{answer_id}/shown"
    router.post(
        ranks,
        response_model=Recommendation,
        response_description=_RANKED,
        responses=told(*_IN),
        dependencies=[entering(place, f"POST {ranks}")],
    )(calls.recommend)
    router.post(
        f"{ranks}/batch",
        response_model=Batch,
        response_description="an answer for each learner, in the order asked",
        responses=told(*_IN),
        dependencies=[entering(place, f"POST {ranks}/batch")],
    )(calls.batch)
    router.post(
        shows,
        response_model=Shown,
        response_description="what is kept of it",
        responses=told(*_IN, 404),
        dependencies=[entering(place, f"POST {shows}")],
    )(calls.shown)
    router.get(
        "/v1/decisions/{answer_id}",
        response_model=DecisionRow,
        response_description="what is kept of the answer",
        responses=told(401, 403, 404, 429, 500, 503),
        dependencies=[entering(place, "GET /v1/decisions/{answer_id}")],
    )(calls.decision)
    return router
