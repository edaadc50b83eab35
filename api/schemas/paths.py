"""What may a change of a path say, and what does a kept path say?"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from api.schemas.answered import Path
from api.schemas.asked import MOST_IDS, MOST_STEPS
from api.schemas.words import Answered, Asked, Day, Id, Real, Whole, among

STATES = ("proposed", "accepted", "active", "paused", "done")
Ids = Annotated[tuple[Id, ...], Field(max_length=MOST_IDS)]


class Deferral(Asked):
    """A content that is to wait."""

    content_id: Annotated[Id, Field(description="which content")]
    until: Annotated[Day, Field(description="first day on which it may be planned again; today or earlier: now")]


class PathChange(Asked):
    """Overrules a path, or moves it on. All of it happens, or nothing."""

    state: Annotated[
        Annotated[str, among(STATES)] | None,
        Field(
            description="proposed → accepted → active → paused → done; active and paused go back and forth",
            json_schema_extra={"enum": [*STATES, None]},
        ),
    ] = None
    pin: Annotated[tuple[Id, ...], Field(description="contents that it must hold", max_length=MOST_STEPS)] = ()
    unpin: Annotated[Ids, Field(description="contents that it need hold no longer")] = ()
    veto: Annotated[Ids, Field(description="contents that it must not hold")] = ()
    unveto: Annotated[Ids, Field(description="contents that it may hold again")] = ()
    defer: Annotated[tuple[Deferral, ...], Field(description="contents left out until a day", max_length=MOST_IDS)] = ()
    weekly_minutes: Annotated[
        Real | None, Field(description="learning time a week in minutes; null: the learner's own", ge=1, le=2400)
    ] = None
    weeks: Annotated[Whole | None, Field(description="length of the plan in weeks, from today", ge=1, le=104)] = None
    money: Annotated[Real | None, Field(description="most it may cost; null: no limit", ge=0.0, le=1e9)] = None
    max_steps: Annotated[Whole | None, Field(description="most contents that it holds", ge=1, le=MOST_STEPS)] = None
    replan: Annotated[bool, Field(description="plan again with what is known now", strict=True)] = False


class Overrule(Answered):
    """What a person decided about a path: who, by role, and when."""

    kind: Annotated[
        Literal["pin", "veto", "defer", "weekly_minutes", "weeks", "money", "max_steps"],
        Field(description="what was decided"),
    ]
    content_id: Annotated[str | None, Field(description="about which content; null for limits")]
    value: Annotated[str | float | None, Field(description="the limit, or the day until which it waits")]
    by: Annotated[str, Field(description="role of whoever decided: learner, manager, lms or admin")]
    at: Annotated[AwareDatetime, Field(description="when")]


class Place(Answered):
    """A step and its dates."""

    content_id: Annotated[str, Field(description="which content")]
    title: Annotated[str, Field(description="title as learners see it")]
    start: Annotated[AwareDatetime, Field(description="when it is expected to begin")]
    finish: Annotated[AwareDatetime, Field(description="when it is expected to end")]


class Removed(Place):
    """A step that the version before held."""

    why: Annotated[str, Field(description="finished, vetoed, deferred, dismissed, not_on_offer or gives_way")]


class Moved(Place):
    """A step with other dates than before."""

    old_start: Annotated[AwareDatetime, Field(description="when it was expected to begin")]
    old_finish: Annotated[AwareDatetime, Field(description="when it was expected to end")]


class PathDiff(Answered):
    """What is different from the version before."""

    from_version: Annotated[int, Field(description="version before")]
    to_version: Annotated[int, Field(description="this version")]
    added: Annotated[list[Place], Field(description="steps that are new")]
    removed: Annotated[list[Removed], Field(description="steps that are gone, and why")]
    moved: Annotated[list[Moved], Field(description="steps with other dates")]
    kept: Annotated[list[str], Field(description="contents of the steps that stand as they were")]


class OpenDuty(Answered):
    """Something that must be done and that the path does not hold."""

    content_id: Annotated[str, Field(description="which content")]
    title: Annotated[str, Field(description="its title")]
    due_on: Annotated[str | None, Field(description="by when; null where no day is set")]
    reason: Annotated[str, Field(description="why it must be done")]
    why: Annotated[str, Field(description="why the path does not hold it")]


class KeptPath(Path):
    """A path that is kept: with its state, what people decided about it, and what changed."""

    path_id: Annotated[str, Field(description="id of the path")]
    version: Annotated[int, Field(description="version, from 1; the ETag begins with it")]
    state: Annotated[str, Field(description="proposed, accepted, active, paused, done, or superseded by a newer path")]
    made_at: Annotated[AwareDatetime, Field(description="when this version was made")]
    stale: Annotated[bool, Field(description="whether something happened that this version does not know of")]
    overrules: Annotated[list[Overrule], Field(description="what people decided, in order")]
    open_duties: Annotated[list[OpenDuty], Field(description="duties that the path cannot hold, and why")]
    diff: Annotated[PathDiff | None, Field(description="against the version before; null for the first")]
    clash: Annotated[list[str], Field(description="stale: why no new version could be planned")]
    ways_out: Annotated[list[str], Field(description="stale: the cheapest repairs")]


class WhyNot(Answered):
    """What keeps a content out of a path."""

    content_id: Annotated[str, Field(description="which content")]
    path_id: Annotated[str, Field(description="which path")]
    verdict: Annotated[
        Literal["in_path", "policy", "clash", "costs"],
        Field(description="it is in; a rule keeps it out; it cannot be fitted in; or it would cost value"),
    ]
    sentence: Annotated[str, Field(description="the answer for people")]
    rules: Annotated[list[str], Field(description="policy: rules that keep it out, a sentence each")]
    clash: Annotated[list[str], Field(description="clash: demands that cannot all be met with it")]
    ways_out: Annotated[list[str], Field(description="clash: the cheapest repairs")]
    value_without: Annotated[float | None, Field(description="costs: value of the plan without it")]
    value_with: Annotated[float | None, Field(description="costs: value of the best plan found with it")]
    out: Annotated[list[str], Field(description="costs: steps that would give way")]
