"""What is a plan worth when steps drop out and levels move as the transition says?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from recommender.planning.problem import Problem
from recommender.planning.readiness import LEVEL_TOLERANCE
from recommender.types import Bools, Estimate, Floats


def simulate(problem: Problem, order: Sequence[int], simulations: int, rng: np.random.Generator) -> Estimate:
    """Mean and 10 % and 90 % quantiles of the value over R simulated learners, in value units.

    A step is finished with its chance if every prerequisite within the plan was, and if the levels reached by then let
    it start. A learner's value is the wanted part of each band that the moved levels cover, weighted, plus the bonuses
    of finished steps, minus the cost of every planned step.
    """
    count = max(1, simulations)
    start = np.tile(problem.level[:, None], count)
    levels, finished = _walk(problem, order, start, rng)
    value = np.full(count, -problem.step_cost * len(order))
    for column, done in finished.items():
        value += problem.bonus[column] * done
    value += problem.band_weight @ (_covered(problem, levels) - _covered(problem, start))
    low, high = np.quantile(value, (0.1, 0.9))
    return Estimate(float(value.mean()), float(low), float(high))


def levels_after(problem: Problem, order: Sequence[int], start: Floats, rng: np.random.Generator) -> Floats:
    """Levels of simulated learners, S x R, who started at `start` and walked through an order, steps dropping out."""
    return _walk(problem, order, start, rng)[0]


def _walk(
    problem: Problem, order: Sequence[int], start: Floats, rng: np.random.Generator
) -> tuple[Floats, dict[int, Bools]]:
    """Levels at the end, S x R, and who of the R finished which step."""
    levels = start.copy()
    finished: dict[int, Bools] = {}
    for column in order:
        done = rng.random(levels.shape[1]) < problem.chance[column]
        done &= _prepared(problem, column, finished, levels)
        finished[column] = done
        _move(problem, column, done, levels)
    return levels, finished


def _prepared(problem: Problem, column: int, finished: dict[int, Bools], levels: Floats) -> Bools:
    links = problem.link_content == column
    entry = problem.link_entry[links][:, None]
    able: Bools = np.all(levels[problem.link_skill[links]] >= entry - LEVEL_TOLERANCE, axis=0)
    for needed in problem.requires[problem.requires[:, 0] == column, 1].tolist():
        able = able & finished.get(needed, np.False_)
    return able


def _move(problem: Problem, column: int, done: Bools, levels: Floats) -> None:
    for link in np.flatnonzero(problem.link_content == column):
        level = levels[problem.link_skill[link]]
        level += done * problem.link_effect[link] * np.maximum(0.0, problem.link_exit[link] - level)


def _covered(problem: Problem, levels: Floats) -> Floats:
    """How much of each band the levels [S x R] cover, Q x R."""
    low, high = problem.band_low[:, None], problem.band_high[:, None]
    return np.asarray(np.clip(levels[problem.band_skill], low, high) - low)
