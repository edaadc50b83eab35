"""What is a set of contents worth, drop-outs and overlaps counted?"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array

from recommender.planning.problem import Problem
from recommender.types import Floats

MOST_COVERED = 0.95
"""No single content closes more than this share of a band, chance included."""


def prerequisite_closure(problem: Problem) -> csr_array:
    """n x n zeros and ones: row i holds every content that must be finished before i, at any distance."""
    n = len(problem)
    pairs = problem.requires[np.all(problem.requires >= 0, axis=1)]
    closure = csr_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(n, n))
    closure.data[:] = 1.0
    while True:
        longer = csr_array(closure + closure @ closure)
        longer.data[:] = 1.0
        if longer.nnz == closure.nnz:
            return longer
        closure = longer


def effective_chance(problem: Problem) -> Floats:
    """Chance that a planned content is finished: its own times that of every unfinished prerequisite, shape [n]."""
    if not len(problem.requires):
        return problem.chance
    logs = np.log(np.maximum(problem.chance, 1e-300))
    return np.asarray(problem.chance * np.exp(prerequisite_closure(problem) @ logs))


def covered(problem: Problem) -> csr_array:
    """n x Q: the share of each band that each content closes in expectation, chance times coverage, at most .95."""
    coverage = csr_array(problem.coverage, copy=True)
    coverage.sort_indices()
    rows = np.repeat(np.arange(len(problem)), np.diff(coverage.indptr))
    coverage.data = np.minimum(MOST_COVERED, effective_chance(problem)[rows] * coverage.data)
    return coverage


def absorption(share: csr_array) -> csr_array:
    """a = -log(1 - share): the form in which contents add up inside 1 - exp(-sum)."""
    return csr_array((-np.log1p(-share.data), share.indices, share.indptr), shape=share.shape)


def value_of(problem: Problem, columns: ArrayLike) -> float:
    """Value of planning these columns: weighted missing levels closed, plus bonuses, minus the cost of each step."""
    chosen = np.asarray(columns, np.int64)
    if not len(chosen):
        return 0.0
    total = absorption(covered(problem))[chosen].sum(axis=0)
    closed = problem.band_weight * problem.band_missing * -np.expm1(-np.asarray(total))
    return float(closed.sum() + problem.bonus[chosen].sum() - problem.step_cost * len(chosen))
