"""What happened? Events as they were reported, never changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import orjson
from sqlalchemy import JSON, cast, func, select, tuple_

from api.store.cells import body_text
from api.store.heads import touch
from api.store.schema import EVENTS
from api.store.turn import Turn, parts
from api.store.values import Fold, StoredEvent
from recommender.columns import FINISHING, TAKING_UP

BATCH: Final = 50_000
_C: Final = EVENTS.c
_EVENT: Final = select(
    _C.event_id, _C.learner_id, _C.kind, _C.occurred_at, _C.recorded_at, _C.content_id, _C.more, _C.seq
)
_ORDER: Final = (_C.learner_id, _C.occurred_at, _C.event_id)


class Events:
    """All events of all learners."""

    def __init__(self, turn: Turn) -> None:
        self._turn = turn

    def append(self, events: Sequence[StoredEvent], folds: Mapping[str, Fold] | None = None) -> frozenset[str]:
        """Adds events and returns the ids that were there already; of equal ids in one call the first one counts.

        What is remembered of their learners goes, or gives way to `folds`, made with these events.
        """
        fresh = {event.event_id: event for event in reversed(events)}
        known = frozenset(self.known(list(fresh)))
        new = [fresh[key] for key in sorted(fresh) if key not in known]
        self._turn.insert(EVENTS, [self._row(event) for event in new])
        touch(self._turn, {event.learner_id for event in new}, folds or {})
        return known

    def of(self, learner_id: str, upto_seq: int | None = None) -> list[StoredEvent]:
        """What happened to a learner, in order; up to transaction `upto_seq` if given."""
        query = _EVENT.where(_C.learner_id == learner_id)
        if upto_seq is not None:
            query = query.where(_C.seq <= upto_seq)
        return _events(self._turn.connection.execute(query.order_by(_C.occurred_at, _C.event_id)))

    def of_many(self, learner_ids: Sequence[str]) -> dict[str, list[StoredEvent]]:
        """What happened to some learners, in order; a list for each of them."""
        histories: dict[str, list[StoredEvent]] = {learner: [] for learner in learner_ids}
        for part in parts(learner_ids):
            query = _EVENT.where(self._turn.among(_C.learner_id, part)).order_by(_C.occurred_at, _C.event_id)
            for event in _events(self._turn.connection.execute(query)):
                histories[event.learner_id].append(event)
        return histories

    def get(self, event_ids: Sequence[str]) -> dict[str, StoredEvent]:
        """The events of some ids, as far as there are any."""
        found: dict[str, StoredEvent] = {}
        for part in parts(event_ids):
            query = _EVENT.where(self._turn.among(_C.event_id, part))
            found |= {event.event_id: event for event in _events(self._turn.connection.execute(query))}
        return found

    def known(self, event_ids: Sequence[str]) -> dict[str, str]:
        """Whose events some ids are, as far as there are any."""
        owners: dict[str, str] = {}
        for part in parts(event_ids):
            query = select(_C.event_id, _C.learner_id).where(self._turn.among(_C.event_id, part))
            owners |= {row[0]: row[1] for row in self._turn.connection.execute(query)}
        return owners

    def all(self, batch: int = BATCH, upto_seq: int | None = None) -> Iterator[list[StoredEvent]]:
        """Every event by learner, time and id, some at a time; up to transaction `upto_seq` if given."""
        query = _EVENT if upto_seq is None else _EVENT.where(_C.seq <= upto_seq)
        query = query.order_by(*_ORDER).limit(batch)
        events = _events(self._turn.connection.execute(query))
        while events:
            yield events
            last = events[-1]
            after = tuple_(*_ORDER) > (last.learner_id, last.occurred_at, last.event_id)
            events = _events(self._turn.connection.execute(query.where(after)))

    def naming(self, column: str) -> frozenset[str]:
        """What stands in one of the further columns of any event: a look at all of them."""
        if self._turn.local:
            cell = func.json_extract(_C.more, f"$.{column}")
        else:
            cell = func.json_extract_path_text(cast(_C.more, JSON), column)
        query = select(cell).where(_C.more.contains(f'"{column}"', autoescape=True)).distinct()
        return frozenset(found for found in self._turn.connection.scalars(query) if found is not None)

    def taken_up(self) -> dict[str, int]:
        """How many learners took up each content."""
        pairs = (
            select(_C.content_id, _C.learner_id).where(_C.content_id.is_not(None), _C.kind.in_(TAKING_UP)).distinct()
        )
        counted = pairs.subquery()
        query = select(counted.c.content_id, func.count()).group_by(counted.c.content_id)
        return dict(sorted((content, number) for content, number in self._turn.connection.execute(query)))

    def finished(self) -> list[tuple[str, str]]:
        """Who finished which content, each pair once: (learner, content)."""
        pairs = select(_C.learner_id, _C.content_id).where(_C.content_id.is_not(None), _C.kind.in_(FINISHING))
        return [(learner, content) for learner, content in self._turn.connection.execute(pairs.distinct())]

    def _row(self, event: StoredEvent) -> tuple[Any, ...]:
        return (
            event.event_id,
            event.learner_id,
            event.occurred_at,
            event.recorded_at,
            event.kind,
            event.content_id,
            body_text(event.more),
            self._turn.seq,
        )


def _events(found: Any) -> list[StoredEvent]:
    return [StoredEvent(*(*cells, orjson.loads(more), seq)) for *cells, more, seq in found]
