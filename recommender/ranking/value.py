"""How much of the gap would each content close, and how much per hour of effort?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommender.catalog import Catalog
from recommender.goals import Goal
from recommender.types import Bools, Floats, Ints

EFFORT_MINUTES = 10.0
"""What taking up a content costs beside its own minutes: finding it, starting it, coming back."""
TIE_BREAK = 0.1
"""How much affinity may lift a value per hour at the most, as a share of it."""


@dataclass(frozen=True, slots=True)
class Teaching:
    """The links that can serve a goal: skill, entry level, the highest level that counts, weight × effect.

    `contents` lists the columns of the contents that they belong to, in order, `content` the place of each link's own
    among them. `asks` tells what it takes to be ready for these contents: the place of a content, a skill, an entry
    level above 0.
    """

    contents: Ints
    content: Ints
    skill: Ints
    entry: Floats
    top: Floats
    worth: Floats
    asks: tuple[Ints, Ints, Floats]

    @classmethod
    def of(cls, goal: Goal, effect: Floats, catalog: Catalog) -> Teaching:
        """The links of the skills of a goal; effect has one element a link of the catalogue."""
        links = catalog.links
        rows = links.of_skills(goal.skill)
        place = np.searchsorted(goal.skill, links.skill[rows])
        top, worth = np.minimum(links.exit[rows], goal.level[place]), goal.weight[place] * effect[rows]
        serves = (worth > 0.0) & (top > links.entry[rows])
        rows = rows[serves]
        contents, content = np.unique(links.content[rows], return_inverse=True)
        asks = _asks(contents, catalog)
        return cls(contents, content, links.skill[rows], links.entry[rows], top[serves], worth[serves], asks)

    def ready(self, level: Floats) -> Bools:
        """Whether levels (one element a skill) reach all entry levels of each content; `policy.ready` at once."""
        place, skill, entry = self.asks
        found = np.ones(len(self.contents), bool)
        found[place[(level[skill] < entry).nonzero()]] = False  # places are found twice as fast as a mask is applied
        return found


def _asks(contents: Ints, catalog: Catalog) -> tuple[Ints, Ints, Floats]:
    links = catalog.links
    rows, place = links.of_contents(contents)
    asking = links.entry[rows] > 0.0
    return place[asking], links.skill[rows[asking]], links.entry[rows[asking]]


def value_of(teaching: Teaching, level: Floats, chance: Floats) -> Floats:
    """Chance times weighted gap closed, one element a content of the teaching, as in `chance`; levels one a skill.

    A link closes effect × (the part of the gap between its entry and exit level): what the transition moves once the
    learner is ready. Whether that is so already is another question (`policy.ready`).
    """
    missing = teaching.top - np.maximum(level[teaching.skill], teaching.entry)
    gained = np.bincount(teaching.content, teaching.worth * np.maximum(missing, 0.0), minlength=len(chance))
    return gained * chance


def value_per_hour(value: Floats, minutes: Floats, affinity: Floats | None, highest: float) -> Floats:
    """Value by hour of effort, lifted by at most TIE_BREAK for what the learner would rather choose.

    `highest` is the affinity of what would be chosen first of all.
    """
    rate = value / ((minutes + EFFORT_MINUTES) / 60.0)
    if affinity is None or highest <= 0:
        return rate
    return rate * (1.0 + TIE_BREAK / highest * affinity)


def best(score: Floats, tie_break: Floats, k: int) -> Ints:
    """The places of the k highest scores in order, ties by the second score, then by place."""
    places = np.arange(len(score))
    if 0 < k < len(score):
        places = np.flatnonzero(score >= np.partition(score, len(score) - k)[len(score) - k])
    order = np.lexsort((places, -tie_break[places], -score[places]))
    return places[order][: max(k, 0)]
