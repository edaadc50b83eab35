"""Is it any good? Every figure is for what came after the cut and was not seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from recommender.bundle.bundle import Parts
from recommender.ranking.episodes import episodes_of, outcomes_of
from recommender.ranking.metrics import hit, ndcg, ranks, recall
from recommender.ranking.sequences import Sequences
from recommender.types import Bools, Floats, Ints
from training.dataset import Dataset, Split, rows_of
from training.fit import chance_rows, windows_of

K = 10
MOST_JUDGED = 10_000
"""Learners who judge, at the most: enough for an interval of ±.004."""
_BLOCK = 500
_BINS = 10


@dataclass(frozen=True, slots=True)
class Choice:
    """How well what was chosen next stood on the list: one element a judged learner."""

    learners: Ints
    ndcg: Floats
    recall: Floats
    hit: Floats


def judged(split: Split, seed: int) -> Split:
    """The split with at most MOST_JUDGED judging learners."""
    if len(split.learners) <= MOST_JUDGED:
        return split
    rows = np.sort(np.random.default_rng(seed).permutation(len(split.learners))[:MOST_JUDGED])
    return Split(split.past, split.learners[rows], rows_of(split.taken, rows), rows_of(split.chosen, rows))


def choice_of(parts: Parts, split: Split, floor: bool = False) -> Choice:
    """How affinity (or, as the floor, popularity) places what each judged learner chose after the cut."""
    served = replace(parts, ranker=None, affinity=None) if floor else parts
    found: list[tuple[Floats, Floats, Floats]] = []
    for low in range(0, len(split.learners), _BLOCK):
        rows = np.arange(low, min(low + _BLOCK, len(split.learners)))
        taken, chosen = rows_of(split.taken, rows), rows_of(split.chosen, rows)
        placed = ranks(_scores(served, taken), taken.taken(), chosen)
        found.append((ndcg(placed, K), recall(placed, K), hit(placed, K)))
    columns = [np.concatenate(column) for column in zip(*found, strict=True)] if found else [np.empty(0)] * 3
    return Choice(split.learners, *columns)


def _scores(parts: Parts, taken: Sequences) -> Floats:
    """What orders a list by choice: affinity up to a factor for each learner, or popularity."""
    if parts.ranker is None or parts.affinity is None:
        return parts.popularity.scores(taken).astype(float)
    return parts.affinity.mass(parts.ranker.scores(taken))


@dataclass(frozen=True, slots=True)
class Finishing:
    """How well the chance of finishing was forecast for episodes that started after the cut."""

    episodes: int
    brier: float
    skill: float
    calibration_error: float


def finishing_of(parts: Parts, split: Split, data: Dataset) -> Finishing | None:
    """Brier score, Brier skill against the base rate known at the cut, and calibration error; None without episodes.

    Source: Brier (1950); the skill is 1 - Brier / Brier of the base rate; calibration error over equal-width bins.
    """
    if parts.chance.assumed_:
        return None
    episodes = episodes_of(data.log.learner, data.log.events)
    outcomes = outcomes_of(episodes, windows_of(data, episodes))
    rows = chance_rows(data, episodes, outcomes, parts.chance.overall_)
    base = rows.y[rows.known <= split.past.as_of].mean()
    later = rows[rows.start >= split.past.as_of]
    if not len(later):
        return None
    p = parts.chance.chance(later.X)
    brier, floor = float(np.mean((p - later.y) ** 2)), float(np.mean((base - later.y) ** 2))
    return Finishing(len(p), brier, 1 - brier / floor, calibration_error(later.y, p))


def calibration_error(y: Bools, p: Floats) -> float:
    """Mean distance between what was forecast and what came, over equal-width bins, weighted by their size.

    >>> round(calibration_error(np.array([True, False]), np.array([0.95, 0.15])), 2)
    0.1
    """
    which = np.minimum((p * _BINS).astype(int), _BINS - 1)
    return float(np.abs(np.bincount(which, y, _BINS) - np.bincount(which, p, _BINS)).sum() / len(y))


def metrics_of(choice: Choice, floor: Choice, finishing: Finishing | None) -> Mapping[str, float]:
    """The figures of a bundle, by name; those of popularity end in `_floor`."""
    found: dict[str, float] = {"judged_learners": float(len(choice.learners))}
    for name in ("ndcg", "recall", "hit"):
        found |= _pair(f"{name}@{K}", getattr(choice, name), getattr(floor, name))
    if finishing is not None:
        found |= {
            "chance_episodes": float(finishing.episodes),
            "chance_brier": finishing.brier,
            "chance_brier_skill": finishing.skill,
            "chance_calibration_error": finishing.calibration_error,
        }
    return {name: round(value, 6) for name, value in found.items()}


def _pair(name: str, ours: Floats, floor: Floats) -> dict[str, float]:
    if not len(ours):
        return {}
    return {name: float(ours.mean()), f"{name}_floor": float(floor.mean())}
