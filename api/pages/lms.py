"""What would a learning system show? A made-up one, that asks the real interface with a key and shows what comes."""

from __future__ import annotations

from typing import Any, Final

import anyio.to_thread
import orjson
from starlette.requests import Request

from api.pages.calling import Answered, call
from api.pages.demo_key import demo_key
from api.pages.reading import offer_of
from api.pages.views import Tile
from api.workplace import Workplace

PATH: Final = "/v1/recommendations"
TILES: Final = 4
TIMEOUT_SECONDS: Final = 2.0
"""How long the learning system waits before it shows what it has itself."""
_PRETTY: Final = orjson.OPT_INDENT_2


async def tile_of(place: Workplace, request: Request, learner: tuple[str, str], down: bool) -> Tile:
    """What the home page of a learner (id, name) in the learning system shows; `down` plays that nobody answers."""
    asked = {"learner_id": learner[0], "k": TILES}
    found = Answered(None, b"", 1000 * TIMEOUT_SECONDS) if down else await _ask(place, request, asked)
    answered = orjson.loads(found.body) if found.body else {}
    items = answered.get("items", ()) if found.status == 200 else ()
    return Tile(
        learner=learner[1],
        offers=tuple(offer_of(item) for item in items),
        call=f"POST {PATH}",
        asked=_pretty(asked),
        answered=_pretty(answered) if answered else "",
        status=found.status,
        milliseconds=found.milliseconds,
        at=place.now(),
    )


async def _ask(place: Workplace, request: Request, asked: dict[str, Any]) -> Answered:
    at = int(place.now().timestamp()) * 1_000_000
    bearer = await anyio.to_thread.run_sync(demo_key, place.settings.home, place.store, at)
    return await call(request.app, PATH, asked, bearer, TIMEOUT_SECONDS)


def _pretty(value: Any) -> str:
    return orjson.dumps(value, option=_PRETTY).decode()
