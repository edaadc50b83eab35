"""What breaks the contract is told in plain words, without those of the library that checks it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field, ValidationError

from api.breaches import expected, true_ones


class Form(BaseModel):
    """A field of each kind."""

    text: str = Field("-", min_length=1, max_length=3, strict=True)
    whole: int = Field(1, ge=1, le=9)
    number: float = Field(0.5, gt=0, lt=1, allow_inf_nan=False)
    said: bool = False
    word: Literal["a", "b"] = "a"
    many: tuple[Annotated[str, Field(min_length=1)], ...] = Field(("a",), min_length=1, max_length=2)
    inner: dict[str, int] = {}


def errors(**fields: Any) -> Any:
    with pytest.raises(ValidationError) as refused:
        Form.model_validate(fields)
    return refused.value.errors()


@pytest.mark.parametrize(
    ("field", "found", "said"),
    [
        ("text", 5, "expected text"),
        ("text", "", "expected 1 letter or more"),
        ("text", "abcd", "expected 3 letters or fewer"),
        ("whole", "x", "expected a whole number"),
        ("whole", 1.5, "expected a whole number"),
        ("whole", 0, "expected 1 or more"),
        ("whole", 10, "expected 9 or less"),
        ("number", "x", "expected a number"),
        ("number", [], "expected a number"),
        ("number", 0, "expected more than 0"),
        ("number", 1, "expected less than 1"),
        ("number", float("nan"), "expected a finite number"),
        ("said", "maybe", "expected true or false"),
        ("word", "c", "expected 'a' or 'b'"),
        ("many", 5, "expected an array"),
        ("many", [], "expected 1 entry or more, found 0"),
        ("many", ["a", "b", "c"], "expected 2 entries or fewer, found 3"),
        ("inner", 5, "expected an object"),
    ],
)
def test_every_breach_says_what_was_expected(field: str, found: Any, said: str) -> None:
    [error] = errors(**{field: found})
    assert expected(error) == said


def test_what_is_missing_is_said_to_be() -> None:
    class Needed(BaseModel):
        name: str

    with pytest.raises(ValidationError) as refused:
        Needed.model_validate({})
    assert expected(refused.value.errors()[0]) == "it is missing, and must be there"


def test_words_of_our_own_are_told_as_they_are() -> None:
    assert expected({"type": "among", "msg": "expected one of a, b"}) == "expected one of a, b"


def test_an_array_is_too_short_only_for_what_was_sent_in_it() -> None:
    assert [error["loc"] for error in true_ones(errors(many=[""]))] == [("many", 0)]
    assert [error["loc"] for error in true_ones(errors(many=[]))] == [("many",)]
