"""Was a form sent from one of our own pages? A token bound to the session, in every form."""

from __future__ import annotations

import hmac
from hashlib import sha256
from typing import Final
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

from api.access import COOKIE

FIELD: Final = "token"
MOST_BYTES: Final = 10_000
_MOST_FIELDS: Final = 20
_STALE: Final = "this form is out of date: go back, load the page again, and send it once more"


def token_of(request: Request) -> str:
    """The token of a session: a digest that only who holds the session can know, so nothing has to be kept."""
    session = request.cookies.get(COOKIE) or request.headers.get("authorization", "")
    return hmac.new(session.encode(), b"cairn form", sha256).hexdigest()


async def fields_of(request: Request) -> dict[str, str]:
    """The fields of a form that one of our own pages sent.

    Raises HTTPException: 415 for another content type, 413 beyond 10,000 bytes, 400 for what is no form, 403 without
    the token of the session.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise HTTPException(415, f"Content-Type is {kind[:80]!r}, expected application/x-www-form-urlencoded")
    fields = _parsed(await _within(request))
    session = request.cookies.get(COOKIE) or request.headers.get("authorization")
    if not session or not hmac.compare_digest(fields.get(FIELD, "").encode(), token_of(request).encode()):
        raise HTTPException(403, _STALE)
    return fields


async def _within(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise HTTPException(413, f"the form has more than {MOST_BYTES} bytes")
    return body


def _parsed(body: bytes) -> dict[str, str]:
    try:
        text = body.decode()
        return dict(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS))
    except ValueError:
        raise HTTPException(400, "the form cannot be read: send its fields once each, as UTF-8") from None
