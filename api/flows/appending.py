"""How do events and what they make of memories reach the store together, though others write beside?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Final

from api.flows.folding import Folder, grouped
from api.flows.reported import Reporting
from api.flows.sifting import Sifted, Told, known_of, sifted
from api.store import Fold, Session, Store, StoredEvent

TRIES: Final = 4
"""Times that memories are folded beside other writers; after that the others wait."""
FEW: Final = 10
"""Learners who moved meanwhile that are folded anew while the others wait; with more of them all begins again."""


class _Moved(Exception):
    """Somebody wrote about the same learners or events in the meantime: nothing of this transaction may stay."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is about to be written, and where its learners stood when it was worked out."""

    sifted: Sifted
    news: Mapping[str, Sequence[StoredEvent]]
    versions: Mapping[str, int]
    folds: Mapping[str, Fold]


class _Queue:
    """Whose turn it is in this process."""

    def __init__(self) -> None:
        self.turn = Lock()


_NO_PLAN: Final = _Plan(Sifted((), 0, ()), {}, {}, {})


def append(store: Store, told: Sequence[Told], folder: Folder | None, reporting: Reporting) -> Sifted:
    """Appends the events that are new, with the memories of their learners, in one transaction; says what was new.

    Folding takes longer than writing, so it is done before the one writer's turn comes, and done again for the learners
    who moved meanwhile. Calls of one process go one after the other: side by side they would mostly undo each other's
    work. Without a folder the memories are dropped, as by every append.
    """
    with store.beside.setdefault(_Queue, _Queue()).turn:
        return _appended(store, told, folder, reporting)


def _appended(store: Store, told: Sequence[Told], folder: Folder | None, reporting: Reporting) -> Sifted:
    plan = _NO_PLAN
    for _ in range(TRIES):
        with store.reading() as session:
            plan = _planned(session, told, folder, reporting, plan)
        if not plan.sifted.new:
            return plan.sifted
        try:
            with store.writing() as session:
                if _few_moved(session, plan):
                    plan = _planned(session, told, folder, reporting, plan)
                _write(session, plan)
        except _Moved:
            continue
        return plan.sifted
    with store.writing() as session:
        plan = _planned(session, told, folder, reporting, plan)
        _write(session, plan)
    return plan.sifted


def _few_moved(session: Session, plan: _Plan) -> bool:
    """Whether somebody moved since it was worked out; raises _Moved where there are too many of them."""
    found = session.heads.versions(list(plan.news))
    moved = sum(found.get(learner) != plan.versions.get(learner) for learner in plan.news)
    if moved > FEW:
        raise _Moved
    return moved > 0


def _planned(
    session: Session, told: Sequence[Told], folder: Folder | None, reporting: Reporting, before: _Plan
) -> _Plan:
    """What to write as things stand; what was folded before, of learners who did not move, is not folded again."""
    found = sifted(told, known_of(session, told), reporting)
    news = grouped(found.new)
    versions = session.heads.versions(list(news))
    folds: dict[str, Fold] = {}
    if folder is not None:
        folds = {
            learner: before.folds[learner]
            for learner, events in news.items()
            if before.versions.get(learner) == versions.get(learner) and before.news.get(learner) == events
        }
        moved = [learner for learner in news if learner not in folds]
        heads = session.heads.many(moved)
        folds |= folder.folds(session, heads, [event for learner in moved for event in news[learner]])
    return _Plan(found, news, versions, folds)


def _write(session: Session, plan: _Plan) -> None:
    if session.events.append(plan.sifted.new, plan.folds):
        raise _Moved
