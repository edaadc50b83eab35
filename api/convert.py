"""How do wire and library meet? Requests become queries, answers become bytes: the only bridge between the two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import orjson

from api.schemas.asked import Event, PathRequest, Profile, Question, RecommendationRequest
from recommender.catalog import Catalog
from recommender.columns import EVENT_KINDS, INITIATORS
from recommender.goals import duties_of
from recommender.knowledge.log import FOREVER
from recommender.knowledge.memory import last_finishes
from recommender.people import query_of as query_about
from recommender.types import (
    NO_EVENTS,
    NO_TIME,
    Answer,
    ContentId,
    History,
    Learner,
    LearnerId,
    Memory,
    Path,
    PathWishes,
    Person,
    Query,
    Recommendation,
    RoleId,
    SkillId,
    UnitId,
    Wish,
)

INLINE = LearnerId("inline")
"""Whom an answer is for where the request gives no name."""
STRANGER = "this learner is unknown here: the answer rests on {}"
_DUMP = orjson.OPT_UTC_Z | orjson.OPT_SERIALIZE_NUMPY


Known = tuple[Person, Memory | History]
"""What the tables say of a learner, and what is remembered of them or everything that happened to them."""


def query_of(asked: Question, known: Known | None, catalog: Catalog, as_of: datetime) -> Query:
    """What a request asks, of a known learner, of the learner inline, or of one that nobody knows.

    A request with its learner inline takes nothing from `known`. What `refuse` would refuse must not come here.
    """
    if is_inline(asked):
        return _inline(asked, catalog, as_of)
    if known is not None:
        person, told = known
        latest = {} if isinstance(told, History) else {"data_as_of": _latest(told.recorded)}
        return query_about(person, told, catalog, as_of, aim=_role(asked.role_id), **(latest | _fields(asked)))
    stranger = Learner(id=LearnerId(asked.learner_id or INLINE), role_id=_role(asked.role_id))
    return _query(stranger, NO_EVENTS, asked, catalog, as_of)


def is_inline(asked: Question) -> bool:
    """Whether a request brings its learner along."""
    return asked.profile is not None or asked.history is not None


def wishes_of(asked: PathRequest) -> PathWishes:
    """What a path may use."""
    return PathWishes(
        weeks=asked.weeks,
        weekly_minutes=asked.weekly_minutes,
        money=asked.money,
        max_steps=asked.max_steps,
        pinned=frozenset(map(ContentId, asked.pinned)),
    )


def history_of(events: tuple[Event, ...], catalog: Catalog) -> History:
    """Inline events as a history, in order of (occurred_at, place in the request). Their ids must be known."""
    rows = sorted(events, key=lambda event: event.occurred_at)
    contents, skills = catalog.contents.column, catalog.skills.column
    at = _ints([int(e.occurred_at.timestamp()) for e in rows])
    return History(
        kind=_ints([EVENT_KINDS.index(e.kind) for e in rows]),
        at=at,
        recorded_at=at,
        content=_ints([-1 if e.content_id is None else contents[e.content_id] for e in rows]),
        skill=_ints([-1 if e.skill_id is None else skills[e.skill_id] for e in rows]),
        value=np.array([np.nan if e.value is None else e.value for e in rows], np.float64),
        initiated_by=_ints([INITIATORS.index(e.initiated_by) for e in rows]),
        valid_until=_ints([FOREVER if e.valid_until is None else int(e.valid_until.timestamp()) for e in rows]),
        rater=np.full(len(rows), -1, np.int64),
        dated=np.ones(len(rows), np.bool_),
    )


def assumptions_of(asked: Question, known: Known | None, catalog: Catalog) -> tuple[str, ...]:
    """What answering this request took for granted, beside what the engine says itself."""
    if is_inline(asked) or asked.learner_id is None or known is not None:
        return ()
    if asked.role_id is None:
        return (STRANGER.format("the goals asked for" if asked.goals else "what is popular"),)
    name = catalog.roles.names[catalog.roles.index.column[asked.role_id]]
    return (STRANGER.format(f"the role asked about, as if it were held: {name}"),)


def recommendation_json(found: Recommendation, assumptions: tuple[str, ...], degraded: bool = False) -> bytes:
    """A recommendation as the wire has it: the head of the answer and the list on one level."""
    head = _head(found.answer, assumptions, degraded)
    return orjson.dumps({**head, "ranked_by": found.ranked_by, "items": found.items}, _plain, _DUMP)


def path_json(found: Path, assumptions: tuple[str, ...]) -> bytes:
    """A path as the wire has it: the head of the answer and the path on one level, each step with its content."""
    body = _head(found.answer, assumptions) | _members(found)
    del body["answer"]
    body["steps"] = [_members(step.suggestion) | _members(step) for step in found.steps]
    for step in body["steps"]:
        del step["suggestion"]
    return orjson.dumps(body, _plain, _DUMP)


def _latest(second: int) -> datetime | None:
    return None if second == NO_TIME else datetime.fromtimestamp(second, UTC)


def _inline(asked: Question, catalog: Catalog, as_of: datetime) -> Query:
    """The query of a request that brings its learner along: nothing about the learner comes from the tables."""
    history = history_of(asked.history or (), catalog).seen_at(int(as_of.timestamp()))
    latest = datetime.fromtimestamp(int(history.at[-1]), UTC) if len(history) else None
    learner = _learner(asked.learner_id, asked.profile or Profile())
    query = _query(learner, history, asked, catalog, as_of)
    return replace(query, aim=_role(asked.role_id), data_as_of=latest)


def _query(learner: Learner, history: History, asked: Question, catalog: Catalog, as_of: datetime) -> Query:
    """A query with the duties that requirements put on a learner."""
    last = last_finishes(history.seen_at(int(as_of.timestamp())))
    duties = duties_of(learner, (), last, catalog, as_of)
    return Query(learner, history, as_of, duties=duties, **_fields(asked))


def _fields(asked: Question) -> dict[str, Any]:
    """The fields of a query that a request sets for any learner."""
    fields: dict[str, Any] = {
        "only": frozenset(map(ContentId, asked.only or ())),
        "exclude": frozenset(map(ContentId, asked.exclude)),
        "minutes_now": asked.context.minutes_now,
        "offline": asked.context.offline,
    }
    if isinstance(asked, RecommendationRequest):
        fields["k"] = asked.k
    if asked.goals is not None:
        fields["wishes"] = tuple(Wish(SkillId(g.skill_id), g.level, g.weight, g.reason) for g in asked.goals)
    return fields


def _learner(learner_id: str | None, profile: Profile) -> Learner:
    return Learner(
        id=LearnerId(learner_id or INLINE),
        role_id=_role(profile.role_id),
        unit_id=None if profile.unit_id is None else UnitId(profile.unit_id),
        target_role_id=_role(profile.target_role_id),
        language=profile.language,
        location=profile.location,
        timezone=profile.timezone,
        hired_on=profile.hired_on,
        weekly_minutes=profile.weekly_minutes,
        absences=tuple((absence.from_on, absence.to_on) for absence in profile.absences),
    )


def _role(role_id: str | None) -> RoleId | None:
    return None if role_id is None else RoleId(role_id)


def _ints(values: list[int]) -> np.ndarray:
    return np.array(values, np.int64)


def _head(answer: Answer, assumptions: tuple[str, ...], degraded: bool = False) -> dict[str, Any]:
    return _members(answer) | {"assumptions": (*answer.assumptions, *assumptions), "degraded": degraded}


def _members(value: Any) -> dict[str, Any]:
    """The fields of a frozen value, by name."""
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


def _plain(value: object) -> Any:
    """What orjson does not know by itself: mappings that are no dict."""
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} has no form on the wire")
