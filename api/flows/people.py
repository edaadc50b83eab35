"""Where does a learner stand? Rows and memory from the store, kept in memory as long as nothing changed there."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from api import metrics
from api.flows.histories import history_of
from api.flows.rows import person_of
from api.serving import Served
from api.store import Session, Store
from recommender.errors import CairnError
from recommender.knowledge.memory import dumped, loaded
from recommender.types import History, Memory, Person, RoleId

MOST: Final = 20_000
"""Learners that are kept in memory, unless told otherwise."""
KEEP_AFTER: Final = 0.5
"""Seconds after which new memories are written to the store, all that came together at once."""
ALL_TIME: Final = datetime(9999, 1, 1, tzinfo=UTC)
"""A moment before which everything happened: what is stored leaves nothing out."""
_log = logging.getLogger("cairn.api")


@dataclass(frozen=True, slots=True)
class Standing:
    """One learner at one moment: rows, memory, and the change of the store at which they were read."""

    person: Person
    memory: Memory
    head_version: int
    pseudonym: str


@dataclass(frozen=True, slots=True)
class Told:
    """One learner with everything that happened, for when there is no model to remember it by."""

    person: Person
    history: History
    head_version: int
    pseudonym: str


class Persons:
    """Learners of a store, the `most` latest of them kept in memory. Safe to use from many threads.

    A question costs one glance at the store. Only if the learner changed, or the model, is anything read; only if the
    memory in the store cannot be used are events folded, and the result is written back beside the question.
    """

    def __init__(self, store: Store, most: int = MOST, now: Callable[[], datetime] | None = None) -> None:
        self._store, self._most = store, most
        self._now = now or (lambda: datetime.now(UTC))
        self._known: OrderedDict[str, Standing] = OrderedDict()
        self._unwritten: dict[str, tuple[str, int, str, bytes]] = {}
        self._timer: threading.Timer | None = None
        self._lock = threading.Lock()

    def standing(self, learner_id: str, served: Served, as_of: datetime) -> Standing | None:
        """The learner as a question of a moment has to see them, None where nothing is known of them."""
        glance = self._store.glance(learner_id)
        if glance is None:
            self._drop(learner_id)
            return None
        known = self._kept(learner_id, glance[0])
        hit = known is not None and fits(known.person, known.memory, served, as_of)
        metrics.looked("learners", hit)
        if hit:
            return known
        return self._fetched(learner_id, served, as_of)

    def told(self, learner_id: str, served: Served) -> Told | None:
        """The learner with everything that happened to them, None where nothing is known of them."""
        with self._store.reading() as session:
            head = session.heads.get(learner_id)
            if head is None:
                return None
            person = person_of(learner_id, session.rows.of(learner_id))
            history = history_of(session.events.of(learner_id), served.catalog, served.scales)
        return Told(person, history, head.version, head.pseudonym)

    def write(self) -> int:
        """Writes memories that were folded anew to the store; says how many were kept. Never raises: it saves time."""
        with self._lock:
            waiting, self._unwritten, self._timer = list(self._unwritten.values()), {}, None
        if not waiting:  # whoever it was is erased
            return 0
        try:
            with self._store.writing() as session:
                return session.heads.remember(waiting)
        except CairnError as error:
            _log.warning("memories were not written: %s", error.summary)
            return 0

    def _fetched(self, learner_id: str, served: Served, as_of: datetime) -> Standing | None:
        known = self._store.known(learner_id)
        if known is None:
            return None
        head, rows = known
        if head.memory is not None and head.fold_key == served.engine.memory_key:
            person = person_of(learner_id, rows)
            found = Standing(person, loaded(head.memory), head.version, head.pseudonym)
            if fits(person, found.memory, served, as_of):
                self._keep(found)
                return found
        return self._folded(learner_id, served, as_of)

    def _folded(self, learner_id: str, served: Served, as_of: datetime) -> Standing | None:
        """The learner with a memory folded anew."""
        with self._store.reading() as session:
            head = session.heads.get(learner_id)
            if head is None:
                return None
            person = person_of(learner_id, session.rows.of(learner_id))
            history = history_of(session.events.of(learner_id), served.catalog, served.scales)
        metrics.fold(from_memory=False)
        whole = Standing(person, folded(person, history, served, as_of, ALL_TIME), head.version, head.pseudonym)
        if _role(person, as_of) == _role(person, self._now()):
            self._keep(whole)
            self._write_soon(whole)
        if fits(person, whole.memory, served, as_of):
            return whole
        return Standing(person, folded(person, history, served, as_of, as_of), head.version, head.pseudonym)

    def _kept(self, learner_id: str, version: int) -> Standing | None:
        """What is in memory of a learner, if the store did not change since."""
        with self._lock:
            known = self._known.get(learner_id)
            if known is None or known.head_version != version:
                return None
            self._known.move_to_end(learner_id)
        return known

    def _drop(self, learner_id: str) -> None:
        """Lets go of whoever was erased."""
        with self._lock:
            self._known.pop(learner_id, None)
            self._unwritten.pop(learner_id, None)

    def _keep(self, standing: Standing) -> None:
        if not self._most:
            return
        with self._lock:
            self._known[standing.person.id] = standing
            self._known.move_to_end(standing.person.id)
            while len(self._known) > self._most:
                self._known.popitem(last=False)

    def _write_soon(self, standing: Standing) -> None:
        learner_id, memory = standing.person.id, standing.memory
        made = dumped(memory)
        with self._lock:
            self._unwritten[learner_id] = (learner_id, standing.head_version, memory.key, made)
            if self._timer is None:
                self._timer = threading.Timer(KEEP_AFTER, self.write)
                self._timer.daemon = True
                self._timer.start()


def standing_at(session: Session, learner_id: str, served: Served, as_of: datetime, seq: int) -> tuple[Person, Memory]:
    """The learner as they stood after change `seq` of the store, folded anew for a question of a moment."""
    person = person_of(learner_id, session.rows.of_as_of(learner_id, seq))
    history = history_of(session.events.of(learner_id, seq), served.catalog, served.scales)
    return person, folded(person, history, served, as_of, as_of)


def fits(person: Person, memory: Memory, served: Served, as_of: datetime) -> bool:
    """Whether a memory answers a question: folded by this model for the role held then, and of nothing later."""
    if memory.key != served.engine.memory_key or not memory.holds_at(int(as_of.timestamp())):
        return False
    return memory.role == served.catalog.roles.index.column.get(_role(person, as_of) or "", -1)


def folded(person: Person, history: History, served: Served, as_of: datetime, until: datetime) -> Memory:
    """The memory of all that happened and was known until a moment, for the role held at the moment of asking."""
    return served.engine.remember(history, _role(person, as_of), until)


def persons_of(store: Store, most: int = MOST, now: Callable[[], datetime] | None = None) -> Persons:
    """The persons of a store: one cache for all calls of a process."""
    found: Persons = store.beside.setdefault(Persons, Persons(store, most, now))
    return found


def _role(person: Person, at: datetime) -> RoleId | None:
    job = person.job(at.date())
    return None if job is None else job.role_id
