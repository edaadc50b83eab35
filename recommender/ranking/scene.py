"""What is known of one learner before every content, at the moment of asking? The arrays that answers are read from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from recommender.catalog import Catalog
from recommender.gaps import Bands
from recommender.goals import Goal
from recommender.ranking.features import PairFacts
from recommender.ranking.policy import open_prerequisites
from recommender.ranking.value import best, value_per_hour
from recommender.types import Basis, Bools, Floats, Ints, LearnerState, Query

SOON_DAYS = 30
"""Duties that are due within so many days stand first."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One learner before the whole catalogue.

    `level` has one element a skill, `effect` one a link, all others one a content: whether it may be offered, whether
    the learner is ready for it, chance, affinity (None where no choices were learned), popularity and value. `learner`
    holds the learner's features for the chance.
    """

    query: Query
    state: LearnerState
    level: Floats
    goal: Goal
    bands: Bands
    allowed: Bools
    ready: Bools
    learner: Floats
    pair: PairFacts
    chance: Floats
    affinity: Floats | None
    popularity: Floats
    value: Floats
    effect: Floats

    @property
    def basis(self) -> Basis:
        """What an answer about this scene rests on."""
        if self.bands.wanted > 0:
            return self.goal.basis
        if (self.pair.mandatory & self.allowed).any():
            return Basis.REQUIREMENT
        return Basis.POPULAR if self.affinity is None else Basis.AFFINITY

    @property
    def ranked_by(self) -> str:
        """Which number orders a list: value per hour where something is wanted, else what would be chosen."""
        if self.bands.wanted > 0 and self.value[self.allowed].any():
            return "value"
        return "popularity" if self.affinity is None else "affinity"

    def score(self, ranked_by: str, minutes: Floats) -> Floats:
        """The number that orders a list."""
        if ranked_by == "value":
            return value_per_hour(self.value, minutes, self.affinity)
        return self.popularity if ranked_by == "popularity" or self.affinity is None else self.affinity


def ranked(scene: Scene, catalog: Catalog, ranked_by: str, k: int) -> tuple[Ints, Floats]:
    """The best k contents that may be started now, duties that are due soon first, and the score of every content."""
    score = scene.score(ranked_by, catalog.contents.minutes)
    startable = scene.allowed & scene.ready
    startable[open_prerequisites(scene.state, catalog)[:, 0]] = False
    urgent = _urgent(scene, catalog) & startable
    tie_break = scene.popularity if scene.affinity is None else scene.affinity
    others = best(score, tie_break, startable & ~urgent, k)
    return np.concatenate([_by_due(scene, catalog, urgent), others])[: max(k, 0)], score


def _urgent(scene: Scene, catalog: Catalog) -> Bools:
    urgent, today = np.zeros(len(catalog.contents), bool), scene.query.as_of.date()
    for duty in scene.query.duties:
        column = catalog.contents.column.get(duty.content_id, -1)
        if column >= 0 and duty.due_on is not None and (duty.due_on - today).days <= SOON_DAYS:
            urgent[column] = True
    return urgent


def _by_due(scene: Scene, catalog: Catalog, urgent: Bools) -> Ints:
    duties = sorted(scene.query.duties, key=lambda duty: (duty.due_on or date.max, duty.content_id))
    known = dict.fromkeys(catalog.contents.column.get(duty.content_id, -1) for duty in duties)
    return np.array([column for column in known if column >= 0 and urgent[column]], np.int64)
