"""How does the outcome of everyone who sells move, and how would it have moved without training?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd

from recommender.types import Bools, Floats, Ints
from training.demo.behaving import BEHAVIOURS, Behaving
from training.demo.causes.plans import Plans
from training.demo.causes.thinning import thinned
from training.demo.cells import named, picked
from training.demo.scene import Course, Stage, Week
from training.demo.world import OUTCOMES

OUTCOME: Final = next(outcome for outcome in OUTCOMES if outcome.id == "conversion")
OWN: Final = tuple(n for n, (outcome, b) in enumerate(BEHAVIOURS) if outcome.id == OUTCOME.id and b.skills)
"""Rows of the behaviours that move the outcome, among all behaviours."""
MOVES: Final[Floats] = np.array([BEHAVIOURS[n][1].move for n in OWN])
_DRIVE: Final = 0.025
"""What a unit of diligence adds to one's own outcome, whatever one knows and does."""
_CASES: Final = 60
_FEWEST: Final = 10
_MONTHS: Final = 3


@dataclass(slots=True)
class Personal:
    """Notes at every end of a month what each seller shows, would show untrained, and without the programmes.

    Each note has the shape (sellers, behaviours of the outcome).
    """

    stage: Stage
    course: Course
    behaving: Behaving
    plans: Plans
    days: list[int] = field(default_factory=list)
    showing: list[Floats] = field(default_factory=list)
    untrained: list[Floats] = field(default_factory=list)
    unpractised: list[Floats] = field(default_factory=list)

    def note(self, week: Week) -> None:
        """Notes the month that ends this week, if one does."""
        ends = self.stage.calendar.ends("M")
        for day in ends[(ends >= week.monday) & (ends < week.monday + 7)].tolist():
            self.days.append(day)
            self._note(day)

    def _note(self, day: int) -> None:
        who, doing = self.plans.sellers.who, self.behaving
        numbers = [doing.numbers.index(row) for row in OWN]
        minds, before = self.course.minds, self.course.untrained or self.course.minds
        self.showing.append(np.stack([doing.share(minds, who, n, day) for n in numbers], axis=1))
        self.untrained.append(np.stack([doing.unpractised(before, who, n, day) for n in numbers], axis=1))
        self.unpractised.append(np.stack([doing.unpractised(minds, who, n, day) for n in numbers], axis=1))

    def quarterly(self, notes: list[Floats]) -> Floats:
        """Means of the notes of each whole quarter, shape (quarters, sellers, behaviours)."""
        last = np.searchsorted(self.days, self.plans.quarters)
        return np.stack([np.mean(notes[max(n - _MONTHS + 1, 0) : n + 1], axis=0) for n in last.tolist()])

    def there(self) -> Bools:
        """Who was employed throughout each quarter, shape (quarters, sellers)."""
        careers, who = self.stage.careers, self.plans.sellers.who
        ends = self.plans.quarters[:, None]
        return np.asarray((careers.hired[who] <= ends - 91) & (careers.left[who] > ends))

    def added(self) -> Floats:
        """What programmes add to the expected outcome by each behaviour, shape (quarters, sellers, behaviours)."""
        return (self.quarterly(self.showing) - self.quarterly(self.unpractised)) * MOVES

    def frames(
        self, learner_ids: pd.Series[str], rng: np.random.Generator, other: np.random.Generator
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Rows of the outcome_values table, and the same rows with what was measured and would have been untrained."""
        showing, untrained = self.quarterly(self.showing), self.quarterly(self.untrained)
        rest = showing[0].mean(axis=0)
        aside = self._aside(rng)
        chance, bare = (
            np.clip(OUTCOME.level + ((shares - rest) * MOVES).sum(2) + aside, 0.005, 0.98)
            for shares in (showing, untrained)
        )
        cases = rng.poisson(_CASES - _FEWEST, chance.shape) + _FEWEST
        orders = rng.binomial(cases, chance).astype(np.float64)
        without = thinned(orders, cases, chance, bare, other)
        quarter, seller = np.nonzero(self.there())
        return self._rows(quarter, seller, learner_ids, (orders, without, cases))

    def _aside(self, rng: np.random.Generator) -> Floats:
        """What no training touches: diligence, what lasts of a person, and luck; shape (quarters, sellers)."""
        sellers = self.plans.sellers
        lasting = rng.normal(0.0, OUTCOME.team_spread, len(sellers.who))
        diligence = self.stage.people.diligence[sellers.who]
        return np.asarray(_DRIVE * diligence + lasting + sellers.luck.T)

    def _rows(
        self, quarter: Ints, seller: Ints, learner_ids: pd.Series[str], counts: tuple[Floats, Floats, Ints]
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        orders, without, cases = (count[quarter, seller] for count in counts)
        periods = [quarter_name(day) for day in self.plans.quarters.tolist()]
        key = {
            "outcome_id": named([OUTCOME.id], np.zeros(len(quarter), np.int64)),
            "unit_id": named([""], np.full(len(quarter), -1)),
            "learner_id": picked(learner_ids, self.plans.sellers.who[seller]),
            "period": named(periods, quarter),
        }
        value = np.round(orders / cases, 4)
        table = {**key, "value": value, "numerator": orders, "denominator": cases.astype(np.float64)}
        truth = {**key, "value_with": value, "value_without": np.round(without / cases, 4)}
        return pd.DataFrame(table), pd.DataFrame(truth)


def quarter_name(day: int) -> str:
    """The calendar quarter of a day.

    >>> quarter_name(100)
    '1970-Q2'
    """
    month = str(np.datetime64(day, "D").astype("datetime64[M]"))
    return f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}"
