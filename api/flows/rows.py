"""What do the rows of one learner say? JSON bodies become a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from recommender.tables.schema import TABLES
from recommender.types import Assignment, ContentId, Employment, LearnerId, Person, RoleId, SkillId, UnitId, Wish

Row = Mapping[str, Any]


def _default(table: str, column: str) -> Any:
    return TABLES[table][column].default


_STATUS: Final = _default("employments", "status")
_ASSIGNED: Final = _default("assignments", "status")
_MANDATORY: Final = _default("assignments", "mandatory")
_WEIGHT: Final = _default("goals", "weight")


def person_of(learner_id: str, rows: Mapping[str, Sequence[Row]]) -> Person:
    """The person whom some rows describe; of whom only events are known there are none."""
    me = next(iter(rows.get("learners", ())), {})
    return Person(
        id=LearnerId(learner_id),
        hired_on=_day(me, "hired_on"),
        language=me.get("language"),
        timezone=me.get("timezone") or "UTC",
        location=me.get("location"),
        weekly_minutes=me.get("weekly_minutes"),
        target_role_id=_named(RoleId, me, "target_role_id"),
        employments=tuple(map(_employment, sorted(rows.get("employments", ()), key=_begin))),
        wishes=tuple(map(_wish, rows.get("goals", ()))),
        assignments=tuple(_assignment(row) for row in rows.get("assignments", ()) if _binds(row)),
        absences=tuple((_date(row["from_on"]), _date(row["to_on"])) for row in rows.get("absences", ())),
    )


def _begin(row: Row) -> str:
    begin: str = row["valid_from"]
    return begin


def _employment(row: Row) -> Employment:
    return Employment(
        valid_from=_date(row["valid_from"]),
        valid_to=_day(row, "valid_to"),
        role_id=_named(RoleId, row, "role_id"),
        unit_id=_named(UnitId, row, "unit_id"),
        manager_id=_named(LearnerId, row, "manager_id"),
        status=row.get("status") or _STATUS,
    )


def _wish(row: Row) -> Wish:
    return Wish(SkillId(row["skill_id"]), float(row["level"]), float(row.get("weight", _WEIGHT)), row.get("reason", ""))


def _binds(row: Row) -> bool:
    """Whether an assignment is open and must be done."""
    is_open = row.get("status", _ASSIGNED) == _ASSIGNED
    return is_open and bool(row.get("mandatory", _MANDATORY)) and "assigned_on" in row


def _assignment(row: Row) -> Assignment:
    return Assignment(
        content_id=_named(ContentId, row, "content_id"),
        requirement_id=row.get("requirement_id"),
        assigned_on=_date(row["assigned_on"]),
        due_on=_day(row, "due_on"),
    )


def _named(kind: Any, row: Row, column: str) -> Any:
    found = row.get(column)
    return None if found is None else kind(found)


def _day(row: Row, column: str) -> date | None:
    return _date(row[column]) if column in row else None


def _date(text: str) -> date:
    return date.fromisoformat(text)
