"""What does the page of one learner show? From the flows to its view, less what the policy keeps to the learner."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import orjson

from api.access import Entry, Sees
from api.convert import query_of
from api.flows.insights import skills_of
from api.flows.paths import Paths
from api.flows.people import persons_of
from api.flows.rows import person_of
from api.pages import views
from api.pages.reading import level_of, path_of, sentence
from api.problems import NotReady
from api.schemas.asked import PathRequest
from api.serving import Served
from api.workplace import Workplace
from recommender.catalog.index import Index
from recommender.errors import UnknownName
from recommender.types import Duty

MISSING: Final = 0.005
"""A gap that is smaller is none for a reader."""


class PersonPages:
    """Makes views of learners. What is asked for must be within reach: that is for the caller to see to."""

    def __init__(self, place: Workplace, paths: Paths) -> None:
        self._place, self._paths = place, paths
        self._persons = persons_of(place.store, place.settings.cached_learners, place.now)

    def own(self, learner_id: str) -> views.Person:
        """The learner's own page: everything, what is wanted first. Raises UnknownName."""
        return self._person(learner_id, frozenset(Sees))

    def of(self, entry: Entry, learner_id: str) -> views.Person:
        """The page that somebody else sees: gaps alone, and no more than the policy grants. Raises UnknownName."""
        return self._person(learner_id, self._place.access.sees(entry, learner_id), gaps_alone=True)

    def duties(self, learner_id: str) -> tuple[views.Duty, ...]:
        """What a learner must finish, the earliest first; none where nothing is known or no model serves."""
        served, now = self._place.holder.served, self._place.now()
        standing = None if served is None or served.degraded else self._persons.standing(learner_id, served, now)
        if served is None or standing is None:
            return ()
        known = standing.person, standing.memory
        asked = query_of(PathRequest(learner_id=learner_id), known, served.catalog, now)
        return tuple(_duty(duty, served, now.date()) for duty in asked.duties)

    def biggest_gap(self, learner_id: str, sees: frozenset[Sees]) -> views.Skill | None:
        """What a learner lacks most of, where that may be seen."""
        found = self._skills(learner_id, sees, gaps_alone=True) if sees >= _LEVELS else ()
        return found[0] if found else None

    def _person(self, learner_id: str, sees: frozenset[Sees], gaps_alone: bool = False) -> views.Person:
        rows = self._rows(learner_id)
        job = person_of(learner_id, rows).job(self._place.now().date())
        served, levels, path = self._place.holder.served, sees >= _LEVELS, Sees.PATH in sees
        withheld = {name for name, granted in (("skills", levels), ("path", path)) if not granted}
        return views.Person(
            learner_id=learner_id,
            name=rows.get("learners", [{}])[0].get("display_name") or learner_id,
            role=None if job is None else role_name(job.role_id, served),
            unit=None if job is None else unit_name(job.unit_id, served),
            skills=self._skills(learner_id, sees, gaps_alone) if levels else (),
            duties=self.duties(learner_id),
            path=self._path(learner_id) if path else None,
            withheld=frozenset(withheld),
            degraded=served is None or served.degraded,
        )

    def _rows(self, learner_id: str) -> Mapping[str, Any]:
        with self._place.store.reading() as session:
            if session.heads.get(learner_id) is None:
                raise UnknownName("nothing is known of this learner")
            return session.rows.of(learner_id)

    def _path(self, learner_id: str) -> views.Path | None:
        with self._place.store.reading() as session:
            if session.paths.current(learner_id) is None:
                return None
        return path_of(orjson.loads(self._paths.current(learner_id).json()), self._title)

    def _skills(self, learner_id: str, sees: frozenset[Sees], gaps_alone: bool) -> tuple[views.Skill, ...]:
        try:
            told = skills_of(self._place, learner_id)["skills"]
        except (NotReady, UnknownName):
            return ()
        found = [_skill(row, Sees.EVIDENCE in sees) for row in told]
        found.sort(key=lambda skill: (skill.wanted is None, -skill.gap, skill.name))
        return tuple(skill for skill in found if skill.gap > MISSING or not gaps_alone)

    def _title(self, content_id: str) -> str:
        served = self._place.holder.served
        return content_id if served is None else _named(served.catalog.contents, content_id)


_LEVELS: Final = frozenset({Sees.LEVELS, Sees.GAPS})


def _skill(row: Mapping[str, Any], dated: bool) -> views.Skill:
    wanted, seen = row["wanted"], row["last_evidence"]
    return views.Skill(
        skill_id=row["skill_id"],
        name=row["name"],
        level=level_of(row["level"]),
        known=row["known"],
        wanted=None if wanted is None else wanted["level"],
        wanted_by=() if wanted is None else tuple(wanted["by"]),
        seen_on=seen.date() if dated and seen is not None else None,
    )


def _duty(duty: Duty, served: Served, today: date) -> views.Duty:
    overdue = duty.due_on is not None and duty.due_on < today
    return views.Duty(_named(served.catalog.contents, duty.content_id), duty.due_on, sentence(duty.reason), overdue)


def _named(contents: Any, content_id: str) -> str:
    column = contents.column.get(content_id)
    return content_id if column is None else contents.titles[column]


def role_name(role_id: str | None, served: Served | None) -> str | None:
    """The name of a role; its id where the catalogue has none."""
    return role_id if served is None else _in(served.catalog.roles.index, served.catalog.roles.names, role_id)


def unit_name(unit_id: str | None, served: Served | None) -> str | None:
    """The name of a unit; its id where the catalogue has none."""
    return unit_id if served is None else _in(served.catalog.units.index, served.catalog.units.names, unit_id)


def _in(index: Index, names: tuple[str, ...], name: str | None) -> str | None:
    column = None if name is None else index.column.get(name)
    return name if column is None else names[column]
