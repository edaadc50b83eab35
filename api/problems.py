"""What does the caller read when something goes wrong? RFC 9457 problem details, and which error shows as which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote

import orjson
from starlette.responses import Response

from api.conflicts import Conflict, Outdated
from api.store import StoreUnavailable
from recommender.errors import CairnError, InfeasiblePlan, QueryRefused, UnknownName

MEDIA_TYPE: Final = "application/problem+json"
LISTED: Final = 1_000
"""Causes of one request that are listed; the others are only counted."""
_SHOWN: Final = 80


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing that is wrong, and a JSON Pointer to the field, as a URI fragment."""

    detail: str
    pointer: str | None = None


class RequestRefused(QueryRefused):
    """A request is well formed but names or joins what cannot be; carries every cause with its field."""

    def __init__(self, causes: Sequence[Cause]) -> None:
        self.causes = tuple(causes)
        super().__init__("the request cannot be met as it stands", [cause.detail for cause in causes])


class BodyMalformed(RequestRefused):
    """The body, or a line of it, cannot be read as JSON; carries every line that cannot."""

    def __init__(self, causes: Sequence[Cause]) -> None:
        super().__init__(causes)
        self.summary = "the body cannot be read as JSON"


class NotReady(CairnError):
    """Nothing that could answer is in service yet: no contents, or no bundle where one is needed."""

    def __init__(self, reason: str, retry_after_seconds: int, summary: str = "nothing is in service yet") -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__(summary, [reason])


class Busy(CairnError):
    """More questions are under way than are answered in good time."""

    def __init__(self, waiting: int, retry_after_seconds: int = 1) -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__("the service is busy", [f"{waiting} questions are under way already: ask again"])


class NotSignedIn(CairnError):
    """Nobody is named who could ask, or the proof of who they are does not hold."""

    def __init__(self, reason: str) -> None:
        super().__init__("nobody is signed in", [reason])


class Forbidden(CairnError):
    """Who asks may not do this; says the same whether or not what is asked for exists."""

    def __init__(self, reason: str) -> None:
        super().__init__("this is not allowed", [reason])


class TooMany(CairnError):
    """Somebody asks more often than they may."""

    def __init__(self, retry_after_seconds: int) -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__("too many requests", [f"ask again in {retry_after_seconds} seconds"])


class ProviderAway(CairnError):
    """No key of the identity provider could be fetched yet, so that no token can be checked."""

    def __init__(self, retry_after_seconds: int) -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__("no token can be checked", ["the identity provider does not show its keys"])


@dataclass(frozen=True, slots=True)
class Kind:
    """How one class of errors shows on the wire; without a slug the status says it all."""

    status: int
    slug: str
    title: str

    @property
    def uri(self) -> str:
        """The `type` of the problem."""
        return f"urn:cairn:problem:{self.slug}" if self.slug else "about:blank"


MALFORMED: Final = Kind(400, "malformed-json", "The body is not JSON")
KINDS: Final[Mapping[type[Exception], Kind]] = {
    NotReady: Kind(503, "not-ready", "Nothing is in service yet"),
    Busy: Kind(503, "busy", "More is asked than can be answered"),
    StoreUnavailable: Kind(503, "store-unavailable", "The database is away"),
    NotSignedIn: Kind(401, "not-signed-in", "Nobody is signed in"),
    Forbidden: Kind(403, "forbidden", "This is not allowed"),
    TooMany: Kind(429, "too-many-requests", "Too many requests"),
    ProviderAway: Kind(503, "provider-away", "No token can be checked at the moment"),
    Conflict: Kind(409, "conflict", "What is asked does not go with how things stand"),
    Outdated: Kind(412, "outdated", "The version that is to change is not the newest"),
    InfeasiblePlan: Kind(422, "infeasible-plan", "No path meets all demands"),
    BodyMalformed: MALFORMED,
    UnknownName: Kind(404, "unknown-name", "What is asked for does not exist"),
    QueryRefused: Kind(422, "question-refused", "The request cannot be met as it stands"),
    Exception: Kind(500, "internal", "The service failed"),
}
"""Class of error -> status, most special first; the one place that decides it."""
NOT_UTF8: Final = "the body is not UTF-8"
INVALID: Final = Kind(422, "request-invalid", "The request breaks the contract")


def kind_of(error: Exception) -> Kind:
    """How an error shows on the wire."""
    return next(kind for cls, kind in KINDS.items() if isinstance(error, cls))


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong, with all its causes; `more` adds members to the body."""

    kind: Kind
    detail: str
    causes: Sequence[Cause]
    more: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def response(self) -> Response:
        """The problem as it goes over the wire."""
        kind = self.kind
        body = {"type": kind.uri, "title": kind.title, "status": kind.status, "detail": self.detail}
        body |= {"errors": _listed(self.causes or (Cause(self.detail),)), **self.more}
        return Response(orjson.dumps(body), kind.status, dict(self.headers), media_type=MEDIA_TYPE)


def pointer(*parts: str | int) -> str:
    """A JSON Pointer as a URI fragment (RFC 6901, section 6).

    >>> pointer("goals", 0, "a/b")
    '#/goals/0/a~1b'
    """
    return "#" + "".join("/" + quote(str(part).replace("~", "~0").replace("/", "~1"), safe="~") for part in parts)


def shown(found: object) -> str:
    """A value as a sentence shows it: on one line and not too long.

    >>> shown("a" * 200)[-20:]
    'aa… (202 characters)'
    """
    text = repr(found)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}… ({len(text)} characters)"


def _listed(causes: Sequence[Cause]) -> list[Cause]:
    rest = len(causes) - LISTED
    return [*causes[:LISTED], *([Cause(f"and {rest} more")] if rest > 0 else [])]
