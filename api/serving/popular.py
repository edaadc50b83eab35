"""What is answered while there is no bundle? What most learners took up, of what policy allows this one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NoReturn

import numpy as np

from api.problems import NotReady
from recommender.catalog import Catalog
from recommender.columns import EVENT_KINDS
from recommender.engine import Engine
from recommender.explain.answers import VALID, id_of
from recommender.knowledge.choices import TAKING
from recommender.knowledge.memory import last_finishes
from recommender.ranking.policy import allowed, open_prerequisites
from recommender.ranking.scene import Scene
from recommender.ranking.value import best
from recommender.types import (
    Answer,
    Basis,
    ContentId,
    Estimate,
    Floats,
    History,
    Ints,
    LearnerState,
    Numbers,
    Path,
    PathWishes,
    Query,
    Reason,
    Recommendation,
    Suggestion,
)

NO_MODEL: Final = "none"
"""The model version of what answers while there is no bundle."""
SAID: Final = "there is no model yet: contents stand in the order of how many learners took them up"
UNKNOWN: Final = Estimate(0.5, 0.0, 1.0)
"""A chance of which nothing is known."""
_RETRY_SECONDS: Final = 30
_LACKING: Final = "no bundle is in service yet"
_DISMISSED: Final = EVENT_KINDS.index("dismissed")


class Popular(Engine):
    """An engine without a bundle: it ranks by how many learners took up each content, and can do nothing else.

    Everything that needs a model raises NotReady. Queries bring their whole history along.
    """

    def __init__(self, catalog: Catalog, taken_up: Mapping[str, int]) -> None:
        self.catalog = catalog
        self._count: Floats = np.array([taken_up.get(content, 0) for content in catalog.contents.ids], float)

    @property
    def memory_key(self) -> str:
        """There is none."""
        return _not_ready()

    def recommend(self, query: Query) -> Recommendation:
        """The contents that most learners took up, of those that may be started now."""
        state = _state(query, self.catalog)
        may = allowed(query, state, self.catalog)
        may[open_prerequisites(state, self.catalog)[:, 0]] = False
        offered = np.flatnonzero(may)
        columns = offered[best(self._count[offered], self._count[offered], query.k)]
        return Recommendation(self._answer(query), "popularity", tuple(self._suggested(columns)))

    def look(self, asked: Query) -> Scene:
        """Raises NotReady."""
        return _not_ready()

    def path(self, query: Query, wishes: PathWishes) -> Path:
        """Raises NotReady."""
        return _not_ready()

    def _answer(self, query: Query) -> Answer:
        return Answer(
            id=id_of(query, None, NO_MODEL, self.catalog.version),
            learner_id=query.learner.id,
            basis=Basis.POPULAR,
            model_version=NO_MODEL,
            catalog_version=self.catalog.version,
            as_of=query.as_of,
            data_as_of=query.data_as_of,
            valid_until=query.as_of + VALID,
            assumptions=(SAID,),
        )

    def _suggested(self, columns: Ints) -> Iterator[Suggestion]:
        contents = self.catalog.contents
        for rank, column in enumerate(columns.tolist(), start=1):
            count = float(self._count[column])
            told = Reason("popular", f"{count:,.0f} learners took it up", {"learners": count})
            yield Suggestion(
                rank=rank,
                content_id=ContentId(contents.ids[column]),
                title=contents.titles[column],
                url=contents.urls[column],
                minutes=float(contents.minutes[column]),
                score=count,
                affinity=None,
                chance=UNKNOWN,
                value=0.0,
                gains=(),
                reasons=(told,),
                because=(),
                propensity=1.0,
            )


def _not_ready() -> NoReturn:
    reason = "train a bundle with `cairn train`; recommendations are answered by popularity"
    raise NotReady(reason, _RETRY_SECONDS, _LACKING)


def _state(query: Query, catalog: Catalog) -> LearnerState:
    """What policy has to know of a learner of whose levels nothing can be said."""
    now, skills = int(query.as_of.timestamp()), len(catalog.skills)
    seen = query.history.seen_at(now)
    return LearnerState(
        as_of=now,
        mean=np.zeros(skills),
        variance=np.ones(skills),
        evidence=np.zeros(skills, np.int64),
        finished=Numbers.of({content: until for content, (_, until) in last_finishes(seen).items()}),
        dismissed=Numbers.of(_dismissed(seen)),
    )


def _dismissed(seen: History) -> dict[int, int]:
    """When each content was dismissed that was not taken up since."""
    found: dict[int, int] = {}
    for kind, content, at in zip(seen.kind.tolist(), seen.content.tolist(), seen.at.tolist(), strict=True):
        if kind == _DISMISSED and content >= 0:
            found[content] = at
        elif TAKING[kind]:
            found.pop(content, None)
    return found
