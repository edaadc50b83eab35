"""What must this learner finish, by when? Requirements and assignments, computed for one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np

from recommender.catalog import Catalog
from recommender.catalog.contents import main_language
from recommender.catalog.rules import Requirement
from recommender.columns import EVENT_KINDS, FINISHING
from recommender.types import ContentId, Duty, History, Learner

_FINISHING = tuple(EVENT_KINDS.index(kind) for kind in FINISHING)


@dataclass(frozen=True, slots=True)
class Assignment:
    """What was assigned to one learner: a content or a requirement, by when."""

    content_id: ContentId | None
    requirement_id: str | None
    assigned_on: date
    due_on: date | None


@dataclass(frozen=True, slots=True)
class _Case:
    """One learner on one day, with the last day on which each content was finished."""

    learner: Learner
    assigned: Mapping[str, Assignment]
    done: Mapping[str, date]
    catalog: Catalog
    today: date


def duties_of(
    learner: Learner, assignments: tuple[Assignment, ...], history: History, catalog: Catalog, as_of: datetime
) -> tuple[Duty, ...]:
    """Contents that must be finished, in order of due day and id; one entry a content, the earliest due day.

    A requirement binds whom its audience names or whom it is assigned to. A completion counts from `lookback_days`
    before the clock starts, and for `valid_days`; it may be renewed from `renew_from_days` before it expires. Of each
    option group the content that suits the learner's language and takes least time is chosen.
    """
    assigned = {a.requirement_id: a for a in sorted(assignments, key=lambda a: a.assigned_on) if a.requirement_id}
    case = _Case(learner, assigned, _last_finished(history, catalog), catalog, as_of.date())
    found = [*_assigned(assignments, case.done), *_required(case)]
    earliest: dict[ContentId, Duty] = {}
    for duty in sorted(found, key=lambda d: (d.due_on or date.max, d.content_id, d.reason)):
        earliest.setdefault(duty.content_id, duty)
    return tuple(earliest.values())


def _last_finished(history: History, catalog: Catalog) -> dict[str, date]:
    """The last day on which each content was finished, itself or through what counts for it."""
    rows = np.isin(history.kind, _FINISHING) & (history.content >= 0)
    own = dict(zip(history.content[rows].tolist(), history.at[rows].tolist(), strict=True))
    last = dict(own)
    for finished, counts_for in catalog.contents.counts_for.tolist():
        if finished in own:
            last[counts_for] = max(own[finished], last.get(counts_for, own[finished]))
    ids = catalog.contents.ids
    return {ids[content]: datetime.fromtimestamp(at, UTC).date() for content, at in last.items()}


def _assigned(assignments: tuple[Assignment, ...], done: Mapping[str, date]) -> list[Duty]:
    return [
        Duty(a.content_id, a.due_on, f"assigned on {a.assigned_on}")
        for a in assignments
        if a.content_id is not None and done.get(a.content_id, date.min) < a.assigned_on
    ]


def _required(case: _Case) -> list[Duty]:
    bound = [r for r in case.catalog.requirements if r.id in case.assigned or _binds(r, case)]
    owed = [_owed(rule, group, case) for rule in bound for group in rule.options]
    return [duty for duty in owed if duty is not None]


def _binds(rule: Requirement, case: _Case) -> bool:
    units, learner = case.catalog.units, case.learner
    unit = units.index.column.get(learner.unit_id or "", -1)
    mine: dict[str, set[str | None]] = {
        "role": {learner.role_id},
        "unit": {units.index.ids[u] for u in units.with_parents(unit)},
        "location": {learner.location},
        "learner": {learner.id},
    }
    return any(mine[kind] & values for kind, values in rule.audience.items())


def _clock(rule: Requirement, case: _Case) -> tuple[date | None, date | None]:
    """The day on which the clock of a requirement starts, and the first due day."""
    assignment = case.assigned.get(rule.id)
    start = assignment.assigned_on if assignment else case.learner.hired_on
    if assignment is not None and assignment.due_on is not None:
        return start, assignment.due_on
    if rule.basis == "date":
        return start, rule.due_on
    return start, None if start is None or rule.due_days is None else start + timedelta(days=rule.due_days)


def _owed(rule: Requirement, group: tuple[str, ...], case: _Case) -> Duty | None:
    """The duty that one option group still holds, None while a completion of the group counts."""
    start, due = _clock(rule, case)
    oldest = start - timedelta(days=rule.lookback_days) if start and rule.lookback_days is not None else date.min
    last = max((case.done[c] for c in group if c in case.done and case.done[c] >= oldest), default=None)
    if last is not None and rule.valid_days is None:
        return None
    if last is not None and rule.valid_days is not None:
        due = last + timedelta(days=rule.valid_days)
        if case.today < due - timedelta(days=rule.renew_from_days):
            return None
    choice = _easiest(group, case)
    return None if choice is None else Duty(choice, due, f"{rule.name} requires it")


def _easiest(group: tuple[str, ...], case: _Case) -> ContentId | None:
    """The content of a group that is on offer, suits the learner's language, and takes least time."""
    contents = case.catalog.contents
    tag = case.learner.language
    spoken = -1 if tag is None else contents.languages.column.get(main_language(tag), -1)
    known = [contents.column[c] for c in group if c in contents.column and contents.active[contents.column[c]]]
    ranked = sorted(known, key=lambda c: (contents.language[c] not in (-1, spoken), contents.minutes[c], c))
    return ContentId(contents.ids[ranked[0]]) if ranked else None
