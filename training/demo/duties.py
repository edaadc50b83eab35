"""Who is asked to fulfil which duty, and when?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from recommender.columns import INITIATORS
from recommender.types import Bools, Ints
from training.demo.calendar import DAY, Calendar
from training.demo.careers import ROLE_IDS, Careers
from training.demo.cells import dates
from training.demo.duty_texts import DUTIES
from training.demo.scene import FINISHED, Course, Stage, Week, moments
from training.demo.shelf import Shelf
from training.demo.traits import People
from training.demo.world import DEPARTMENTS, LANGUAGES, PLACES, ROOT

TRACKS: Final = tuple((number, group) for number, duty in enumerate(DUTIES) for group in duty.contents)
"""One a group of contents that a duty asks for: number of the duty, keys of the contents."""
_LAST_TRACK: Final = np.array(
    [track == len(TRACKS) - 1 or TRACKS[track + 1][0] != TRACKS[track][0] for track in range(len(TRACKS))]
)
_DUTY: Final = np.array([number for number, _ in TRACKS])
_DUE_DAYS: Final = np.array([max(DUTIES[number].due_days, 30) for number, _ in TRACKS])
_FIXED_MONTH: Final = 10
"""Duties with a fixed date are asked for in October for the first time, due two months later."""
_LAG_DAYS: Final = 11.0


def bound(people: People, department: Ints, role: Ints) -> Bools:
    """Whether each duty binds each learner, shape (learners, tracks)."""
    by = {
        "role": (np.zeros((len(ROLE_IDS), len(TRACKS)), bool), list(ROLE_IDS)),
        "unit": (np.zeros((len(DEPARTMENTS), len(TRACKS)), bool), [unit.id for unit in DEPARTMENTS]),
        "location": (np.zeros((len(PLACES), len(TRACKS)), bool), [place.name for place in PLACES]),
    }
    for track, (number, _) in enumerate(TRACKS):
        for kind, value in DUTIES[number].audience:
            table, names = by[kind]
            rows = slice(None) if value == ROOT else names.index(value)
            table[rows, track] = True
    return np.asarray(by["role"][0][role] | by["unit"][0][department] | by["location"][0][people.place])


def first_due(people: People, careers: Careers, calendar: Calendar, rng: np.random.Generator) -> Ints:
    """Week in which each duty is asked for first: those who were there before are somewhere in their cycle."""
    valid = np.array([DUTIES[number].valid_days or 0 for number, _ in TRACKS])
    cycle = (valid - np.array([DUTIES[number].renew_from_days or 0 for number, _ in TRACKS])) // 7
    stand = careers.at(calendar.start)
    old = bound(people, careers.teams.department[stand.team], stand.role) & (careers.hired < calendar.start)[:, None]
    within = np.floor(rng.random(old.shape) * cycle).astype(np.int64)
    within[:, valid == 0] = 10_000
    fixed = np.array([DUTIES[number].basis == "date" for number, _ in TRACKS])
    october = pd.Timestamp(np.datetime64(calendar.start, "D")).year
    start = (np.datetime64(f"{october}-{_FIXED_MONTH}-01").astype(np.int64) - calendar.start) // 7
    within[:, fixed] = start
    return np.where(old, within, np.where(fixed, max(int(start), 0), 0))


@dataclass(frozen=True, slots=True)
class Duties:
    """Asks for duties week by week; whoever is asked begins some days later."""

    stage: Stage
    course: Course
    rng: np.random.Generator

    def ask(self, week: Week) -> None:
        """Asks everyone for whom something is due."""
        who, track = np.nonzero(self._open(week))
        asked = moments(week.monday, len(who), self.rng)
        lag = np.minimum(self.rng.exponential(_LAG_DAYS, len(who)), 50.0)
        self.course.due[who, track] = 10_000
        rows = {
            "learner": who,
            "content": self._content(who, track),
            "asked": asked,
            "at": asked + 3600 + (lag * DAY).astype(np.int64),
            "initiated": np.full(len(who), INITIATORS.index("requirement")),
            "mandatory": np.ones(len(who), bool),
            "task": self._assign(who, track, week.monday),
            "duty": track,
        }
        self.course.beginnings.put(self.stage.calendar.week_of(rows["at"]), rows)

    def _open(self, week: Week) -> Bools:
        department = self.stage.careers.teams.department[week.now.team]
        binds = bound(self.stage.people, department, week.now.role)
        return np.asarray(binds & (self.course.due <= week.number) & week.now.active[:, None])

    def _assign(self, who: Ints, track: Ints, day: int) -> Ints:
        """One assignment a duty, also where it asks for two contents."""
        listed = np.flatnonzero(_LAST_TRACK[track])
        some = track[listed]
        tasks = np.full(len(who), -1)
        due = day + _DUE_DAYS[some]
        tasks[listed] = self.course.ledger.assign(who[listed], -1, _DUTY[some], day, -1, due, np.ones(len(some), bool))
        return tasks

    def _content(self, who: Ints, track: Ints) -> Ints:
        """The version in one's language, in English otherwise; a shorter renewal for those who have it."""
        shelf = self.stage.shelf
        options = np.array([[_version(shelf, group[0], language) for language in LANGUAGES] for _, group in TRACKS])
        renewals = np.array([shelf.column[f"{group[-1]}/en"] if len(group) > 1 else -1 for _, group in TRACKS])
        content = options[track, self.stage.people.language[who]]
        again = (renewals[track] >= 0) & (self.course.taken[who, content] == FINISHED)
        return np.where(again, renewals[track], content)


def _version(shelf: Shelf, key: str, language: str) -> int:
    return shelf.column.get(f"{key}/{language}", shelf.column[f"{key}/en"])


def requirement_frames(shelf: Shelf, until: int) -> dict[str, pd.DataFrame]:
    """The tables requirements, requirement_contents and requirement_audiences.

    What is asked once of whoever comes new into a role binds by its assignments alone: an audience would bind those
    too who had the role before there was the duty, since the day on which they got it.
    """
    next_date = np.datetime64(f"{pd.Timestamp(np.datetime64(until, 'D')).year}-11-30").astype(np.int64)
    fixed = np.array([duty.basis == "date" for duty in DUTIES])
    requirements = pd.DataFrame(
        {
            "requirement_id": [duty.id for duty in DUTIES],
            "name": [duty.name for duty in DUTIES],
            "basis": [duty.basis for duty in DUTIES],
            "due_days": [np.nan if duty.basis == "date" else float(duty.due_days) for duty in DUTIES],
            "due_on": dates(np.where(fixed, next_date, 10**6)),
            "valid_days": [np.nan if duty.valid_days is None else float(duty.valid_days) for duty in DUTIES],
            "renew_from_days": [
                np.nan if duty.renew_from_days is None else float(duty.renew_from_days) for duty in DUTIES
            ],
            "lookback_days": [180.0 if duty.basis == "hire" else np.nan for duty in DUTIES],
        }
    )
    contents = [
        (DUTIES[number].id, shelf.ids[shelf.column[key]], f"{DUTIES[number].id}-{place}")
        for place, (number, group) in enumerate(TRACKS)
        for name in group
        for key in (f"{name}/{language}" for language in LANGUAGES)
        if key in shelf.column
    ]
    recurring = [duty for duty in DUTIES if duty.valid_days is not None]
    audiences = [(duty.id, kind, value) for duty in recurring for kind, value in duty.audience]
    return {
        "requirements": requirements,
        "requirement_contents": pd.DataFrame(contents, columns=["requirement_id", "content_id", "option_group"]),
        "requirement_audiences": pd.DataFrame(audiences, columns=["requirement_id", "kind", "value"]),
    }
