"""Which levels did people truly have at the end of each quarter?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd

from recommender.types import Floats, Ints
from training.demo.cells import dates, named, picked
from training.demo.minds import role_needs
from training.demo.scene import UNTOUCHED, Course, Stage, Week
from training.demo.shelf import SKILL_IDS, TAUGHT

MOST_LEARNERS: Final = 2000


@dataclass(slots=True)
class Census:
    """Levels of at most MOST_LEARNERS learners, taken at every end of a quarter."""

    stage: Stage
    course: Course
    sample: Ints
    days: Ints
    levels: list[tuple[int, Floats]] = field(default_factory=list)

    @staticmethod
    def of(stage: Stage, course: Course) -> Census:
        """Chooses whom to ask: everyone, or evenly spaced learners."""
        many = len(stage.people)
        sample = np.unique(np.linspace(0, many - 1, min(many, MOST_LEARNERS)).astype(np.int64))
        return Census(stage, course, sample, stage.calendar.ends("Q"))

    def take(self, week: Week) -> None:
        """Takes the levels if a quarter ends this week."""
        for day in self.days[(self.days >= week.monday) & (self.days < week.monday + 7)].tolist():
            shape = (len(self.sample), len(SKILL_IDS))
            who = np.broadcast_to(self.sample[:, None], shape)
            skill = np.broadcast_to(np.arange(len(SKILL_IDS)), shape)
            self.levels.append((day, self.course.minds.level(who, skill, day)))

    def frame(self, learner_ids: pd.Series[str]) -> pd.DataFrame:
        """Learner, skill, day, level: skills of the jobs held and of contents taken up, while employed."""
        touched = self._touched()
        pieces = [self._piece(day, levels, touched) for day, levels in self.levels]
        who, skill, day, level = (np.concatenate(column) for column in zip(*pieces, strict=True))
        return pd.DataFrame(
            {
                "learner_id": picked(learner_ids, who),
                "skill_id": named(SKILL_IDS, skill),
                "day": dates(day),
                "level": np.round(level, 4),
            }
        )

    def _piece(self, day: int, levels: Floats, touched: np.ndarray) -> tuple[Ints, Ints, Ints, Floats]:
        careers = self.stage.careers
        there = (careers.hired[self.sample] <= day) & (day < careers.left[self.sample])
        row, skill = np.nonzero(touched & there[:, None])
        return self.sample[row], skill, np.full(len(row), day), levels[row, skill]

    def _touched(self) -> np.ndarray:
        shelf, careers = self.stage.shelf, self.stage.careers
        teaches = np.zeros((len(shelf), len(SKILL_IDS)))
        for place in range(TAUGHT):
            has = shelf.skill[:, place] >= 0
            teaches[has, shelf.skill[has, place]] = 1.0
        needs = role_needs() > 0
        jobs = needs[careers.role[self.sample]].any(axis=1)
        return np.asarray(((self.course.taken[self.sample] > UNTOUCHED) @ teaches > 0) | jobs)
