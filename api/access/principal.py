"""Who asks, in which role, and over whom does a call then reach?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Flag, StrEnum, auto
from typing import Final


class Role(StrEnum):
    """What somebody is to the organisation; the words of docs/access.md."""

    LMS = "lms"
    MANAGER = "manager"
    OFFICER = "officer"
    LEARNER = "learner"
    SCIENTIST = "scientist"
    ADMIN = "admin"


OF_SYSTEMS: Final = frozenset({Role.LMS, Role.SCIENTIST, Role.ADMIN})
"""Roles that a key may have: the others reach over people from a learner, and a system is none."""
OF_PEOPLE: Final = frozenset(Role) - {Role.LMS}
"""Roles that a token may claim."""


class Scope(Flag):
    """Over whom a call reaches. Somebody with two roles reaches over both: `Scope.SELF | Scope.REPORTS`."""

    ALL = auto()
    REPORTS = auto()
    UNITS = auto()
    SELF = auto()


NOBODY: Final = Scope(0)


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks: a system by its key, or a person by a token. `name` is unique over both and never logged."""

    name: str
    roles: frozenset[Role]
    learner_id: str | None = None
    key_id: str | None = None
    rate_per_minute: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A call that was let in: who asks, and over whom it reaches."""

    principal: Principal
    scope: Scope


@dataclass(frozen=True, slots=True)
class Group:
    """The learners of a unit that a call may count; figures of fewer than `smallest` of them stay untold."""

    learners: frozenset[str]
    smallest: int
