"""How does a value look as JSON? The one place that turns the library's values into plain ones."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Set
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

import numpy as np

from cairn.moments import rfc3339


def plain(value: Any) -> Any:
    """A value as JSON knows it: dataclasses and mappings become objects, times RFC 3339, what is not a number null.

    Sets are sorted, so that the same value gives the same text.

    >>> plain({"levels": (0.5, float("nan")), "day": date(2026, 3, 1), "ids": frozenset("ba")})
    {'levels': [0.5, None], 'day': '2026-03-01', 'ids': ['a', 'b']}
    """
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(one) for key, one in value.items()}
    if isinstance(value, Set):
        return sorted(plain(one) for one in value)
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    return _atom(value)


def _atom(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return rfc3339(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, np.generic):
        return _atom(value.item())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    raise TypeError(f"{type(value).__name__} has no plain form")


def as_json(value: Any) -> str:
    """A value as indented JSON text."""
    return json.dumps(plain(value), ensure_ascii=False, indent=2, allow_nan=False)
