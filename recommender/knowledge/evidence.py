"""What does a whole log say about whom, before and after which completions? Arrays that everything is learned from.

A *pair* is one learner with one skill that was measured at least once. A *lesson* is a learner's way through a content,
which ends as `lessons` says. *Stretches* are the times of a pair between lessons that teach its skill: stretch 0 lies
before the first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommender.catalog.skills import Links
from recommender.knowledge.lessons import lesson_ends
from recommender.knowledge.log import EventLog
from recommender.knowledge.measurement import SELF_RATED, Measurements, linked, measurements
from recommender.knowledge.yardstick import Yardstick
from recommender.types import Bools, Ints


@dataclass(frozen=True, slots=True)
class Evidence:
    """Measurements ordered by (stretch, pair), and lessons ordered by (rank, pair).

    `learner` and `skill` have one element a pair; `pair`, `stretch` and `own` one a measurement; `taught` (the pair),
    `link` and `rank` (the stretch that it ends) one a lesson of one pair. `own` marks tests of the very content whose
    lesson began their stretch.
    """

    learner: Ints
    skill: Ints
    found: Measurements
    pair: Ints
    stretch: Ints
    own: Bools
    taught: Ints
    link: Ints
    rank: Ints

    def __len__(self) -> int:
        return len(self.found)

    @property
    def stretches(self) -> int:
        """How many stretches the longest pair has."""
        return int(max(self.stretch.max(initial=-1), self.rank.max(initial=-1))) + 1

    @property
    def first(self) -> Ints:
        """The event that first measured each pair."""
        first = np.full(len(self.learner), np.iinfo(np.int64).max)
        np.minimum.at(first, self.pair, self.found.event)
        return first

    @property
    def compared(self) -> Bools:
        """Whether anyone was measured in the skill of each pair before any lesson in it, by another than oneself."""
        before = self.pair[(self.stretch == 0) & (self.found.kind != SELF_RATED)]
        return np.isin(self.skill, self.skill[before])

    @classmethod
    def of(cls, log: EventLog, links: Links, yardstick: Yardstick) -> Evidence:
        """The evidence of a log; measurements still carry bias and leniency."""
        found, learner = measurements(log.events, links, yardstick), log.learner
        skills = int(max(found.skill.max(initial=0), links.skill.max(initial=0))) + 1
        keys, pair = np.unique(learner[found.event] * skills + found.skill, return_inverse=True)
        event, link = _lessons(log, links) if len(keys) else (keys, keys)
        taught, known = _position(keys, learner[event] * skills + links.skill[link])
        event, link, taught = event[known], link[known], taught[known]
        order = np.lexsort((event, taught))
        event, link, taught = event[order], link[order], taught[order]
        first = np.searchsorted(taught, np.arange(len(keys)))
        span = len(log.events) + 1
        moved_before = np.searchsorted(taught * span + event, pair * span + found.event, side="right")
        stretch, rank = moved_before - first[pair], np.arange(len(link)) - first[taught]
        own = found.link == np.append(link, -2)[np.where(stretch > 0, moved_before - 1, len(link))]
        rows, moves = np.lexsort((pair, stretch)), np.lexsort((taught, rank))
        return cls(
            keys // skills, keys % skills, found[rows], pair[rows], stretch[rows], own[rows],
            taught[moves], link[moves], rank[moves],
        )  # fmt: skip


def _lessons(log: EventLog, links: Links) -> tuple[Ints, Ints]:
    """Lessons by each link that teaches: the event that ends it, and the link."""
    event, link = linked(lesson_ends(log, len(links.starts) - 1), log.events.content, links)
    teaches = links.exit[link] > links.entry[link]
    return event[teaches], link[teaches]


def _position(keys: Ints, asked: Ints) -> tuple[Ints, Bools]:
    """Where the asked keys stand among the ascending keys, and whether they do."""
    if not len(keys):
        return np.zeros(len(asked), np.int64), np.zeros(len(asked), np.bool_)
    place = np.minimum(np.searchsorted(keys, asked), len(keys) - 1)
    return place, keys[place] == asked
