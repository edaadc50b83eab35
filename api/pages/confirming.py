"""What does the page of suggested links show, and what do its forms do?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError
from starlette.exceptions import HTTPException

from api.access import Entry
from api.breaches import expected, true_ones
from api.flows.confirming import answered, waiting_links
from api.pages.words import alike
from api.problems import Cause, RequestRefused, shown
from api.schemas.confirmations import LinkAnswer
from api.workplace import Workplace
from recommender.confirmations import FIRST, LEVELS, LINKS, Question

_DEEDS: Final = {"confirm": True, "reject": False}
_NAMES: Final[Mapping[str, str]] = {
    "entry_level": "level needed to profit",
    "exit_level": "level it aims at",
    "level": "level needed",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One suggested link: what is asked, its levels (column, name, value), what is known; `people`: None for few."""

    table: str
    ids: tuple[str, str]
    text: str
    levels: tuple[tuple[str, str, str], ...]
    confidence: float
    source: str | None
    people: int | None
    paths: float | None


@dataclass(frozen=True, slots=True)
class Confirming:
    """Suggested links to confirm, the most useful first; `waiting` counts all that wait."""

    asked: tuple[Asked, ...]
    waiting: int
    smallest: int
    degraded: bool


class ConfirmPages:
    """Makes the view, and does what its forms ask."""

    def __init__(self, place: Workplace) -> None:
        self._place = place

    def waiting(self, entry: Entry) -> Confirming:
        """The links to confirm first; none where nothing is in service yet."""
        if self._place.holder.served is None:
            return Confirming((), 0, 0, degraded=True)
        told = waiting_links(self._place, entry, FIRST)
        asked = tuple(map(_asked, told["confirmations"]))
        return Confirming(asked, told["waiting"], told["smallest_group"], degraded=False)

    def answer(self, fields: Mapping[str, str]) -> None:
        """Takes one answer. Raises HTTPException where the form is none of the page, and RequestRefused."""
        if fields.get("deed") not in _DEEDS or fields.get("table") not in LINKS:
            raise HTTPException(400, "the form names no deed of this page")
        told = answered(self._place, [_answer(fields)])
        if told["refused"]:
            raise RequestRefused([Cause(one["detail"]) for one in told["refused"]])


def _answer(fields: Mapping[str, str]) -> LinkAnswer:
    said: dict[str, Any] = {
        "table": fields["table"],
        "ids": (fields.get("first", ""), fields.get("second", "")),
        "accept": _DEEDS[fields["deed"]],
    }
    if said["accept"]:
        said["levels"] = {name: _number(fields[name]) for name in LEVELS[fields["table"]] if fields.get(name)}
    try:
        return LinkAnswer.model_validate(said)
    except ValidationError as error:
        raise RequestRefused(
            [Cause(f"{one['loc'][-1]}: {expected(one)}") for one in true_ones(error.errors())]
        ) from None


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise RequestRefused([Cause(f"found {shown(text)}, expected a level from 0 to 1, such as 0.4")]) from None


def _asked(row: Mapping[str, Any]) -> Asked:
    ids, names = (row["ids"][0], row["ids"][1]), (row["names"][0], row["names"][1])
    texts = alike(*row["levels"].values())
    question = Question(row["table"], ids, names, row["levels"], row["confidence"], row["source"])
    return Asked(
        table=row["table"],
        ids=ids,
        text=question.text,
        levels=tuple(zip(row["levels"], map(_NAMES.__getitem__, row["levels"]), texts, strict=True)),
        confidence=row["confidence"],
        source=question.told_by,
        people=row["people"],
        paths=row["paths"],
    )
