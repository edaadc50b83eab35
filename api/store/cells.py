"""How do rows look as text? One form for each value, so that equal rows have equal text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson

from api.store.values import Key

_BETWEEN: Final = "\x1f"
"""The unit separator: no cell holds it, and it sorts before all that cells hold."""


def may_be(key: Key) -> bool:
    """Whether a row can have a key: no text that a database keeps holds NUL, and no cell the unit separator."""
    return not any(_BETWEEN in cell or "\0" in cell for cell in key)


def key_text(key: Key) -> str:
    """A key as one text that sorts as the key does."""
    if any(_BETWEEN in cell for cell in key):
        raise ValueError("a cell of a key holds the character U+001F")
    return _BETWEEN.join(key)


def key_of(text: str) -> Key:
    """The key that a text stands for."""
    return tuple(text.split(_BETWEEN))


def body_text(body: Mapping[str, Any]) -> str:
    """JSON with sorted names and no spaces."""
    return orjson.dumps(body, option=orjson.OPT_SORT_KEYS).decode()


def body_of(text: str | None) -> dict[str, Any] | None:
    """The body that a text stands for; None where the row ended."""
    return None if text is None else orjson.loads(text)


def listed(names: Sequence[str]) -> str:
    """Names as one JSON array."""
    return orjson.dumps(names).decode()


def array_text(names: Sequence[str]) -> str:
    """Names as PostgreSQL writes an array."""
    escaped = (name.replace("\\", "\\\\").replace('"', '\\"') for name in names)
    return "{" + ",".join(f'"{name}"' for name in escaped) + "}"
