"""What can still be added at the end of an order?"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from recommender.planning.calendar import MINUTE_TOLERANCE
from recommender.planning.readiness import ready
from recommender.planning.setting import Setting
from recommender.planning.timing import Moment
from recommender.types import Bools, Floats

LEAST_GAIN = 1e-9
"""Value units, relative to all that is wanted: a smaller gain is a rounding error."""


class Progress:
    """A learner part of the way along an order: what is taken, spent, reached and still open."""

    def __init__(self, setting: Setting) -> None:
        problem = setting.problem
        self.setting = setting
        self.order: list[int] = []
        self.now = Moment()
        self.spent = 0.0
        self.levels = problem.level.copy()
        self.absorbed = np.zeros(len(problem.band_weight))
        self._waiting = np.bincount(problem.requires[:, 0], minlength=len(problem))
        self._open = np.ones(len(problem), np.bool_)

    def can(self, column: int) -> bool:
        """Whether a content may come next."""
        return bool(self._startable()[column]) and self.setting.table.after(column, self.now) is not None

    def take(self, column: int) -> None:
        """Append a content that may come next."""
        setting, problem = self.setting, self.setting.problem
        then = setting.table.after(column, self.now)
        if then is None:
            raise ValueError(f"content {problem.ids[column]} does not fit")
        self.now, self.spent = then, self.spent + float(problem.cost[column])
        self.order.append(column)
        self._open[column] = False
        if problem.alternatives[column] >= 0:
            self._open &= problem.alternatives != problem.alternatives[column]
        np.subtract.at(self._waiting, problem.requires[problem.requires[:, 1] == column, 0], 1)
        for k in setting.links(column):
            skill = problem.link_skill[k]
            self.levels[skill] += problem.link_effect[k] * max(0.0, problem.link_exit[k] - self.levels[skill])
        self.absorbed += setting.rows.absorbed[[column]].toarray()[0]

    def gains(self) -> Floats:
        """What each content would add to the value now, shape [n]."""
        rows = self.setting.rows
        return np.asarray(rows.share @ (rows.weight * np.exp(-self.absorbed)) + rows.profit)

    def next_ones(self, score: Floats) -> Iterable[int]:
        """Contents with a positive score that may come next, best first, ties by column."""
        possible = np.flatnonzero(self._startable() & (score > 0))
        for column in possible[np.argsort(-score[possible], kind="stable")].tolist():
            if self.setting.table.after(column, self.now) is not None:
                yield column

    def _startable(self) -> Bools:
        problem = self.setting.problem
        if len(self.order) >= problem.max_steps:
            return np.zeros(len(problem), np.bool_)
        fits = self.now.position + problem.minutes <= self.setting.table.limit + MINUTE_TOLERANCE
        paid = self.spent + problem.cost <= problem.money + MINUTE_TOLERANCE
        return np.asarray(self._open & (self._waiting == 0) & fits & paid & ready(problem, self.levels))


def grow(setting: Setting, order: Iterable[int], score: Callable[[Floats], Floats]) -> tuple[int, ...]:
    """Extend an order step by step by the best startable content, until none scores above 0.

    `score` turns the gains of all contents (value units, shape [n]) into scores.
    """
    progress = Progress(setting)
    for column in order:
        progress.take(column)
    while True:
        best = next(iter(progress.next_ones(score(progress.gains()))), None)
        if best is None:
            return tuple(progress.order)
        progress.take(best)


def is_legal(setting: Setting, order: Iterable[int]) -> bool:
    """Whether these contents may be taken one after the other; mandatory ones and due days of others aside."""
    progress = Progress(setting)
    for column in order:
        if not progress.can(column):
            return False
        progress.take(column)
    return True


def useful(setting: Setting, gains: Floats) -> Floats:
    """Gains per minute, 0 where the gain is no more than a rounding error."""
    least = LEAST_GAIN * max(float(setting.rows.weight.sum()), 1e-9)
    return np.where(gains > least, gains / np.maximum(setting.problem.minutes, 1.0), 0.0)


def trimmed(setting: Setting, order: tuple[int, ...]) -> tuple[int, ...]:
    """Drop steps that bring nothing, or cost more than they bring, and that nothing else needs; the worst first."""
    enough = setting.rows.worth(order) - LEAST_GAIN * float(setting.rows.weight.sum())
    without = [tuple(i for i in order if i != column) for column in order if not setting.problem.mandatory[column]]
    better = [fewer for fewer in without if setting.rows.worth(fewer) >= enough and is_legal(setting, fewer)]
    if not better:
        return order
    return trimmed(setting, max(better, key=setting.rows.worth))
