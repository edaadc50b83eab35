"""How is a made-up organisation made? The whole flow on one screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from recommender.errors import QueryRefused
from recommender.types import Ints
from training.demo import events, people_tables
from training.demo.calendar import Calendar
from training.demo.careers import careers
from training.demo.catalogue import catalogue
from training.demo.causes.drawing import planned
from training.demo.causes.telling import UNTRAINED, causes_truth, measured
from training.demo.cells import numbered
from training.demo.characters import shaped
from training.demo.contents_tables import contents_frames
from training.demo.diary import Entries
from training.demo.duties import requirement_frames
from training.demo.employments import employments
from training.demo.hidden.hiding import followed
from training.demo.hidden.odds import assigned_by_lot
from training.demo.history import History
from training.demo.life import Life, live
from training.demo.mess import marks
from training.demo.mess.bulk_load import bulk_truth, loaded
from training.demo.mess.reorganisation import reorganised
from training.demo.scene import Stage
from training.demo.teams import teams
from training.demo.timetable import timetable
from training.demo.traits import people
from training.demo.truth import truth
from training.demo.world_tables import world_frames
from training.demo.worlds import WORLDS, World

FEWEST: Final = 200
MOST: Final = 100_000
FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2199
_ASIDE: Final = 99
"""Number of the stream of chance for what the friendly world does not have."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """A made-up organisation: `tables` as anyone would export them, `truth` as only its maker knows it."""

    tables: Mapping[str, pd.DataFrame]
    truth: Mapping[str, pd.DataFrame]


def make(learners: int = 2000, seed: int = 7, until: date = date(2026, 6, 30), world: str = "friendly") -> Organisation:
    """Three years of an organisation with so many learners, leavers among them, up to the end of `until`.

    Same arguments, same bytes. `world` is a name of `WORLDS`. Raises QueryRefused where an argument is out of range;
    it names every one.
    """
    _check(learners, seed, until, world)
    setting, contents, lives, rest, laws = np.random.SeedSequence(seed).spawn(5)
    rngs = np.random.default_rng(setting), np.random.default_rng(contents)
    stage = _stage(learners, until, rngs, WORLDS[world].history)
    stage = _in_world(stage, WORLDS[world], np.random.default_rng(laws))
    aside = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(_ASIDE,)))
    plans = planned(stage, aside) if stage.world.history.causes else None
    return _written(stage, live(stage, lives, plans), np.random.default_rng(rest), aside)


def _check(learners: int, seed: int, until: date, world: str) -> None:
    problems = []
    if not FIRST_YEAR <= until.year <= LAST_YEAR:
        problems.append(f"until: found {until}, expected a day of {FIRST_YEAR} to {LAST_YEAR}; choose one in that span")
    if not FEWEST <= learners <= MOST:
        problems.append(f"learners: found {learners}, expected {FEWEST} to {MOST:,}; choose a number in that range")
    if seed < 0:
        problems.append(f"seed: found {seed}, expected 0 or more; any whole number will do")
    if world not in WORLDS:
        problems.append(f"world: found {world}, expected {', '.join(WORLDS)}; choose one of them")
    if problems:
        raise QueryRefused("this organisation cannot be made", problems)


def _stage(
    learners: int, until: date, rngs: tuple[np.random.Generator, np.random.Generator], history: History
) -> Stage:
    calendar, (rng, shelf_rng) = Calendar.up_to(until), rngs
    shelf = catalogue(calendar, shelf_rng, history)
    seats = teams(learners, rng)
    paths = careers(seats, calendar, rng, history)
    paths = reorganised(paths, calendar) if history.reorganised else paths
    crowd = people(seats.place[seats.seat], paths.role[:, 0], rng)
    return Stage(calendar, shelf, timetable(shelf, calendar, shelf_rng), crowd, paths)


def _in_world(stage: Stage, world: World, rng: np.random.Generator) -> Stage:
    """The same people and contents under the laws of a world."""
    there = replace(stage, world=world)
    return replace(there, people=shaped(there, rng))


def _written(stage: Stage, life: Life, rng: np.random.Generator, aside: np.random.Generator) -> Organisation:
    """Everything as rows; `aside` is for what the friendly world does not have."""
    ids = numbered("L", np.arange(1, len(stage.people) + 1), 6)
    until = stage.calendar.until
    now = stage.careers.at(until)
    target = people_tables.targets(stage, now, rng)
    entries = events.finish(life.course.diary, stage, rng)
    load = loaded(entries, stage) if stage.world.history.bulk else None
    entries = entries if load is None else load.entries
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
        **measured(life, ids, rng, aside),
        **contents_frames(stage.shelf, stage.calendar, rng),
        "sessions": stage.timetable.frame(stage.shelf),
        **requirement_frames(stage.shelf, until),
        "assignments": life.course.ledger.frame(stage.shelf, ids, stage.careers.left, stage.calendar, luck),
        "goals": people_tables.goals(stage, now, target, ids, rng),
        "events": events.frame(entries, rows, stage, ids),
    }
    lots = assigned_by_lot(stage, life.course, followed(stage, life.census.sample), ids, rng)
    known = {**truth(life, stage, entries, rows, ids), "chances_if_assigned": lots, **causes_truth(life, stage, ids)}
    if UNTRAINED in tables:
        known["outcomes"] = tables.pop(UNTRAINED)
    if load is not None:
        known["bulk_load"] = bulk_truth(load, rows, stage, ids)
    return _marked(Organisation(tables, known), stage, (entries, rows), aside)


def _marked(made: Organisation, stage: Stage, shown: tuple[Entries, Ints], aside: np.random.Generator) -> Organisation:
    """The organisation as its history left it: contents unmapped, versions and invitations named in events."""
    history, shelf = stage.world.history, stage.shelf
    if history.plain:
        return made
    lost = marks.unmapped(shelf, history.unmapped, aside)
    tables = marks.without_links(made.tables, shelf, lost)
    if history.edited:
        marks.beside(tables["events"], "content_id", "content_version", marks.versions(shown, shelf))
    if history.causes:
        sent = marks.invited(shown, shelf, made.truth["invitations"], tables["learners"]["learner_id"])
        marks.beside(tables["events"], "initiated_by", "recommendation_id", sent)
    return Organisation(tables, {**made.truth, "contents": marks.contents_truth(shelf, lost)})
