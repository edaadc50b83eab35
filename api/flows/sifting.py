"""Which reported events are new? The others are known already, contradict what is known, or concern nobody known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.flows.reported import Rejected, Reporting, content_of
from api.problems import shown
from api.store import Session, StoredEvent

Told = tuple[int, StoredEvent]
"""An event with its place in the call."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the store knows of the learners and events that a call names."""

    learners: frozenset[str]
    events: Mapping[str, StoredEvent]


@dataclass(frozen=True, slots=True)
class Sifted:
    """The events of a call that are new, how many were known already, and what is wrong with the others."""

    new: tuple[StoredEvent, ...]
    duplicates: int
    rejected: tuple[Rejected, ...]


def known_of(session: Session, told: Sequence[Told]) -> Known:
    """What the store knows of what these events name. One look for each, whether it is new or known."""
    learners = sorted({event.learner_id for _, event in told})
    named = {event.event_id for _, event in told}
    named.update(event.more["voids_event_id"] for _, event in told if "voids_event_id" in event.more)
    there = session.rows.get("learners", [(learner,) for learner in learners])
    return Known(frozenset(learner for (learner,) in there), session.events.get(sorted(named)))


def sifted(told: Sequence[Told], known: Known, reporting: Reporting) -> Sifted:
    """Sifts events; what voids comes last, so that it may stand in one call with what it voids, in any order."""
    seen, new, duplicates = dict(known.events), list[StoredEvent](), 0
    rejected: list[Rejected] = []
    for index, event in sorted(told, key=_voids):
        before = seen.get(event.event_id)
        if wrong := _wrong(event, before, seen, known.learners):
            field, code, detail = wrong
            rejected.append(Rejected(index, event.event_id, code, detail, reporting.pointer(index, field)))
        elif before is not None:
            duplicates += 1
        else:
            seen[event.event_id] = event
            new.append(event)
    return Sifted(tuple(new), duplicates, tuple(rejected))


def _wrong(
    event: StoredEvent, before: StoredEvent | None, seen: Mapping[str, StoredEvent], learners: frozenset[str]
) -> tuple[str, str, str] | None:
    """The field at fault, the code, and what is wrong; None where nothing is."""
    if event.learner_id not in learners:
        ask = "tell who it is with PUT /v1/learners, then send the event again"
        return "learner_id", "unknown_learner", f"learner {shown(event.learner_id)} is unknown: {ask}"
    if before is not None:
        if content_of(before) == content_of(event):
            return None
        return "event_id", "conflict", "an event of this id says something else: void it, and send a new id"
    if "voids_event_id" in event.more:
        return _void(event, seen)
    return None


def _void(event: StoredEvent, seen: Mapping[str, StoredEvent]) -> tuple[str, str, str] | None:
    target = event.more["voids_event_id"]
    found = seen.get(target)
    if found is None or found.learner_id != event.learner_id:
        return "voids_event_id", "unknown_event", f"event {shown(target)} is not known of this learner: report it first"
    if "voids_event_id" in found.more:
        detail = f"event {shown(target)} itself voids one: report that one again, under a new id"
        return "voids_event_id", "voids_a_void", detail
    return None


def _voids(told: Told) -> bool:
    return "voids_event_id" in told[1].more
