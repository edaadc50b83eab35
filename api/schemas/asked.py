"""What may a request say? The bodies of the calls, field by field."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.schemas.words import Asked, Day, Id, Level, Moment, Real, Whole, among
from recommender.columns import EVENT_KINDS, INITIATORS

MOST_EVENTS = 5_000
MOST_IDS = 5_000
MOST_GOALS = 100
MOST_STEPS = 52
MOST_ABSENCES = 1_000


class Absence(Asked):
    """Days on which the learner does not learn."""

    from_on: Annotated[Day, Field(description="first day away")]
    to_on: Annotated[Day, Field(description="last day away")]


class Profile(Asked):
    """What the caller says of a learner, instead of what the tables say. Nothing protected belongs here."""

    role_id: Annotated[Id | None, Field(description="role held, an id of the catalogue")] = None
    unit_id: Annotated[Id | None, Field(description="unit worked in, an id of the catalogue")] = None
    target_role_id: Annotated[Id | None, Field(description="role aimed at, an id of the catalogue")] = None
    language: Annotated[
        str | None,
        Field(description="BCP 47 tag", pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", max_length=35),
    ] = None
    location: Annotated[Id | None, Field(description="place, as requirements name it")] = None
    timezone: Annotated[str, Field(description="IANA time zone, such as Europe/Zurich", max_length=60)] = "UTC"
    hired_on: Annotated[Day | None, Field(description="first day in the organisation")] = None
    weekly_minutes: Annotated[Real | None, Field(description="learning time a week in minutes", ge=1, le=2400)] = None
    absences: Annotated[tuple[Absence, ...], Field(description="days without learning", max_length=MOST_ABSENCES)] = ()


class Event(Asked):
    """Something that happened to the learner: about a content, a skill, or both."""

    kind: Annotated[
        str, among(EVENT_KINDS), Field(description="what happened", json_schema_extra={"enum": [*EVENT_KINDS]})
    ]
    occurred_at: Annotated[Moment, Field(description="when it happened, with its zone")]
    content_id: Annotated[Id | None, Field(description="which content of the catalogue")] = None
    skill_id: Annotated[Id | None, Field(description="which skill of the catalogue")] = None
    value: Annotated[Level | None, Field(description="score, progress or rating, from 0 to 1")] = None
    initiated_by: Annotated[
        str, among(INITIATORS), Field(description="who wanted it", json_schema_extra={"enum": [*INITIATORS]})
    ] = "unknown"
    valid_until: Annotated[Moment | None, Field(description="until when it counts, with its zone")] = None


class Goal(Asked):
    """A level that is wanted of one skill."""

    skill_id: Annotated[Id, Field(description="which skill of the catalogue")]
    level: Annotated[Real, Field(description="level wanted, above 0 and up to 1", gt=0.0, le=1.0)]
    weight: Annotated[Real, Field(description="importance among the goals", gt=0.0, le=1e6)] = 1.0
    reason: Annotated[str, Field(description="why, as the learner will read it", max_length=500)] = ""


class Context(Asked):
    """The situation in which the learner asks."""

    minutes_now: Annotated[
        Real | None, Field(description="time at hand in minutes; longer contents are left out", gt=0.0, le=10_080.0)
    ] = None
    device: Annotated[
        str | None, Field(description="what is learned on, in words of your own; kept with the answer", max_length=60)
    ] = None
    offline: Annotated[bool, Field(description="true: nothing but contents that need no connection", strict=True)] = (
        False
    )


_MOST = "how many contents at most, for each learner; fewer come where fewer may, or are worth their hours"
Most = Annotated[Whole, Field(description=_MOST, ge=1, le=100)]


class Situation(Asked):
    """What is wanted, of what, where and when, whoever it is about."""

    goals: Annotated[
        tuple[Goal, ...] | None,
        Field(description="levels wanted, instead of the goals of the tables; [] for none", max_length=MOST_GOALS),
    ] = None
    role_id: Annotated[Id | None, Field(description="ask about this role alone, as a role aimed at")] = None
    only: Annotated[
        tuple[Id, ...] | None,
        Field(description="offer nothing but these contents", min_length=1, max_length=MOST_IDS),
    ] = None
    exclude: Annotated[tuple[Id, ...], Field(description="contents not to offer", max_length=MOST_IDS)] = ()
    placement: Annotated[
        str | None, Field(description="where the answer will stand, in words of your own; kept with it", max_length=60)
    ] = None
    context: Annotated[Context, Field(description="the situation in which the learner asks")] = Context()
    as_of: Annotated[
        Moment | None, Field(description="answer as of this moment, with its zone; by default the current one")
    ] = None


class Question(Situation):
    """What every question says.

    Name a learner of the tables with `learner_id`, or give `profile`, `history` or both: then nothing about the learner
    is read from the tables, and `learner_id` is only a name to answer with.
    """

    learner_id: Annotated[
        Id | None,
        Field(description="learner of the tables; one that is unknown gets an answer for the role, or what is popular"),
    ] = None
    profile: Annotated[Profile | None, Field(description="the learner, in the request itself")] = None
    history: Annotated[
        tuple[Event, ...] | None,
        Field(description="what happened so far, in the request itself, in any order", max_length=MOST_EVENTS),
    ] = None


class RecommendationRequest(Question):
    """Asks for the next best contents of one learner."""

    k: Most = 10


class PathRequest(Question):
    """Asks for a path: contents in order, within time, money and rules."""

    weeks: Annotated[Whole, Field(description="length of the plan in weeks", ge=1, le=104)] = 12
    weekly_minutes: Annotated[
        Real | None,
        Field(description="learning time a week in minutes; by default the learner's own", ge=1, le=2400),
    ] = None
    max_steps: Annotated[Whole, Field(description="most contents in the path", ge=1, le=MOST_STEPS)] = 12
    money: Annotated[Real | None, Field(description="most the path may cost; by default no limit", ge=0.0, le=1e9)] = (
        None
    )
    pinned: Annotated[tuple[Id, ...], Field(description="contents that the path must hold", max_length=MOST_STEPS)] = ()
