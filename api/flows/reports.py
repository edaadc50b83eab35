"""Which events does a body report? A JSON array, an object that holds one, or one JSON object a line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import orjson

from api.flows.sheets import sheet_of
from api.intake import JSON
from api.problems import Cause, RequestRefused, pointer, shown

MOST: Final = 1_000
"""Events of one call."""
_MEMBER: Final = "events"


def report_of(body: bytes, media: str) -> tuple[Sequence[Any], tuple[str, ...]]:
    """The rows of a body, and where they stand in it.

    Raises BodyMalformed where it cannot be read as JSON, RequestRefused where it holds no events or too many.
    """
    within = media == JSON and body.lstrip()[:1] == b"{"
    rows, place = (_member(body), (_MEMBER,)) if within else (sheet_of(body, media).rows, ())
    if not 1 <= len(rows) <= MOST:
        raise RequestRefused([Cause(f"found {len(rows):,} events, expected 1 to {MOST:,} a call", pointer(*place))])
    return rows, place


def _member(body: bytes) -> list[Any]:
    """The events of an object that holds nothing else."""
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        return [*sheet_of(body, JSON).rows]  # says what is wrong with it
    strays = [
        Cause(f"{shown(name)}: no such field; send events alone", pointer(name)) for name in found if name != _MEMBER
    ]
    if not isinstance(found.get(_MEMBER), list):
        strays.append(
            Cause('expected an array of events, such as {"events": [{"learner_id": "…", …}]}', pointer(_MEMBER))
        )
    if strays:
        raise RequestRefused(strays)
    rows: list[Any] = found[_MEMBER]
    return rows
