"""Why do the demands on a plan clash, and what would be the cheapest way out?

A deletion filter: drop one demand after the other, and keep it dropped while the rest still clashes. What remains is a
smallest clash: every one of its demands is needed. Each way out is verified by solving again with it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from recommender.errors import InfeasiblePlan
from recommender.planning.demands import Demand, Repairs, demands_of
from recommender.planning.problem import Effort, Problem, take
from recommender.planning.reach import plannable
from recommender.planning.readiness import gated, teaches
from recommender.planning.search import search
from recommender.planning.setting import Setting
from recommender.types import Bools, Ints

TEACHERS_OF_A_SKILL = 30


def clash_of(problem: Problem, effort: Effort, seed: int) -> InfeasiblePlan:
    """A smallest set of clashing demands and verified ways out, as the error to raise."""

    def clashes(changed: Problem) -> bool:
        return not _feasible(changed, effort, seed)

    core = take(problem, _needed(problem))
    if not clashes(core):
        return InfeasiblePlan(
            ("within this effort no order of the mandatory contents was found",), ("allow more work",)
        )
    demands = _smallest(core, tuple(demands_of(core)), clashes)
    ways = [way for demand in demands if (way := _cheapest(demand.repairs, clashes)) is not None]
    if not ways:  # no room would do, such as for a course whose next session comes too late
        ways = [demand.instead for demand in demands if demand.instead and not clashes(demand.without(core))]
    return InfeasiblePlan((demand.says for demand in demands), ways)


def _smallest(problem: Problem, demands: tuple[Demand, ...], clashes: Callable[[Problem], bool]) -> tuple[Demand, ...]:
    kept, rest = [], problem
    for demand in demands:
        fewer = demand.without(rest)
        if clashes(fewer):
            rest = fewer
        else:
            kept.append(demand)
    return tuple(kept)


def _cheapest(repairs: Repairs, clashes: Callable[[Problem], bool]) -> str | None:
    """The first repair that works, by bisection; None if not even the last does."""
    if repairs.at is None or not repairs.count or clashes(repairs.at(repairs.count - 1)[1]):
        return None
    low, high = 0, repairs.count - 1
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if clashes(repairs.at(middle)[1]) else (low, middle)
    return repairs.at(low)[0]


def _feasible(problem: Problem, effort: Effort, seed: int) -> bool:
    """Whether the mandatory contents have an order, with what they need and as little else as possible."""
    possible = plannable(problem)
    if not possible[problem.mandatory].all():
        return False
    minutes = problem.minutes / max(1.0, float(problem.minutes.sum()))
    bare = replace(problem, bonus=-minutes, band_weight=np.zeros_like(problem.band_weight), step_cost=1e-3)
    return search(Setting.of(take(bare, np.flatnonzero(possible))), effort, seed) is not None


def _needed(problem: Problem) -> Ints:
    """Mandatory contents, their prerequisites, and the best teachers of every skill that any of these asks for."""
    asks, inside = gated(problem), problem.mandatory.copy()
    while True:
        grown = inside.copy()
        content, needed = problem.requires[problem.requires[:, 1] >= 0].T
        grown[needed[inside[content]]] = True
        for skill in np.unique(problem.link_skill[asks & inside[problem.link_content]]).tolist():
            grown |= _best_teachers(problem, skill)
        if np.array_equal(grown, inside):
            return np.flatnonzero(inside)
        inside = grown


def _best_teachers(problem: Problem, skill: int) -> Bools:
    """Those that lift a skill fastest and those that lead furthest."""
    links = np.flatnonzero(teaches(problem) & (problem.link_skill == skill))
    content, gain = problem.link_content[links], problem.link_exit[links] - problem.level[skill]
    pace = problem.link_effect[links] * gain / np.maximum(problem.minutes[content], 1.0)
    best = np.zeros(len(problem), np.bool_)
    for worth in (pace, gain):
        best[content[np.argsort(-worth, kind="stable")][:TEACHERS_OF_A_SKILL]] = True
    return best
