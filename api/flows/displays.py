"""What of an answer was really displayed, and what is known of an answer? Both from the decision log."""

from __future__ import annotations

import orjson

from api.access import Entry
from api.flows.decisions import told
from api.problems import Cause, RequestRefused, pointer, shown
from api.schemas.batches import ShownRequest
from api.store import Decision, Session
from api.workplace import Workplace
from recommender.errors import UnknownName


def display(place: Workplace, entry: Entry, answer_id: str, asked: ShownRequest) -> bytes:
    """Keeps what was displayed; the same report again changes nothing.

    Raises Forbidden for an answer about somebody out of reach, UnknownName for one that was never given, and
    RequestRefused for contents that the catalogue lacks. While nothing is in service: NotReady.
    """
    decision = place.store.decision(answer_id)
    with place.store.reading() as session:
        place.access.reach(entry, None if decision is None else _learner(session, decision))
    if decision is None:
        raise _unknown(answer_id)
    _refuse(place, asked)
    kept = orjson.dumps(asked.contents)
    if decision.shown != kept:
        with place.store.writing() as session:
            session.decisions.show(answer_id, kept)
    return orjson.dumps({"answer_id": answer_id, "contents": asked.contents})


def decision(place: Workplace, answer_id: str) -> bytes:
    """What is kept of an answer. Raises UnknownName."""
    found = place.store.decision(answer_id)
    if found is None:
        raise _unknown(answer_id)
    return orjson.dumps(told(found), option=orjson.OPT_UTC_Z)


def _learner(session: Session, decision: Decision) -> str | None:
    head = None if decision.pseudonym is None else session.heads.by_pseudonym(decision.pseudonym)
    return None if head is None else head.learner_id


def _refuse(place: Workplace, asked: ShownRequest) -> None:
    known = place.serving().catalog.contents.column
    lost = ((row, name) for row, name in enumerate(asked.contents) if name not in known)
    causes = [Cause(f"content {shown(name)} is unknown", pointer("contents", row)) for row, name in lost]
    if causes:
        raise RequestRefused(causes)


def _unknown(answer_id: str) -> UnknownName:
    return UnknownName(f"there is no answer {shown(answer_id)}")
