"""Who asks for what? Learners, what the tables say of them, and questions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from recommender.types.history import History, Memory
from recommender.types.names import ContentId, LearnerId, RoleId, SkillId, UnitId


@dataclass(frozen=True, slots=True)
class Learner:
    """Who a path is for. Nothing protected stands here, and `jobs` name no managers: an answer rests on nobody else."""

    id: LearnerId
    role_id: RoleId | None = None
    unit_id: UnitId | None = None
    target_role_id: RoleId | None = None
    language: str | None = None
    location: str | None = None
    timezone: str = "UTC"
    hired_on: date | None = None
    weekly_minutes: float | None = None
    absences: tuple[tuple[date, date], ...] = ()
    jobs: tuple[Employment, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """A level that is wanted of one skill, how much it matters, and why."""

    skill_id: SkillId
    level: float
    weight: float = 1.0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """A content that one learner must finish, by when, and why."""

    content_id: ContentId
    due_on: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class Assignment:
    """What was assigned to one learner: a content or a requirement, by when."""

    content_id: ContentId | None
    requirement_id: str | None
    assigned_on: date
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Employment:
    """A job held from one day to another, inclusive; None where the end is open. `status` left means no longer here."""

    valid_from: date
    valid_to: date | None
    role_id: RoleId | None
    unit_id: UnitId | None
    manager_id: LearnerId | None
    status: str

    def lasts(self, on: date) -> bool:
        """Whether the job is held on a day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to) and self.status != "left"


@dataclass(frozen=True, slots=True)
class Person:
    """All that the tables say of one learner, whatever the day; `assignments` are the open and mandatory ones."""

    id: LearnerId
    hired_on: date | None = None
    language: str | None = None
    timezone: str = "UTC"
    location: str | None = None
    weekly_minutes: float | None = None
    target_role_id: RoleId | None = None
    employments: tuple[Employment, ...] = ()
    wishes: tuple[Wish, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    absences: tuple[tuple[date, date], ...] = ()

    def job(self, on: date) -> Employment | None:
        """The job held on a day, of several the one that began last."""
        return next((job for job in reversed(self.employments) if job.lasts(on)), None)

    def learner(self, on: date) -> Learner:
        """The learner with role and unit as of a day."""
        job = self.job(on)
        return Learner(
            id=self.id,
            role_id=None if job is None else job.role_id,
            unit_id=None if job is None else job.unit_id,
            target_role_id=self.target_role_id,
            language=self.language,
            location=self.location,
            timezone=self.timezone,
            hired_on=self.hired_on,
            weekly_minutes=self.weekly_minutes,
            absences=self.absences,
            jobs=tuple(replace(job, manager_id=None) for job in self.employments),
        )


@dataclass(frozen=True, slots=True)
class Query:
    """One question about one learner: everything the engine needs, so that nothing is fetched inside it.

    `history` holds what happened after what is in `memory`, or everything where there is none.
    `aim` asks about one role alone; `only` and `exclude` narrow the contents; `minutes_now` is the time at hand.
    `offline` asks for contents that need no connection.
    """

    learner: Learner
    history: History
    as_of: datetime
    wishes: tuple[Wish, ...] = ()
    duties: tuple[Duty, ...] = ()
    aim: RoleId | None = None
    k: int = 10
    only: frozenset[ContentId] = frozenset()
    exclude: frozenset[ContentId] = frozenset()
    minutes_now: float | None = None
    offline: bool = False
    data_as_of: datetime | None = None
    memory: Memory | None = None


@dataclass(frozen=True, slots=True)
class PathWishes:
    """What a path may use, on top of a query. It must hold what is pinned and begin with `first`, what is under way."""

    weeks: int = 12
    weekly_minutes: float | None = None
    money: float | None = None
    max_steps: int = 12
    pinned: frozenset[ContentId] = frozenset()
    first: frozenset[ContentId] = frozenset()
