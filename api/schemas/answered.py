"""What does an answer say? The bodies that come back, field by field."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from api.schemas.words import Answered

Basis = Literal["gap", "career", "role", "requirement", "affinity", "popular"]


class Estimate(Answered):
    """A number with the ends of its 80 % interval."""

    value: Annotated[float, Field(description="the number expected")]
    low: Annotated[float, Field(description="lower end of the 80 % interval")]
    high: Annotated[float, Field(description="upper end of the 80 % interval")]


class Gain(Answered):
    """What is expected of one skill, if completed. Levels run from 0 to 1."""

    skill_id: Annotated[str, Field(description="which skill")]
    name: Annotated[str, Field(description="name of the skill")]
    before: Annotated[Estimate, Field(description="level before")]
    after: Annotated[Estimate, Field(description="level after")]


class Reason(Answered):
    """Why a content stands where it stands."""

    code: Annotated[str, Field(description="for machines")]
    text: Annotated[str, Field(description="a sentence for people")]
    numbers: Annotated[dict[str, float], Field(description="the numbers behind the sentence")]


class Chain(Answered):
    """The outcome that must move, the behaviour that moves it, the skill behind it."""

    outcome: Annotated[str, Field(description="name of the outcome")]
    behaviour: Annotated[str, Field(description="name of the behaviour")]
    skill: Annotated[str, Field(description="name of the skill")]


class Suggestion(Answered):
    """One content with everything that is claimed of it."""

    rank: Annotated[int, Field(description="place in the list, from 1")]
    content_id: Annotated[str, Field(description="which content")]
    title: Annotated[str, Field(description="title as learners see it")]
    url: Annotated[str | None, Field(description="where it opens; null if unknown")]
    minutes: Annotated[float, Field(description="time it takes in minutes")]
    score: Annotated[float, Field(description="the number that the list is sorted by")]
    affinity: Annotated[float | None, Field(description="chance that it is chosen next; null if nothing can be said")]
    chance: Annotated[Estimate, Field(description="chance that it is finished once started")]
    value: Annotated[float, Field(description="chance times the weighted gap that it closes")]
    gains: Annotated[list[Gain], Field(description="what it is expected to do, skill by skill")]
    reasons: Annotated[list[Reason], Field(description="why it stands here")]
    because: Annotated[list[Chain], Field(description="the outcomes that lean on it")]
    propensity: Annotated[float, Field(description="probability of this content at this rank, after all rules")]


class Step(Suggestion):
    """One content of a path, with its place in time."""

    start: Annotated[AwareDatetime, Field(description="when it is expected to begin")]
    finish: Annotated[AwareDatetime, Field(description="when it is expected to end")]
    mandatory: Annotated[bool, Field(description="whether it must be done")]


class Answer(Answered):
    """What every answer says of itself."""

    id: Annotated[str, Field(description="id of this answer")]
    learner_id: Annotated[str, Field(description="whom it is for")]
    basis: Annotated[Basis, Field(description="what it rests on")]
    model_version: Annotated[str, Field(description="bundle that answered")]
    catalog_version: Annotated[str, Field(description="catalogue that answered")]
    as_of: Annotated[AwareDatetime, Field(description="moment it speaks of")]
    data_as_of: Annotated[datetime | None, Field(description="latest moment that the data know of; null if undated")]
    valid_until: Annotated[AwareDatetime, Field(description="when to ask again")]
    assumptions: Annotated[list[str], Field(description="what was assumed, a sentence each")]
    degraded: Annotated[bool, Field(description="true while there is no model: then contents stand by popularity")]


class Recommendation(Answer):
    """Ranked contents for one learner."""

    ranked_by: Annotated[str, Field(description="which number `score` is")]
    items: Annotated[list[Suggestion], Field(description="contents, best first")]


class Certificate(Answered):
    """How good a fixed plan is under the stated model, in weighted levels gained."""

    value: Annotated[float, Field(description="value of this plan")]
    bound: Annotated[float, Field(description="no fixed plan under the same demands can exceed it")]
    gap: Annotated[float, Field(description="(bound - value) / bound")]
    wanted: Annotated[float, Field(description="weighted levels missing before")]
    simulated: Annotated[Estimate, Field(description="value under the transition, with drop-outs")]
    claim: Annotated[str, Field(description="what exactly is claimed")]
    work: Annotated[dict[str, int], Field(description="counts of what was spent")]


class Unmet(Answered):
    """What is still missing of a wanted skill after the path."""

    skill_id: Annotated[str, Field(description="which skill")]
    name: Annotated[str, Field(description="name of the skill")]
    wanted: Annotated[float, Field(description="level wanted")]
    expected: Annotated[Estimate, Field(description="level expected after the path")]
    reason: Annotated[str, Field(description="why it is not reached")]


class Path(Answer):
    """Contents in serial order, with what they are forecast to reach and what they leave open."""

    steps: Annotated[list[Step], Field(description="contents in order")]
    minutes: Annotated[float, Field(description="time of all steps in minutes")]
    cost: Annotated[float, Field(description="money for all steps")]
    certificate: Annotated[Certificate, Field(description="how good the plan is")]
    forecast: Annotated[list[Gain], Field(description="levels before and after the path, skill by skill")]
    unmet: Annotated[list[Unmet], Field(description="wanted skills that stay below their level")]


class Health(Answered):
    """The process answers."""

    status: Annotated[Literal["alive"], Field(description="always `alive`")] = "alive"


class Readiness(Answered):
    """What is in service."""

    status: Annotated[Literal["ready"], Field(description="always `ready`")] = "ready"
    degraded: Annotated[bool, Field(description="true while there is no model: what is popular is answered")]
    model_version: Annotated[str, Field(description="bundle in service; `none` while there is none")]
    catalog_version: Annotated[str, Field(description="catalogue in service")]
    catalog_seq: Annotated[int, Field(description="change of the store that the catalogue stands at")]
    loaded: Annotated[AwareDatetime, Field(description="since when they are in service")]
    refused: Annotated[str | None, Field(description="why a newer bundle is not in service; null if none waits")]


class Cause(Answered):
    """One thing that is wrong with a request."""

    detail: Annotated[str, Field(description="what is wrong, and what was expected")]
    pointer: Annotated[str | None, Field(description="JSON Pointer to the field, as a URI fragment; null if none")] = (
        None
    )


class Problem(Answered):
    """Every error, as RFC 9457 problem details (application/problem+json)."""

    type: Annotated[str, Field(description="URI of the kind of problem; `about:blank` where the status says it all")]
    title: Annotated[str, Field(description="the kind of problem, in words")]
    status: Annotated[int, Field(description="HTTP status")]
    detail: Annotated[str, Field(description="what happened this time")]
    errors: Annotated[list[Cause], Field(description="all causes; beyond the first thousand they are only counted")]
    clash: Annotated[
        list[str], Field(default_factory=list, description="no path meets all: a smallest set of demands that clash")
    ]
    ways_out: Annotated[list[str], Field(default_factory=list, description="no path meets all: the cheapest repairs")]
