"""When does a step start and finish?

All steps lie one after the other on the calendar's line of learning minutes. A self-paced step of m minutes takes the
next m. A live step starts exactly at one of its sessions, on a day that has learning minutes; steps before it must be
finished on that day at the latest. It takes its m minutes from what is unused up to and including that day, and what
is missing from the days after; minutes of earlier days that stay unused are lost. So from position p, a session on a
day whose minutes span (opens, closes] needs p <= closes and leads to

    max(p + m, min(opens + m, closes)).

A step keeps its due day if the minutes until that day suffice for its position, and its session is not later.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import numpy as np

from recommender.planning.calendar import MINUTE_TOLERANCE
from recommender.planning.problem import Problem
from recommender.types import Floats


@dataclass(frozen=True, slots=True)
class Session:
    """One sitting of a live content: the calendar minutes at which its day opens and closes, and its real times."""

    opens: float
    closes: float
    starts_at: float
    ends_at: float


@dataclass(frozen=True, slots=True)
class Moment:
    """Where a learner stands on the line of minutes; `free_at` is the end of the last session (seconds since 1970)."""

    position: float = 0.0
    free_at: float = -np.inf


@dataclass(frozen=True, slots=True)
class Timetable:
    """Minutes and latest position of every content, [n], and the usable sessions of the live ones."""

    minutes: Floats
    limit: Floats
    sessions: Mapping[int, tuple[Session, ...]]

    @classmethod
    def of(cls, problem: Problem) -> Timetable:
        """Read the times of a problem; sessions after the due day or on days without learning minutes drop out."""
        live = {i: _usable(problem, i) for i, sessions in enumerate(problem.sessions) if sessions}
        return cls(problem.minutes, _limits(problem), live)

    def after(self, column: int, now: Moment) -> Moment | None:
        """Where the learner stands after this content, or None if it no longer fits."""
        if column in self.sessions:
            chosen = self.session(column, now)
            return None if chosen is None else self._attended(column, now, chosen)
        end = now.position + float(self.minutes[column])
        return Moment(end, now.free_at) if end <= self.limit[column] + MINUTE_TOLERANCE else None

    def session(self, column: int, now: Moment) -> Session | None:
        """The first session that can be attended from here; a later one would only finish later."""
        for session in self.sessions[column]:
            late = session.closes < now.position - MINUTE_TOLERANCE or session.starts_at < now.free_at
            if not late:
                end = self._attended(column, now, session).position
                return session if end <= self.limit[column] + MINUTE_TOLERANCE else None
        return None

    def latest_start(self, column: int) -> float:
        """No position beyond this one leaves room for the content."""
        start = float(self.limit[column] - self.minutes[column])
        if column not in self.sessions:
            return start
        return min(start, max((session.closes for session in self.sessions[column]), default=-np.inf))

    def _attended(self, column: int, now: Moment, session: Session) -> Moment:
        minutes = float(self.minutes[column])
        end = max(now.position + minutes, min(session.opens + minutes, session.closes))
        return Moment(end, session.ends_at)


def dates(problem: Problem, table: Timetable, order: tuple[int, ...]) -> tuple[tuple[datetime, datetime], ...]:
    """Start and finish of every step of an order that fits."""
    now, spans = Moment(), []
    for column in order:
        then = table.after(column, now)
        if then is None:
            raise ValueError(f"content {problem.ids[column]} does not fit at minute {now.position:g} of this order")
        spans.append(_span(problem, table, column, now, then))
        now = then
    return tuple(spans)


def _span(problem: Problem, table: Timetable, column: int, now: Moment, then: Moment) -> tuple[datetime, datetime]:
    if column in table.sessions:
        start = datetime.fromtimestamp(then.free_at, UTC) - timedelta(minutes=float(problem.minutes[column]))
        return start, datetime.fromtimestamp(then.free_at, UTC)
    calendar = problem.calendar
    finish = calendar.day_of(then.position)
    return _midnight(min(finish, calendar.day_after(now.position))), _midnight(finish)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _limits(problem: Problem) -> Floats:
    calendar, total = problem.calendar, problem.calendar.total
    by_day = {due: calendar.minutes_until(due) if due >= calendar.first_day else -1.0 for due in _days(problem)}
    return np.array([total if due is None else by_day[due] for due in problem.due], np.float64)


def _days(problem: Problem) -> frozenset[date]:
    return frozenset(due for due in problem.due if due is not None)


def _usable(problem: Problem, column: int) -> tuple[Session, ...]:
    calendar, due, minutes = problem.calendar, problem.due[column], float(problem.minutes[column])
    last = len(calendar.minutes) - 1 if due is None else min(len(calendar.minutes) - 1, calendar.position_of(due))
    found = []
    for starts_at in sorted(problem.sessions[column]):
        day = calendar.position_of(starts_at.astimezone(UTC).date())
        if 0 <= day <= last and calendar.minutes[day] > 0:
            closes, begin = float(calendar.cumulative[day]), starts_at.timestamp()
            found.append(Session(closes - float(calendar.minutes[day]), closes, begin, begin + 60 * minutes))
    return tuple(found)
