"""How do events and what they make of memories reach the store together, though others write beside?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from api.flows.folding import Fold, Folder
from api.flows.reported import Reporting
from api.flows.sifting import Sifted, Told, known_of, sifted
from api.store import Head, Session, Store

TRIES: Final = 4
"""Times that memories are folded beside other writers; after that the others wait."""


class _Moved(Exception):
    """Somebody wrote about the same learners or events in the meantime: nothing of this transaction may stay."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is about to be written, and where its learners stood when it was worked out."""

    sifted: Sifted
    heads: Mapping[str, Head]
    folds: Mapping[str, Fold]


def append(store: Store, told: Sequence[Told], folder: Folder | None, reporting: Reporting) -> Sifted:
    """Appends the events that are new, with the memories of their learners, in one transaction; says what was new.

    Folding takes longer than writing, so it is done before the one writer's turn comes, and done again if a learner
    moved meanwhile. Without a folder their memories are dropped, as by every append.
    """
    for _ in range(TRIES):
        with store.reading() as session:
            plan = _planned(session, told, folder, reporting)
        if not plan.sifted.new:
            return plan.sifted
        try:
            with store.writing() as session:
                if _versions(session.heads.many(sorted(plan.heads))) != _versions(plan.heads):
                    raise _Moved
                _write(session, plan)
        except _Moved:
            continue
        return plan.sifted
    with store.writing() as session:
        plan = _planned(session, told, folder, reporting)
        _write(session, plan)
    return plan.sifted


def _planned(session: Session, told: Sequence[Told], folder: Folder | None, reporting: Reporting) -> _Plan:
    found = sifted(told, known_of(session, told), reporting)
    learners = sorted({event.learner_id for event in found.new})
    heads = session.heads.many(learners)
    return _Plan(found, heads, {} if folder is None else folder.folds(session, heads, found.new))


def _write(session: Session, plan: _Plan) -> None:
    if session.events.append(plan.sifted.new):
        raise _Moved
    session.heads.remember([(learner, session.seq, *fold) for learner, fold in sorted(plan.folds.items())])


def _versions(heads: Mapping[str, Head]) -> dict[str, int]:
    return {learner: head.version for learner, head in heads.items()}
