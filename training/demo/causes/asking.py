"""How do the plans of the causes reach people, week by week?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from recommender.columns import INITIATORS
from recommender.types import Ints
from training.demo.calendar import DAY
from training.demo.causes.plans import Plans, filed
from training.demo.queue import Queue, Rows, rows_of
from training.demo.scene import Course, Stage, Week

_DUE_DAYS: Final = 45
_LAG_DAYS: Final = 9.0
_MORNING: Final = 8 * 3600


@dataclass(slots=True)
class Asking:
    """Assigns what is assigned, invites who is invited, and lets the willing begin."""

    stage: Stage
    course: Course
    plans: Plans
    queue: Queue
    rng: np.random.Generator

    @staticmethod
    def of(stage: Stage, course: Course, plans: Plans, rng: np.random.Generator) -> Asking:
        return Asking(stage, course, plans, filed(stage, plans.drawn), rng)

    def ask(self, week: Week) -> None:
        """Asks those whose week it is."""
        rows = self.queue.pop(week.number)
        if not rows:
            return
        initiated = np.array([INITIATORS.index(one.initiated) for one in self.plans.drawn])[rows["cause"]]
        told = initiated == INITIATORS.index("manager")
        rows = {**rows, "initiated": initiated, "mandatory": told, "task": self._tasks(rows, told, week)}
        asked = rows["day"] * DAY + _MORNING + self.rng.integers(0, 9 * 3600, len(told))
        lag = 600 + (np.minimum(self.rng.exponential(_LAG_DAYS, len(told)), 40.0) * DAY * told).astype(np.int64)
        self._file({**rows, "asked": asked, "at": asked + lag})

    def _tasks(self, rows: Rows, told: np.ndarray, week: Week) -> Ints:
        some = rows_of(rows, told)
        tasks = np.full(len(told), -1)
        manager = week.now.manager[some["learner"]]
        due = some["day"] + _DUE_DAYS
        tasks[told] = self.course.ledger.assign(
            some["learner"], some["content"], -1, week.monday, manager, due, np.ones(len(due), bool)
        )
        return tasks

    def _file(self, rows: Rows) -> None:
        willing = rows_of(rows, rows["takes_up"])
        kept = {name: willing[name] for name in ("learner", "content", "asked", "at", "initiated", "mandatory", "task")}
        self.course.beginnings.put(
            self.stage.calendar.week_of(kept["at"]), {**kept, "duty": np.full(len(kept["at"]), -1)}
        )
