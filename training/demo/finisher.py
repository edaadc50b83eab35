"""What happens when someone gets to the end of a content, and what does it leave in the mind?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from recommender.types import Floats, Ints
from training.demo import chances
from training.demo.calendar import DAY
from training.demo.forms import COMPLETED, EXAM
from training.demo.queue import Rows, rows_of
from training.demo.reports import about, ask_again, score, silent
from training.demo.scene import FINISHED, Course, Stage, Week, known
from training.demo.shelf import TAUGHT

CERTIFICATE_DAYS: Final = 365


@dataclass(slots=True)
class Finisher:
    """Ends every content that anyone gets to the end of; `gains` keeps what only the truth may know."""

    stage: Stage
    course: Course
    rng: np.random.Generator
    gains: list[Rows] = field(default_factory=list)

    def end(self, week: Week) -> None:
        """Ends what ends this week, one completion a learner after the other; it shows from the next Monday on."""
        rows = self.course.endings.pop(week.number)
        if not rows:
            return
        order = np.lexsort((rows["content"], rows["end"], rows["learner"]))
        rows = rows_of(rows, order)
        turn = turns(rows["learner"])
        for number in range(int(turn.max()) + 1):
            self._finish(rows_of(rows, turn == number), week)

    def _finish(self, rows: Rows, week: Week) -> None:
        """Distinct learners end a content each: minds move, then tests are scored."""
        shelf, who, content = self.stage.shelf, rows["learner"], rows["content"]
        again = np.where(rows["attempt"] > 1, 0.3, 1.0)
        for place in range(TAUGHT):
            has = np.flatnonzero(shelf.skill[content, place] >= 0)
            self._learn(who[has], content[has], place, again[has], week.monday + 7)
        level = self.course.minds.level(who, shelf.skill[content, 0], week.monday + 7)
        rows = rows_of({**rows, "level": level}, known(self.stage, who, rows["end"]))
        self.course.trained[rows["learner"]] = shelf.skill[rows["content"], 0]
        ending = shelf.ending[rows["content"]]
        tested = rows_of(rows, (ending != COMPLETED) & ~silent(shelf, rows))
        score(self.course, shelf, tested, tested["end"] - 60, tested["level"], 2, self.rng)
        self._complete(rows_of(rows, ending != EXAM))
        self._examine(rows_of(rows, ending == EXAM))

    def _learn(self, who: Ints, content: Ints, place: int, again: Floats, day: int) -> None:
        shelf, minds = self.stage.shelf, self.course.minds
        skill = shelf.skill[content, place]
        share = again * chances.gain_share(shelf, self.stage.people, who, content, place, minds.level(who, skill, day))
        share = minds.learn(who, skill, share, shelf.leave[content, place], day)
        self.gains.append({"content": content, "place": np.full(len(who), place), "share": share})

    def _complete(self, rows: Rows) -> None:
        shelf = self.stage.shelf
        quiet = silent(shelf, rows)
        self.course.diary.write(
            "completed", rows["learner"], rows["end"], **about(rows), session=rows["session"], precision=1 * quiet
        )
        self._settle(rows)
        liked = rows_of(rows, self.rng.random(len(quiet)) < 0.12)
        taste = 0.7 + 0.15 * np.tanh(shelf.liked[liked["content"]]) + 0.1 * self.rng.normal(size=len(liked["end"]))
        mark = np.rint(20 * np.clip(taste, 0.0, 1.0)).astype(np.int64)
        self.course.diary.write("rated", liked["learner"], liked["end"] + 120, **about(liked), mark=mark)

    def _examine(self, rows: Rows) -> None:
        """Marks exams; some of those who fail for the first time come again."""
        shelf, diary, rng = self.stage.shelf, self.course.diary, self.rng
        mean = chances.exam_mean(shelf, rows["content"], rows["level"])
        exact = mean + chances.EXAM_SPREAD * rng.normal(size=len(mean))
        passed = exact >= chances.PASS_MARK
        mark = np.where(passed, np.ceil(20 * exact), np.floor(20 * exact - 1e-9)).clip(0, 20).astype(np.int64)
        for kind, which in (("passed", passed), ("failed", ~passed)):
            some = rows_of({**rows, "mark": mark}, which)
            diary.write(kind, some["learner"], some["end"], **about(some), mark=some["mark"], attempt=some["attempt"])
        good = rows_of(rows, passed)
        self._settle(good)
        self._certify(rows_of(good, shelf.certifies[good["content"]]))
        retry = ~passed & (rows["attempt"] == 1) & (rng.random(len(passed)) < chances.RETAKES)
        unjudged = {name: column for name, column in rows.items() if name != "level"}
        later = rows_of({**unjudged, "end": rows["end"] + rng.integers(6, 20, len(mean)) * DAY}, retry)
        later = {**later, "attempt": later["attempt"] + 1, "session": np.full(len(later["end"]), -1)}
        self.course.endings.put(self.stage.calendar.week_of(later["end"]), later)
        failed = rows_of(rows, ~passed)
        ask_again(self.course, failed, self.stage.calendar.week_of(failed["end"]) + 9)

    def _certify(self, rows: Rows) -> None:
        until = rows["end"] + CERTIFICATE_DAYS * DAY
        self.course.diary.write("certified", rows["learner"], rows["end"] + 60, **about(rows), valid_until=until)

    def _settle(self, rows: Rows) -> None:
        taken, counts_for = self.course.taken, self.stage.shelf.counts_for[rows["content"]]
        taken[rows["learner"], rows["content"]] = FINISHED
        also = counts_for >= 0
        taken[rows["learner"][also], counts_for[also]] = FINISHED
        self.course.ledger.finish(rows["task"])
        self.course.practice.finish(rows["learner"], rows["content"])


def turns(who: Ints) -> Ints:
    """How many rows of the same learner stand before each row of a sorted column."""
    first = np.searchsorted(who, who)
    return np.arange(len(who)) - first
