"""What does somebody want next who knows only popularity, only tastes, only the next gain, or the truth?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from recommender.catalog import Catalog
from recommender.ranking.policy import ready
from recommender.ranking.scene import Scene
from recommender.ranking.value import Teaching, value_of
from recommender.types import Bools, Floats, Ints
from training.scoreboard.walking import Walker

CAIRN: Final = "cairn"
POPULARITY: Final = "popularity"
AFFINITY: Final = "affinity"
GREEDY: Final = "greedy"
ORACLE: Final = "oracle"
RIVALS: Final = (CAIRN, POPULARITY, AFFINITY, GREEDY, ORACLE)
"""All who are compared; only the oracle knows the truth."""


@dataclass(slots=True)
class Believer:
    """Wants what is popular, or liked, among what the model says the learner is ready for, as levels move with it."""

    catalog: Catalog
    wish: Floats
    effect: Floats
    level: Floats

    def scores(self) -> Floats:
        """The wish, 0 where the learner is not ready."""
        return self.wish * self.ready()

    def ready(self) -> Floats:
        """1 where the learner is ready by the model, else 0, one element a content."""
        return ready(self.level, self.catalog, np.arange(len(self.catalog.contents))).astype(float)

    def take(self, column: int) -> None:
        """Levels move as the model says of somebody who finishes."""
        links = self.catalog.links
        rows = slice(int(links.starts[column]), int(links.starts[column + 1]))
        skill = links.skill[rows]
        self.level[skill] += self.effect[rows] * np.maximum(links.exit[rows] - self.level[skill], 0.0)


@dataclass(slots=True)
class Greedy(Believer):
    """Wants the most modelled gain of the moment by minute; `wish` is the chance of finishing what serves the goal."""

    teaching: Teaching

    def scores(self) -> Floats:
        """Chance times gap closed by minute, among what the learner is ready for; levels are taken for sure."""
        gain = value_of(self.teaching, self.level, self.wish) * self.teaching.ready(self.level)
        found = np.zeros(len(self.catalog.contents))
        found[self.teaching.contents] = gain / np.maximum(self.catalog.contents.minutes[self.teaching.contents], 1.0)
        return found


def believers(scene: Scene, teaching: Teaching, catalog: Catalog) -> dict[str, Walker]:
    """The three rivals that know what the model knows; affinity is popularity where no choices were learned."""
    liked, chance = scene.taste(np.arange(len(catalog.contents))), scene.chances(teaching.contents)
    return {
        POPULARITY: Believer(catalog, scene.popularity, scene.effect, scene.level.copy()),
        AFFINITY: Believer(catalog, liked, scene.effect, scene.level.copy()),
        GREEDY: Greedy(catalog, chance, scene.effect, scene.level.copy(), teaching),
    }


def first(score: Floats, may: Bools, k: int) -> Ints:
    """The columns of the k highest scores above 0 among those that may be, ties by column.

    >>> first(np.array([0.1, 0.3, 0.3, 0.0]), np.array([True, True, True, True]), 2).tolist()
    [1, 2]
    """
    found = np.flatnonzero(may & (score > 0.0))
    return found[np.argsort(-score[found], kind="stable")][:k]
