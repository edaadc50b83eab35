"""Which fields are there at a place of a request? Told to those who name one that is not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, get_args

from pydantic import BaseModel


def fields_at(model: type[BaseModel], way: Sequence[str | int]) -> tuple[str, ...]:
    """The fields of the part of a request that a way of names and rows leads to; none where it leads to no part.

    >>> from api.schemas.asked import PathRequest
    >>> fields_at(PathRequest, ("goals", 0))
    ('skill_id', 'level', 'weight', 'reason')
    """
    for name in way:
        if isinstance(name, str):
            field = model.model_fields.get(name)
            inner = None if field is None else next(_parts(field.annotation), None)
            if inner is None:
                return ()
            model = inner
    return tuple(model.model_fields)


def _parts(annotation: Any) -> Iterator[type[BaseModel]]:
    """The parts of a request inside an annotation, outermost first."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _parts(inner)
