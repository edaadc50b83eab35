"""How far does each content bring a learner? Effects η by empirical Bayes from graded evidence before and after.

A change over a completion is η · room plus noise (`replay.Changes`): regression through the origin gives the effect
that a link shows by itself. What all changes of a link share does not average out with their number, so its variance is
added: the offset of its own test, the declared exit level, and, for those who were not measured before, how far they
stood from the mean of their skill and role (Moulton, An illustration of a pitfall in estimating the effects of
aggregate variables on micro units, Review of Economics and Statistics 72, 1990). Everything leans on what is above it:
all links on a declared effect, modalities on all links, the providers of a modality on that modality, and each link on
its provider, times the link's confidence.
"""

from __future__ import annotations

import numpy as np

from recommender.catalog import Catalog
from recommender.estimator import Estimator
from recommender.knowledge.levels import WIDTH
from recommender.knowledge.replay import Changes
from recommender.knowledge.shrinkage import middle, shrunken
from recommender.types import Bools, Floats, Ints

HIGHEST = 0.95
NARROW = 0.05
"""Room, in θ, below which a change says nothing of an effect."""


EXIT_DOUBT = (0.05 * WIDTH) ** 2
"""Variance of θ assumed of declared exit levels: they are round figures."""

PRIOR_DOUBT = 0.5**2
"""Variance of θ assumed between where those began who took a content and were not measured before, and their prior."""


class Effects(Estimator):
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
        value, variance, link = _graded_links(changes, len(links), self.declared)
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


def _graded_links(changes: Changes | None, links: int, usual: float) -> tuple[Floats, Floats, Ints]:
    """The effect of each graded link as its own evidence has it, the variance of that, and the link."""
    if changes is None:
        return np.empty(0), np.empty(0), np.empty(0, np.int64)
    total, precision = np.zeros(links), np.zeros(links)
    for unseen in (False, True):
        effect, variance, link = _alike(changes, changes.unseen == unseen, links, usual)
        total[link] += effect / variance
        precision[link] += 1.0 / variance
    graded = np.flatnonzero(precision > 0.0)
    return total[graded] / precision[graded], 1.0 / precision[graded], graded


def _alike(changes: Changes, those: Bools, links: int, usual: float) -> tuple[Floats, Floats, Ints]:
    """The same from changes that were all measured before, or all not; `usual` is an effect to weigh exit levels by."""
    rows = np.flatnonzero(those & (changes.room > NARROW))
    room, link = changes.room[rows], changes.link[rows]
    weight = room / changes.variance[rows]
    precision = np.bincount(link, weight * room, links)
    graded = np.flatnonzero(precision > 0.0)
    change, own, lever = (
        np.bincount(link, weight * part, links)[graded] / precision[graded]
        for part in (changes.change[rows], changes.own[rows], np.ones(len(rows)))
    )
    prior = PRIOR_DOUBT * changes.unseen[rows].any()
    shared = own**2 + lever**2 * (usual**2 * EXIT_DOUBT + prior)
    return change, 1.0 / precision[graded] + shared, graded


def _makers(modality: Ints, provider: Ints) -> tuple[Ints, Ints]:
    """The providers within each modality: the number of each link's, and the modality of each."""
    span = int(provider.max(initial=0)) + 2
    keys, number = np.unique(modality * span + provider + 1, return_inverse=True)
    return number, keys // span
