"""Which contents can never be part of any plan?"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from recommender.planning.calendar import MINUTE_TOLERANCE
from recommender.planning.problem import Problem
from recommender.planning.readiness import reachable_levels, ready
from recommender.planning.timing import Timetable
from recommender.planning.worth import prerequisite_closure
from recommender.types import Bools, Floats


def plannable(problem: Problem) -> Bools:
    """Contents that some plan might hold, shape [n]; False is a proof, True is not.

    Ruled out are contents whose prerequisites run in a circle or are no columns, whose closure of prerequisites
    exceeds minutes, money or steps, whose sessions are over before they can start, and whose entry level no
    plannable content leads to; and everything that requires them.
    """
    closure = prerequisite_closure(problem)
    possible = _fits(problem, closure)
    while True:
        lost = ~(possible & ready(problem, reachable_levels(problem, possible)))
        fewer = ~(lost | ((closure @ lost.astype(np.float64)) > 0))
        if np.array_equal(fewer, possible):
            return possible
        possible = fewer


def _fits(problem: Problem, closure: csr_array) -> Bools:
    """Which closures of prerequisites fit into the resources and stand on columns."""
    table = Timetable.of(problem)
    before = np.asarray(closure @ problem.minutes)
    missing = np.zeros(len(problem), np.bool_)
    missing[problem.requires[problem.requires[:, 1] < 0, 0]] = True
    return np.asarray(
        (before <= _latest_starts(problem, table) + MINUTE_TOLERANCE)
        & (problem.cost + closure @ problem.cost <= problem.money + MINUTE_TOLERANCE)
        & (1 + closure.sum(axis=1) <= problem.max_steps)
        & (closure.diagonal() == 0)
        & ~missing
    )


def _latest_starts(problem: Problem, table: Timetable) -> Floats:
    latest = table.limit - problem.minutes
    for column in table.sessions:
        latest[column] = table.latest_start(column)
    return latest
