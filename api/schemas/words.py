"""What do ids, numbers and times look like on the wire? The types that requests and answers are made of."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

LAST_YEAR = 2199
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Asked(BaseModel):
    """A part of a request. Unknown fields, NaN and infinity are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Answered(BaseModel):
    """A part of an answer: describes what `convert` writes, and is never built to answer a request."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


def _written(form: re.Pattern[str], first_year: int, noun: str, example: str) -> Callable[[Any], Any]:
    """A check that a value is text of a form, in a year from `first_year` on."""

    def check(found: Any) -> Any:
        if not isinstance(found, str) or not form.fullmatch(found):
            raise PydanticCustomError("written", "expected {expected}", {"expected": example})
        if not first_year <= int(found[:4]) <= LAST_YEAR:
            years = f"a {noun} from {first_year} to {LAST_YEAR}"
            raise PydanticCustomError("beyond", "expected {expected}", {"expected": years})
        return found

    return check


def among(words: tuple[str, ...]) -> Any:
    """Metadata of a text field that takes one word of a closed list."""

    def check(found: str) -> str:
        if found not in words:
            raise PydanticCustomError("among", "expected one of {words}", {"words": ", ".join(words)})
        return found

    return AfterValidator(check)


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


def _without_nul(found: str) -> str:
    """PostgreSQL keeps no text with NUL, so that nothing goes by such a name."""
    if "\0" in found:
        raise PydanticCustomError("nul", "expected text without NUL")
    return found


Id = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_without_nul)]
Whole = Annotated[int, Field(strict=True)]
Real = Annotated[float, Field(strict=True)]
Level = Annotated[float, Field(strict=True, ge=0.0, le=1.0)]
Moment = Annotated[
    AwareDatetime,
    AfterValidator(_utc),
    BeforeValidator(_written(_MOMENT, 1970, "time", "an RFC 3339 time with its zone, such as 2026-03-01T09:00:00Z")),
]
Day = Annotated[date, BeforeValidator(_written(_DAY, 1900, "day", "a day, such as 2026-03-01"))]
