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
class Stretches:
    """From which level to which links teach a skill, each once, for many share one; `ends` holds both as θ [2, n]."""

    skill: Ints
    entry: Floats
    top: Floats
    ends: Floats

    @classmethod
    def of(cls, skill: Ints, entry: Floats, top: Floats) -> tuple[Stretches, Ints]:
        """The stretches of links, and the place of each link's own."""
        first, place = _alike(skill, entry, top)
        entry, top = entry[first], top[first]
        return cls(skill[first], entry, top, theta_of(np.array([entry, top]))), place

    def missing(self, level: Floats, belief: LearnerState | None) -> Floats:
        """How much of each, as a level, lies above a learner with these levels (one element a skill).

        With a belief the part is the expected one, for all that the levels may be; what is met by the levels as they
        stand remains nothing.
        """
        missing = self.top - np.maximum(level[self.skill], self.entry)
        return np.maximum(missing, 0.0) if belief is None else self._expected(belief) * (missing > 0.0)

    def _expected(self, belief: LearnerState) -> Floats:
        """Of the levels x from entry to top each is missing with P(level < x): an integral of the normal distribution.

        The less is known, the more may be missing to somebody who stands near the top on average.
        """
        spread = np.sqrt(belief.variance[self.skill]) + _CLOSE
        z = (self.ends - belief.mean[self.skill]) / spread
        low, high = z * ndtr(z) + _PEAK * np.exp(-0.5 * z * z)
        return np.asarray(np.maximum(high - low, 0.0) * spread / WIDTH, float)


@dataclass(frozen=True, slots=True)
class Demands:
    """Which levels contents ask for: `skill` and `entry` level of each demand once, for many share one.

    Pair p says that the content in `place[p]` makes the demand `demand[p]`.
    """

    skill: Ints
    entry: Floats
    place: Ints
    demand: Ints

    @classmethod
    def of(cls, contents: Ints, catalog: Catalog) -> Demands:
        """What it takes to be ready for some contents: entry levels above 0."""
        links = catalog.links
        rows, place = links.of_contents(contents)
        asking = links.entry[rows] > 0.0
        skill, entry = links.skill[rows[asking]], links.entry[rows[asking]]
        first, demand = _alike(skill, entry)
        return cls(skill[first], entry[first], place[asking], demand)

    def unmet(self, level: Floats) -> Ints:
        """The places of the contents that ask for more than these levels (one element a skill), some several times."""
        return self.place[(level[self.skill] < self.entry).take(self.demand).nonzero()[0]]


def _alike(*columns: Ints | Floats) -> tuple[Ints, Ints]:
    """Of rows with these columns the first of each kind, and the place of each row's own kind among those."""
    key = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        known, place = np.unique(column, return_inverse=True)
        key = key * len(known) + place
    _, first, kind = np.unique(key, return_index=True, return_inverse=True)
    return first, kind


@dataclass(frozen=True, slots=True)
class Teaching:
    """The links that can serve a goal: what each teaches up to the highest level that counts, and weight × effect.

    `contents` lists the columns of the contents that they belong to, in order, `content` the place of each link's own
    among them, `stretch` that of what it teaches. `demands` tells what it takes to be ready for these contents.
    """

    contents: Ints
    content: Ints
    stretch: Ints
    worth: Floats
    stretches: Stretches
    demands: Demands

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
        stretches, stretch = Stretches.of(links.skill[rows], links.entry[rows], top[serves])
        return cls(contents, content, stretch, worth[serves], stretches, Demands.of(contents, catalog))

    def ready(self, level: Floats) -> Bools:
        """Whether levels (one element a skill) reach all entry levels of each content; `policy.ready` at once."""
        found = np.ones(len(self.contents), bool)
        found[self.demands.unmet(level)] = False
        return found


def value_of(teaching: Teaching, level: Floats, chance: Floats, belief: LearnerState | None = None) -> Floats:
    """Chance times weighted gap closed, one element a content of the teaching, as in `chance`; levels one a skill.

    A link closes effect × (the part of the gap between its entry and exit level): what the transition moves once the
    learner is ready. Whether that is so already is another question (`policy.ready`). With a belief the part is the
    expected one (`Stretches.missing`).
    """
    closed = teaching.worth * teaching.stretches.missing(level, belief).take(teaching.stretch)
    return np.bincount(teaching.content, closed, minlength=len(chance)) * chance


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
        places = (score >= np.partition(score, len(score) - k)[len(score) - k]).nonzero()[0]
    order = np.lexsort((-tie_break[places], -score[places]))  # equals stay in order: by place
    return places[order[: max(k, 0)]]
