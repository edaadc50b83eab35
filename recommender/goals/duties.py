"""What must this learner finish, by when? Requirements and assignments, computed for one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from recommender.catalog import Catalog
from recommender.catalog.contents import ALWAYS, main_language
from recommender.catalog.rules import Requirement
from recommender.types import Assignment, Bools, ContentId, Duty, Learner


@dataclass(frozen=True, slots=True)
class _Finish:
    """The last day on which a content was finished, and the day on which that stops to count by itself, if ever."""

    on: date
    until: date | None


@dataclass(frozen=True, slots=True)
class _Case:
    """One learner on one day, with what was finished when, and which contents are on offer."""

    learner: Learner
    assigned: Mapping[str, Assignment]
    done: Mapping[str, _Finish]
    catalog: Catalog
    offered: Bools
    today: date


def duties_of(
    learner: Learner,
    assignments: tuple[Assignment, ...],
    last: Mapping[int, tuple[int, int]],
    catalog: Catalog,
    as_of: datetime,
) -> tuple[Duty, ...]:
    """Contents that must be finished, in order of due day and id; one entry a content, the earliest due day.

    `last` says, by content column, when the learner finished it last and until when that counts by itself.
    A requirement binds whom its audience names or whom it is assigned to. Its clock starts when it was assigned last,
    else as its basis says. A completion counts from `lookback_days` before that, for `valid_days` and as long as itself
    says; it may be renewed from `renew_from_days` before it expires. Of each option group the content on offer that
    suits the learner's language and takes least time is chosen.
    """
    now = int(as_of.timestamp())
    assigned = {a.requirement_id: a for a in sorted(assignments, key=lambda a: a.assigned_on) if a.requirement_id}
    done = _done(last, catalog, now)
    case = _Case(learner, assigned, done, catalog, catalog.on_offer(now), as_of.date())
    found = [*_assigned(assignments, case.done), *_required(case)]
    earliest: dict[ContentId, Duty] = {}
    for duty in sorted(found, key=lambda d: (d.due_on or date.max, d.content_id, d.reason)):
        earliest.setdefault(duty.content_id, duty)
    return tuple(earliest.values())


def _done(own: Mapping[int, tuple[int, int]], catalog: Catalog, now: int) -> dict[str, _Finish]:
    """When each content was finished last, itself or through what counts for it today."""
    last = dict(own)
    for finished, counts_for in catalog.contents.equivalents(now).tolist():
        if finished in own:
            last[counts_for] = max(own[finished], last.get(counts_for, own[finished]))
    ids = catalog.contents.ids
    return {ids[c]: _Finish(_day(at), None if until == ALWAYS else _day(until)) for c, (at, until) in last.items()}


def _day(second: int) -> date:
    return datetime.fromtimestamp(second, UTC).date()


def _assigned(assignments: tuple[Assignment, ...], done: Mapping[str, _Finish]) -> list[Duty]:
    return [
        Duty(a.content_id, a.due_on, f"assigned on {a.assigned_on}")
        for a in assignments
        if a.content_id is not None and (a.content_id not in done or done[a.content_id].on < a.assigned_on)
    ]


def _required(case: _Case) -> list[Duty]:
    me = case.learner
    place = (me.role_id, me.unit_id, me.location)
    by_place = case.catalog.once(("bound", *place), lambda: frozenset(_bound(case)))
    bound = [r for r in case.catalog.requirements if r.id in by_place or r.id in case.assigned or _names(r, me)]
    owed = [_owed(rule, group, case) for rule in bound for group in rule.options]
    return [duty for duty in owed if duty is not None]


def _names(rule: Requirement, learner: Learner) -> bool:
    return learner.id in rule.audience.get("learner", ())


def _bound(case: _Case) -> list[str]:
    """The requirements that bind everybody with the role, the unit and the location of a learner."""
    units, learner = case.catalog.units, case.learner
    unit = units.index.column.get(learner.unit_id or "", -1)
    mine: dict[str, set[str | None]] = {
        "role": {learner.role_id},
        "unit": {units.index.ids[u] for u in units.with_parents(unit)},
        "location": {learner.location},
        "learner": set(),
    }
    return [r.id for r in case.catalog.requirements if any(mine[kind] & them for kind, them in r.audience.items())]


def _clock(rule: Requirement, case: _Case) -> tuple[date | None, date | None]:
    """The day on which the clock of a requirement starts, and the first due day."""
    assignment = case.assigned.get(rule.id)
    starts = {"hire": case.learner.hired_on, "assignment": None, "date": rule.due_on}
    start = assignment.assigned_on if assignment else starts[rule.basis]
    if assignment is not None and assignment.due_on is not None:
        return start, assignment.due_on
    if rule.basis == "date":
        return start, rule.due_on
    return start, None if start is None or rule.due_days is None else start + timedelta(days=rule.due_days)


def _owed(rule: Requirement, group: tuple[str, ...], case: _Case) -> Duty | None:
    """The duty that one option group still holds, None while a completion of the group counts."""
    start, due = _clock(rule, case)
    oldest = start - timedelta(days=rule.lookback_days) if start and rule.lookback_days is not None else date.min
    counting = [case.done[c] for c in group if c in case.done and case.done[c].on >= oldest]
    if counting:
        due = _expiry(rule, max(counting, key=lambda finish: finish.on))
        if due is None or case.today < due - timedelta(days=rule.renew_from_days):
            return None
    choice = _easiest(group, case)
    return None if choice is None else Duty(choice, due, f"{rule.name} requires it")


def _expiry(rule: Requirement, finish: _Finish) -> date | None:
    """The day on which a finish stops to count: by the rule or by itself, whichever comes first."""
    by_rule = None if rule.valid_days is None else finish.on + timedelta(days=rule.valid_days)
    return min((day for day in (by_rule, finish.until) if day is not None), default=None)


def _easiest(group: tuple[str, ...], case: _Case) -> ContentId | None:
    """The content of a group that is on offer, suits the learner's language, and takes least time."""
    contents = case.catalog.contents
    tag = case.learner.language
    main = None if tag is None else main_language(tag)
    spoken = None if main is None else (-1, contents.languages.column.get(main, -1))
    known = [contents.column[c] for c in group if c in contents.column and case.offered[contents.column[c]]]

    def ease(column: int) -> tuple[bool, float, int]:
        return spoken is not None and contents.language[column] not in spoken, contents.minutes[column], column

    ranked = sorted(known, key=ease)
    return ContentId(contents.ids[ranked[0]]) if ranked else None
