"""What does a query need to know of a learner? Checked tables as a read-only store of people and their histories."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from recommender.catalog import Catalog
from recommender.catalog.rules import day_of
from recommender.errors import UnknownName
from recommender.goals import Claim, claims_of, duties_of
from recommender.knowledge.log import EventLog
from recommender.knowledge.memory import last_finishes
from recommender.tables import Tables
from recommender.types import (
    NO_EVENTS,
    Assignment,
    ContentId,
    Employment,
    History,
    Ints,
    Learner,
    LearnerId,
    Memory,
    Person,
    Query,
    RoleId,
    SkillId,
    UnitId,
    Wish,
)

Row = Mapping[str, Any]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of one table, found by learner."""

    columns: Mapping[str, list[Any]]
    starts: Ints

    @classmethod
    def of(cls, frame: pd.DataFrame, learners: tuple[str, ...]) -> _Rows:
        number = pd.Index(learners, dtype="str").get_indexer(pd.Index(frame["learner_id"]))
        order = np.argsort(number, kind="stable")
        columns = {str(name): frame[name].iloc[order].tolist() for name in frame.columns}
        return cls(columns, np.searchsorted(number[order], np.arange(len(learners) + 1)))

    def __getitem__(self, learner: int) -> list[Row]:
        rows = range(int(self.starts[learner]), int(self.starts[learner + 1]))
        return [{name: column[row] for name, column in self.columns.items()} for row in rows]


class People:
    """Learners, employments, goals, assignments and absences of checked tables, with their event log.

    `data_as_of` is the latest moment at which an event was recorded, None without dated events; a query of an earlier
    moment says the latest one up to then.
    """

    def __init__(self, tables: Tables, catalog: Catalog, log: EventLog) -> None:
        self.catalog, self.log = catalog, log
        self._number = {learner: row for row, learner in enumerate(log.learners)}
        names = ("learners", "employments", "goals", "assignments", "absences")
        self._rows = {name: _Rows.of(tables[name], log.learners) for name in names}
        self.data_as_of = _latest_in(log.events.recorded_at[log.events.dated])

    @classmethod
    def of(cls, tables: Tables, catalog: Catalog) -> People:
        """The people of checked tables."""
        return cls(tables, catalog, EventLog.of(tables, catalog))

    def __contains__(self, learner_id: str) -> bool:
        return learner_id in self._number

    @property
    def ids(self) -> tuple[LearnerId, ...]:
        """All learners, in order."""
        return tuple(map(LearnerId, self.log.learners))

    def person(self, learner_id: str) -> Person:
        """All that the tables say of a learner. Raises UnknownName."""
        number = self._of(learner_id)
        [row] = self._rows["learners"][number]
        away = ((day_of(a["from_on"]), day_of(a["to_on"])) for a in self._rows["absences"][number])
        return Person(
            id=LearnerId(learner_id),
            hired_on=day_of(row["hired_on"]),
            language=_optional(str, row["language"]),
            timezone=_optional(str, row["timezone"]) or "UTC",
            location=_optional(str, row["location"]),
            weekly_minutes=_optional(float, row["weekly_minutes"]),
            target_role_id=_optional(RoleId, row["target_role_id"]),
            employments=tuple(map(_employment, self._rows["employments"][number])),
            wishes=tuple(map(_wish, self._rows["goals"][number])),
            assignments=tuple(_assignment(a) for a in self._rows["assignments"][number] if _is_open(a)),
            absences=tuple((a, b) for a, b in away if a is not None and b is not None),
        )

    def learner(self, learner_id: str, on: date) -> Learner:
        """A learner with role and unit as of a day. Raises UnknownName."""
        return self.person(learner_id).learner(on)

    def roles(self, on: date) -> Ints:
        """Role column of every learner on a day, in order, -1 for none."""
        jobs, roles = self._rows["employments"], np.full(len(self.log.learners), -1, np.int64)
        starts, ends, status = (jobs.columns[name] for name in ("valid_from", "valid_to", "status"))
        day = pd.Timestamp(on)
        lasts = [a <= day and not b < day and s != "left" for a, b, s in zip(starts, ends, status, strict=True)]
        rows = np.flatnonzero(lasts)
        held = self.catalog.roles.index.columns([jobs.columns["role_id"][row] for row in rows.tolist()])
        roles[np.searchsorted(jobs.starts, rows, side="right") - 1] = held
        return roles

    def query(self, learner_id: str, as_of: datetime, **more: Any) -> Query:
        """A query for one learner with goals and duties from the tables; `more` sets further fields of Query."""
        person = self.person(learner_id)
        history = self.log.history(learner_id).seen_at(int(as_of.timestamp()))
        return query_of(person, history, self.catalog, as_of, **({"data_as_of": self._latest(as_of)} | more))

    def claims(self, learner_id: str, as_of: datetime) -> list[Claim]:
        """What requirements and assignments ask of a learner at a moment, met ones too. Raises UnknownName."""
        person, on = self.person(learner_id), as_of.date()
        last = last_finishes(self.log.history(learner_id).seen_at(int(as_of.timestamp())))
        return claims_of(person.learner(on), _assigned_by(person, on), last, self.catalog, as_of)

    def latest(self) -> datetime | None:
        """The latest moment that the tables know of: recorded with a date, else as a position; None without events."""
        recorded = self.log.events.recorded_at
        return self.data_as_of if self.data_as_of is not None else _latest_in(recorded)

    def _latest(self, as_of: datetime) -> datetime | None:
        if self.data_as_of is None or self.data_as_of <= as_of:
            return self.data_as_of
        events = self.log.events
        return _latest_in(events.recorded_at[events.dated & (events.recorded_at <= int(as_of.timestamp()))])

    def _of(self, learner_id: str) -> int:
        if learner_id not in self._number:
            raise UnknownName(f"learner {learner_id!r} stands in no row of learners")
        return self._number[learner_id]


def _latest_in(seconds: Ints) -> datetime | None:
    return datetime.fromtimestamp(int(seconds.max()), UTC) if len(seconds) else None


def query_of(person: Person, told: Memory | History, catalog: Catalog, as_of: datetime, **more: Any) -> Query:
    """A query about a person of whom a memory is kept, or of whom a history tells; `more` sets further fields."""
    learner, on = person.learner(as_of.date()), as_of.date()
    given = {"memory": told, "history": NO_EVENTS} if isinstance(told, Memory) else {"history": told}
    last = told.episodes.last if isinstance(told, Memory) else last_finishes(told.seen_at(int(as_of.timestamp())))
    assigned = _assigned_by(person, on)
    known: dict[str, Any] = {
        "learner": learner,
        "as_of": as_of,
        "wishes": person.wishes,
        "duties": duties_of(learner, assigned, last, catalog, as_of),
    }
    return Query(**(known | given | more))


def _assigned_by(person: Person, on: date) -> tuple[Assignment, ...]:
    return tuple(a for a in person.assignments if a.assigned_on <= on)


def _employment(row: Row) -> Employment:
    return Employment(
        valid_from=day_of(row["valid_from"]) or date.min,
        valid_to=day_of(row["valid_to"]),
        role_id=_optional(RoleId, row["role_id"]),
        unit_id=_optional(UnitId, row["unit_id"]),
        manager_id=_optional(LearnerId, row["manager_id"]),
        status=str(row["status"]),
    )


def _wish(row: Row) -> Wish:
    return Wish(SkillId(row["skill_id"]), row["level"], row["weight"], _optional(str, row["reason"]) or "")


def _is_open(assignment: Row) -> bool:
    return assignment["status"] == "open" and bool(assignment["mandatory"]) and not pd.isna(assignment["assigned_on"])


def _assignment(row: Row) -> Assignment:
    return Assignment(
        content_id=_optional(ContentId, row["content_id"]),
        requirement_id=_optional(str, row["requirement_id"]),
        assigned_on=day_of(row["assigned_on"]) or date.min,
        due_on=day_of(row["due_on"]),
    )


def _optional(kind: Callable[[Any], T], cell: Any) -> T | None:
    return None if cell is None or pd.isna(cell) else kind(cell)
