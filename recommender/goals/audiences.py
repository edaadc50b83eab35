"""Whom does a requirement bind, and since when?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from recommender.catalog import Catalog
from recommender.catalog.rules import Requirement
from recommender.types import Employment, Learner


def binds(rule: Requirement, learner: Learner, catalog: Catalog) -> bool:
    """Whether the audience of a requirement names a learner: by role, unit or one above it, location, or in person."""
    place = (learner.role_id, learner.unit_id, learner.location)
    by_place = catalog.once(("bound", *place), lambda: _by_place(learner, catalog))
    return rule.id in by_place or learner.id in rule.audience.get("learner", ())


def bound_since(rule: Requirement, learner: Learner, catalog: Catalog, on: date) -> date | None:
    """The first day of the unbroken line of jobs, up to a day, that an audience named by role or unit; None without."""
    since, edge = None, on
    for job in sorted(learner.jobs, key=lambda job: job.valid_from, reverse=True):
        if job.valid_from > on:
            continue
        unbroken = job.valid_to is None or job.valid_to >= edge
        if not unbroken or job.status == "left" or not _fits(rule, job, catalog):
            break
        since, edge = job.valid_from, job.valid_from - timedelta(days=1)
    return since


def _by_place(learner: Learner, catalog: Catalog) -> frozenset[str]:
    """The requirements that bind everybody with the role, the unit and the location of a learner."""
    mine: dict[str, set[str | None]] = {
        "role": {learner.role_id},
        "unit": _units(learner.unit_id, catalog),
        "location": {learner.location},
    }
    return frozenset(rule.id for rule in catalog.requirements if _meet(rule, mine))


def _fits(rule: Requirement, job: Employment, catalog: Catalog) -> bool:
    return _meet(rule, {"role": {job.role_id}, "unit": _units(job.unit_id, catalog)})


def _meet(rule: Requirement, mine: Mapping[str, set[str | None]]) -> bool:
    return any(them & mine[kind] for kind, them in rule.audience.items() if kind in mine)


def _units(unit_id: str | None, catalog: Catalog) -> set[str | None]:
    units = catalog.units
    return {units.index.ids[u] for u in units.with_parents(units.index.column.get(unit_id or "", -1))}
