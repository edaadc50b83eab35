"""Does the caller know the answer already? If-None-Match, and how the contract says that a call takes it."""

from __future__ import annotations

from typing import Any, Final

KNOWN: Final = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "ETags of answers that are known: 304 without a body where the answer would be one of them",
    "schema": {"type": "string"},
}
"""The header as the contract describes it."""


def knows(said: str | None, tag: str) -> bool:
    """Whether If-None-Match names a tag; a weak one counts here (RFC 9110, 13.1.2).

    >>> knows('"1", W/"2"', '"2"'), knows("*", '"2"'), knows(None, '"2"')
    (True, True, False)
    """
    if said is None:
        return False
    return said.strip() == "*" or tag in (part.strip().removeprefix("W/") for part in said.split(","))


def tagged(good: str, same: str, *more: str) -> dict[int | str, dict[str, Any]]:
    """What a call that gives an ETag answers when all is well; `more` are further headers of the whole answer."""
    return {
        200: {"description": good, "x-headers": ("ETag", *more)},
        304: {"description": same, "x-headers": ("ETag",)},
    }
