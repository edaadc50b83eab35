"""How does a path live? Assembled, kept in versions, overruled by people, planned again when something happens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import blake2b
from typing import Any, Final

import orjson

from api import metrics
from api.conflicts import Conflict, Outdated
from api.convert import assumptions_of, is_inline, path_json, query_of, wishes_of
from api.flows import overrules, path_states
from api.flows.decisions import Asking, Whom
from api.flows.overrules import pins_of
from api.flows.path_cases import By, Case, contents_of, gone, ready
from api.flows.path_diffs import diff_of, is_empty
from api.flows.path_documents import Document, Kept, Stuck, micros
from api.flows.path_logs import KIND, Log
from api.flows.path_plans import Planned, facts, planned
from api.flows.people import persons_of
from api.refusals import refuse
from api.schemas.asked import PathRequest
from api.schemas.paths import PathChange
from api.serving import Served
from api.store import Decision, StoredPath
from api.workplace import Workplace
from recommender.errors import InfeasiblePlan, QueryRefused, UnknownName
from recommender.types import Path

MOST_INLINE: Final = 3
"""Paths that one call of events plans again at once; others are planned again when they are next read."""


class Paths:
    """The paths of a workplace. Every call may be made from any thread; plans take long, so make few at a time."""

    def __init__(self, place: Workplace) -> None:
        self._place, self._store = place, place.store
        self._persons = persons_of(place.store, place.settings.cached_learners, place.now)

    def assemble(self, asked: PathRequest, by: By) -> tuple[bytes, Kept | None]:
        """A new path, as the wire has it; kept as the learner's current one unless the learner came in the request."""
        served = ready(self._place)
        refuse(asked, served.catalog, self._place.settings.max_k)
        named = None if is_inline(asked) else asked.learner_id
        case = None if named is None else self._case(named, served, asked.as_of)
        if case is None:
            return self._passing(asked, served, by), None
        document = Document.first(asked, by.role, case.now)
        order = case.order(document, asked)
        plan = planned(served.engine, replace(order, fresh=order.wished.pinned))
        document = replace(document, facts=plan.facts, open_duties=plan.open_duties)
        kept = self._put_first(case, plan, document, _decision(case, plan, asked, by))
        return kept.json(), kept

    def learner(self, path_id: str) -> str | None:
        """Whose path it is; None where there is none."""
        with self._store.reading() as session:
            return session.paths.learner(path_id)

    def current(self, learner_id: str) -> Kept:
        """The path that a learner is on, planned again if something happened. Raises UnknownName."""
        with self._store.reading() as session:
            stored = session.paths.current(learner_id)
        if stored is None:
            raise UnknownName("no path is kept for this learner", ["assemble one: POST /v1/paths"])
        return self._refreshed(Kept.read(stored))

    def read(self, path_id: str, version: int | None = None) -> Kept:
        """One version of a path as it is kept, or its newest, planned again if something happened."""
        newest = self._newest(path_id)
        if version is None or version == newest.stored.version:
            return self._refreshed(newest)
        with self._store.reading() as session:
            stored = session.paths.get(path_id, version)
        if stored is None:
            raise UnknownName(f"this path has no version {version}", [f"its newest is {newest.stored.version}"])
        return replace(Kept.read(stored), stale=True)

    def change(self, path_id: str, change: PathChange, by: By, match: str | None = None) -> Kept:
        """Overrules a path or moves it on; `match` are the ETags, one of which the caller means (If-Match).

        Raises Outdated, Conflict, RequestRefused, and InfeasiblePlan: then nothing changed.
        """
        kept = self._newest(path_id)
        if match is not None and not matches(match, kept.stored.version):
            raise Outdated("the path was changed since it was read", [f"its newest version is {kept.stored.version}"])
        case = self._case(kept.stored.learner_id, ready(self._place))
        if case is None:
            raise UnknownName("the learner of this path is gone")
        overrules.refuse(change, case.served.catalog)
        state = kept.state if change.state is None else path_states.moved(kept.state, change.state)
        words = overrules.overruled(kept.document.overrules, change, by.role, case.now)
        if words != kept.document.overrules or change.replan:
            path_states.changeable(kept.state)
        if (state, words) == (kept.state, kept.document.overrules) and not change.replan:
            return kept
        new = replace(kept, state=state, document=replace(kept.document, overrules=words))
        if path_states.plans_again(kept.state, state, change.replan, words != kept.document.overrules):
            return self._planned(case, kept, new, by)
        return self._put_next(case, kept, new.with_same_steps(words == kept.document.overrules))

    def after(self, learners: Sequence[str]) -> list[dict[str, Any]]:
        """What became of the paths of some learners to whom something happened. Never raises for what cannot be."""
        with self._store.reading() as session:
            stored = session.paths.of_many(learners)
        told, plans = [], 0
        for learner_id in sorted(stored):
            kept = self._looked(Kept.read(stored[learner_id]))
            if not kept.stale or kept.state not in path_states.PLANNED:
                continue
            head = {"path_id": kept.stored.path_id, "learner_id": learner_id}
            if plans >= MOST_INLINE:
                told.append(head | {"version": kept.stored.version, "stale": True})
                continue
            plans += 1
            news = _news(self._refreshed(kept))
            told += [] if "diff" in news and is_empty(news["diff"] or {}) else [head | news]
        return told

    def case_of(self, kept: Kept) -> Case:
        """The learner of a path, now."""
        case = self._case(kept.stored.learner_id, ready(self._place))
        if case is None:
            raise UnknownName("the learner of this path is gone")
        return case

    def _case(self, learner_id: str, served: Served, as_of: datetime | None = None) -> Case | None:
        now = self._place.now()
        standing = self._persons.standing(learner_id, served, as_of or now)
        return None if standing is None else Case(served, standing, now)

    def _passing(self, asked: PathRequest, served: Served, by: By) -> bytes:
        """A path that is answered and not kept."""
        query = query_of(asked, None, served.catalog, asked.as_of or self._place.now())
        found = served.engine.path(query, wishes_of(asked))
        told = path_json(found, assumptions_of(asked, None, served.catalog))
        log = Log(Asking(self._place.now(), by.key_id), Whom(), served)
        self._store.log([log.passing(asked, found.answer.id, told)])
        _count(found)
        return told

    def _newest(self, path_id: str) -> Kept:
        with self._store.reading() as session:
            stored = session.paths.get(path_id)
            current = None if stored is None else session.paths.current(stored.learner_id)
        if stored is None:
            raise UnknownName("there is no such path")
        kept = Kept.read(stored)
        if current is not None and current.path_id != path_id and kept.state != path_states.DONE:
            return replace(kept, state=path_states.SUPERSEDED)
        return kept

    def _looked(self, kept: Kept) -> Kept:
        """A version with whether something happened since; without a model nothing can be said, and it stands."""
        served = self._place.holder.served
        if served is None or served.degraded or kept.state in (path_states.DONE, path_states.SUPERSEDED):
            return kept
        case = self._case(kept.stored.learner_id, served)
        if case is None:
            return kept
        try:
            seen = facts(served.engine, case.order(kept.document), contents_of(kept))
        except QueryRefused:
            return replace(kept, stale=True)
        return replace(kept, stale=seen != kept.document.facts)

    def _refreshed(self, kept: Kept) -> Kept:
        """The path planned again if something happened; where that cannot be, as it was, stale, with the clash."""
        looked = kept if kept.stale else self._looked(kept)
        if not looked.stale or looked.state not in path_states.PLANNED:
            return looked
        case = self.case_of(looked)
        try:
            return self._planned(case, looked, looked, By("cairn"))
        except InfeasiblePlan as error:
            return replace(looked, stuck=Stuck(error.clash, error.ways_out))
        except QueryRefused as error:
            return replace(looked, stuck=Stuck(error.problems, ("assemble a new path: POST /v1/paths",)))
        except Conflict:
            return self._newest(looked.stored.path_id)

    def _planned(self, case: Case, old: Kept, new: Kept, by: By) -> Kept:
        """The next version, planned again."""
        order, pins = case.order(new.document), pins_of(new.document.overrules)
        fresh = pins - pins_of(old.document.overrules)
        plan = planned(case.served.engine, replace(order, fresh=fresh), contents_of(old))
        body = path_json(plan.path, ())
        diff = diff_of(old.body, orjson.loads(body), gone(case, new.document, old))
        decision = _decision(case, plan, new.document.of(case.standing.person.id), by)
        kept = self._put_next(case, old, new.with_plan(body, plan, diff), decision)
        _count(plan.answered)
        return kept

    def _put_first(self, case: Case, plan: Planned, document: Document, decision: Decision) -> Kept:
        """Writes the first version, and its row of the decision log with it: no path stands without."""
        learner_id, body = case.standing.person.id, path_json(plan.path, ())
        with self._store.writing() as session:
            if session.heads.by_pseudonym(case.standing.pseudonym) is None:
                raise UnknownName("the learner of this path is gone")
            path_id, at = path_id_of(case.standing.pseudonym, session.seq), micros(case.now)
            stored = StoredPath(path_id, 1, learner_id, path_states.PROPOSED, at, body, document.dumped(), session.seq)
            session.paths.put(stored)
            session.decisions.put(decision)
        _count(plan.answered)
        return Kept(stored, document, stored.state)

    def _put_next(self, case: Case, old: Kept, new: Kept, decision: Decision | None = None) -> Kept:
        """Writes the next version, if the one before is still the newest of the learner's current path.

        If it was planned again, its row of the decision log goes with it.
        """
        before = old.stored
        with self._store.writing() as session:
            newest = session.paths.current(before.learner_id)
            if newest is None or (newest.path_id, newest.version) != (before.path_id, before.version):
                raise Conflict("somebody else changed this path at the same time", ["read it again, then decide again"])
            stored = new.next_of(before, micros(case.now), session.seq)
            session.paths.put(stored)
            if decision is not None:
                session.decisions.put(decision)
        return replace(new, stored=stored, stale=False)


def _decision(case: Case, plan: Planned, asked: PathRequest, by: By) -> Decision:
    """The row of the decision log of a plan."""
    whom = Whom(case.standing.pseudonym, case.standing.head_version)
    return Log(Asking(case.now, by.key_id), whom, case.served).planned(asked, plan)


def _count(found: Path) -> None:
    """A path was planned, and stands in the decision log."""
    metrics.logged(1)
    metrics.answer(KIND, found.answer.basis, degraded=False)


def matches(said: str, version: int) -> bool:
    """Whether an If-Match header means a version, by the tag of an answer or by its number; weak tags never do.

    >>> matches('"1.0f", "2.1e"', 2), matches("*", 2), matches('"2"', 2), matches('W/"2"', 2), matches('"21"', 2)
    (True, True, True, False, False)
    """
    tags = (tag.strip().partition(".")[0].removesuffix('"') for tag in said.split(","))
    return said.strip() == "*" or f'"{version}' in tags


def path_id_of(pseudonym: str, seq: int) -> str:
    """The id of a path, from whom it is for and the change of the store that it came with.

    >>> path_id_of("k3", 7)
    'p-d6f576f86f'
    """
    return f"p-{blake2b(f'{pseudonym} {seq}'.encode(), digest_size=5).hexdigest()}"


def paths_after(place: Workplace, learners: Sequence[str]) -> list[dict[str, Any]]:
    """What became of the paths of some learners to whom something happened: diffs, or why there is none."""
    return Paths(place).after(learners)


def _news(kept: Kept) -> dict[str, Any]:
    """What a path has become after events: its diff, or why it stays as it was."""
    if kept.stuck is not None:
        return {
            "version": kept.stored.version,
            "stale": True,
            "clash": kept.stuck.clash,
            "ways_out": kept.stuck.ways_out,
        }
    return {"version": kept.stored.version, "stale": kept.stale, "diff": kept.diff}
