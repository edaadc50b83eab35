"""What do all parts of the simulation share? Things that stay, and things that change week by week."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from recommender.types import Bools, Floats, Ints
from training.demo.calendar import Calendar
from training.demo.careers import Careers, Standing
from training.demo.diary import Diary
from training.demo.ledger import Ledger
from training.demo.minds import Minds
from training.demo.practice import Practice
from training.demo.queue import Queue
from training.demo.shelf import Shelf
from training.demo.timetable import Timetable
from training.demo.traits import People
from training.demo.worlds import FRIENDLY, World

UNTOUCHED, TAKEN, FINISHED = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Stage:
    """What stays as it is from the first week to the last."""

    calendar: Calendar
    shelf: Shelf
    timetable: Timetable
    people: People
    careers: Careers
    world: World = FRIENDLY


@dataclass(slots=True)
class Course:
    """What changes: levels, who took what, what waits, and what was written down.

    `taken` has the shape (learners, contents); `previous` is the last content chosen freely and `trained` the last
    skill trained, one a learner, -1 for none; `due` is the week in which a duty is asked for next, one column a track.
    `untrained` is what everyone would know had nobody finished anything since the start, None where nobody asks.
    """

    minds: Minds
    taken: np.ndarray
    previous: Ints
    trained: Ints
    due: Ints
    diary: Diary
    ledger: Ledger
    beginnings: Queue
    endings: Queue
    practice: Practice = field(default_factory=Practice)
    untrained: Minds | None = None


@dataclass(frozen=True, slots=True)
class Week:
    """One week: its number, its Monday, where everyone stands then, and how much there is to do."""

    number: int
    monday: int
    now: Standing
    load: Floats

    def present(self) -> Ints:
        """Learners who are there."""
        return np.flatnonzero(self.now.active)


def moments(monday: int, many: int, rng: np.random.Generator) -> Ints:
    """Seconds on working days of a week, mostly in working hours."""
    day = monday + rng.integers(0, 5, many)
    return np.asarray(day * 86_400 + 7 * 3600 + np.floor(12 * 3600 * rng.beta(2.0, 2.2, many)).astype(np.int64))


def known(stage: Stage, who: Ints, at: Ints) -> Bools:
    """Whether something falls within the history and within the learner's employment."""
    return np.asarray((at < stage.calendar.end) & (at // 86_400 < stage.careers.left[who]))
