"""What happens when someone takes up a content?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from recommender.types import Bools, Floats, Ints
from training.demo import chances
from training.demo.calendar import DAY
from training.demo.duty_texts import DUTIES
from training.demo.mess.rush import hurried
from training.demo.queue import Rows, rows_of
from training.demo.reports import about, ask_again, score, silent
from training.demo.scene import TAKEN, UNTOUCHED, Course, Stage, Week, known

VALID_WEEKS: Final = np.array([(duty.valid_days or 70_000) // 7 for duty in DUTIES for _ in duty.contents])
RENEW_WEEKS: Final = np.array([(duty.renew_from_days or 0) // 7 for duty in DUTIES for _ in duty.contents])


@dataclass(slots=True)
class Beginner:
    """Begins every content that anyone takes up; `starts` keeps what only the truth may know."""

    stage: Stage
    course: Course
    rng: np.random.Generator
    starts: list[Rows] = field(default_factory=list)

    def begin(self, week: Week) -> None:
        """Takes up what waits for this week, as far as people are there, and the content is new to them or a duty."""
        waiting = self.course.beginnings.pop(week.number)
        if not waiting:
            return
        rows = self._seated(self._able(waiting), week)
        taken, pair = self.course.taken, (rows["learner"], rows["content"])
        taken[pair] = np.maximum(TAKEN, taken[pair])
        self._enrol(rows)
        self._study(rows_of(rows, rows["came"]), week)

    def _able(self, rows: Rows) -> Rows:
        """Sets aside who has left, what is taken already or off the shelf; whoever is on leave begins after it."""
        stage, who, day = self.stage, rows["learner"], rows["at"] // DAY
        away = stage.careers.away(day, who)
        later = rows_of(rows, away)
        back = {**later, "at": later["at"] + (stage.careers.leave_to[later["learner"]] + 3 - day[away]) * DAY}
        self.course.beginnings.put(stage.calendar.week_of(back["at"]), back)
        fresh = (self.course.taken[who, rows["content"]] == UNTOUCHED) | (rows["duty"] >= 0)
        offered = day < stage.shelf.available_to[rows["content"]] - 5
        first = np.zeros(len(who), bool)
        first[np.unique(who * len(stage.shelf) + rows["content"], return_index=True)[1]] = True
        return rows_of(rows, ~away & fresh & offered & first & known(stage, who, rows["at"]))

    def _seated(self, rows: Rows, week: Week) -> Rows:
        """Puts those who chose a scheduled content into its next session, and draws who comes."""
        stage, who, content = self.stage, rows["learner"], rows["content"]
        live = stage.shelf.scheduled[content]
        session = np.where(live, stage.timetable.next(content, rows["at"] + 2 * DAY), -1)
        begins = np.where(session >= 0, stage.timetable.starts[session], rows["at"])
        shows = chances.showing_up(stage.people, who, week.load[who], rows["mandatory"])
        away = stage.careers.away(begins // DAY, who)
        came = ~live | ((session >= 0) & (self.rng.random(len(who)) < shows) & ~away)
        return {**rows, "session": session, "begins": begins, "came": came}

    def _enrol(self, rows: Rows) -> None:
        stage, shelf, diary = self.stage, self.stage.shelf, self.course.diary
        live = rows["session"] >= 0
        own = rows["task"] < 0
        listed = (live | ~own | (self.rng.random(len(live)) < 0.35)) & ~silent(shelf, rows)
        some = rows_of(rows, listed)
        diary.write("enrolled", some["learner"], some["asked"], **about(some), session=some["session"])
        missed = rows_of(rows, live & ~rows["came"])
        at = stage.timetable.starts[missed["session"]]
        diary.write("no_show", missed["learner"], at, **about(missed), session=missed["session"])
        ask_again(self.course, missed, stage.calendar.week_of(at) + 1)

    def _study(self, rows: Rows, week: Week) -> None:
        stage, shelf, rng = self.stage, self.stage.shelf, self.rng
        who, content, skill = rows["learner"], rows["content"], shelf.skill[rows["content"], 0]
        level = self.course.minds.level(who, skill, week.monday)
        finishing = chances.finishing(shelf, stage.people, who, content, level, week.load[who], rows["mandatory"])
        share = chances.gain_share(shelf, stage.people, who, content, 0, level)
        after = level + share * np.maximum(0.0, shelf.leave[content, 0] - level)
        end = self._end(rows)
        done = rng.random(len(who)) < finishing
        numbers = self._write_start(rows, level)
        self.starts.append(
            {
                "entry": numbers,
                "chance": finishing * chances.passing(shelf, content, after),
                "mandatory": rows["mandatory"],
            }
        )
        self._write_middle({**rows, "end": end}, done)
        finished = rows_of({**rows, "end": end, "attempt": np.ones(len(who), np.int64)}, done)
        self.course.endings.put(stage.calendar.week_of(finished["end"]), finished)
        self._renew(rows, done, end)

    def _end(self, rows: Rows) -> Ints:
        """When each would finish: short ones mostly at once, sessions at their end, the rest within the window."""
        shelf, rng, who, content = self.stage.shelf, self.rng, rows["learner"], rows["content"]
        lasts = self._window_days(who, content) * rng.beta(1.25, 3.4, len(who))
        at_once = (shelf.minutes[content] <= 20) & (rng.random(len(who)) < 0.8)
        alone = rows["begins"] + 60 * shelf.minutes[content] + np.where(at_once, 300, lasts * DAY)
        held = self.stage.timetable.ends[rows["session"]]
        end = np.where(rows["session"] >= 0, held, alone).astype(np.int64)
        hurry = self.stage.world.history.hurry
        if hurry:
            end = np.where(rows["session"] >= 0, end, hurried(rows["begins"], end, hurry, rng))
        return self._after_leave(who, rows["begins"], end)

    def _window_days(self, who: Ints, content: Ints) -> Floats:
        """Days within which a finisher finishes: a month, or four times what the minutes take a week by week."""
        return np.maximum(30.0, 28.0 * self.stage.shelf.minutes[content] / self.stage.people.weekly_minutes[who]) - 1.0

    def _after_leave(self, who: Ints, begins: Ints, end: Ints) -> Ints:
        careers = self.stage.careers
        across = (begins // DAY < careers.leave_from[who]) & (end // DAY >= careers.leave_from[who])
        pause = np.where(across, careers.leave_to[who] - careers.leave_from[who] + 1, 0)
        return end + pause * DAY

    def _write_start(self, rows: Rows, level: Floats) -> Ints:
        """Writes starts, attendance and tests before; gives back each entry, -1 where none was reported."""
        diary, shelf = self.course.diary, self.stage.shelf
        told = ~silent(shelf, rows)
        some = rows_of(rows, told)
        live = rows_of(rows, rows["session"] >= 0)
        diary.write("attended", live["learner"], live["begins"], **about(live), session=live["session"])
        numbers = np.full(len(told), -1)
        numbers[told] = diary.write("started", some["learner"], some["begins"], **about(some), session=some["session"])
        tested = shelf.pretest[rows["content"]] & told
        before = rows_of(rows, tested)
        score(self.course, shelf, before, before["begins"] + 600, level[tested], 1, self.rng)
        return numbers

    def _write_middle(self, rows: Rows, done: Bools) -> None:
        diary, shelf = self.course.diary, self.stage.shelf
        told = ~silent(shelf, rows) & (rows["session"] < 0)
        half = told & (shelf.minutes[rows["content"]] > 60) & (self.rng.random(len(done)) < np.where(done, 0.6, 0.35))
        stuck = told & ~done & (shelf.stuck_at[rows["content"]] > 0)
        self._stick(rows_of(rows, stuck))
        some = rows_of(rows, half & ~stuck)
        part = 0.1 + 0.8 * self.rng.random(len(some["learner"]))
        at = some["begins"] + (part * (some["end"] - some["begins"])).astype(np.int64)
        diary.write("progressed", some["learner"], at, **about(some), mark=np.rint(20 * part).astype(np.int64))
        quit_ = rows_of(rows, told & ~done & (self.rng.random(len(done)) < 0.4))
        diary.write("withdrawn", quit_["learner"], quit_["end"], **about(quit_))

    def _stick(self, rows: Rows) -> None:
        """Whoever does not get past a bad step reports the same progress, and nothing after it."""
        value = self.stage.shelf.stuck_at[rows["content"]]
        at = rows["begins"] + (value * (rows["end"] - rows["begins"])).astype(np.int64)
        mark = np.rint(20 * value).astype(np.int64)
        self.course.diary.write("progressed", rows["learner"], at, **about(rows), mark=mark)

    def _renew(self, rows: Rows, done: Bools, end: Ints) -> None:
        """A duty comes back before it expires, or soon where it was not finished."""
        some = rows_of({**rows, "done": done, "end": end}, rows["duty"] >= 0)
        duty, week = some["duty"], self.stage.calendar.week_of(some["end"])
        early = np.floor(RENEW_WEEKS[duty] * (0.5 + 0.5 * self.rng.random(len(duty)))).astype(np.int64)
        lapsing = self.stage.world.history.lapsing
        if lapsing:
            late = self.rng.random(len(duty)) < lapsing
            early = np.where(late, -self.rng.integers(2, 20, len(duty)), early)
        self.course.due[some["learner"], duty] = np.where(some["done"], week + VALID_WEEKS[duty] - early, week + 4)
