"""What can be learned from a set of contents that has no order?

Every cut says: leave one of `inside` out, or take one of `openers`. It holds for every legal plan, because only a
content that lifts a skill which `inside` asks for can make a set feasible that was not; anything else just takes time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommender.planning.readiness import LEVEL_TOLERANCE, highest_level
from recommender.planning.schedule import find_order
from recommender.planning.setting import Setting
from recommender.types import Bools, Ints


@dataclass(frozen=True, slots=True)
class Cut:
    """One of `inside` must be left out, or one of `openers` taken."""

    inside: tuple[int, ...]
    openers: tuple[int, ...]


def explained(setting: Setting, columns: tuple[int, ...], moves: int) -> tuple[tuple[Cut, ...], int]:
    """Cuts that refuse a set proven to have no order, and the moves spent on finding them."""
    cuts = stuck_cuts(setting, columns)
    if cuts:
        return cuts, 0
    cut, spent = order_cut(setting, columns, moves)
    return (cut,), spent


def stuck_cuts(setting: Setting, columns: tuple[int, ...]) -> tuple[Cut, ...]:
    """Cuts for the contents that could not start even if every level were as high as any order can make it.

    Of the stuck ones, whichever came first would need a helper from outside for one of the skills that stop it.
    """
    stuck = _stuck(setting, columns)
    helps = np.zeros(len(setting.problem), np.bool_)
    for missing in stuck.values():
        for link in missing:
            helps |= _lifting(setting, int(setting.problem.link_skill[link]), float(setting.problem.link_entry[link]))
    helps[list(columns)] = False
    openers = tuple(np.flatnonzero(helps).tolist())
    return tuple(Cut((column,), openers) for column in stuck)


def order_cut(setting: Setting, columns: tuple[int, ...], moves: int) -> tuple[Cut, int]:
    """A cut for a set proven to have no order, with the moves spent on making it small."""
    inside, spent = columns, 0
    for column in sorted(columns, key=lambda i: (-setting.alone[i], i)):
        fewer = tuple(i for i in inside if i != column)
        if column in _openers(setting, fewer) or spent >= moves:
            continue
        ordering = find_order(setting, fewer, moves - spent)
        spent += ordering.moves
        if ordering.order is None and ordering.proven:
            inside = fewer
    return Cut(inside, tuple(sorted(_openers(setting, inside)))), spent


def _openers(setting: Setting, inside: tuple[int, ...]) -> frozenset[int]:
    """Contents outside that lift a skill which one inside asks for."""
    helps = np.zeros(len(setting.problem), np.bool_)
    for column in inside:
        for link in setting.links(column):
            if setting.asks[link]:
                helps |= _lifting(setting, int(setting.problem.link_skill[link]))
    helps[list(inside)] = False
    return frozenset(np.flatnonzero(helps).tolist())


def _lifting(setting: Setting, skill: int, below: float = np.inf) -> Bools:
    """Contents that lift a skill from an entry below a given one."""
    problem = setting.problem
    links = setting.lifts & (problem.link_skill == skill) & (problem.link_entry < below - LEVEL_TOLERANCE)
    helps = np.zeros(len(problem), np.bool_)
    helps[problem.link_content[links]] = True
    return helps


def _stuck(setting: Setting, columns: tuple[int, ...]) -> dict[int, tuple[int, ...]]:
    """Columns that never become ready under the most optimistic levels, with the links that stop those next in line."""
    left, done = sorted(columns), set[int]()
    while True:
        teachers = _teachers(setting, done)
        startable = [i for i in left if not _missing(setting, i, teachers) and not _waits(setting, i, left)]
        if not startable:
            break
        done.update(startable)
        left = [i for i in left if i not in done]
    return {i: () if _waits(setting, i, left) else _missing(setting, i, teachers) for i in left}


def _waits(setting: Setting, column: int, left: list[int]) -> bool:
    return any(j in left for j in setting.prerequisites(column))


def _teachers(setting: Setting, done: set[int]) -> dict[int, list[tuple[float, float]]]:
    problem = setting.problem
    found: dict[int, list[tuple[float, float]]] = {}
    for column in sorted(done):
        for k in setting.links(column):
            found.setdefault(int(problem.link_skill[k]), []).append(
                (float(problem.link_exit[k]), float(problem.link_effect[k]))
            )
    return found


def _missing(setting: Setting, column: int, teachers: dict[int, list[tuple[float, float]]]) -> tuple[int, ...]:
    problem = setting.problem

    def short(link: int) -> bool:
        skill = int(problem.link_skill[link])
        best = highest_level(float(problem.level[skill]), teachers.get(skill, ()))
        return bool(best < problem.link_entry[link] - LEVEL_TOLERANCE)

    return tuple(k for k in setting.links(column) if setting.asks[k] and short(k))


def rows_of(cut: Cut, among: Ints) -> tuple[Ints, Ints]:
    """The cut's columns that stand among these: (inside, openers)."""
    return np.intersect1d(cut.inside, among), np.intersect1d(np.array(cut.openers, np.int64), among)
