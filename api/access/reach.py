"""Whom does a manager lead, and which units are somebody's own? As the current employments and units say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final

from api.store import Session, Store

LOOK_SECONDS: Final = 1.0
"""Seconds for which the lines in memory are taken as they are."""
TABLES: Final = ("employments", "units")


class Tree:
    """Who or what stands above whom; a circle in it ends where it began."""

    def __init__(self, above: Mapping[str, str]) -> None:
        self.above = above
        self._below: dict[str, list[str]] = {}
        for one, over in above.items():
            self._below.setdefault(over, []).append(one)

    def below(self, one: str) -> tuple[str, ...]:
        """Those right below one."""
        return tuple(self._below.get(one, ()))

    def up(self, start: str) -> Iterator[str]:
        """All above a start, each once, the nearest first."""
        seen, over = {start}, self.above.get(start)
        while over is not None and over not in seen:
            yield over
            seen.add(over)
            over = self.above.get(over)

    def down(self, starts: Iterable[str]) -> frozenset[str]:
        """Some starts and all below them."""
        waiting = list(starts)
        found = set(waiting)
        while waiting:
            fresh = [one for one in self._below.get(waiting.pop(), ()) if one not in found]
            found.update(fresh)
            waiting.extend(fresh)
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class Lines:
    """Who leads whom and who works where, on one day: trees of people and of units, jobs and heads by id."""

    people: Tree
    units: Tree
    unit_of: Mapping[str, str]
    head_of: Mapping[str, str]

    @classmethod
    def of(cls, employments: Iterable[Mapping[str, Any]], units: Iterable[Mapping[str, Any]], day: str) -> Lines:
        """The lines on a day (YYYY-MM-DD). Of two jobs at once the later one counts."""
        begun = sorted((e for e in employments if _lasts(e, day)), key=lambda e: e["valid_from"])
        jobs, rows = {e["learner_id"]: e for e in begun}, {u["unit_id"]: u for u in units}
        trees = Tree(_named(jobs, "manager_id")), Tree(_named(rows, "parent_id"))
        return cls(*trees, _named(jobs, "unit_id"), _named(rows, "head_id"))

    def leads(self, manager_id: str, learner_id: str) -> bool:
        """Whether somebody reports to a manager, directly or through others. Nobody leads themselves."""
        return manager_id in self.people.up(learner_id)

    def reports(self, manager_id: str) -> frozenset[str]:
        """Everybody whom a manager leads, directly or through others."""
        return self.people.down([manager_id]) - {manager_id}

    def units_of(self, learner_id: str) -> frozenset[str]:
        """The units that somebody heads or works in, with all below."""
        headed = [unit for unit, head in self.head_of.items() if head == learner_id]
        return self.units.down([*headed, *filter(None, [self.unit_of.get(learner_id)])])

    def people_in(self, unit_id: str) -> frozenset[str]:
        """Everybody who works in a unit or below it."""
        below = self.units.down([unit_id])
        return frozenset(learner for learner, unit in self.unit_of.items() if unit in below)


class Reach:
    """The lines of a store, read again where employments or units changed, somebody was erased, or a new day began."""

    def __init__(self, store: Store, ticks: Callable[[], float]) -> None:
        self._store, self._ticks = store, ticks
        self._lines, self._day, self._seq = Lines.of((), (), ""), "", -1
        self._next_look = float("-inf")
        self._lock = Lock()

    def lines(self, day: str) -> Lines:
        """The lines on a day, at most a second old."""
        with self._lock:
            now = self._ticks()
            if now >= self._next_look or day != self._day:
                self._look(day)
                self._next_look = now + LOOK_SECONDS
            return self._lines

    def _look(self, day: str) -> None:
        marks = self._store.marks()
        seq = marks.get("seq", 0)
        if seq == self._seq and day == self._day:
            return
        erased = marks.get("erased", 0) > self._seq
        with self._store.reading() as session:
            if day != self._day or erased or _changed(session, self._seq):
                rows = session.rows
                self._lines = Lines.of(rows.current("employments"), rows.current("units"), day)
        self._seq, self._day = seq, day


def _changed(session: Session, seq: int) -> bool:
    return any(session.rows.changes(table, seq, None, 1, None) for table in TABLES)


def _lasts(row: Mapping[str, Any], day: str) -> bool:
    return row["valid_from"] <= day <= (row.get("valid_to") or day) and row.get("status") != "left"


def _named(rows: Mapping[str, Mapping[str, Any]], column: str) -> dict[str, str]:
    return {name: row[column] for name, row in rows.items() if row.get(column)}
