"""With which statuses may a call answer, and what does each say?"""

from __future__ import annotations

from typing import Any, Final

from starlette.responses import Response

from api.schemas.answered import Problem

WORDS: Final = {
    400: "the body is not JSON",
    401: "nobody is signed in, or the proof of who asks does not hold",
    403: "who asks may not do this, or not about this learner",
    404: "what is asked for does not exist",
    408: "the request was not sent whole in time",
    409: "what is asked does not go with how things stand",
    412: "the version that is to change is not the newest",
    413: "the body is too large",
    415: "the body is not sent as application/json",
    422: "the request breaks the contract, names what is unknown, or asks for a path that cannot be",
    429: "more was asked than is allowed; Retry-After says when to ask again",
    500: "the service failed",
    503: "nothing is in service yet, too much is asked, or the database is away; Retry-After says when to ask again",
}


def told(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problems that a call may answer with, for the contract."""
    return {status: {"model": Problem, "description": WORDS[status]} for status in sorted(statuses)}


def json(body: bytes, status: int = 200) -> Response:
    """JSON as it goes over the wire."""
    return Response(body, status, media_type="application/json")
