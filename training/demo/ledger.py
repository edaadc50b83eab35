"""What was assigned to whom, and what became of it?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd

from recommender.columns import ASSIGNMENT_STATUS
from recommender.types import Bools, Floats, Ints
from training.demo.calendar import Calendar
from training.demo.cells import dates, named, picked
from training.demo.duty_texts import DUTIES
from training.demo.queue import Rows
from training.demo.shelf import Shelf

_OVERDUE_DAYS: Final = 60


@dataclass(slots=True)
class Ledger:
    """Assignments in the order of writing; each has content or requirement, the other is -1."""

    pages: list[Rows] = field(default_factory=list)
    finished: list[Ints] = field(default_factory=list)
    size: int = 0

    def assign(
        self,
        learner: Ints,
        content: Ints | int,
        duty: Ints | int,
        day: int,
        by: Ints | int,
        due: Ints,
        mandatory: Bools,
    ) -> Ints:
        """Writes assignments and gives back their numbers."""
        page = {"content": content, "duty": duty, "day": day, "by": by, "due": due, "mandatory": mandatory}
        self.pages.append({"learner": learner, **{k: np.broadcast_to(v, len(learner)) for k, v in page.items()}})
        self.size += len(learner)
        return np.arange(self.size - len(learner), self.size)

    def finish(self, tasks: Ints) -> None:
        """Marks assignments as done; -1 is none."""
        self.finished.append(tasks[tasks >= 0])

    def frame(
        self, shelf: Shelf, learner_ids: pd.Series[str], left: Ints, calendar: Calendar, luck: Floats
    ) -> pd.DataFrame:
        """The assignments table: whoever left is off the hook, and a share of what is long overdue was cancelled."""
        rows = {name: np.concatenate([page[name] for page in self.pages]) for name in self.pages[0]}
        done = np.zeros(self.size, bool)
        done[np.concatenate(self.finished)] = True
        overdue = (rows["due"] < calendar.until - _OVERDUE_DAYS) & (luck < 0.6)
        off = (left[rows["learner"]] <= calendar.until) | overdue
        return pd.DataFrame(
            {
                "learner_id": picked(learner_ids, rows["learner"]),
                "content_id": named(shelf.ids, rows["content"]),
                "requirement_id": named([duty.id for duty in DUTIES], rows["duty"]),
                "assigned_on": dates(rows["day"]),
                "assigned_by": picked(learner_ids, rows["by"]),
                "due_on": dates(rows["due"]),
                "mandatory": rows["mandatory"],
                "status": named(ASSIGNMENT_STATUS, np.where(done, 1, np.where(off, 2, 0))),
            }
        )
