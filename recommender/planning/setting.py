"""A problem with everything that is derived from it once: rows, times, neighbours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommender.planning.problem import Problem
from recommender.planning.readiness import gated, teaches
from recommender.planning.rows import Rows
from recommender.planning.timing import Timetable
from recommender.types import Bools, Floats, Ints


@dataclass(frozen=True, slots=True)
class Setting:
    """What the searches share: `links_from` [n + 1] and `pairs_from` [n + 1] delimit each content's links and pairs.

    `asks` and `lifts` [m] say which links ask for more than the start level and which can raise it; `alone` [n] is
    the value of each content by itself.
    """

    problem: Problem
    rows: Rows
    table: Timetable
    links_from: Ints
    pairs_from: Ints
    asks: Bools
    lifts: Bools
    alone: Floats

    @classmethod
    def of(cls, problem: Problem) -> Setting:
        """Derive everything; `problem.requires` must be sorted, as `take` leaves it."""
        rows, ends = Rows.of(problem), np.arange(len(problem) + 1)
        return cls(
            problem=problem,
            rows=rows,
            table=Timetable.of(problem),
            links_from=np.searchsorted(problem.link_content, ends),
            pairs_from=np.searchsorted(problem.requires[:, 0], ends),
            asks=gated(problem),
            lifts=teaches(problem),
            alone=np.asarray(rows.share @ rows.weight + rows.profit),
        )

    def links(self, column: int) -> range:
        """Rows of the links of a content."""
        return range(int(self.links_from[column]), int(self.links_from[column + 1]))

    def prerequisites(self, column: int) -> tuple[int, ...]:
        """Direct prerequisites of a content."""
        first, last = self.pairs_from[column], self.pairs_from[column + 1]
        return tuple(self.problem.requires[first:last, 1].tolist())

    def closed(self, columns: Ints) -> Ints:
        """These columns with all their prerequisites, sorted."""
        inside = np.zeros(len(self.problem), np.bool_)
        inside[columns] = True
        content, needed = self.problem.requires.T
        while True:
            missing = needed[inside[content] & (needed >= 0)]
            missing = missing[~inside[missing]]
            if not len(missing):
                return np.flatnonzero(inside)
            inside[missing] = True
