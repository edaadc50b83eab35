"""What is promised to callers? The OpenAPI document of the service."""

from __future__ import annotations

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


def contract_of(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of an application; every error stands under its media type.

    The `$defs` that a call brings along with its body become schemas of the document.
    """
    document = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
    for calls in document["paths"].values():
        for call in calls.values():
            for body in call.get("requestBody", {}).get("content", {}).values():
                document["components"]["schemas"] |= body["schema"].pop("$defs", {})
            for status, response in call["responses"].items():
                if int(status) >= 400:
                    response["content"] = {MEDIA_TYPE: response["content"]["application/json"]}
    return document
