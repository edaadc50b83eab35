"""What is the answer to a question about one learner, or many? Ranked, accounted for, then sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from typing import Final

import anyio.to_thread
import orjson
from anyio import CapacityLimiter

from api import metrics
from api.access import Entry, Scope
from api.convert import Known, assumptions_of, is_inline, query_of, recommendation_json
from api.flows.decisions import Asking, Whom, decision_of, request_of
from api.flows.journal import Journal
from api.flows.people import persons_of
from api.problems import Busy
from api.refusals import refuse
from api.schemas.asked import RecommendationRequest
from api.schemas.batches import BatchRequest
from api.serving import Served
from api.store import Decision
from api.workplace import Workplace
from recommender.explain.answers import SECONDS
from recommender.types import Recommendation

LONG: Final = 500
"""Inline events beyond which a recommendation is computed beside the event loop."""
REMOTE: Final = 16
"""Answers made at the same time where each waits for a database elsewhere."""
_UNKNOWN: Final = Whom()


@dataclass(frozen=True, slots=True)
class Made:
    """An answer with its row of the decision log."""

    body: bytes
    decision: Decision


class Answers:
    """Recommendations, each kept in the decision log before it leaves.

    Over SQLite one takes about a millisecond and is made in the event loop, one after the other: threads would take
    turns at the same interpreter. What takes longer, all that asks PostgreSQL, and what people ask, whose reach is read
    from the store, is made in threads.
    """

    def __init__(self, place: Workplace) -> None:
        self.place = place
        self._persons = persons_of(place.store, place.settings.cached_learners, place.now)
        self._journal = Journal(place.store)
        self._threads = CapacityLimiter(1 if place.store.is_local else REMOTE)
        self._under_way = 0

    async def recommend(self, asked: RecommendationRequest, entry: Entry) -> bytes:
        """The answer to one question. Raises Forbidden, RequestRefused, NotReady, Busy and StoreUnavailable."""
        with self._admitted():
            if not self.place.store.is_local or len(asked.history or ()) > LONG or Scope.ALL not in entry.scope:
                return await anyio.to_thread.run_sync(self._recommended, asked, entry, limiter=self._threads)
            made = self._made(asked, entry)
            await self._journal.keep((made.decision,))
            return made.body

    async def batch(self, asked: BatchRequest, entry: Entry) -> bytes:
        """The answers to one question about many learners, in their order. Raises what `recommend` raises."""
        with self._admitted():
            return await anyio.to_thread.run_sync(self._batch, asked, entry, limiter=self._threads)

    def _recommended(self, asked: RecommendationRequest, entry: Entry) -> bytes:
        made = self._made(asked, entry)
        self._log([made])
        return made.body

    def _batch(self, asked: BatchRequest, entry: Entry) -> bytes:
        self.place.access.reach_all(entry, asked.learner_ids)
        served, now, shared = self.place.serving(), self.place.now(), asked.question()
        refuse(shared, served.catalog, self.place.settings.max_k)
        asking = Asking(now, entry.principal.key_id)
        each = (shared.model_copy(update={"learner_id": learner}) for learner in asked.learner_ids)
        made = [self._answered(one, served, asking) for one in each]
        self._log(made)
        return b'{"answers":[' + b",".join(one.body for one in made) + b"]}"

    def _log(self, made: Sequence[Made]) -> None:
        self.place.store.log([one.decision for one in made])
        metrics.logged(len(made))

    def _made(self, asked: RecommendationRequest, entry: Entry) -> Made:
        self.place.access.reach(entry, asked.learner_id)
        served = self.place.serving()
        refuse(asked, served.catalog, self.place.settings.max_k)
        return self._answered(asked, served, Asking(self.place.now(), entry.principal.key_id))

    def _answered(self, asked: RecommendationRequest, served: Served, asking: Asking) -> Made:
        known, whom = self._known(asked, served, asked.as_of or asking.at)
        answer_id, body = ranked(asked, known, served, asking.at)
        return Made(body, decision_of(answer_id, body, request_of(asked), asking, whom, served))

    def _known(self, asked: RecommendationRequest, served: Served, as_of: datetime) -> tuple[Known | None, Whom]:
        """What is known of whom a question names, and how they are named in the log."""
        if asked.learner_id is None:
            return None, _UNKNOWN
        if is_inline(asked):
            return None, self._whom(asked.learner_id)
        if served.degraded:
            told = self._persons.told(asked.learner_id, served)
            if told is None:
                return None, _UNKNOWN
            return (told.person, told.history), Whom(told.pseudonym, told.head_version)
        standing = self._persons.standing(asked.learner_id, served, as_of)
        if standing is None:
            return None, _UNKNOWN
        return (standing.person, standing.memory), Whom(standing.pseudonym, standing.head_version)

    def _whom(self, learner_id: str) -> Whom:
        with self.place.store.reading() as session:
            head = session.heads.get(learner_id)
        return _UNKNOWN if head is None else Whom(head.pseudonym, head.version)

    @contextmanager
    def _admitted(self) -> Iterator[None]:
        """Counts what is under way. Raises Busy."""
        if self._under_way >= self.place.settings.most_waiting:
            raise Busy(self._under_way)
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1


def ranked(asked: RecommendationRequest, known: Known | None, served: Served, now: datetime) -> tuple[str, bytes]:
    """Id and bytes of an answer: the same for the same question, learner, catalogue, model and moment."""
    query = query_of(asked, known, served.catalog, asked.as_of or now)
    found = _placed(served.engine.recommend(query), asked)
    body = recommendation_json(found, assumptions_of(asked, known, served.catalog), served.degraded)
    metrics.answer("recommendation", found.answer.basis, served.degraded)
    return found.answer.id, body


def _placed(found: Recommendation, asked: RecommendationRequest) -> Recommendation:
    """Two places that show the same list have an answer each, so that what was shown where can be told."""
    where = (asked.placement, asked.context.device)
    if where == (None, None):
        return found
    plain = found.answer.id
    own = blake2b(orjson.dumps((plain, *where)), digest_size=8).hexdigest()
    return replace(found, answer=replace(found.answer, id=f"{plain[:SECONDS]}{own}"))
