"""What happens, step by step, to someone who keeps to a plan?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from math import ceil, floor
from typing import Any, Final
from zlib import crc32

import numpy as np
import pandas as pd

from recommender.types import Floats, Ints
from training.demo import chances
from training.demo.calendar import DAY
from training.demo.cells import times
from training.demo.diary import LETTER_SCALE, SCALES
from training.demo.finisher import CERTIFICATE_DAYS
from training.demo.forms import COMPLETED, EXAM
from training.demo.minds import Minds
from training.demo.reports import LETTER_LEVELS
from training.demo.shelf import SKILL_IDS, TAUGHT, Shelf
from training.demo.traits import People, workload

RETAKE_DAYS: Final = 13
RETAKE_SHARE: Final = 0.3
"""Share of the minutes, and of the gain, that a second attempt at an exam takes and brings."""
_ME: Final[Ints] = np.zeros(1, np.int64)
_FREE: Final = np.zeros(1, bool)
_SPREAD: Final = 0.08
_MORNING, _AFTERNOON = 9 * 3600, 16 * 3600


@dataclass(frozen=True, slots=True)
class Luck:
    """What chance has in store for one learner with one content, whatever else is in the plan."""

    comes: float
    finishes: float
    drops_at: float
    retakes: float
    marks: Floats

    @staticmethod
    def of(learner_id: str, content_id: str, seed: int) -> Luck:
        rng = np.random.default_rng([seed, crc32(learner_id.encode()), crc32(content_id.encode())])
        comes, finishes, drops_at, retakes = rng.random(4).tolist()
        return Luck(comes, finishes, drops_at, retakes, rng.normal(size=4))


@dataclass(slots=True)
class Walk:
    """One learner on the way; `people` and `minds` have one row, and the minds move."""

    learner_id: str
    seed: int
    department: Ints
    shelf: Shelf
    people: People
    minds: Minds
    rows: list[dict[str, Any]] = field(default_factory=list)
    finished: list[str] = field(default_factory=list)
    minutes: float = 0.0

    def begin(self, content: int, day: int) -> bool:
        """Begins a content: whether it will be finished."""
        shelf, one, luck = self.shelf, np.array([content]), self._luck(content)
        load = workload(self.department, self.people.busy, date.fromordinal(day + 719_163).isocalendar().week)
        if shelf.scheduled[content] and luck.comes >= chances.showing_up(self.people, _ME, load, _FREE)[0]:
            self._write("no_show", content, day * DAY + _MORNING)
            return False
        level = self._level(one, 0, day)
        told = not shelf.silent[content]
        if shelf.scheduled[content]:
            self._write("attended", content, day * DAY + _MORNING)
        if told:
            self._write("started", content, day * DAY + _MORNING)
        if told and shelf.pretest[content]:
            self._score(content, day * DAY + _MORNING + 600, level[0] + _SPREAD * luck.marks[0], 1)
        done = luck.finishes < chances.finishing(shelf, self.people, _ME, one, level, load, _FREE)[0]
        stuck = shelf.stuck_at[content]
        if told and stuck > 0.0 and not done:
            self._write("progressed", content, day * DAY + _AFTERNOON, value=f"{round(20 * stuck) / 20:.2f}")
        self.minutes += shelf.minutes[content] * (1.0 if done else stuck if stuck > 0.0 else luck.drops_at)
        return bool(done)

    def end(self, content: int, day: int, attempt: int) -> bool:
        """Gets to the end of a content: whether the exam is taken again later."""
        shelf, one, luck = self.shelf, np.array([content]), self._luck(content)
        for place in range(TAUGHT):
            if shelf.skill[content, place] >= 0:
                self._learn(one, place, day, 1.0 if attempt == 1 else RETAKE_SHARE)
        level = self._level(one, 0, day)
        told = not shelf.silent[content]
        if told and shelf.ending[content] != COMPLETED:
            self._score(content, day * DAY + _AFTERNOON - 60, level[0] + _SPREAD * luck.marks[1], 2)
        if shelf.ending[content] != EXAM:
            self._write("completed", content, day * DAY + _AFTERNOON, time_precision="second" if told else "day")
            self.finished.append(shelf.ids[content])
            return False
        return self._examine(content, day, attempt, level)

    def _examine(self, content: int, day: int, attempt: int, level: Floats) -> bool:
        shelf, luck = self.shelf, self._luck(content)
        mean = chances.exam_mean(shelf, np.array([content]), level)[0]
        exact = mean + chances.EXAM_SPREAD * luck.marks[1 + attempt]
        passed = exact >= chances.PASS_MARK
        mark = min(max(ceil(20 * exact) if passed else floor(20 * exact - 1e-9), 0), 20) / 20
        kind, at = "passed" if passed else "failed", day * DAY + _AFTERNOON
        self._write(kind, content, at, value=f"{mark:.2f}", attempt=float(attempt))
        if passed:
            self.finished.append(shelf.ids[content])
            if shelf.certifies[content]:
                self._write("certified", content, at + 60, valid_until=at + CERTIFICATE_DAYS * DAY)
        again = not passed and attempt == 1 and luck.retakes < chances.RETAKES
        self.minutes += RETAKE_SHARE * shelf.minutes[content] * again
        return bool(again)

    def events(self) -> pd.DataFrame:
        """Rows of the events table, in the order of time."""
        rows = sorted(self.rows, key=lambda row: row["occurred_at"])
        cells: dict[str, Any] = {name: [row.get(name) for row in rows] for name in _COLUMNS}
        cells["event_id"] = [f"F{self.seed}-{self.learner_id}-{place + 1}" for place in range(len(rows))]
        cells["occurred_at"] = times(np.array(cells["occurred_at"], np.int64))
        cells["valid_until"] = times(np.array([row.get("valid_until", -1) for row in rows], np.int64))
        cells["attempt"] = np.array(cells["attempt"], np.float64)
        texts = {name: pd.Series(cells[name], dtype="str") for name in _COLUMNS if isinstance(cells[name], list)}
        return pd.DataFrame({**cells, **texts})

    def _luck(self, content: int) -> Luck:
        return Luck.of(self.learner_id, self.shelf.ids[content], self.seed)

    def _level(self, one: Ints, place: int, day: int) -> Floats:
        return self.minds.level(_ME, self.shelf.skill[one, place], day)

    def _learn(self, one: Ints, place: int, day: int, again: float) -> None:
        shelf = self.shelf
        share = again * chances.gain_share(shelf, self.people, _ME, one, place, self._level(one, place, day))
        self.minds.learn(_ME, shelf.skill[one, place], share, shelf.leave[one, place], day)

    def _score(self, content: int, at: int, exact: float, attempt: int) -> None:
        share = min(max(exact, 0.0), 1.0)
        letter = "ABCDF"[int(np.abs(share - LETTER_LEVELS).argmin())]
        letters = bool(self.shelf.letters[content])
        self._write(
            "scored",
            content,
            at,
            skill_id=SKILL_IDS[self.shelf.skill[content, 0]],
            value=letter if letters else f"{round(20 * share) / 20:.2f}",
            scale_id=SCALES[LETTER_SCALE] if letters else None,
            attempt=float(attempt),
        )

    def _write(self, kind: str, content: int, at: int, **cells: Any) -> None:
        self.rows.append(
            {
                "learner_id": self.learner_id,
                "kind": kind,
                "occurred_at": at,
                "time_precision": "second",
                "content_id": self.shelf.ids[content],
                "initiated_by": "recommendation",
                "source": "openfield" if self.shelf.silent[content] else "lms",
                **cells,
            }
        )


_COLUMNS: Final = [
    "event_id",
    "learner_id",
    "kind",
    "occurred_at",
    "time_precision",
    "content_id",
    "skill_id",
    "value",
    "scale_id",
    "attempt",
    "initiated_by",
    "valid_until",
    "source",
]
