"""How far are traced levels from the true ones, and do their intervals hold them?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from recommender.catalog import Catalog
from recommender.knowledge.levels import interval, shown
from recommender.ranking.scene import Scene
from recommender.types import Bools, Floats, Ints
from training.scoreboard.figure import Figure, Resamples, ratio, summed

EVIDENCE: Final[Mapping[str, tuple[int, float]]] = {
    "evidence 0": (0, 0),
    "evidence 1-2": (1, 2),
    "evidence 3-9": (3, 9),
    "evidence 10+": (10, np.inf),
}
"""Measurements and completions that a level rests on, both ends included."""
THIRDS: Final = ("true level below 1/3", "true level 1/3 to 2/3", "true level above 2/3")


@dataclass(frozen=True, slots=True)
class Traced:
    """Levels of one learner beside the truth, one element a skill: true, shown, inside its interval, its width."""

    truth: Floats
    level: Floats
    inside: Bools
    width: Floats
    evidence: Ints


@dataclass(frozen=True, slots=True)
class LevelSlice:
    """How well the levels of a slice are known; `coverage` is the share inside the 80 % interval, of mean `width`."""

    pairs: int
    learners: int
    rmse: Figure
    bias: Figure
    coverage: Figure
    width: Figure


def traced(scene: Scene, truth: Mapping[str, float], catalog: Catalog) -> Traced:
    """The levels of a scene beside true ones by skill id; skills that the catalogue lacks are passed over."""
    known = sorted(skill for skill in truth if skill in catalog.skills.column)
    skill = np.array([catalog.skills.column[one] for one in known], np.int64)
    true = np.array([truth[one] for one in known], float)
    low, high = interval(scene.state.mean[skill], scene.state.variance[skill])
    inside = (low <= true) & (true <= high)
    return Traced(true, shown(scene.state.mean[skill]), inside, high - low, scene.state.evidence[skill])


def level_slices(found: Sequence[Traced], draws: Resamples) -> dict[str, LevelSlice]:
    """Everything, then by how much evidence there is, then by third of the scale that the true level lies in."""
    counts = [len(one.truth) for one in found]
    whole = Traced(*(np.concatenate([getattr(one, name) for one in found]) for name in Traced.__slots__))
    learner, third = np.repeat(np.arange(len(found)), counts), np.minimum((whole.truth * 3).astype(int), 2)
    masks = {"all": np.ones(len(learner), bool)}
    masks |= {name: (whole.evidence >= low) & (whole.evidence <= high) for name, (low, high) in EVIDENCE.items()}
    masks |= {name: third == number for number, name in enumerate(THIRDS)}
    return {name: _slice(whole, learner, mask, draws) for name, mask in masks.items()}


def _slice(whole: Traced, learner: Ints, mask: Bools, draws: Resamples) -> LevelSlice:
    who, judged = learner[mask], draws.weights.shape[1]
    error = (whole.level - whole.truth)[mask]
    pairs, squares, sums, inside, width = (
        summed(who, column.astype(float), judged)
        for column in (np.ones(len(who)), error**2, error, whole.inside[mask], whole.width[mask])
    )
    return LevelSlice(
        pairs=len(who),
        learners=len(np.unique(who)),
        rmse=draws.figure(lambda weights: np.sqrt(ratio(weights @ squares, weights @ pairs))),
        bias=draws.share(sums, pairs),
        coverage=draws.share(inside, pairs),
        width=draws.share(width, pairs),
    )
