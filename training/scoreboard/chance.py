"""How good is the chance of finishing for contents that were assigned at random?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np

from recommender.types import Floats, Ints
from training.scoreboard.figure import Figure, Resamples, ratio, summed

BINS: Final = 10
"""Equal bins of the chance shown, as for the card of a bundle."""


@dataclass(frozen=True, slots=True)
class Chances:
    """Over random pairs of learner and content, as if each had been assigned; outcomes in expectation, never drawn.

    `skill` is 1 - Brier score / Brier score of the base rate, the mean true chance of the pairs; `best` is the skill of
    the true chances themselves, which nobody exceeds. `calibration` is the mean distance of chance shown and true
    chance over bins of the chance shown. `bias` is the mean of shown minus true.
    Source: Brier (1950), Verification of forecasts expressed in terms of probability.
    """

    pairs: int
    base_rate: float
    skill: Figure
    best: Figure
    calibration: Figure
    bias: Figure


def chances(learner: Ints, shown: Floats, truth: Floats, seed: int) -> Chances:
    """The figures of pairs: the number of the learner, the chance shown, and the true one; resampled by learner."""
    _, who = np.unique(learner, return_inverse=True)
    judged = int(who.max()) + 1 if len(who) else 0
    draws = Resamples.of(judged, seed)
    by_learner = partial(summed, who, judged=judged)
    pairs, true = by_learner(np.ones(len(who))), by_learner(truth)
    noise = by_learner(truth * (1 - truth))
    error = by_learner((shown - truth) ** 2) + noise

    def skill(part: Floats) -> Figure:
        return draws.figure(lambda weights: 1.0 - ratio(weights @ part, _of_base_rate(weights, pairs, true)))

    return Chances(
        pairs=len(who),
        base_rate=float(truth.mean()) if len(truth) else float("nan"),
        skill=skill(error),
        best=skill(noise),
        calibration=draws.figure(lambda weights: _distance(weights, who, shown, shown - truth)),
        bias=draws.share(by_learner(shown - truth), pairs),
    )


def _of_base_rate(weights: Floats, pairs: Floats, true: Floats) -> Floats:
    """Expected sum of squared errors of the base rate b: n b (1 - b)."""
    many, hits = weights @ pairs, weights @ true
    return hits * (1.0 - ratio(hits, many))


def _distance(weights: Floats, who: Ints, shown: Floats, over: Floats) -> Floats:
    """Σ over bins of |Σ (shown - true)| by the number of pairs, for each row of weights."""
    place = np.minimum((shown * BINS).astype(int), BINS - 1)
    judged = weights.shape[1]
    of_bin = np.bincount(who * BINS + place, over, judged * BINS).reshape(judged, BINS)
    return ratio(np.abs(weights @ of_bin).sum(axis=1), weights @ np.bincount(who, minlength=judged))
