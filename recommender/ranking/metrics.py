"""How well does a ranking meet what learners chose next? One number a learner, so that differences can be paired."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.ranking.sequences import Sequences
from recommender.ranking.top import top
from recommender.types import Bools, Floats, Ints

_BLOCK = 512
"""Rows compared at once: bounds memory, not results."""


@dataclass(frozen=True, slots=True)
class Ranks:
    """At which rank each held-out choice stands, from 1; learner r owns `rank[starts[r]:starts[r + 1]]`."""

    rank: Ints
    starts: Ints

    @property
    def held_out(self) -> Ints:
        """Number of held-out choices of each learner."""
        return np.diff(self.starts)

    def total(self, worth: Floats) -> Floats:
        """The sum over each learner's held-out choices of `worth`, one number a choice."""
        learner = np.repeat(np.arange(len(self.held_out)), self.held_out)
        return np.asarray(np.bincount(learner, worth, len(self.held_out)), np.float64)


def ranks(scores: NDArray[np.floating[Any]], taken: Bools, held_out: Sequences) -> Ranks:
    """Ranks of held-out choices among all contents that a learner has not taken.

    `scores` and `taken` are [learners, contents]; `held_out` has the same learners and contents in the same order.
    Ties count against the ranker: of two equal scores the held-out one stands second. What is taken or not finite
    stands below everything else, and a held-out choice among it has the last rank, the number of contents.
    """
    rank, learner = np.empty(len(held_out.items), np.int64), held_out.learner
    for low in range(0, len(rank), _BLOCK):
        rows, items = learner[low : low + _BLOCK], held_out.items[low : low + _BLOCK]
        eligible = _eligible(scores[rows], taken[rows])
        own = eligible[np.arange(len(rows)), items]
        rank[low : low + _BLOCK] = (eligible >= own[:, None]).sum(axis=1)
    return Ranks(rank, held_out.starts)


def ndcg(found: Ranks, k: int = 10) -> Floats:
    """Discounted gain of the first `k`, relative to the best order; NaN for a learner with nothing held out.

    Source: Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques" (2002), with binary gains.
    """
    discount = 1 / np.log2(np.arange(2, k + 2))
    best = np.concatenate([[0.0], np.cumsum(discount)])[np.minimum(found.held_out, k)]
    return _ratio(found.total(np.where(found.rank <= k, 1 / np.log2(found.rank + 1), 0.0)), best)


def recall(found: Ranks, k: int = 10) -> Floats:
    """Share of the held-out choices among the first `k`; NaN for a learner with nothing held out."""
    return _ratio(_hits(found, k), found.held_out.astype(np.float64))


def hit(found: Ranks, k: int = 10) -> Floats:
    """1 where any held-out choice stands among the first `k`, else 0; NaN for a learner with nothing held out."""
    return np.where(found.held_out > 0, np.minimum(_hits(found, k), 1.0), np.nan)


def mrr(found: Ranks, k: int = 10) -> Floats:
    """1 / rank of the best placed held-out choice, 0 below rank `k`; NaN for a learner with nothing held out."""
    best = np.zeros(len(found.held_out))
    learner = np.repeat(np.arange(len(best)), found.held_out)
    np.maximum.at(best, learner, np.where(found.rank <= k, 1 / found.rank, 0.0))
    return np.where(found.held_out > 0, best, np.nan)


def coverage(scores: NDArray[np.floating[Any]], taken: Bools, k: int = 10) -> float:
    """Share of all contents that stand among anyone's first `k`; ties go to the lower column. 0 without learners."""
    shown = np.zeros(scores.shape[1], np.bool_)
    for low in range(0, len(scores), _BLOCK):
        eligible = _eligible(scores[low : low + _BLOCK], taken[low : low + _BLOCK])
        shown |= (top(eligible, k) & np.isfinite(eligible)).any(axis=0)
    return float(shown.mean())


def _eligible(scores: NDArray[np.floating[Any]], taken: Bools) -> NDArray[np.floating[Any]]:
    return np.where(taken | ~np.isfinite(scores), -np.inf, scores)


def _hits(found: Ranks, k: int) -> Floats:
    return found.total((found.rank <= k).astype(np.float64))


def _ratio(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)
