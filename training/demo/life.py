"""Three years, week by week: who takes up what, gets to the end of it, and is judged."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Final

import numpy as np

from training.demo.beginner import Beginner
from training.demo.behaving import Behaving
from training.demo.calendar import week_of_year
from training.demo.causes.causing import Causing
from training.demo.causes.plans import Plans
from training.demo.causes.programmes import practice
from training.demo.census import Census
from training.demo.diary import Diary
from training.demo.duties import Duties, first_due
from training.demo.finisher import Finisher
from training.demo.ledger import Ledger
from training.demo.measuring import Measuring
from training.demo.minds import Minds
from training.demo.plateaus import Plateaus
from training.demo.queue import Queue
from training.demo.ratings import Ratings
from training.demo.scene import Course, Stage, Week
from training.demo.tastes import Tastes
from training.demo.traits import workload
from training.demo.wishes import Wishes

_STREAMS: Final = 12


@dataclass(frozen=True, slots=True)
class Life:
    """What three years leave behind."""

    course: Course
    beginner: Beginner
    finisher: Finisher
    measuring: Measuring
    census: Census
    causing: Causing | None = None


def live(stage: Stage, seeds: np.random.SeedSequence, plans: Plans | None = None) -> Life:
    """Lets the weeks pass. Chance comes in one stream a part, so that a change in one leaves the others alone.

    `plans` are the causes that somebody shall find or refuse later.
    """
    rngs = [np.random.default_rng(seed) for seed in seeds.spawn(_STREAMS)]
    course = _opening(stage, rngs[0], rngs[8])
    if plans is not None:
        course.practice, course.untrained = practice(stage.shelf, len(stage.people)), deepcopy(course.minds)
    behaving = Behaving(stage.careers, stage.people, practice=course.practice)
    causing = None if plans is None else Causing.of(stage, course, behaving, plans, rngs[11])
    wishes = Wishes(stage, course, Tastes.of(stage.shelf, rngs[1]), rngs[2])
    duties, ratings = Duties(stage, course, rngs[3]), Ratings(stage, course, behaving, rngs[4], rngs[9])
    beginner, finisher = Beginner(stage, course, rngs[5]), Finisher(stage, course, rngs[6])
    measuring, census = (
        Measuring(stage, course, behaving, None if plans is None else plans.trend),
        Census.of(stage, course),
    )
    for week in _weeks(stage):
        _change_jobs(stage, course, week, rngs[7])
        census.take(week)
        measuring.note(week)
        if causing is not None:
            causing.act(week)
        ratings.write(week)
        duties.ask(week)
        wishes.assign(week)
        wishes.choose(week)
        wishes.dismiss(week)
        beginner.begin(week)
        finisher.end(week)
    return Life(course, beginner, finisher, measuring, census, causing)


def _weeks(stage: Stage) -> Iterator[Week]:
    for number, monday in stage.calendar.mondays():
        now = stage.careers.at(monday)
        load = workload(stage.careers.teams.department[now.team], stage.people.busy, week_of_year(monday))
        yield Week(number, monday, now, load)


def _opening(stage: Stage, rng: np.random.Generator, plateaus: np.random.Generator) -> Course:
    people, careers, calendar = stage.people, stage.careers, stage.calendar
    none = np.full(len(people), -1)
    minds = Minds.at_start(people, careers.role[:, 0], careers.hired, calendar.start, rng)
    minds.plateaus = Plateaus.drawn(minds.peak.shape, stage.world.nature.plateaus, plateaus)
    return Course(
        minds=minds,
        taken=np.zeros((len(people), len(stage.shelf)), np.uint8),
        previous=none.copy(),
        trained=none.copy(),
        due=first_due(people, careers, calendar, rng),
        diary=Diary(),
        ledger=Ledger(),
        beginnings=Queue(),
        endings=Queue(),
    )


def _change_jobs(stage: Stage, course: Course, week: Week, rng: np.random.Generator) -> None:
    careers = stage.careers
    changing = (careers.changed >= week.monday) & (careers.changed < week.monday + 7)
    who = np.flatnonzero(changing & (careers.role[:, 0] != careers.role[:, 1]))
    if course.untrained is not None:
        course.untrained.change_job(who, careers.role[who, 1], stage.people, week.monday, deepcopy(rng))
    course.minds.change_job(who, careers.role[who, 1], stage.people, week.monday, rng)
