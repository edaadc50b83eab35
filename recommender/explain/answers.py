"""What does every answer say of itself? Its id, what it rests on, and what it assumes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b
from operator import attrgetter

import orjson

from recommender.knowledge.memory import mark_after
from recommender.planning import Effort
from recommender.ranking.scene import Scene
from recommender.types import Answer, PathWishes, Query

VALID = timedelta(days=1)
"""How long an answer stands: levels fade and duties come nearer by the day."""
SECONDS = 8
"""Digits of an id that tell the second."""
_told_of_query = attrgetter(*(name for name in Query.__slots__ if name not in ("history", "memory")))
_told_of_wishes = attrgetter(*PathWishes.__slots__)


@dataclass(frozen=True, slots=True)
class Served:
    """What answers: versions of model and catalogue, and what the model assumes."""

    model_version: str
    catalog_version: str
    assumptions: tuple[str, ...]


def answer_of(scene: Scene, served: Served, wishes: PathWishes | None = None, effort: Effort | None = None) -> Answer:
    """The head of an answer; its id tells all that went in apart, so that a replay finds the same."""
    query = scene.query
    return Answer(
        id=id_of(query, wishes, repr(effort), served.model_version, served.catalog_version),
        learner_id=query.learner.id,
        basis=scene.basis,
        model_version=served.model_version,
        catalog_version=served.catalog_version,
        as_of=query.as_of,
        data_as_of=query.data_as_of,
        valid_until=query.as_of + VALID,
        assumptions=(*served.assumptions, *_of_learner(scene, wishes)),
    )


def id_of(query: Query, wishes: PathWishes | None, *more: str) -> str:
    """Twenty-four hexadecimal digits: the second that is asked about, then a digest of all that went in.

    So ids grow with time, and a log that is ordered by them is written at its end and not all over.
    """
    mark = "" if query.memory is None else query.memory.mark
    told = mark_after(mark, query.history) if len(query.history) else mark
    wanted = None if wishes is None else _in_order(_told_of_wishes(wishes))
    asked = orjson.dumps((_in_order(_told_of_query(query)), told, wanted, more))
    return f"{max(int(query.as_of.timestamp()), 0):0{SECONDS}x}{blake2b(asked, digest_size=8).hexdigest()}"


def seed_of(answer: Answer) -> int:
    """What is drawn for an answer is drawn with this seed: the same for the same answer."""
    return int(answer.id[SECONDS : 2 * SECONDS], 16)


def _in_order(values: Iterable[object]) -> list[object]:
    return [sorted(value) if isinstance(value, frozenset) else value for value in values]


def _of_learner(scene: Scene, wishes: PathWishes | None) -> list[str]:
    found = []
    if len(scene.goal) and not scene.state.evidence[scene.goal.skill].any():
        found.append("nothing is known of this learner in the skills wanted: levels are those of the role or of all")
    stated = wishes is not None and wishes.weekly_minutes is not None
    if scene.query.learner.weekly_minutes is None and not stated:
        found.append("no learning time is stated: 60 minutes a week are assumed")
    return found
