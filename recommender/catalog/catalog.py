"""What is on offer, and what is needed? Everything that is the same for all learners, in one value."""

from __future__ import annotations

from dataclasses import dataclass

from recommender.catalog.contents import Contents
from recommender.catalog.rules import Requirement, requirements_of
from recommender.catalog.skills import Links, Skills
from recommender.catalog.wants import Roles, Units
from recommender.tables import Tables

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
)
"""The tables that a catalogue is made of, and that its version stands for."""


@dataclass(frozen=True, slots=True)
class Catalog:
    """Contents, skills, links between them, and the needs of roles, units and rules.

    `version` is a digest of the tables it was made of: the same tables give the same version.
    """

    version: str
    contents: Contents
    skills: Skills
    links: Links
    roles: Roles
    units: Units
    requirements: tuple[Requirement, ...]

    @classmethod
    def of(cls, tables: Tables) -> Catalog:
        """The catalogue of checked tables."""
        contents, skills = Contents.of(tables), Skills.of(tables)
        return cls(
            version=tables.only(TABLES).fingerprint[:12],
            contents=contents,
            skills=skills,
            links=Links.of(tables, contents.index, skills.index),
            roles=Roles.of(tables, skills.index),
            units=Units.of(tables, skills.index),
            requirements=requirements_of(tables),
        )
