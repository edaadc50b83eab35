"""Do people rate themselves and others too high or too low? Bias of kinds and leniency of raters, against tests.

Only ratings count that stand beside tests of the same learner and skill with no completion between them. Bias is the
mean distance of a kind, leniency what a rater adds to it, shrunk to 0. Raters without tested ratees stay strangers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from recommender.columns import EVENT_KINDS
from recommender.knowledge.evidence import Evidence
from recommender.knowledge.measurement import RATING, SELF_RATED, Yardstick
from recommender.knowledge.replay import Replay
from recommender.knowledge.shrinkage import shrunken
from recommender.types import Floats, Ints

BIAS_SPREAD = 1.0
"""Variance of θ assumed between the biases of kinds of ratings."""

ROUNDS = 5
"""Bias and leniency are told apart by turns; more turns change nothing that matters."""


@dataclass(frozen=True, slots=True)
class Contrasts:
    """Ratings beside tests: how much higher the rating is, with its variance."""

    kind: Ints
    rater: Ints
    distance: Floats
    variance: Floats

    def __len__(self) -> int:
        return len(self.kind)


def contrasts_of(evidence: Evidence, replay: Replay) -> Contrasts:
    """The ratings of the evidence that stand beside tests; the replay gives tests as readings."""
    found = evidence.found
    rated = RATING[found.kind]
    _, group = np.unique(evidence.stretch * (evidence.pair.max(initial=0) + 1) + evidence.pair, return_inverse=True)
    groups, weight = int(group.max(initial=-1)) + 1, np.where(rated, 0.0, 1.0 / replay.noise)
    precision = np.bincount(group, weight, groups)
    total = np.bincount(group, weight * replay.target, groups)
    beside = np.flatnonzero(rated & (precision[group] > 0.0))
    here = precision[group[beside]]
    return Contrasts(
        found.kind[beside],
        found.rater[beside],
        found.target[beside] - total[group[beside]] / here,
        found.noise[beside] + 1.0 / here,
    )


def judged(contrasts: Contrasts, yardstick: Yardstick) -> Yardstick:
    """The yardstick with the bias of kinds and the leniency of raters learned from contrasts."""
    kinds, precision = len(EVENT_KINDS), 1.0 / contrasts.variance
    raters, rater = np.unique(contrasts.rater, return_inverse=True)
    lenient, zeros = np.zeros(len(raters)), np.zeros(kinds)
    named = (contrasts.rater >= 0) & (contrasts.kind != SELF_RATED)
    bias, doubt = zeros, np.zeros(len(raters))
    for _ in range(ROUNDS if len(contrasts) else 0):
        rest = contrasts.distance - np.where(named, lenient[rater], 0.0)
        bias = shrunken(rest, precision, contrasts.kind, zeros, BIAS_SPREAD).mean
        rest = contrasts.distance - bias[contrasts.kind]
        own = shrunken(rest[named], precision[named], rater[named], np.zeros(len(raters)), yardstick.stranger)
        lenient, doubt = own.mean, own.variance
    known = np.isin(np.arange(len(raters)), rater[named])
    return replace(yardstick, bias=bias, raters=raters[known], leniency=lenient[known], doubt=doubt[known])
