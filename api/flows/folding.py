"""What do new events make of the memories of the learners that they concern?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from api import metrics
from api.flows.histories import SECOND, histories_of
from api.flows.people import ALL_TIME
from api.flows.rows import person_of
from api.store import Fold, Head, Session, StoredEvent
from recommender.knowledge.memory import dumped, loaded
from recommender.types import NO_EVENTS, Memory

if TYPE_CHECKING:
    from api.serving import Served

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
"""What the tables say of one learner, by table."""


@dataclass(frozen=True, slots=True)
class Folder:
    """Folds events with the model in service, as of a moment in microseconds since 1970."""

    served: Served
    now: int

    @property
    def key(self) -> str:
        """The key of the memories that are made here."""
        return self.served.engine.memory_key

    def folds(self, session: Session, heads: Mapping[str, Head], new: Sequence[StoredEvent]) -> dict[str, Fold]:
        """The memory of each learner whom new events concern; `heads` says where these learners stand before."""
        by_learner = grouped(new)
        known = {learner: self._known(heads.get(learner), events) for learner, events in by_learner.items()}
        anew = [learner for learner, memory in known.items() if memory is None]
        for learner, events in (session.events.of_many(anew) if anew else {}).items():
            known[learner] = self._begun(session.rows.of(learner))
            by_learner[learner] = [*events, *by_learner[learner]]
        metrics.folds(len(known) - len(anew), len(anew))
        folded = self._onto([memory for memory in known.values() if memory is not None], list(by_learner.values()))
        return {learner: (memory.key, dumped(memory)) for learner, memory in zip(known, folded, strict=True)}

    def whole(self, events: Sequence[StoredEvent], rows: Rows) -> Memory:
        """A learner's memory from all their events alone, in the role that they hold now."""
        metrics.folds(0, 1)
        return self._onto([self._begun(rows)], [events])[0]

    def _begun(self, rows: Rows) -> Memory:
        """The memory before the first event."""
        job = person_of("", rows).job(datetime.fromtimestamp(self.now // SECOND, UTC).date())
        return self.served.engine.remember(NO_EVENTS, None if job is None else job.role_id, ALL_TIME)

    def _known(self, head: Head | None, events: Sequence[StoredEvent]) -> Memory | None:
        """The memory to carry on, None where it has to be folded anew: for voids, and for what did not come last.

        Within one second memories do not tell what came last, so that an event of the same second counts as late.
        """
        if head is None or head.memory is None or head.fold_key != self.key:
            return None
        memory = loaded(head.memory)
        late = min(event.occurred_at for event in events) // SECOND <= memory.clock
        if late or any("voids_event_id" in event.more for event in events):
            return None
        return memory

    def _onto(self, memories: Sequence[Memory], events: Sequence[Sequence[StoredEvent]]) -> list[Memory]:
        """Folds all of some events, those too that the clock of another system dates a little ahead."""
        return self.served.engine.remember_all(memories, *histories_of(events, self.served.catalog, self.served.scales))


def grouped(events: Sequence[StoredEvent]) -> dict[str, list[StoredEvent]]:
    """Events by learner."""
    by_learner: dict[str, list[StoredEvent]] = {}
    for event in events:
        by_learner.setdefault(event.learner_id, []).append(event)
    return by_learner
