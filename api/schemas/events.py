"""What does a report of events say, and what comes back? Bodies of `POST /v1/events`, field by field."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from api.schemas.answered import Problem
from api.schemas.words import Answered, Asked, Id, Moment, Whole, among
from recommender.columns import EVENT_KINDS, INITIATORS, PRECISIONS

MOST_REPORTED = 1_000


def _one_of(words: tuple[str, ...], doc: str) -> Any:
    return Field(description=doc, json_schema_extra={"enum": [*words]})


Value = Annotated[float, Field(strict=True)] | Annotated[str, Field(min_length=1, max_length=200)]


class ReportedEvent(Asked):
    """Something that happened to a learner: about a content, a skill, a behaviour or a session, or an event taken back.

    Null says nothing. Which values, marks and ids are taken is judged row by row; the answer lists what is not.
    """

    event_id: Annotated[
        Id | None, Field(description="id of the event; without one it is named by a hash of what it says")
    ] = None
    learner_id: Annotated[Id, Field(description="to whom; the learner must be known: see PUT /v1/learners")]
    kind: Annotated[str, among(EVENT_KINDS), _one_of(EVENT_KINDS, "what happened")]
    occurred_at: Annotated[Moment, Field(description="when it happened, with its zone; at most five minutes ahead")]
    time_precision: Annotated[
        Annotated[str, among(PRECISIONS), _one_of(PRECISIONS, "")] | None,
        Field(description="how far occurred_at can be trusted; position: only the order is known; by default second"),
    ] = None
    content_id: Annotated[Id | None, Field(description="which content; an unknown one is kept as it is named")] = None
    content_version: Annotated[Id | None, Field(description="which version of it")] = None
    session_id: Annotated[Id | None, Field(description="which session")] = None
    skill_id: Annotated[Id | None, Field(description="which skill; an unknown one is kept as it is named")] = None
    behaviour_id: Annotated[Id | None, Field(description="which behaviour was observed")] = None
    value: Annotated[Value | None, Field(description="score or rating: a share from 0 to 1, or a mark of scale_id")] = (
        None
    )
    scale_id: Annotated[Id | None, Field(description="scale of the value")] = None
    rater_id: Annotated[Id | None, Field(description="who rated")] = None
    attempt: Annotated[Whole | None, Field(description="which attempt", ge=1, le=1_000_000)] = None
    initiated_by: Annotated[
        Annotated[str, among(INITIATORS), _one_of(INITIATORS, "")] | None,
        Field(description="who wanted it; only voluntary starts teach affinity; by default unknown"),
    ] = None
    recommendation_id: Annotated[Id | None, Field(description="answer that led to it")] = None
    valid_until: Annotated[Moment | None, Field(description="until when it counts, with its zone")] = None
    voids_event_id: Annotated[Id | None, Field(description="earlier event of this learner that never happened")] = None
    source: Annotated[Id | None, Field(description="system that reported it")] = None


class Report(Asked):
    """Events in an object; a bare array, or NDJSON with an event a line, says the same."""

    events: Annotated[list[ReportedEvent], Field(description="the events", min_length=1, max_length=MOST_REPORTED)]


class RejectedEvent(Answered):
    """One thing that is wrong with one event, which was not taken; an event with several problems stands here often."""

    index: Annotated[int, Field(description="place of the event in the call, from 0")]
    event_id: Annotated[str | None, Field(description="id that the event came with; null if none")]
    code: Annotated[str, Field(description="for machines")]
    detail: Annotated[str, Field(description="what is wrong, and what was expected")]
    pointer: Annotated[str, Field(description="JSON Pointer to the field, as a URI fragment")]


class EventWarning(Answered):
    """Something odd about events that were taken nevertheless."""

    code: Annotated[str, Field(description="for machines: unknown_content, unknown_skill")]
    count: Annotated[int, Field(description="how many events")]
    ids: Annotated[list[str], Field(description="the first ids that are odd")]


class NamedEvent(Answered):
    """The id that an event got which came without one."""

    index: Annotated[int, Field(description="place of the event in the call, from 0")]
    event_id: Annotated[str, Field(description="its id, a hash of what it says")]


class Taken(Answered):
    """What became of the events of one call. What is counted as accepted is on disk before this is sent."""

    accepted: Annotated[int, Field(description="events that are new and kept")]
    duplicates: Annotated[int, Field(description="events that were known already, saying the same")]
    rejected: Annotated[list[RejectedEvent], Field(description="what is wrong with the others, in their order")]
    warnings: Annotated[list[EventWarning], Field(description="what is odd about accepted events")]
    named: Annotated[list[NamedEvent], Field(description="ids of the events that came without one")]
    paths: Annotated[list[dict[str, Any]], Field(description="paths that changed, as diffs")]


class NothingTaken(Problem):
    """All events of a call were rejected: a problem that says the same as `Taken`."""

    accepted: Annotated[int, Field(description="always 0")]
    duplicates: Annotated[int, Field(description="always 0")]
    rejected: Annotated[list[RejectedEvent], Field(description="what is wrong with each event")]
    warnings: Annotated[list[EventWarning], Field(description="always empty")]
    named: Annotated[list[NamedEvent], Field(description="always empty")]
    paths: Annotated[list[dict[str, Any]], Field(description="always empty")]
