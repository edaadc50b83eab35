"""In plain words: what was expected where a value breaks what a contract says of its type, length or range?

Reads the errors of pydantic, which speak of its own classes, and counts entries that it dropped as missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

_EXPECTED: Final = {
    "missing": "it is missing, and must be there",
    "string_type": "expected text",
    "int_type": "expected a whole number",
    "int_parsing": "expected a whole number",
    "int_from_float": "expected a whole number",
    "float_type": "expected a number",
    "float_parsing": "expected a number",
    "finite_number": "expected a finite number",
    "bool_type": "expected true or false",
    "bool_parsing": "expected true or false",
    "tuple_type": "expected an array",
    "list_type": "expected an array",
    "dict_type": "expected an object",
    "greater_than_equal": "expected {ge} or more",
    "greater_than": "expected more than {gt}",
    "less_than_equal": "expected {le} or less",
    "less_than": "expected less than {lt}",
    "string_too_short": "expected {min_length} letters or more",
    "string_too_long": "expected {max_length} letters or fewer",
    "too_short": "expected {min_length} entries or more, found {actual_length}",
    "too_long": "expected {max_length} entries or fewer, found {actual_length}",
    "literal_error": "expected {expected}",
    "value_error": "{error}",
}
"""Kind of error -> what is said, with the names that pydantic gives in its context. Others carry words of ours."""


def expected(error: Mapping[str, Any]) -> str:
    """What was expected where one value breaks the contract.

    >>> expected({"type": "greater_than_equal", "msg": "Input should be …", "ctx": {"ge": 1}})
    'expected 1 or more'
    """
    said = _EXPECTED.get(error["type"])
    text = str(error["msg"]) if said is None else said.format_map({"actual_length": "more", **_context(error)})
    return text.replace(" 1 letters", " 1 letter").replace(" 1 entries", " 1 entry")


def true_ones(errors: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The errors without those of arrays that are too short only when their poor entries are left out."""
    return [error for error in errors if error["type"] != "too_short" or _is_short(error)]


def _is_short(error: Mapping[str, Any]) -> bool:
    return len(error["input"]) < error["ctx"]["min_length"]


def _context(error: Mapping[str, Any]) -> Mapping[str, Any]:
    """The context, with an array counted as it was sent."""
    found = error.get("input")
    counted = {"actual_length": len(found)} if isinstance(found, (list, tuple)) else {}
    return {name: _number(value) for name, value in {**error.get("ctx", {}), **counted}.items()}


def _number(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value
