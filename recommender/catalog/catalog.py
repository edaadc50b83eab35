"""What is on offer, and what is needed? Everything that is the same for all learners, in one value."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from recommender.catalog.contents import Contents
from recommender.catalog.rules import Requirement, requirements_of
from recommender.catalog.skills import Links, Skills
from recommender.catalog.wants import Roles, Units
from recommender.tables import Tables
from recommender.types import Bools

TABLES = (
    "contents",
    "skills",
    "content_skills",
    "content_requires",
    "content_equivalents",
    "sessions",
    "roles",
    "role_skills",
    "units",
    "outcomes",
    "outcome_units",
    "behaviours",
    "behaviour_skills",
    "requirements",
    "requirement_contents",
    "requirement_audiences",
    "scales",
)
"""The tables that a catalogue is made of, and that its version stands for."""


MOST_KEPT: Final = 20_000
"""Derived values kept at a time; beyond it they are worked out anew."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Catalog:
    """Contents, skills, links between them, the needs of roles, units and rules, and scales (id, mark, level).

    `version` is a digest of the tables it was made of: the same tables give the same version.
    """

    version: str
    contents: Contents
    skills: Skills
    links: Links
    roles: Roles
    units: Units
    requirements: tuple[Requirement, ...]
    scales: tuple[tuple[str, str, float], ...] = ()
    _kept: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, made once a key: for what follows from the catalogue alone and many questions need."""
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            found = self._kept[key] = make()
        made: T = found
        return made

    def on_offer(self, second: int) -> Bools:
        """Which contents can be started at a second; not to be written to."""
        turns = self.once("turns", lambda: self.contents.turns.tolist())
        since = bisect_right(turns, second)
        return self.once(("on offer", since), lambda: self.contents.on_offer(second))

    @classmethod
    def of(cls, tables: Tables) -> Catalog:
        """The catalogue of checked tables."""
        contents, skills = Contents.of(tables), Skills.of(tables)
        return cls(
            version=_version(tables),
            contents=contents,
            skills=skills,
            links=Links.of(tables, contents.index, skills.index),
            roles=Roles.of(tables, skills.index),
            units=Units.of(tables, skills.index),
            requirements=requirements_of(tables),
            scales=tuple(tables["scales"][["scale_id", "mark", "level"]].itertuples(index=False, name=None)),
        )


def _version(tables: Tables) -> str:
    """A digest of what answers depend on. Who heads a unit is no part of it, so forgetting them changes nothing."""
    frames = dict(tables.only(TABLES).frames)
    return Tables(frames | {"units": frames["units"].drop(columns="head_id")}).fingerprint[:12]
