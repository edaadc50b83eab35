"""What do managers and learners see of skills? Levels of one learner, gaps of a unit, paths of its people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import numpy as np

from api.access import Entry
from api.access.reach import Lines
from api.convert import query_of
from api.flows.disclosure import Cover, cover_of
from api.flows.path_cases import Case, ready
from api.flows.path_documents import Kept
from api.flows.people import persons_of
from api.schemas.asked import PathRequest
from api.serving import Served
from api.workplace import Workplace
from recommender.errors import UnknownName
from recommender.goals import Goal, goal_of
from recommender.knowledge.levels import TENTH, WIDTH, interval, shown
from recommender.types import NO_TIME, Floats, Ints, LearnerState, Memory

SHORT: Final = 0.05
"""Who lacks more than this of a level counts as short of it."""


@dataclass(frozen=True, slots=True)
class View:
    """One learner as seen now: levels of all skills, and what is wanted."""

    memory: Memory
    state: LearnerState
    goal: Goal


def view_of(case: Case) -> View:
    """How a learner stands at the moment of a case."""
    person, memory, engine = case.standing.person, case.standing.memory, case.served.engine
    query = query_of(PathRequest(learner_id=person.id), (person, memory), case.served.catalog, case.now)
    state = engine.fitted.tracer.state(memory.belief, int(case.now.timestamp()))
    return View(memory, state, goal_of(query, case.served.catalog))


def skills_of(place: Workplace, learner_id: str) -> dict[str, Any]:
    """The skills of a learner that something is known of or that are wanted. Raises UnknownName."""
    served = ready(place)
    case = _case(place, learner_id, served)
    if case is None:
        raise UnknownName("nothing is known of this learner", ["send the learner's row and events first"])
    view = view_of(case)
    rows = {skill: row for row, skill in enumerate(view.goal.skill.tolist())}
    told = sorted(set(np.flatnonzero(view.state.evidence > 0).tolist()) | set(rows))
    return {
        "learner_id": learner_id,
        "as_of": case.now,
        "model_version": served.model_version,
        "catalog_version": served.catalog_version,
        "skills": [_skill(skill, rows.get(skill), view, served) for skill in told],
        "others": len(served.catalog.skills) - len(told),
    }


def _skill(skill: int, row: int | None, view: View, served: Served) -> dict[str, Any]:
    skills, state = served.catalog.skills, view.state
    one = slice(skill, skill + 1)
    low, high = interval(state.mean[one], state.variance[one])
    level, evidence = float(shown(state.mean[one])[0]), int(state.evidence[skill])
    return {
        "skill_id": skills.ids[skill],
        "name": skills.names[skill],
        "known": evidence > 0,
        "source": "evidence" if evidence else "prior",
        "level": {"value": level, "low": float(low[0]), "high": float(high[0])},
        "evidence": evidence,
        "last_evidence": _last(view.memory, skill) if evidence else None,
        "wanted": None if row is None else _wanted(row, level, view.goal),
    }


def _last(memory: Memory, skill: int) -> datetime | None:
    standing = memory.belief.standings.get(skill)
    return None if standing is None or standing.at == NO_TIME else datetime.fromtimestamp(standing.at, UTC)


def _wanted(row: int, level: float, goal: Goal) -> dict[str, Any]:
    wanted = float(goal.level[row])
    return {
        "level": wanted,
        "weight": float(goal.weight[row]),
        "by": list(dict.fromkeys(goal.reasons[row])),
        "missing": max(0.0, wanted - level),
    }


def gaps_of(place: Workplace, entry: Entry, unit_id: str) -> dict[str, Any]:
    """What the people of a unit lack, skill by skill; figures that stand for too few are suppressed, with the reason.

    Raises Forbidden, and UnknownName for a unit that is not there.
    """
    served, group, lines = ready(place), place.access.reach_unit(entry, unit_id), place.access.lines()
    name, skills = _unit_name(unit_id, served), len(served.catalog.skills)
    people = sorted(group.learners & lines.people_in(unit_id))  # somebody may have left since
    views = {learner: view_of(case) for learner in people if (case := _case(place, learner, served))}
    sums = _Sums.of(views.values(), skills)
    cover = _cover(lines, unit_id, views, group.smallest, skills)
    told = cover.told(group.smallest)
    wanted = np.flatnonzero(sums.people)
    order = sorted(wanted.tolist(), key=lambda s: (not told[s], -sums.missing[s] if told[s] else 0.0, s))
    return {
        "unit_id": unit_id,
        "name": name,
        "as_of": place.now(),
        "smallest_group": group.smallest,
        "skills": [_gap(skill, sums, cover, group.smallest, served) for skill in order],
    }


@dataclass(frozen=True, slots=True)
class _Sums:
    """Over some learners, one element a skill: people of whom it is wanted, levels wanted and missing, those short."""

    people: Ints
    wanted: Floats
    missing: Floats
    variance: Floats
    short: Ints

    @classmethod
    def of(cls, views: Iterable[View], skills: int) -> _Sums:
        counts, figures = np.zeros((2, skills), np.int64), np.zeros((3, skills))
        sums = cls(counts[0], figures[0], figures[1], figures[2], counts[1])
        for view in views:
            at, goal = view.goal.skill, view.goal
            missing = np.maximum(goal.level - shown(view.state.mean[at]), 0.0)
            sums.people[at] += 1
            sums.wanted[at] += goal.level
            sums.missing[at] += missing
            sums.variance[at] += np.where(missing > 0, view.state.variance[at], 0.0)
            sums.short[at] += missing > SHORT
        return sums


def _gap(skill: int, sums: _Sums, cover: Cover, smallest: int, served: Served) -> dict[str, Any]:
    head = {"skill_id": served.catalog.skills.ids[skill], "name": served.catalog.skills.names[skill]}
    if not cover.told(smallest)[skill]:
        figures = dict.fromkeys(("people", "wanted", "missing", "short"))
        return head | figures | {"suppressed": _why(bool(cover.large(smallest)[skill]), smallest)}
    people = int(sums.people[skill])
    mean, reach = sums.missing[skill] / people, TENTH * np.sqrt(sums.variance[skill]) / WIDTH / people
    return head | {
        "people": people,
        "wanted": float(sums.wanted[skill] / people),
        "missing": {"value": float(mean), "low": float(max(0.0, mean - reach)), "high": float(min(1.0, mean + reach))},
        "short": float(sums.short[skill] / people),
        "suppressed": None,
    }


def _why(is_large: bool, smallest: int) -> str:
    if is_large:
        return f"with figures of the units below, those of fewer than {smallest} people could be worked out"
    return f"it is wanted of fewer than {smallest} people here"


def _cover(lines: Lines, unit_id: str, views: Mapping[str, View], smallest: int, skills: int) -> Cover:
    """How many people each figure of a unit stands for, and how many of them no figure of the units below does."""
    within = lines.units.down([unit_id])
    below: dict[str, tuple[str, ...]] = {}
    for child, parent in sorted(lines.units.above.items()):
        if child in within and child != unit_id:
            below[parent] = (*below.get(parent, ()), child)
    own = {unit: np.zeros(skills, np.int64) for unit in within}
    for learner, view in views.items():
        own[lines.unit_of[learner]][view.goal.skill] += 1
    return cover_of(unit_id, below, own, smallest)


def paths_of(place: Workplace, entry: Entry, unit_id: str) -> dict[str, Any]:
    """The people of a unit whom a call reaches, with state and next step of their paths. Raises as `gaps_of`."""
    served, group = ready(place), place.access.reach_unit(entry, unit_id)
    unit, people = _unit_name(unit_id, served), sorted(group.learners)
    with place.store.reading() as session:
        rows = session.rows.get("learners", [(learner,) for learner in people])
        stored = session.paths.of_many(people)
    told = []
    for learner in people:
        kept = Kept.read(stored[learner]) if learner in stored else None
        name = rows.get((learner,), {}).get("display_name")
        finished = frozenset[str]() if kept is None else _held(place, learner, served)
        told.append({"learner_id": learner, "display_name": name, **_path(kept, finished)})
    return {"unit_id": unit_id, "name": unit, "people": told}


def _path(kept: Kept | None, finished: frozenset[str]) -> dict[str, Any]:
    if kept is None:
        names = ("path_id", "version", "state", "steps", "next_step")
        return {**dict.fromkeys(names), "open_duties": []}
    steps = kept.body["steps"]
    places = ({name: step[name] for name in ("content_id", "title", "start", "finish")} for step in steps)
    return {
        "path_id": kept.stored.path_id,
        "version": kept.stored.version,
        "state": kept.state,
        "steps": len(steps),
        "next_step": next((one for one in places if one["content_id"] not in finished), None),
        "open_duties": kept.document.open_duties,
    }


def _held(place: Workplace, learner_id: str, served: Served) -> frozenset[str]:
    """Contents that a learner finished, while that counts."""
    case = _case(place, learner_id, served)
    if case is None:
        return frozenset()
    now, ids = int(case.now.timestamp()), served.catalog.contents.ids
    finished = case.standing.memory.belief.finished.table
    return frozenset(ids[c] for c in finished["column"][finished["number"] > now].tolist())


def _case(place: Workplace, learner_id: str, served: Served) -> Case | None:
    now = place.now()
    persons = persons_of(place.store, place.settings.cached_learners, place.now)
    standing = persons.standing(learner_id, served, now)
    return None if standing is None else Case(served, standing, now)


def _unit_name(unit_id: str, served: Served) -> str:
    units = served.catalog.units
    if unit_id not in units.index.column:
        raise UnknownName("there is no such unit")
    return units.names[units.index.column[unit_id]]
