"""What is known of one learner before every content, at the moment of asking? The arrays that answers are read from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np

from recommender.catalog import Catalog
from recommender.gaps import Bands, bands_of
from recommender.goals import Goal
from recommender.ranking.features import PairFacts
from recommender.ranking.liking import Liking
from recommender.ranking.policy import open_prerequisites
from recommender.ranking.value import LEADING, best, value_per_hour, worth_their_hours
from recommender.types import Basis, Bools, Floats, Ints, LearnerState, Query

SOON_DAYS = 30
"""Duties that are due within so many days stand first."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One learner before the whole catalogue.

    `level` has one element a skill, `effect` one a link; `wanted` tells the weighted levels missing in all. `allowed`
    (whether it may be offered) and popularity have one a content; `liking` tells what would be chosen, None where no
    choices were learned. Only the contents `serving` the goal, in order of column, are of value: `worth`; the others
    would close nothing. `ready` and `chances` tell of some contents whether the learner is ready for them, and how
    likely they are finished; `prepared` tells the first of those that serve. `learner` holds the features of the
    learner for the chance.
    """

    query: Query
    state: LearnerState
    level: Floats
    goal: Goal
    wanted: float
    allowed: Bools
    ready: Callable[[Ints], Bools]
    learner: Floats
    pair: PairFacts
    chances: Callable[[Ints], Floats]
    liking: Liking | None
    popularity: Floats
    serving: Ints
    prepared: Callable[[], Bools]
    worth: Floats
    effect: Floats

    @property
    def bands(self) -> Bands:
        """What is missing, cut into bands."""
        return bands_of(self.goal, self.level)

    @property
    def basis(self) -> Basis:
        """What an answer about this scene rests on."""
        if self.wanted > 0:
            return self.goal.basis
        if (self.pair.mandatory & self.allowed).any():
            return Basis.REQUIREMENT
        return Basis.AFFINITY if self.liking is not None and len(self.state.sequence) else Basis.POPULAR

    @property
    def ranked_by(self) -> str:
        """Which number orders a list: value per hour where something is wanted, else what would be chosen."""
        if self.wanted > 0 and self.worth[self.allowed[self.serving]].any():
            return "value"
        return "popularity" if self.liking is None else "affinity"

    def values(self, columns: Ints) -> Floats:
        """The value of some contents."""
        if not len(self.serving):
            return np.zeros(len(columns))
        place = np.minimum(self.serving.searchsorted(columns), len(self.serving) - 1)
        found = self.worth[place]
        found[self.serving[place] != columns] = 0.0
        return found

    def worthwhile(self, startable: Bools) -> tuple[Ints, Floats]:
        """The contents that may be started, that the learner is ready for, and that are of value, with their values."""
        may = startable[self.serving]
        may &= self.prepared()
        may &= self.worth > 0.0
        rows = may.nonzero()[0]
        return self.serving[rows], self.worth[rows]

    def taste(self, columns: Ints) -> Floats:
        """What decides between equal scores, of some contents: which would be chosen rather."""
        return self.popularity[columns] if self.liking is None else self.liking.chance(columns)

    def score(self, ranked_by: str, minutes: Floats, columns: Ints) -> Floats:
        """The number that orders a list, of some contents."""
        if ranked_by == "value":
            return self.per_hour(self.values(columns), minutes[columns], self.taste(columns))
        return self.popularity[columns] if ranked_by == "popularity" else self.taste(columns)

    def per_hour(self, values: Floats, minutes: Floats, taste: Floats) -> Floats:
        """Value by hour of some contents, lifted by what decides between equal ones."""
        if self.liking is None:
            return value_per_hour(values, minutes, None, 0.0)
        return value_per_hour(values, minutes, taste, self.liking.highest)


def ranked(scene: Scene, catalog: Catalog, ranked_by: str, k: int) -> tuple[Ints, Floats]:
    """The best k contents that may be started now, duties that are due soon first, with the score of each.

    There are fewer where fewer may be started, or, ranked by value, are worth their hours (`value.worth_their_hours`);
    what room that leaves is for duties that are due later or at no certain time.
    """
    startable = scene.allowed.copy()
    startable[open_prerequisites(scene.state, catalog)[:, 0]] = False
    urgent = _duties(scene, catalog, startable, soon=True)
    startable[urgent] = False
    others, scores = _leaders(scene, catalog, ranked_by, startable, max(k - len(urgent), 0))
    if len(others) == k:
        return others, scores
    columns = np.concatenate([urgent, others])
    if len(columns) < k:
        startable[others] = False
        columns = np.concatenate([columns, _duties(scene, catalog, startable, soon=False)])
    columns = columns[: max(k, 0)]
    return columns, scene.score(ranked_by, catalog.contents.minutes, columns)


def _leaders(scene: Scene, catalog: Catalog, ranked_by: str, startable: Bools, k: int) -> tuple[Ints, Floats]:
    """The best k with their scores: of what is of value what is worth its hours, and anything where nothing is."""
    minutes = catalog.contents.minutes
    if ranked_by == "value":
        columns, values = scene.worthwhile(startable)
        if len(columns):
            lasting, taste = minutes[columns], scene.taste(columns)
            score = scene.per_hour(values, lasting, taste)
            leading = best(score, taste, max(k, LEADING))
            rows = leading[worth_their_hours(values[leading], lasting[leading])][: max(k, 0)]
            return columns[rows], score[rows]
    columns = np.flatnonzero(startable)
    return _best_ready(scene, columns, scene.score(ranked_by, minutes, columns), k)


def _best_ready(scene: Scene, columns: Ints, score: Floats, k: int) -> tuple[Ints, Floats]:
    """The k best that the learner is ready for: asked of the leaders only, and of more while these are too few."""
    tie_break, reach = scene.taste(columns), 8 * k + 16
    while True:
        leaders = best(score, tie_break, reach)
        found = leaders[scene.ready(columns[leaders])]
        if len(found) >= k or len(leaders) < reach:
            return columns[found[: max(k, 0)]], score[found[: max(k, 0)]]
        reach *= 4


def _duties(scene: Scene, catalog: Catalog, startable: Bools, soon: bool) -> Ints:
    """Duties that may be started and can be, due soon or else later or at no certain time, in order of their days."""
    today = scene.query.as_of.date()
    duties = [d for d in scene.query.duties if soon == (d.due_on is not None and (d.due_on - today).days <= SOON_DAYS)]
    if not duties:
        return np.empty(0, np.int64)
    ordered = sorted(duties, key=lambda duty: (duty.due_on or date.max, duty.content_id))
    known = dict.fromkeys(catalog.contents.column.get(duty.content_id, -1) for duty in ordered)
    columns = np.array([column for column in known if column >= 0 and startable[column]], np.int64)
    return columns[scene.ready(columns)]
