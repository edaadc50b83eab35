"""An independent judge of plans: plain loops, slow and obviously right, sharing no code with the planner.

It reads the arrays of a problem and the finished plan, nothing else; the rules are written out again from the model.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from math import exp, log

MINUTE = 1e-6
LEVEL = 1e-9


class Walk:
    """A learner on the way through an order, one step after the other."""

    def __init__(self, problem) -> None:
        self.problem = problem
        self.done: list[int] = []
        self.position = 0.0
        self.free_at: datetime | None = None
        self.levels = [float(level) for level in problem.level]
        self.money = 0.0

    def copy(self) -> Walk:
        other = Walk(self.problem)
        other.done, other.position, other.free_at = list(self.done), self.position, self.free_at
        other.levels, other.money = list(self.levels), self.money
        return other

    def objections(self, i: int, session: datetime | None) -> Iterator[str]:
        """Why content i may not come next (at this session)."""
        p = self.problem
        if i in self.done:
            yield "twice"
        if len(self.done) + 1 > p.max_steps:
            yield "max steps"
        if self.money + p.cost[i] > p.money + MINUTE:
            yield "money"
        if any(p.alternatives[i] >= 0 and p.alternatives[i] == p.alternatives[j] for j in self.done):
            yield "alternatives"
        if any(needed not in self.done for content, needed in p.requires.tolist() if content == i):
            yield "prerequisites"
        for k in range(len(p.link_content)):
            if p.link_content[k] == i and self.levels[p.link_skill[k]] < p.link_entry[k] - LEVEL:
                yield "readiness"
        yield from self._time_objections(i, session)

    def _time_objections(self, i: int, session: datetime | None) -> Iterator[str]:
        p = self.problem
        if (session is not None) != bool(p.sessions[i]) or (session is not None and session not in p.sessions[i]):
            yield "session"
            return
        if session is not None:
            yield from self._session_objections(i, session)
        end = self.end_of(i, session)
        if end > minutes_through(p, len(p.calendar.minutes) - 1) + MINUTE:
            yield "horizon"
        if p.due[i] is not None:
            due_day = (p.due[i] - p.calendar.first_day).days
            if due_day < 0 or end > minutes_through(p, due_day) + MINUTE:
                yield "due"

    def _session_objections(self, i: int, session: datetime) -> Iterator[str]:
        p = self.problem
        _, closes, day = day_span(p, session)
        if day < 0 or day >= len(p.calendar.minutes) or p.calendar.minutes[day] == 0:
            yield "session on a day without learning"
        if self.position > closes + MINUTE or (self.free_at is not None and session < self.free_at):
            yield "session missed"
        if p.due[i] is not None and session.astimezone(UTC).date() > p.due[i]:
            yield "due"

    def end_of(self, i: int, session: datetime | None) -> float:
        minutes = float(self.problem.minutes[i])
        if session is None:
            return self.position + minutes
        opens, closes, _ = day_span(self.problem, session)
        return max(self.position + minutes, min(opens + minutes, closes))

    def take(self, i: int, session: datetime | None) -> None:
        p = self.problem
        self.position = self.end_of(i, session)
        if session is not None:
            self.free_at = session + timedelta(minutes=float(p.minutes[i]))
        self.money += float(p.cost[i])
        self.done.append(i)
        for k in range(len(p.link_content)):
            if p.link_content[k] == i:
                level = self.levels[p.link_skill[k]]
                self.levels[p.link_skill[k]] = level + p.link_effect[k] * max(0.0, p.link_exit[k] - level)


def violations(problem, plan) -> list[str]:
    """Every rule that a plan breaks, each named by its first word."""
    walk, found = Walk(problem), []
    for place, i in enumerate(plan.order.tolist()):
        session = plan.start[place] if problem.sessions[i] else None
        before = walk.position
        found += [f"{reason}: step {place}, content {problem.ids[i]}" for reason in walk.objections(i, session)]
        walk.take(i, session)
        if (plan.start[place], plan.finish[place]) != expected_dates(problem, i, session, before, walk.position):
            found.append(f"dates: step {place}, content {problem.ids[i]} stands at {plan.start[place]}")
    for i in range(len(problem.ids)):
        if problem.mandatory[i] and i not in walk.done:
            found.append(f"mandatory: content {problem.ids[i]} is left out")
    if abs(plan.value - worth(problem, plan.order.tolist())) > 1e-9:
        found.append(f"value: {plan.value} is claimed, {worth(problem, plan.order.tolist())} is right")
    if plan.bound < plan.value:
        found.append("bound: below the value")
    return found


def left_over(problem, plan) -> list[str]:
    """Contents that could be appended to a plan and would add to its value."""
    walk = Walk(problem)
    for place, i in enumerate(plan.order.tolist()):
        walk.take(i, plan.start[place] if problem.sessions[i] else None)
    return [
        problem.ids[i]
        for i in range(len(problem.ids))
        if worth(problem, [*walk.done, i]) > worth(problem, walk.done) + 1e-6 and any(sittings(walk, i))
    ]


def best_value(problem) -> float | None:
    """The value of the best legal order of all, by trying every one; None if there is none."""
    values = [worth(problem, sorted(walked)) for walked in {frozenset(walk.done) for walk in all_walks(Walk(problem))}]
    return max(values, default=None)


def all_walks(walk: Walk) -> Iterator[Walk]:
    """Every legal order that holds the mandatory contents, with every choice of sessions."""
    if all(i in walk.done for i in range(len(walk.problem.ids)) if walk.problem.mandatory[i]):
        yield walk
    for i in range(len(walk.problem.ids)):
        for session in sittings(walk, i):
            longer = walk.copy()
            longer.take(i, session)
            yield from all_walks(longer)


def sittings(walk: Walk, i: int) -> Iterator[datetime | None]:
    """Ways in which content i may come next: its sessions, or None for a self-paced one."""
    for session in walk.problem.sessions[i] or (None,):
        if not list(walk.objections(i, session)):
            yield session


def worth(problem, columns: list[int]) -> float:
    """Value of a set, written out: bands closed with diminishing returns, bonuses, the cost of every step."""
    coverage, value = problem.coverage.toarray(), 0.0
    for q in range(len(problem.band_weight)):
        uncovered = 1.0
        for i in columns:
            uncovered *= 1.0 - min(0.95, chance_through(problem, i) * coverage[i][q])
        value += problem.band_weight[q] * problem.band_missing[q] * (1.0 - uncovered)
    return value + sum(float(problem.bonus[i]) - problem.step_cost for i in columns)


def chance_through(problem, i: int) -> float:
    """Chance that content i is finished, all its prerequisites included, each once."""
    needed, todo = set(), [i]
    while todo:
        for content, prerequisite in problem.requires.tolist():
            if content == todo[0] and prerequisite >= 0 and prerequisite not in needed:
                needed.add(prerequisite)
                todo.append(prerequisite)
        todo.pop(0)
    logs = [log(max(float(problem.chance[j]), 1e-300)) for j in sorted(needed)]
    return float(problem.chance[i]) * exp(sum(logs))


def minutes_through(problem, day: int) -> float:
    return float(sum(problem.calendar.minutes[d] for d in range(min(day + 1, len(problem.calendar.minutes)))))


def day_span(problem, session: datetime) -> tuple[float, float, int]:
    day = (session.astimezone(UTC).date() - problem.calendar.first_day).days
    return minutes_through(problem, day - 1), minutes_through(problem, day), day


def expected_dates(problem, i: int, session: datetime | None, before: float, after: float) -> tuple[datetime, datetime]:
    if session is not None:
        return session, session + timedelta(minutes=float(problem.minutes[i]))
    days = range(len(problem.calendar.minutes))
    last = next((d for d in days if minutes_through(problem, d) >= after - MINUTE), len(days) - 1)
    first = next((d for d in days if minutes_through(problem, d) > before + MINUTE), last)
    return midnight(problem, min(first, last)), midnight(problem, last)


def midnight(problem, day: int) -> datetime:
    first: date = problem.calendar.first_day
    return datetime.combine(first + timedelta(days=day), time(), UTC)
