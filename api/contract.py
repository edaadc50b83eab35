"""What is promised to callers? The OpenAPI document of the service."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.problems import MEDIA_TYPE

VERSION: Final = version("cairn")
"""The version of the installed package."""
ABOUT: Final = (
    "Cairn recommends learning paths: which content next, and which contents in which order, each with its reasons. "
    "Every error is RFC 9457 problem details with all its causes. Times are RFC 3339 with their zone. "
    "Levels and chances run from 0 to 1."
)


_FOREIGN: Final = "HTTPValidationError"
"""What the framework promises of every call with an id in its address, and what none of ours answers."""
KEY: Final = "key"
_BEARER: Final = "a key of a system, or a token of a person: docs/access.md says which call takes which"
_HEADERS: Final = {
    "X-Request-Id": "names the request, here and in the log: what the caller sent under this name, or a new id",
    "WWW-Authenticate": "how to show who asks: Bearer",
    "Retry-After": "seconds after which to ask again",
    "ETag": "names what this answer says: send it back as If-None-Match, or as If-Match with a change",
    "Link": 'where the next rows are, as rel="next"; missing on the last page',
}
_AT: Final[Mapping[int, tuple[str, ...]]] = {401: ("WWW-Authenticate",), 429: ("Retry-After",), 503: ("Retry-After",)}
"""Headers that go with a status, whatever the call."""


def contract_of(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of an application; every error stands under its media type.

    The `$defs` that a call brings along with its body become schemas of the document.
    """
    document = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
    parts = document["components"]
    parts["headers"] = {name: {"description": about, "schema": {"type": "string"}} for name, about in _HEADERS.items()}
    parts["securitySchemes"] = {KEY: {"type": "http", "scheme": "bearer", "description": _BEARER}}
    for foreign in (_FOREIGN, "ValidationError"):
        parts["schemas"].pop(foreign, None)
    for calls in document["paths"].values():
        for call in calls.values():
            for body in call.get("requestBody", {}).get("content", {}).values():
                parts["schemas"] |= body["schema"].pop("$defs", {})
            if _FOREIGN in str(call["responses"].get("422")):
                del call["responses"]["422"]
            for status, response in call["responses"].items():
                _complete(int(status), response)
            if "401" in call["responses"]:
                call["security"] = [{KEY: []}]
    return document


def _complete(status: int, response: dict[str, Any]) -> None:
    """Errors under their media type; the headers that come with every answer of a status, beside the call's own."""
    if status >= 400:
        response["content"] = {MEDIA_TYPE: response["content"]["application/json"]}
    names = ("X-Request-Id", *_AT.get(status, ()), *response.pop("x-headers", ()))
    response["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
