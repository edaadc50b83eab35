"""Made-up organisations for the tests, each made once."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from training.demo import Organisation, make
from training.demo.beginner import Beginner
from training.demo.calendar import Calendar
from training.demo.careers import Careers, careers
from training.demo.catalogue import catalogue
from training.demo.diary import Diary
from training.demo.duties import TRACKS
from training.demo.finisher import Finisher
from training.demo.ledger import Ledger
from training.demo.minds import Minds
from training.demo.queue import Queue
from training.demo.scene import Course, Stage, Week
from training.demo.teams import teams
from training.demo.timetable import timetable
from training.demo.traits import people

UNTIL = pd.Timestamp("2026-06-30")
CALENDAR = Calendar.up_to(UNTIL.date())
VOLUNTARY = ("self", "recommendation")
FINISHING = ("completed", "passed")


@cache
def an_organisation(learners: int = 2000, seed: int = 7, world: str = "friendly") -> Organisation:
    """The organisation that most tests look at, and its twins in other worlds."""
    return make(learners, seed, world=world)


def events(learners: int = 2000, seed: int = 7) -> pd.DataFrame:
    return an_organisation(learners, seed).tables["events"]


def table(name: str) -> pd.DataFrame:
    return an_organisation().tables[name]


def truth(name: str) -> pd.DataFrame:
    return an_organisation().truth[name]


def completions() -> pd.DataFrame:
    """Completed or passed, without what was booked by mistake and voided."""
    rows = events()
    voided = rows["voids_event_id"].dropna()
    done = rows["kind"].isin(FINISHING) & rows["voids_event_id"].isna() & ~rows["event_id"].isin(voided)
    return rows[done]


def free_starts() -> pd.DataFrame:
    rows = events()
    return rows[(rows["kind"] == "started") & rows["initiated_by"].isin(VOLUNTARY)]


def days_employed() -> pd.Series:
    """Days within the history that each learner was there, leave included."""
    spans = table("employments")
    spans = spans[spans["status"] != "left"]
    first = spans["valid_from"].clip(lower=pd.Timestamp(CALENDAR.start, unit="D"))
    last = spans["valid_to"].fillna(UNTIL).clip(upper=UNTIL)
    days = ((last - first).dt.days + 1).clip(lower=0)
    return days.groupby(spans["learner_id"]).sum()


def some_careers(learners: int = 400, seed: int = 3) -> Careers:
    rng = np.random.default_rng(seed)
    return careers(teams(learners, rng), CALENDAR, rng)


def a_stage(learners: int = 400, seed: int = 3) -> Stage:
    rng = np.random.default_rng(seed)
    shelf = catalogue(CALENDAR, rng)
    paths = some_careers(learners, seed)
    place = paths.teams.place[paths.teams.seat]
    crowd = people(place, paths.role[:, 0], rng)
    return Stage(CALENDAR, shelf, timetable(shelf, CALENDAR, rng), crowd, paths)


def a_course(stage: Stage) -> Course:
    rng, none = np.random.default_rng(5), np.full(len(stage.people), -1)
    minds = Minds.at_start(stage.people, stage.careers.role[:, 0], stage.careers.hired, CALENDAR.start, rng)
    taken = np.zeros((len(stage.people), len(stage.shelf)), np.uint8)
    due = np.zeros((len(stage.people), len(TRACKS)), np.int64)
    return Course(minds, taken, none.copy(), none.copy(), due, Diary(), Ledger(), Queue(), Queue())


def a_week(stage: Stage, number: int = 10) -> Week:
    monday = CALENDAR.start + 7 * number
    return Week(number, monday, stage.careers.at(monday), np.zeros(len(stage.people)))


def a_beginner(stage: Stage, course: Course) -> Beginner:
    return Beginner(stage, course, np.random.default_rng(8))


def a_finisher(stage: Stage, course: Course) -> Finisher:
    return Finisher(stage, course, np.random.default_rng(9))
