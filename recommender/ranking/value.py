"""How much of the gap would each content close, and how much per hour of effort?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from recommender.catalog import Catalog
from recommender.goals import Goal
from recommender.knowledge.levels import WIDTH, theta_of
from recommender.types import Bools, Floats, Ints, LearnerState

EFFORT_MINUTES = 10.0
"""What taking up a content costs beside its own minutes: finding it, starting it, coming back."""
LEADING = 10
"""How many contents show what an hour may bring."""
LEAST_RATE = 0.3
"""What an hour must bring at least to be listed, as a share of what an hour of the LEADING contents brings."""
TIE_BREAK = 0.1
"""How much affinity may lift a value per hour at the most, as a share of it."""

_PEAK, _CLOSE = 1.0 / np.sqrt(2.0 * np.pi), 1e-9


@dataclass(frozen=True, slots=True)
class Ends:
    """The levels at which links begin and end: `skill` and θ `at` of each, and the places of the two of each link."""

    skill: Ints
    at: Floats
    entry: Ints
    top: Ints

    @classmethod
    def of(cls, skill: Ints, entry: Floats, top: Floats) -> Ends:
        """The ends of links, each level of a skill once."""
        whose, level = np.concatenate([skill, skill]), np.concatenate([entry, top])
        _, row, place = np.unique(2.0 * whose + level, return_index=True, return_inverse=True)
        return cls(whose[row], theta_of(level[row]), place[: len(skill)], place[len(skill) :])

    def missing(self, mean: Floats, variance: Floats) -> Floats:
        """How much of each link, as a level, is expected to lie above a learner, by mean and variance of θ.

        Of the levels x from entry to top each is missing with P(level < x): an integral of the normal distribution
        function. The less is known, the more may be missing to somebody who stands near the top on average.
        """
        spread = np.sqrt(variance[self.skill]) + _CLOSE
        z = (self.at - mean[self.skill]) / spread
        below = spread / WIDTH * (z * ndtr(z) + _PEAK * np.exp(-0.5 * z * z))
        return np.asarray(below[self.top] - below[self.entry], float)


@dataclass(frozen=True, slots=True)
class Teaching:
    """The links that can serve a goal: skill, entry level, the highest level that counts, weight × effect.

    `contents` lists the columns of the contents that they belong to, in order, `content` the place of each link's own
    among them. `asks` tells what it takes to be ready for these contents: the place of a content, a skill, an entry
    level above 0. `ends` holds entries and tops once each, for they are few.
    """

    contents: Ints
    content: Ints
    skill: Ints
    entry: Floats
    top: Floats
    worth: Floats
    asks: tuple[Ints, Ints, Floats]
    ends: Ends

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
        skill, entry, top = links.skill[rows], links.entry[rows], top[serves]
        asks, ends = _asks(contents, catalog), Ends.of(skill, entry, top)
        return cls(contents, content, skill, entry, top, worth[serves], asks, ends)

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


def value_of(teaching: Teaching, level: Floats, chance: Floats, belief: LearnerState | None = None) -> Floats:
    """Chance times weighted gap closed, one element a content of the teaching, as in `chance`; levels one a skill.

    A link closes effect × (the part of the gap between its entry and exit level): what the transition moves once the
    learner is ready. Whether that is so already is another question (`policy.ready`). With a belief the part is the
    expected one, for all that the levels may be; what is met by the levels as they stand remains worth nothing.
    """
    missing = teaching.top - np.maximum(level[teaching.skill], teaching.entry)
    if belief is not None:
        missing = np.where(missing > 0.0, teaching.ends.missing(belief.mean, belief.variance), 0.0)
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


def worth_their_hours(value: Floats, minutes: Floats) -> Bools:
    """Which of some contents, the best first, bring enough by hour of effort to be listed beside the LEADING ones.

    An hour of the LEADING ones is what all of them bring together by what they take together, so the best always stays,
    and what is tiny and brings little cannot raise the bar for the others.
    """
    rate = value_per_hour(value, minutes, None, 0.0)
    hours = (minutes[:LEADING] + EFFORT_MINUTES).sum() / 60.0
    return rate * hours >= LEAST_RATE * value[:LEADING].sum()


def best(score: Floats, tie_break: Floats, k: int) -> Ints:
    """The places of the k highest scores in order, ties by the second score, then by place."""
    places = np.arange(len(score))
    if 0 < k < len(score):
        places = np.flatnonzero(score >= np.partition(score, len(score) - k)[len(score) - k])
    order = np.lexsort((places, -tie_break[places], -score[places]))
    return places[order][: max(k, 0)]
