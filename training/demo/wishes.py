"""Who takes something up by choice, to whom does a manager assign something, and who waves a suggestion away?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from recommender.columns import INITIATORS
from recommender.types import Ints
from training.demo.calendar import DAY
from training.demo.mess.rush import due_this_year, pressure
from training.demo.queue import Rows, rows_of
from training.demo.scene import Course, Stage, Week, moments
from training.demo.tastes import Tastes, draw

_ASSIGNED_A_YEAR: Final = 2.1
_DISMISSED_A_YEAR: Final = 0.25
_BY_RECOMMENDATION: Final = 0.25
_NEVER_BEGUN: Final = 0.08
_LAG_DAYS: Final = 16.0


@dataclass(frozen=True, slots=True)
class Wishes:
    """Draws choices of learners and of managers week by week."""

    stage: Stage
    course: Course
    tastes: Tastes
    rng: np.random.Generator

    def choose(self, week: Week) -> None:
        """Learners choose for themselves, less in busy weeks, and begin at once."""
        eager = self.stage.people.eager / 52.0 * np.exp(-0.35 * week.load) * self._pressure(week)
        who = self._some(week, eager)
        content = draw(
            self.tastes.chosen_freely(self.stage, self.course, who, week.now.role[who], week.monday), self.rng
        )
        self.course.previous[who] = content
        at = moments(week.monday, len(who), self.rng)
        hinted = self.rng.random(len(who)) < _BY_RECOMMENDATION
        rows = {
            "learner": who,
            "content": content,
            "asked": at - 300,
            "at": at,
            "initiated": np.where(hinted, INITIATORS.index("recommendation"), INITIATORS.index("self")),
            "mandatory": np.zeros(len(who), bool),
            "task": np.full(len(who), -1),
        }
        self._file(rows)

    def assign(self, week: Week) -> None:
        """Managers assign a content; most people begin within weeks, some never."""
        rate = _ASSIGNED_A_YEAR / 52.0 * self.stage.world.history.assigning * self._pressure(week)
        who = self._some(week, np.where(week.now.manager >= 0, rate, 0.0))
        content = draw(self.tastes.assigned(self.stage, self.course, who, week.now.role[who], week.monday), self.rng)
        mandatory = self.rng.random(len(who)) < 0.4
        due = week.monday + self.rng.choice([30, 60, 90, 120], len(who))
        due = due_this_year(due, week.monday) if self.stage.world.history.rush else due
        task = self.course.ledger.assign(who, content, -1, week.monday, week.now.manager[who], due, mandatory)
        asked = moments(week.monday, len(who), self.rng)
        at = asked + 7200 + (np.minimum(self.rng.exponential(_LAG_DAYS, len(who)), 70.0) * DAY).astype(np.int64)
        rows = {
            "learner": who,
            "content": content,
            "asked": asked,
            "at": at,
            "initiated": np.full(len(who), INITIATORS.index("manager")),
            "mandatory": mandatory,
            "task": task,
        }
        self._file(rows_of(rows, self.rng.random(len(who)) >= _NEVER_BEGUN))

    def dismiss(self, week: Week) -> None:
        """Some suggestions are waved away."""
        who = self._some(week, np.full(len(self.stage.people), _DISMISSED_A_YEAR / 52.0))
        liking = self.tastes.assigned(self.stage, self.course, who, week.now.role[who], week.monday)
        at = moments(week.monday, len(who), self.rng)
        self.course.diary.write(
            "dismissed", who, at, content=draw(liking, self.rng), initiated=INITIATORS.index("recommendation")
        )

    def _pressure(self, week: Week) -> float:
        return pressure(week.monday, self.stage.world.history.rush)

    def _some(self, week: Week, rate: np.ndarray) -> Ints:
        return np.flatnonzero(week.now.active & (self.rng.random(len(rate)) < rate))

    def _file(self, rows: Rows) -> None:
        row = {**rows, "duty": np.full(len(rows["learner"]), -1)}
        self.course.beginnings.put(self.stage.calendar.week_of(rows["at"]), row)
