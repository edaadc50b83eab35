"""How far does each content bring a learner? Effects η by empirical Bayes from graded evidence before and after.

A measured change over a completion is η · room plus noise (`replay.Changes`), so change / room is a noisy η. Everything
leans on what is above it: all links on a declared effect, modalities on all links, the providers of a modality on that
modality, and each link on its provider, times the confidence of the link.
"""

from __future__ import annotations

import numpy as np
from sklearn.base import BaseEstimator

from recommender.catalog import Catalog
from recommender.knowledge.replay import Changes
from recommender.knowledge.shrinkage import middle, shrunken
from recommender.types import Floats, Ints

HIGHEST = 0.95
NARROW = 0.05
"""Room, in θ, below which a change says nothing of an effect."""


class Effects(BaseEstimator):
    """Effects of links.

    `declared` is the effect where nothing is known, `spread` the standard deviation assumed between effects.

    Learned: `effect_` and `standard_error_`, one element a link of the catalogue, effects in [0, .95]; `mean_`, the
    effect of a link that nothing is known of; `assumed_`, true when there was no graded change at all, so that every
    effect is the declared one times the confidence of its link.
    """

    def __init__(self, *, declared: float = 0.5, spread: float = 0.15) -> None:
        self.declared = declared
        self.spread = spread

    def fit(self, changes: Changes | None, catalog: Catalog) -> Effects:
        """Learn from changes over completions; None when there is no graded evidence."""
        links, contents = catalog.links, catalog.contents
        value, precision, link = _single_effects(changes)
        between = self.spread**2
        self.assumed_ = len(value) == 0
        self.mean_ = middle(value, precision, self.declared, between)
        modality, maker = contents.modality[links.content], contents.provider[links.content]
        of_maker, modality_of = _makers(modality, maker)
        kinds = shrunken(value, precision, modality[link], np.full(modality.max(initial=0) + 1, self.mean_), between)
        house = shrunken(value, precision, of_maker[link], kinds.mean[modality_of], between)
        parent = house.mean[of_maker] * links.confidence
        own = shrunken(value, precision, link, parent, between)
        self.effect_ = np.clip(own.mean, 0.0, HIGHEST)
        self.standard_error_ = np.sqrt(own.variance)
        return self


def _single_effects(changes: Changes | None) -> tuple[Floats, Floats, Ints]:
    """Every change as an effect with its precision, and the link that it speaks of."""
    if changes is None:
        return np.empty(0), np.empty(0), np.empty(0, np.int64)
    wide = changes.room > NARROW
    room, change, variance = changes.room[wide], changes.change[wide], changes.variance[wide]
    return change / room, room**2 / variance, changes.link[wide]


def _makers(modality: Ints, provider: Ints) -> tuple[Ints, Ints]:
    """The providers within each modality: the number of each link's, and the modality of each."""
    span = int(provider.max(initial=0)) + 2
    keys, number = np.unique(modality * span + provider + 1, return_inverse=True)
    return number, keys // span
