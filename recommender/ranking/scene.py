"""What is known of one learner before every content, at the moment of asking? The arrays that answers are read from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from recommender.catalog import Catalog
from recommender.gaps import Bands
from recommender.goals import Goal
from recommender.ranking.estimators.sequential import Spoken
from recommender.ranking.features import PairFacts
from recommender.ranking.policy import open_prerequisites
from recommender.ranking.value import best, value_per_hour
from recommender.types import Basis, Bools, Floats, Ints, LearnerState, Query

SOON_DAYS = 30
"""Duties that are due within so many days stand first."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One learner before the whole catalogue.

    `level` has one element a skill, `effect` one a link, all others one a content: whether it may be offered, chance,
    affinity (None where no choices were learned; `highest` is the highest of them), popularity and value. `learner`
    holds the features of the learner for the chance, `spoken` what the contents taken say for others; `ready` tells for
    some contents whether the learner is ready for them.
    """

    query: Query
    state: LearnerState
    level: Floats
    goal: Goal
    bands: Bands
    allowed: Bools
    ready: Callable[[Ints], Bools]
    learner: Floats
    pair: PairFacts
    chance: Floats
    spoken: Spoken | None
    affinity: Floats | None
    highest: float
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
        return Basis.AFFINITY if self.affinity is not None and len(self.state.sequence) else Basis.POPULAR

    @property
    def ranked_by(self) -> str:
        """Which number orders a list: value per hour where something is wanted, else what would be chosen."""
        if self.bands.wanted > 0 and (self.allowed & (self.value > 0.0)).any():
            return "value"
        return "popularity" if self.affinity is None else "affinity"

    def score(self, ranked_by: str, minutes: Floats, columns: Ints) -> Floats:
        """The number that orders a list, of some contents."""
        if ranked_by != "value":
            return (self.popularity if ranked_by == "popularity" or self.affinity is None else self.affinity)[columns]
        if self.affinity is None:
            return value_per_hour(self.value[columns], minutes[columns], None, 0.0)
        return value_per_hour(self.value[columns], minutes[columns], self.affinity[columns], self.highest)


def ranked(scene: Scene, catalog: Catalog, ranked_by: str, k: int) -> tuple[Ints, Floats]:
    """The best k contents that may be started now, duties that are due soon first, with the score of each."""
    startable = scene.allowed.copy()
    startable[open_prerequisites(scene.state, catalog)[:, 0]] = False
    urgent = _urgent(scene, catalog, startable)
    startable[urgent] = False
    others = _leaders(scene, catalog, ranked_by, startable, max(k - len(urgent), 0))
    columns = np.concatenate([urgent, others])[: max(k, 0)]
    return columns, scene.score(ranked_by, catalog.contents.minutes, columns)


def _leaders(scene: Scene, catalog: Catalog, ranked_by: str, startable: Bools, k: int) -> Ints:
    """The best k, looked for among what is worth anything first, and among everything if that is too little."""
    worth = startable & (scene.value > 0.0) if ranked_by == "value" else startable
    found = _best_ready(scene, catalog, ranked_by, np.flatnonzero(worth), k)
    if len(found) >= k or worth is startable:
        return found
    return _best_ready(scene, catalog, ranked_by, np.flatnonzero(startable), k)


def _best_ready(scene: Scene, catalog: Catalog, ranked_by: str, columns: Ints, k: int) -> Ints:
    """The k best that the learner is ready for: asked of the leaders only, and of more while these are too few."""
    score = scene.score(ranked_by, catalog.contents.minutes, columns)
    tie_break = (scene.popularity if scene.affinity is None else scene.affinity)[columns]
    reach = 8 * k + 16
    while True:
        leaders = columns[best(score, tie_break, reach)]
        found = leaders[scene.ready(leaders)]
        if len(found) >= k or len(leaders) < reach:
            return found[: max(k, 0)]
        reach *= 4


def _urgent(scene: Scene, catalog: Catalog, startable: Bools) -> Ints:
    """Duties that are due soon, may be started and can be, in order of their days."""
    today = scene.query.as_of.date()
    soon = [d for d in scene.query.duties if d.due_on is not None and (d.due_on - today).days <= SOON_DAYS]
    ordered = sorted(soon, key=lambda duty: (duty.due_on, duty.content_id))
    known = dict.fromkeys(catalog.contents.column.get(duty.content_id, -1) for duty in ordered)
    columns = np.array([column for column in known if column >= 0 and startable[column]], np.int64)
    return columns[scene.ready(columns)]
