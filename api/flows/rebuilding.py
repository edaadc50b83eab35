"""Are the stored memories what the events alone say? Folds everybody anew, and puts right what differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from api.flows.folding import Folder
from api.store import Head, Store
from recommender.knowledge.memory import began_with, dumped
from recommender.types import Memory

BATCH: Final = 500
"""Learners that are folded between two writes."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild found: learners whose memory was the same, was not there, was of another model or role, differed.

    `moved` are learners to whom something happened meanwhile: their memory is as new as that, and was left alone.
    """

    same: int = 0
    missing: int = 0
    outdated: int = 0
    differed: int = 0
    moved: int = 0

    @property
    def learners(self) -> int:
        """All learners that were folded."""
        return self.same + self.missing + self.outdated + self.differed

    def and_then(self, more: Rebuilt) -> Rebuilt:
        """Both together."""
        return Rebuilt(*(getattr(self, name) + getattr(more, name) for name in Rebuilt.__slots__))


def rebuild(store: Store, folder: Folder, done: Callable[[int], None] = lambda _: None) -> Rebuilt:
    """Folds all learners from their events alone and keeps the result; may run beside a service.

    `done` hears how many learners were dealt with each time.
    """
    with store.reading() as session:
        learners = session.heads.ids()
    found = Rebuilt()
    for start in range(0, len(learners), BATCH):
        some = learners[start : start + BATCH]
        found = found.and_then(_rebuilt(store, folder, some))
        done(len(some))
    return found


def _rebuilt(store: Store, folder: Folder, learners: Sequence[str]) -> Rebuilt:
    with store.reading() as session:
        heads, events = session.heads.many(learners), session.events.of_many(learners)
        memories = {learner: folder.whole(events[learner], session.rows.of(learner)) for learner in heads}
    found = {learner: _compared(heads[learner], memory) for learner, memory in memories.items()}
    wrong = [
        (learner, heads[learner].version, memory.key, dumped(memory))
        for learner, memory in memories.items()
        if found[learner] != "same"
    ]
    kept = 0
    if wrong:
        with store.writing() as session:
            kept = session.heads.remember(wrong)
    return Rebuilt(**Counter(found.values()), moved=len(wrong) - kept)


def _compared(head: Head, memory: Memory) -> str:
    """How the memory that is kept compares with what the events say."""
    if head.memory is None:
        return "missing"
    if head.memory == dumped(memory):
        return "same"
    role = began_with(head.memory)
    return "differed" if head.fold_key == memory.key and role in (memory.role, None) else "outdated"
