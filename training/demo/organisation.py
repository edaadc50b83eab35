"""How is a made-up organisation made? The whole flow on one screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from recommender.errors import QueryRefused
from training.demo import events, people_tables
from training.demo.calendar import Calendar
from training.demo.careers import careers
from training.demo.catalogue import catalogue
from training.demo.cells import numbered
from training.demo.contents_tables import contents_frames
from training.demo.duties import requirement_frames
from training.demo.employments import employments
from training.demo.life import Life, live
from training.demo.scene import Stage
from training.demo.teams import teams
from training.demo.timetable import timetable
from training.demo.traits import people
from training.demo.truth import truth
from training.demo.world_tables import world_frames

FEWEST: Final = 200
MOST: Final = 100_000
FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2199


@dataclass(frozen=True, slots=True)
class Organisation:
    """A made-up organisation: `tables` as anyone would export them, `truth` as only its maker knows it."""

    tables: Mapping[str, pd.DataFrame]
    truth: Mapping[str, pd.DataFrame]


def make(learners: int = 2000, seed: int = 7, until: date = date(2026, 6, 30)) -> Organisation:
    """Three years of an organisation with so many learners, leavers among them, up to the end of `until`.

    Same arguments, same bytes. Raises QueryRefused where an argument is out of range; it names every one.
    """
    _check(learners, seed, until)
    setting, contents, lives, rest = np.random.SeedSequence(seed).spawn(4)
    stage = _stage(learners, until, np.random.default_rng(setting), np.random.default_rng(contents))
    life = live(stage, lives)
    return _written(stage, life, np.random.default_rng(rest))


def _check(learners: int, seed: int, until: date) -> None:
    problems = []
    if not FIRST_YEAR <= until.year <= LAST_YEAR:
        problems.append(f"until: found {until}, expected a day of {FIRST_YEAR} to {LAST_YEAR}; choose one in that span")
    if not FEWEST <= learners <= MOST:
        problems.append(f"learners: found {learners}, expected {FEWEST} to {MOST:,}; choose a number in that range")
    if seed < 0:
        problems.append(f"seed: found {seed}, expected 0 or more; any whole number will do")
    if problems:
        raise QueryRefused("this organisation cannot be made", problems)


def _stage(learners: int, until: date, rng: np.random.Generator, shelf_rng: np.random.Generator) -> Stage:
    calendar = Calendar.up_to(until)
    shelf = catalogue(calendar, shelf_rng)
    seats = teams(learners, rng)
    paths = careers(seats, calendar, rng)
    crowd = people(seats.place[seats.seat], paths.role[:, 0], rng)
    return Stage(calendar, shelf, timetable(shelf, calendar, shelf_rng), crowd, paths)


def _written(stage: Stage, life: Life, rng: np.random.Generator) -> Organisation:
    """Everything as rows."""
    ids = numbered("L", np.arange(1, len(stage.people) + 1), 6)
    until = stage.calendar.until
    now = stage.careers.at(until)
    target = people_tables.targets(stage, now, rng)
    entries = events.finish(life.course.diary, stage, rng)
    rows = events.shown(entries, stage)
    luck = rng.random(life.course.ledger.size)
    tables = {
        "learners": people_tables.learners(stage, ids, target),
        "employments": employments(stage.careers, ids, until),
        "identities": people_tables.identities(ids, rng),
        "units": stage.careers.teams.frame(stage.careers.unit_heads(until), ids),
        "absences": people_tables.absences(stage, ids, rng),
        "budgets": people_tables.budgets(stage, rng),
        **world_frames(stage.calendar),
        "outcome_values": life.measuring.frame(rng),
        **contents_frames(stage.shelf, stage.calendar, rng),
        "sessions": stage.timetable.frame(stage.shelf),
        **requirement_frames(stage.shelf, until),
        "assignments": life.course.ledger.frame(stage.shelf, ids, stage.careers.left, stage.calendar, luck),
        "goals": people_tables.goals(stage, now, target, ids, rng),
        "events": events.frame(entries, rows, stage, ids),
    }
    return Organisation(tables, truth(life, stage, entries, rows, ids))
