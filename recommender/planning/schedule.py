"""Is there an order in which all these contents can be taken, and which one?

Depth first with counted moves: what must be done and has no day first, then earliest deadline first, then what is worth
most per minute, also through what it makes possible. Two partial orders of the same contents are compared by position,
last session and levels; one that is no better anywhere than one tried before is dropped, since everything that follows
only gains from earlier and higher.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from recommender.planning.calendar import MINUTE_TOLERANCE
from recommender.planning.readiness import LEVEL_TOLERANCE, moved
from recommender.planning.setting import Setting
from recommender.planning.timing import Moment


@dataclass(frozen=True, slots=True)
class Ordering:
    """An order or None; without one, `proven` says whether there is none at all. `moves` counts the steps tried."""

    order: tuple[int, ...] | None
    proven: bool
    moves: int


@dataclass(frozen=True, slots=True)
class _Task:
    """One content: `before` is a bit mask of tasks, `needs` holds (skill, entry), `gives` (skill, exit, effect)."""

    column: int
    minutes: float
    latest: float
    limit: float
    before: int
    needs: tuple[tuple[int, float], ...]
    gives: tuple[tuple[int, float, float], ...]


@dataclass(frozen=True, slots=True)
class _State:
    left: int
    now: Moment
    levels: tuple[float, ...]


def find_order(setting: Setting, columns: tuple[int, ...], moves: int) -> Ordering:
    """Look for a legal serial order of exactly these columns; prerequisites that are not among them are ignored."""
    tasks, levels = _tasks(setting, columns)
    start = _State((1 << len(tasks)) - 1, Moment(), levels)
    return _Search(setting, tasks, moves).run(start)


class _Search:
    def __init__(self, setting: Setting, tasks: tuple[_Task, ...], moves: int) -> None:
        self.setting, self.tasks, self.allowed, self.used = setting, tasks, moves, 0
        self.by_limit = sorted(range(len(tasks)), key=lambda k: tasks[k].limit)
        self.tried: dict[int, list[_State]] = {}

    def run(self, start: _State) -> Ordering:
        path: list[int] = []
        open_states = [self._children(start)] if self._hopeful(start) else []
        if not self.tasks:
            return Ordering((), True, 0)
        while open_states:
            step = next(open_states[-1], None)
            if step is None:
                open_states.pop()
                del path[-1:]
            elif self.used >= self.allowed:
                return Ordering(None, False, self.used)
            else:
                task, state = step
                self.used += 1
                if not state.left:
                    return Ordering((*(self.tasks[k].column for k in path), self.tasks[task].column), True, self.used)
                if self._hopeful(state) and self._new(state):
                    path.append(task)
                    open_states.append(self._children(state))
        return Ordering(None, True, self.used)

    def _children(self, state: _State) -> Iterator[tuple[int, _State]]:
        for k, task in enumerate(self.tasks):
            if state.left >> k & 1 and not task.before & state.left and _is_ready(task, state.levels):
                then = self.setting.table.after(task.column, state.now)
                if then is not None:
                    yield k, _State(state.left & ~(1 << k), then, _lifted(task, state.levels))

    def _hopeful(self, state: _State) -> bool:
        """Earliest deadline first would keep every deadline of what is left, and no last chance has passed."""
        position = state.now.position
        for k in self.by_limit:
            task = self.tasks[k]
            if state.left >> k & 1:
                position += task.minutes
                if position > task.limit + MINUTE_TOLERANCE or state.now.position > task.latest + MINUTE_TOLERANCE:
                    return False
        return True

    def _new(self, state: _State) -> bool:
        seen = self.tried.setdefault(state.left, [])
        if any(_no_worse(other, state) for other in seen):
            return False
        seen.append(state)
        return True


def _no_worse(one: _State, other: _State) -> bool:
    return (
        one.now.position <= other.now.position
        and one.now.free_at <= other.now.free_at
        and all(a >= b for a, b in zip(one.levels, other.levels, strict=True))
    )


def _is_ready(task: _Task, levels: tuple[float, ...]) -> bool:
    return all(levels[skill] >= entry - LEVEL_TOLERANCE for skill, entry in task.needs)


def _lifted(task: _Task, levels: tuple[float, ...]) -> tuple[float, ...]:
    if not task.gives:
        return levels
    higher = list(levels)
    for skill, exit_level, effect in task.gives:
        higher[skill] = moved(higher[skill], exit_level, effect)
    return tuple(higher)


def _tasks(setting: Setting, columns: tuple[int, ...]) -> tuple[tuple[_Task, ...], tuple[float, ...]]:
    """The set as tasks in the order of preference, and the start levels of the skills that some task asks for."""
    problem, limits = setting.problem, _limits(setting, columns)
    ranked = sorted(columns, key=lambda i: (_can_wait(setting, i), limits[i], *_preference(setting, columns, i)))
    place = {column: k for k, column in enumerate(ranked)}
    links = {i: [int(link) for link in setting.links(i)] for i in ranked}
    asked = sorted({int(problem.link_skill[k]) for i in ranked for k in links[i] if setting.asks[k]})
    local = {skill: k for k, skill in enumerate(asked)}
    tasks = tuple(
        _Task(
            column=i,
            minutes=float(problem.minutes[i]),
            latest=setting.table.latest_start(i),
            limit=limits[i],
            before=sum(1 << place[j] for j in set(setting.prerequisites(i)) if j in place),
            needs=tuple(
                (local[int(problem.link_skill[k])], float(problem.link_entry[k])) for k in links[i] if setting.asks[k]
            ),
            gives=tuple(
                (local[int(problem.link_skill[k])], float(problem.link_exit[k]), float(problem.link_effect[k]))
                for k in links[i]
                if int(problem.link_skill[k]) in local
            ),
        )
        for i in ranked
    )
    return tasks, tuple(float(problem.level[skill]) for skill in asked)


def _can_wait(setting: Setting, column: int) -> bool:
    """What must be done and has no day by which (an overdue duty, say) is tried first."""
    return setting.problem.due[column] is not None or not setting.problem.mandatory[column]


def _limits(setting: Setting, columns: tuple[int, ...]) -> dict[int, float]:
    """Latest end of each column, given that what requires it follows in time."""
    limits = {i: float(setting.table.limit[i]) for i in columns}
    for _ in columns:
        tighter = dict(limits)
        for i in columns:
            start = min(limits[i] - float(setting.problem.minutes[i]), setting.table.latest_start(i))
            for j in setting.prerequisites(i):
                if j in tighter:
                    tighter[j] = min(tighter[j], start)
        if tighter == limits:
            break
        limits = tighter
    return limits


def _preference(setting: Setting, columns: tuple[int, ...], column: int) -> tuple[float, int]:
    """Best value per minute of a column alone or with those that require it; the more, the earlier."""
    minutes, alone = setting.problem.minutes, setting.alone
    followers = [j for j in columns if column in setting.prerequisites(j)]
    pairs = [(alone[column], minutes[column])]
    pairs += [(alone[column] + alone[j], minutes[column] + minutes[j]) for j in followers]
    return -max(float(value / max(spent, 1.0)) for value, spent in pairs), column
