"""How far does each content bring a learner? Effects η by empirical Bayes from graded evidence before and after.

A measured change over a completion is η · room plus noise (`replay.Changes`): regression through the origin gives the
effect that a link shows by itself. Everything leans on what is above it: all links on a declared effect, modalities on
all links, the providers of a modality on that modality, and each link on its provider, times the link's confidence.
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

    `declared` is the effect where nothing is known, `spread` the standard deviation assumed between links; a quarter of
    that variance belongs to each of the four steps down: to all links, modalities, providers, and single links.

    Learned: `effect_` and `effect_se_`, one element a link of the catalogue, effects in [0, .95]; `mean_`, the
    effect of a link that nothing is known of; `assumed_`, true when there was no graded change at all, so that every
    effect is the declared one times the confidence of its link.
    """

    def __init__(self, *, declared: float = 0.5, spread: float = 0.2) -> None:
        self.declared = declared
        self.spread = spread

    def fit(self, changes: Changes | None, catalog: Catalog) -> Effects:
        """Learn from changes over completions; None when there is no graded evidence."""
        links, contents = catalog.links, catalog.contents
        value, variance, link = _graded_links(changes, len(links))
        step = self.spread**2 / 4
        modality, provider = contents.modality[links.content], contents.provider[links.content]
        maker, modality_of = _makers(modality, provider)
        self.assumed_ = len(link) == 0
        self.mean_ = middle(value, 1.0 / (variance + 3 * step), self.declared, step)
        start = np.full(int(modality.max(initial=0)) + 1, self.mean_)
        kinds = shrunken(value, 1.0 / (variance + 2 * step), modality[link], start, step)
        house = shrunken(value, 1.0 / (variance + step), maker[link], kinds.mean[modality_of], step)
        own = shrunken(value, 1.0 / variance, link, house.mean[maker] * links.confidence, step)
        self.effect_ = np.clip(own.mean, 0.0, HIGHEST)
        self.effect_se_ = np.sqrt(own.variance)
        return self


def _graded_links(changes: Changes | None, links: int) -> tuple[Floats, Floats, Ints]:
    """The effect of each graded link as its own evidence has it, the variance of that, and the link."""
    if changes is None:
        return np.empty(0), np.empty(0), np.empty(0, np.int64)
    wide = changes.room > NARROW
    room, weight, link = changes.room[wide], 1.0 / changes.variance[wide], changes.link[wide]
    precision = np.bincount(link, weight * room**2, links)
    graded = np.flatnonzero(precision > 0.0)
    total = np.bincount(link, weight * room * changes.change[wide], links)[graded]
    return total / precision[graded], 1.0 / precision[graded], graded


def _makers(modality: Ints, provider: Ints) -> tuple[Ints, Ints]:
    """The providers within each modality: the number of each link's, and the modality of each."""
    span = int(provider.max(initial=0)) + 2
    keys, number = np.unique(modality * span + provider + 1, return_inverse=True)
    return number, keys // span
