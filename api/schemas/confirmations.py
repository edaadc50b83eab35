"""What is asked of a person about suggested links, and what may they answer? Bodies of `/v1/confirmations`."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, Field
from pydantic_core import PydanticCustomError

from api.schemas.words import Answered, Asked, Id, Level, among
from recommender.confirmations import LINKS

MOST_ANSWERS = 100
_ENDS = 2
_TABLES = tuple(LINKS)
Linked = Annotated[str, among(_TABLES), Field(description="table of the link", json_schema_extra={"enum": [*_TABLES]})]


def _two(found: tuple[str, ...]) -> tuple[str, ...]:
    if len(found) != _ENDS:
        told = f"expected {_ENDS} ids, those that the link joins, such as [content_id, skill_id]; found {len(found)}"
        raise PydanticCustomError("two", "{told}", {"told": told})
    return found


Ids = Annotated[
    tuple[Id, ...],
    AfterValidator(_two),
    Field(
        description="the ids that the link joins, in the order of the key columns",
        json_schema_extra={"minItems": _ENDS, "maxItems": _ENDS},
    ),
]


class LinkLevels(Asked):
    """Levels of a link; which of them it has depends on its table. A level that is left out stays as suggested."""

    entry_level: Annotated[Level | None, Field(description="level needed to profit, of content_skills")] = None
    exit_level: Annotated[Level | None, Field(description="level it aims at, of content_skills")] = None
    level: Annotated[Level | None, Field(description="level needed, of role_skills and behaviour_skills")] = None


class LinkAnswer(Asked):
    """What a person says to one suggested link."""

    table: Linked
    ids: Ids
    accept: Annotated[bool, Field(strict=True, description="true confirms the link, false rejects it")]
    levels: Annotated[LinkLevels, Field(description="levels that are confirmed instead of the suggested ones")] = (
        LinkLevels()
    )


class LinkAnswers(Asked):
    """Answers to suggested links, each judged on its own."""

    answers: Annotated[tuple[LinkAnswer, ...], Field(description="the answers", min_length=1, max_length=MOST_ANSWERS)]


class WaitingLink(Answered):
    """A suggested link that waits for a person, and what hangs on it."""

    table: Linked
    ids: Annotated[list[str], Field(description="the two ids that it joins", min_length=2, max_length=2)]
    names: Annotated[list[str], Field(description="their titles or names", min_length=2, max_length=2)]
    levels: Annotated[dict[str, float], Field(description="its suggested levels, by column")]
    confidence: Annotated[float, Field(description="how sure the source is, from 0 to 1")]
    source: Annotated[str | None, Field(description="where the suggestion comes from")]
    people: Annotated[int | None, Field(description="present learners whom it concerns; null: too few to tell")]
    paths: Annotated[float | None, Field(description="how many of their paths we expect the answer to change; or null")]


class Confirmations(Answered):
    """The suggested links to confirm first: each next one adds most to the paths that we expect to change."""

    as_of: Annotated[AwareDatetime, Field(description="when this was worked out")]
    waiting: Annotated[int, Field(description="suggested links in all")]
    smallest_group: Annotated[int, Field(description="numbers of fewer people than this are not told")]
    confirmations: Annotated[list[WaitingLink], Field(description="the first of them, the most useful first")]


class AnswerRefused(Answered):
    """An answer that changed nothing, and why."""

    detail: Annotated[str, Field(description="what is wrong, and what was expected")]
    pointer: Annotated[str, Field(description="JSON Pointer to the answer, as a URI fragment")]


class Confirmed(Answered):
    """What became of the answers of one call; every answer is counted or told once. What is counted is on disk."""

    confirmed: Annotated[int, Field(description="links that are validated now")]
    rejected: Annotated[int, Field(description="links that are rejected now")]
    unchanged: Annotated[int, Field(description="links that were answered so before")]
    refused: Annotated[list[AnswerRefused], Field(description="answers that were not taken, in their order")]
