"""What would happen if this learner got this plan? The hidden mechanism answers; no model knows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from heapq import heappop, heappush
from math import ceil
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from recommender.errors import QueryRefused
from recommender.types import Floats, Ints
from training.demo.hidden import hiding
from training.demo.hidden.odds import Odds
from training.demo.hidden.walk import RETAKE_DAYS, Walk
from training.demo.minds import Minds
from training.demo.plateaus import Plateaus
from training.demo.shelf import SKILL_IDS
from training.demo.traits import People

_EPOCH: Final = date(1970, 1, 1)
_END, _BEGIN = 0, 1
"""What ends on a day ends before anything begins."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A content to begin on a day; without `finish` it takes as long as its minutes do at the learner's hours."""

    content_id: str
    start: date
    finish: date | None = None


@dataclass(frozen=True, slots=True)
class Followed:
    """What became of a plan: rows of the events table, true levels by skill on `until`, minutes spent.

    Minutes count what was dropped half-way and retakes too; `finished` holds contents completed or passed.
    """

    events: pd.DataFrame
    levels: Mapping[str, float]
    minutes: float
    finished: tuple[str, ...]
    until: date


@dataclass(frozen=True, slots=True)
class Hidden:
    """What a world hides of its people on its last day; arrays by content have the order of the ids asked for.

    People who are followed are those of the truth's sample who are still there: `learner_ids`. Columns of skills are
    those of `skill_ids`.
    """

    secrets: hiding.Secrets
    rows: Mapping[str, int]
    columns: Mapping[str, int]

    @classmethod
    def read(cls, truth: Path) -> Hidden:
        """The truth beside some tables. Raises SourceRefused where a folder holds none, or one of another format."""
        secrets = hiding.read(truth)
        rows = {learner: row for row, learner in enumerate(secrets.learner_ids)}
        return cls(secrets, rows, {content: column for column, content in enumerate(secrets.shelf.ids)})

    @property
    def learner_ids(self) -> tuple[str, ...]:
        return self.secrets.learner_ids

    @property
    def content_ids(self) -> tuple[str, ...]:
        return self.secrets.shelf.ids

    @property
    def skill_ids(self) -> tuple[str, ...]:
        return SKILL_IDS

    @property
    def until(self) -> date:
        """The last day of the history: no plan begins before it."""
        return _date(self.secrets.until)

    @property
    def world(self) -> str:
        return self.secrets.world

    def levels(self, learner_id: str, on: date | None = None) -> Mapping[str, float]:
        """True levels of all skills on a day, by default the last, if nothing more is learned.

        Raises QueryRefused for a learner who is not followed, as everything here does.
        """
        row = self._row(learner_id)
        day = self.secrets.until if on is None else _day(on)
        return _levels(self.secrets.minds, row, day)

    def chance(self, learner_id: str, content_ids: Sequence[str]) -> Floats:
        """Chance that each content is finished (completed or passed) if it is begun on the last day, not mandatory."""
        content, who = self._asked(learner_id, content_ids)
        return self._odds().chance(who, content)

    def gain(self, learner_id: str, content_ids: Sequence[str]) -> Floats:
        """How far each content raises each level if it is finished on the last day, shape (contents, skills)."""
        content, who = self._asked(learner_id, content_ids)
        return self._odds().gain(who, content)

    def follow(self, learner_id: str, plan: Sequence[Planned], seed: int, until: date | None = None) -> Followed:
        """What happens to a learner who keeps to the dates of a plan, the same for the same seed.

        Luck belongs to learner, content and seed: two plans that share a content share what chance has in store for
        it. What lies after `until` does not happen; it is by default the last day that anything is planned for.
        Leaves and holidays are not drawn. Raises QueryRefused, which names every problem.
        """
        row = self._row(learner_id)
        self._require(plan, seed)
        pace = self.secrets.people.weekly_minutes[row] / 7.0
        steps = [(self.columns[step.content_id], _day(step.start), self._finish(step, pace)) for step in plan]
        last = max((day for _, *days in steps for day in days), default=self.secrets.until)
        last = last if until is None else _day(until)
        walk = self._walk(learner_id, row, seed)
        _tread(walk, steps, last)
        return Followed(
            walk.events(), _levels(walk.minds, 0, last), float(walk.minutes), tuple(walk.finished), _date(last)
        )

    def _walk(self, learner_id: str, row: int, seed: int) -> Walk:
        one, secrets = np.array([row]), self.secrets
        return Walk(
            learner_id, seed, secrets.department[one], secrets.shelf, _of(secrets.people, one), _own(secrets.minds, one)
        )

    def _finish(self, step: Planned, pace: float) -> int:
        if step.finish is not None:
            return _day(step.finish)
        column = self.columns[step.content_id]
        live = self.secrets.shelf.scheduled[column]
        return _day(step.start) + (0 if live else max(0, ceil(self.secrets.shelf.minutes[column] / pace) - 1))

    def _odds(self) -> Odds:
        secrets = self.secrets
        return Odds(secrets.shelf, secrets.people, secrets.minds, secrets.department, secrets.until)

    def _row(self, learner_id: str) -> int:
        if learner_id not in self.rows:
            told = f"learner: found {learner_id}, expected one of the {len(self.rows)} whom the truth follows"
            raise QueryRefused("nothing is known of this learner", [told])
        return self.rows[learner_id]

    def _asked(self, learner_id: str, content_ids: Sequence[str]) -> tuple[Ints, Ints]:
        unknown = [name for name in content_ids if name not in self.columns]
        if unknown:
            told = [f"content: found {name}, expected a content of the made-up catalogue" for name in unknown]
            raise QueryRefused("nothing is known of these contents", told)
        content = np.array([self.columns[name] for name in content_ids], dtype=np.int64)
        return content, np.full(len(content), self._row(learner_id))

    def _require(self, plan: Sequence[Planned], seed: int) -> None:
        problems = [f"seed: found {seed}, expected 0 or more; any whole number will do"] if seed < 0 else []
        for number, step in enumerate(plan, start=1):
            where = f"step {number}"
            if step.content_id not in self.columns:
                problems.append(f"{where}: found {step.content_id}, expected a content of the made-up catalogue")
            if step.start < self.until:
                problems.append(f"{where}: found the start {step.start}, expected {self.until} or later")
            if step.finish is not None and step.finish < step.start:
                problems.append(f"{where}: found the finish {step.finish}, expected {step.start} or later")
        if problems:
            raise QueryRefused("this plan cannot be followed", problems)


def follow(truth: Path, learner_id: str, plan: Sequence[Planned], seed: int) -> Followed:
    """`Hidden.follow` for a single plan; for more than one, read the truth once."""
    return Hidden.read(truth).follow(learner_id, plan, seed)


def _tread(walk: Walk, steps: Sequence[tuple[int, int, int]], last: int) -> None:
    """Begins and ends steps (content, start, finish) in the order of days, up to `last`."""
    waiting: list[tuple[int, int, int, int, int]] = []
    for number, (_, start, _) in enumerate(steps):
        heappush(waiting, (start, _BEGIN, number, 1, 0))
    while waiting and waiting[0][0] <= last:
        day, what, number, attempt, _ = heappop(waiting)
        content, _, finish = steps[number]
        if what == _BEGIN and walk.begin(content, day):
            heappush(waiting, (finish, _END, number, 1, 0))
        elif what == _END and walk.end(content, day, attempt):
            heappush(waiting, (day + RETAKE_DAYS, _END, number, 2, 0))


def _levels(minds: Minds, row: int, day: int) -> Mapping[str, float]:
    level = minds.level(np.full(len(SKILL_IDS), row), np.arange(len(SKILL_IDS)), day)
    return dict(zip(SKILL_IDS, level.tolist(), strict=True))


def _of(people: People, rows: Ints) -> People:
    arrays: dict[str, Any] = {field.name: getattr(people, field.name) for field in fields(people)}
    some = {name: array[rows] for name, array in arrays.items() if isinstance(array, np.ndarray)}
    return People(**{**arrays, **some})


def _own(minds: Minds, rows: Ints) -> Minds:
    """A copy of some rows that may move."""
    own = minds.plateaus
    plateaus = None if own is None else Plateaus(own.wall[rows], own.stuck[rows])
    return Minds(
        minds.peak[rows], minds.floor[rows], minds.scale[rows], minds.since[rows], minds.exponent[rows], plateaus
    )


def _day(day: date) -> int:
    return (day - _EPOCH).days


def _date(day: int) -> date:
    return _EPOCH + timedelta(days=day)
