"""What happened to a learner, as the engine reads it? Stored events become a history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np

from api.flows.reported import micros_of
from api.store import StoredEvent
from recommender.catalog import Catalog
from recommender.columns import EVENT_KINDS, INITIATORS
from recommender.knowledge.log import FOREVER, rater_number
from recommender.types import History, Ints

SECOND: Final = 1_000_000
"""Microseconds."""
_KIND: Final = {kind: number for number, kind in enumerate(EVENT_KINDS)}
_INITIATOR: Final = {word: number for number, word in enumerate(INITIATORS)}
_UNKNOWN: Final = _INITIATOR["unknown"]
_NAN: Final = float("nan")
_rater = lru_cache(maxsize=4096)(rater_number)


def standing(events: Sequence[StoredEvent]) -> list[StoredEvent]:
    """The events that were not voided, without those that void, in order of (occurred_at, event_id)."""
    voided = {event.more["voids_event_id"] for event in events if "voids_event_id" in event.more}
    kept = [e for e in events if "voids_event_id" not in e.more and e.event_id not in voided] if voided else events
    return sorted(kept, key=_when)


def history_of(events: Sequence[StoredEvent], catalog: Catalog, scales: Mapping[tuple[str, str], float]) -> History:
    """The history that one learner's events tell, as `EventLog` has it, whatever order they are given in.

    Voided events and what voids them are left out. Contents and skills that the catalogue does not know become -1.
    """
    return _history(standing(events), catalog, scales)


def histories_of(
    told: Sequence[Sequence[StoredEvent]], catalog: Catalog, scales: Mapping[tuple[str, str], float]
) -> tuple[Ints, History]:
    """The histories of some learners, one after the other: learner i owns the rows `starts[i]:starts[i + 1]`."""
    parted = [standing(events) for events in told]
    starts = np.cumsum([0, *map(len, parted)])
    return starts, _history([event for events in parted for event in events], catalog, scales)


def _history(rows: Sequence[StoredEvent], catalog: Catalog, scales: Mapping[tuple[str, str], float]) -> History:
    content, skill = catalog.contents.column, catalog.skills.column
    more = [event.more for event in rows]
    return History(
        kind=_ints([_KIND[event.kind] for event in rows]),
        at=_ints([event.occurred_at // SECOND for event in rows]),
        recorded_at=_ints([event.recorded_at // SECOND for event in rows]),
        content=_ints([content.get(event.content_id or "", -1) for event in rows]),
        skill=_ints([skill.get(m.get("skill_id", ""), -1) for m in more]),
        value=np.array([_level(m, scales) if "value" in m else _NAN for m in more], np.float64),
        initiated_by=_ints([_INITIATOR.get(m.get("initiated_by", ""), _UNKNOWN) for m in more]),
        valid_until=_ints([micros_of(m["valid_until"]) // SECOND if "valid_until" in m else FOREVER for m in more]),
        rater=_ints([_rater(m["rater_id"]) if "rater_id" in m else -1 for m in more]),
        dated=np.array([m.get("time_precision") != "position" for m in more], np.bool_),
    )


def _level(more: Mapping[str, Any], scales: Mapping[tuple[str, str], float]) -> float:
    """A mark as its level, anything else as a share; NaN where it is neither."""
    scale_id, found = more.get("scale_id"), more["value"]
    if scale_id is not None:
        return scales.get((scale_id, found), _NAN)
    try:
        share = float(found)
    except ValueError:
        return _NAN
    return share if 0.0 <= share <= 1.0 else _NAN


def _when(event: StoredEvent) -> tuple[int, str]:
    return event.occurred_at, event.event_id


def _ints(numbers: list[int]) -> np.ndarray:
    return np.array(numbers, np.int64)
