"""Which measurements stand beside others of the same learner and skill, with no lesson between? And what do these say?

Nothing that was learned of effects plays a part here, so that what a content's own test is worth can be told apart from
what the content teaches.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommender.knowledge.evidence import Evidence
from recommender.knowledge.measurement import RATING, SELF_RATED, Measurements, pass_offset_of
from recommender.knowledge.replay import Replay
from recommender.knowledge.yardstick import Yardstick
from recommender.types import Bools, Floats, Ints


@dataclass(frozen=True, slots=True)
class Company:
    """Rows of the evidence in stretches of a pair with a test and a second source; one element a row.

    A source is a link (its tests, or its scores), a rater, or oneself. `group` numbers stretches of pairs, ascending,
    `cell` the sources within each. `test` marks what has no bias by definition. `rater` is the place of who
    rated among all `raters`, which stand in ascending order; `links` is the number of links there are.
    """

    row: Ints
    group: Ints
    cell: Ints
    test: Bools
    self_rated: Bools
    rater: Ints
    raters: Ints
    links: int

    @classmethod
    def of(cls, evidence: Evidence, links: int) -> Company:
        """The company that the measurements of the evidence are in."""
        found = evidence.found
        rated, claimed = RATING[found.kind], found.kind == SELF_RATED
        raters, rater = np.unique(found.rater, return_inverse=True)
        source = np.where(rated, -1 - (2 * rater + claimed), 2 * found.link + found.test + 2)
        source = source - source.min(initial=0)
        group = np.cumsum(np.diff(evidence.stretch * (len(evidence.learner) + 1) + evidence.pair, prepend=-1) != 0) - 1
        span, groups = int(source.max(initial=0)) + 1, int(group.max(initial=-1)) + 1
        keys, cell = np.unique(group * span + source, return_inverse=True)
        sources = np.bincount(keys // span, minlength=groups)
        row = np.flatnonzero(((sources > 1) & (np.bincount(group, ~rated, groups) > 0))[group])
        return cls(
            row, _numbered(group[row]), _numbered(cell[row]), ~rated[row], claimed[row], rater[row], raters, links
        )

    def __len__(self) -> int:
        return len(self.row)

    def heard(self, found: Measurements, replay: Replay, yardstick: Yardstick) -> Measurements:
        """The rows of measurements with passes and failures as readings, nothing taken off."""
        mine, target, noise = found[self.row], replay.target[self.row], replay.noise[self.row]
        target = target + pass_offset_of(mine, yardstick.pitches)
        return mine.read_as(np.where(mine.test, target, mine.target), np.where(mine.test, noise, mine.noise))

    def leniency(self, known: Yardstick) -> Floats:
        """The leniency behind each row, 0 where nobody else rated or nothing is claimed of the rater."""
        lenient = np.zeros(len(self.raters))
        lenient[np.searchsorted(self.raters, known.raters)] = known.leniency
        return np.where(self.test | self.self_rated, 0.0, lenient[self.rater])

    def beside(self, rows: Ints, weight: Floats) -> Beside:
        """What stands beside some rows, every row of the company speaking with a weight."""
        speaking = np.flatnonzero(weight)
        return Beside(self, rows, speaking, weight[speaking])


class Beside:
    """Some rows of a company, and what the other sources beside them say. Lives for one comparison.

    `rows` are those beside whom any other source speaks, `trust` is the precision of what the others say.
    """

    def __init__(self, company: Company, rows: Ints, speaking: Ints, weight: Floats) -> None:
        self.company, self._speaking, self._weight = company, speaking, weight
        self._groups, self._cells = company.group[speaking], company.cell[speaking]
        self._size = int(company.group.max(initial=-1)) + 1, int(company.cell.max(initial=-1)) + 1
        self.rows, self._group, self._cell = rows, company.group[rows], company.cell[rows]
        trust = self._of_others(weight)
        heard = trust > 1e-9
        self.rows, self._group, self._cell = rows[heard], self._group[heard], self._cell[heard]
        self.trust = trust[heard]

    def told(self, value: Floats) -> Floats:
        """What the others say on average; `value` has one element a row of the company, the result one of `rows`."""
        return self._of_others(self._weight * value[self._speaking]) / self.trust

    def _of_others(self, part: Floats) -> Floats:
        whole: Floats = np.bincount(self._groups, part, self._size[0]).astype(float)
        return whole[self._group] - np.bincount(self._cells, part, self._size[1])[self._cell]


def _numbered(keys: Ints) -> Ints:
    """Keys as numbers from 0, in the same order."""
    number: Ints = np.unique(keys, return_inverse=True)[1]
    return number
