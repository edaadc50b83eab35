"""Who is let in by a call? Asked before the body is judged, so that nobody learns anything else first."""

from __future__ import annotations

from typing import Any

from fastapi import Depends
from starlette.requests import Request

from api.access import Entry
from api.workplace import Workplace


def entering(place: Workplace, call: str) -> Any:
    """A dependency of the route of a call, such as "POST /v1/paths": `entry_of` then finds who was let in.

    A framework reads the body before it asks a dependency, so that `JsonRoute` asks this one itself, by its `enter`.
    """

    def enter(request: Request) -> None:
        if not hasattr(request.state, "entry"):  # else the lane let it in, and handed it on
            request.state.entry = place.access.enter(request, call)

    async def entered() -> None:
        """Was asked already."""

    entered.enter = enter  # type: ignore[attr-defined]
    return Depends(entered)


def entry_of(request: Request) -> Entry:
    """Who was let in by the route of a request."""
    entry: Entry = request.state.entry
    return entry
