"""What path does somebody take who always takes what looks best next? On the planner's own calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

import numpy as np
import scipy.sparse as sp

from recommender.catalog import Catalog
from recommender.catalog.contents import ALWAYS
from recommender.planning import Problem
from recommender.planning.calendar import Calendar
from recommender.planning.timing import Moment, Timetable, dates
from recommender.ranking.episodes import WEEKLY_MINUTES
from recommender.ranking.policy import open_prerequisites
from recommender.ranking.scene import Scene
from recommender.types import Bools, Floats, Ints, PathWishes


class Walker(Protocol):
    """Somebody who wants some contents more than others, and changes by what was taken."""

    def scores(self) -> Floats:
        """How much each content is wanted next, one a content; 0 or less means not at all."""

    def take(self, column: int) -> None:
        """The content in this column was taken."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What all who walk for one learner have to keep: offer, prerequisites, equivalents, calendar, sessions, steps."""

    allowed: Bools
    requires: Ints
    equivalents: Ints
    problem: Problem
    table: Timetable

    @classmethod
    def of(cls, scene: Scene, wishes: PathWishes, catalog: Catalog) -> Ground:
        """The ground under one learner, on which the planner's path lies too."""
        requires = open_prerequisites(scene.state, catalog)
        problem = _all_of(scene, wishes, catalog, requires)
        return cls(
            scene.allowed, requires, catalog.contents.equivalents(scene.state.as_of), problem, Timetable.of(problem)
        )


@dataclass(frozen=True, slots=True)
class Step:
    """A content by its column, with its first and last day."""

    column: int
    start: date
    finish: date


def walked(ground: Ground, walker: Walker) -> tuple[Step, ...]:
    """The steps of a walker: always the best wanted content that may start and still fits."""
    order: list[int] = []
    free, waiting, now = (
        ground.allowed.copy(),
        np.bincount(ground.requires[:, 0], minlength=len(ground.allowed)),
        Moment(),
    )
    while len(order) < ground.problem.max_steps:
        found = _next(ground, np.where(free & (waiting == 0), walker.scores(), 0.0), now)
        if found is None:
            break
        column, now = found
        order.append(column)
        walker.take(column)
        taken = [column, *ground.equivalents[ground.equivalents[:, 0] == column, 1].tolist()]
        free[taken] = False
        np.subtract.at(waiting, ground.requires[np.isin(ground.requires[:, 1], taken), 0], 1)
    spans = dates(ground.problem, ground.table, tuple(order))
    return tuple(Step(column, a.date(), b.date()) for column, (a, b) in zip(order, spans, strict=True))


def _next(ground: Ground, score: Floats, now: Moment) -> tuple[int, Moment] | None:
    wanted = np.flatnonzero(score > 0.0)
    for column in wanted[np.argsort(-score[wanted], kind="stable")].tolist():
        then = ground.table.after(column, now)
        if then is not None:
            return column, then
    return None


def _all_of(scene: Scene, wishes: PathWishes, catalog: Catalog, requires: Ints) -> Problem:
    """All contents with their times and prerequisites as a problem without anything wanted or taught."""
    contents, many = catalog.contents, len(catalog.contents)
    none, whole = np.empty(0), np.empty(0, np.int64)
    now = int(scene.query.as_of.timestamp())
    live = set(contents.session_content.tolist())
    weekly = scene.query.learner.weekly_minutes
    first = scene.query.as_of.date() + timedelta(days=1)
    return Problem(
        ids=contents.ids,
        minutes=contents.minutes,
        cost=contents.cost,
        chance=np.ones(many),
        bonus=np.zeros(many),
        coverage=sp.csr_array((many, 0)),
        band_weight=none,
        band_missing=none,
        band_skill=whole,
        band_low=none,
        band_high=none,
        level=none,
        link_content=whole,
        link_skill=whole,
        link_entry=none,
        link_exit=none,
        link_effect=none,
        requires=requires,
        alternatives=np.full(many, -1),
        due=tuple(_closing(second) for second in contents.closes.tolist()),
        mandatory=np.zeros(many, bool),
        sessions=tuple(contents.sessions_after(column, now) if column in live else () for column in range(many)),
        calendar=Calendar.of(
            first, wishes.weeks, WEEKLY_MINUTES if weekly is None else weekly, scene.query.learner.absences
        ),
        max_steps=wishes.max_steps,
    )


def _closing(second: int) -> date | None:
    """The last whole day on offer."""
    return None if second >= ALWAYS else (datetime.fromtimestamp(second, UTC) - timedelta(seconds=1)).date()
