"""Who may start what: levels, how they move, and which levels a plan would have to reach first.

A *gate* (skill, entry) is a level above the learner's that some content asks for. Whatever first lifts the learner to
a gate was started below it, so only links of that skill with a lower entry can open it: this keeps every rule here
necessary for any order, which a static model needs to stay a relaxation.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from recommender.planning.problem import Problem
from recommender.types import Bools, Floats, Ints

LEVEL_TOLERANCE = 1e-9
EXACT_GATES = 2_000
COARSE = 20
"""With more gated links than EXACT_GATES, entries are rounded down to 1/COARSE: fewer gates, still necessary."""


@dataclass(frozen=True, slots=True)
class Gates:
    """G levels to be reached, sorted by (skill, entry); `links` (gated ones) start only once gate `gate_of` is open."""

    skill: Ints
    entry: Floats
    links: Ints
    gate_of: Ints

    def __len__(self) -> int:
        return len(self.skill)


def moved(level: float, exit_level: float, effect: float) -> float:
    """The transition for one link of a finished content that was ready: level + effect * max(0, exit - level)."""
    return level + effect * max(0.0, exit_level - level)


def highest_level(level: float, teachers: Iterable[tuple[float, float]]) -> float:
    """The level after all these (exit, effect), in the best of all orders: lowest exit first.

    Swapping two neighbours with exits e1 < e2 changes the result by effect1 * effect2 * (e2 - e1) or less, never up.
    """
    for exit_level, effect in sorted(teachers):
        level = moved(level, exit_level, effect)
    return level


def teaches(problem: Problem) -> Bools:
    """Which links can lift the learner at all, shape [m]."""
    return (problem.link_effect > 0) & (problem.link_exit > problem.level[problem.link_skill] + LEVEL_TOLERANCE)


def gated(problem: Problem) -> Bools:
    """Which links ask for more than the learner has now, shape [m]."""
    return problem.link_entry > problem.level[problem.link_skill] + LEVEL_TOLERANCE


def gates_of(problem: Problem) -> Gates:
    """Every gate of a problem with the links behind it."""
    links = np.flatnonzero(gated(problem))
    skill, entry = problem.link_skill[links], problem.link_entry[links]
    if len(links) > EXACT_GATES:
        entry = np.floor(entry * COARSE + LEVEL_TOLERANCE) / COARSE
        kept = entry > problem.level[skill] + LEVEL_TOLERANCE
        links, skill, entry = links[kept], skill[kept], entry[kept]
    keys, gate_of = np.unique(np.column_stack((skill, entry)), axis=0, return_inverse=True)
    return Gates(keys[:, 0].astype(np.int64), keys[:, 1].astype(np.float64), links, gate_of.ravel())


def openers(problem: Problem, gates: Gates) -> tuple[Ints, Ints]:
    """Pairs (gate, link) of every link that can help to open a gate: it teaches that skill from a lower entry."""
    links = np.flatnonzero(teaches(problem))
    order = np.lexsort((problem.link_entry[links], problem.link_skill[links]))
    links = links[order]
    skill_starts = np.searchsorted(problem.link_skill[links], gates.skill)
    ends = np.array(
        [
            np.searchsorted(problem.link_entry[links[a:b]], entry - LEVEL_TOLERANCE)
            for a, b, entry in zip(
                skill_starts, np.searchsorted(problem.link_skill[links], gates.skill, "right"), gates.entry, strict=True
            )
        ],
        np.int64,
    )
    gate = np.repeat(np.arange(len(gates)), ends)
    within = np.arange(len(gate)) - np.repeat(np.cumsum(ends) - ends, ends)
    return gate, links[np.repeat(skill_starts, ends) + within]


def reachable_levels(problem: Problem, possible: Bools) -> Floats:
    """A level that no plan of these contents can exceed, per skill: exits of contents that can ever be started."""
    reach = problem.level.copy()
    useful = np.flatnonzero(teaches(problem))
    while True:
        ready = possible & ~_blocked(problem, reach)
        open_links = useful[ready[problem.link_content[useful]]]
        higher = reach.copy()
        np.maximum.at(higher, problem.link_skill[open_links], problem.link_exit[open_links])
        if np.array_equal(higher, reach):
            return reach
        reach = higher


def _blocked(problem: Problem, levels: Floats) -> Bools:
    short = problem.link_entry > levels[problem.link_skill] + LEVEL_TOLERANCE
    blocked = np.zeros(len(problem), np.bool_)
    blocked[problem.link_content[short]] = True
    return blocked


def ready(problem: Problem, levels: Floats) -> Bools:
    """Which contents a learner with these levels may start, shape [n]; prerequisites aside."""
    return ~_blocked(problem, levels)
