"""Which rows does a query ask for? Its parameters as the contract describes them, and as they are read."""

from __future__ import annotations

from typing import Any, Final

from pydantic import TypeAdapter, ValidationError
from starlette.requests import Request

from api.flows.deltas import MOST, Look, Place, place_of
from api.problems import Cause, RequestRefused, pointer, shown
from api.schemas.words import Moment
from recommender.tables.schema import TABLES

USUAL: Final = 1_000
"""Rows of a page where the query does not say."""
_ASKED: Final = ("updated_since", "cursor", "limit")
_MOMENT: Final = TypeAdapter(Moment)
_DIGITS: Final = 9


def look_of(request: Request, table: str, sees_all: bool) -> Look:
    """What a query asks of a table. Raises RequestRefused with every cause."""
    asked = request.query_params
    there = f"no such parameter; there are {', '.join(_ASKED)}"
    causes = [Cause(f"{shown(name)}: {there}", pointer(name)) for name in sorted(set(asked) - set(_ASKED))]
    limit, since, after = asked.get("limit", str(USUAL)), None, Place()
    if not (limit.isascii() and limit.isdecimal() and len(limit) <= _DIGITS and 1 <= int(limit) <= MOST):
        causes.append(Cause(f"limit is {shown(limit)}, expected 1 to {MOST:,}", pointer("limit")))
    try:
        since = _micros(asked["updated_since"]) if "updated_since" in asked else None
    except ValidationError as error:
        told = f"updated_since is {shown(asked['updated_since'])}: {error.errors()[0]['msg']}"
        causes.append(Cause(told, pointer("updated_since")))
    try:
        after = place_of(table, asked["cursor"]) if "cursor" in asked else after
    except RequestRefused as refused:
        causes += refused.causes
    if causes:
        raise RequestRefused(causes)
    return Look(TABLES[table], after, int(limit), since, sees_all)


def parameters() -> list[dict[str, Any]]:
    """The query as the contract describes it; it is read here, so that every problem of it is told like any other."""
    size = {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}
    moment = {"type": "string", "format": "date-time"}
    asked = (
        ("updated_since", moment, "only rows that were last written at this moment or later"),
        ("cursor", {"type": "string"}, "where an earlier page ended, as it was told"),
        ("limit", size, "how many rows at most"),
    )
    return [
        {"name": name, "in": "query", "required": False, "description": about, "schema": schema}
        for name, schema, about in asked
    ]


def _micros(text: str) -> int:
    moment = _MOMENT.validate_python(text)
    return int(moment.timestamp()) * 1_000_000 + moment.microsecond
