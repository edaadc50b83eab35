"""How do people judge themselves, and what do those who lead them see?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import expit

from recommender.types import Bools, Floats, Ints
from training.demo.behaving import Behaving
from training.demo.calendar import week_of_year
from training.demo.diary import RATING_MARK, RATING_SCALE, SEEN_MARK, SEEN_SCALE
from training.demo.minds import role_needs
from training.demo.scene import Course, Stage, Week, moments

_MANAGER_WEEKS: Final = (18, 44)
"""First weeks of the two rounds of talks a year; every team has its own within five weeks."""
_SELF_WEEK: Final = 34
_RATED_SKILLS: Final = 3
_TOLD, _MIDDLE = 0.8, 0.45
"""Log odds that a rating is given to someone in the middle, and the level of the middle, where silence is a law."""
_OBSERVED_A_MONTH: Final = 0.07
RATING_LEVELS: Final = np.array([0.1, 0.3, 0.5, 0.7, 0.9])
"""Levels of the marks 1 to 5, as in the scales table."""
SEEN_LEVELS: Final = np.array([0.2, 0.5, 0.8])
"""Levels of the marks of what was observed."""


@dataclass(frozen=True, slots=True)
class Ratings:
    """Writes ratings and observations week by week."""

    stage: Stage
    course: Course
    behaving: Behaving
    rng: np.random.Generator
    quirks: np.random.Generator
    """Of what only some worlds draw."""

    def write(self, week: Week) -> None:
        """All judgements of one week."""
        self._by_managers(week)
        self._by_oneself(week)
        self._observed(week)

    def _by_managers(self, week: Week) -> None:
        """Twice a year: the skill trained last and skills of the job, as a rater who is lenient or strict sees them."""
        turn = week_of_year(week.monday) - np.array(_MANAGER_WEEKS)[:, None]
        on = (turn == week.now.team % 5).any(axis=0) & week.now.active & (week.now.manager >= 0)
        who = np.flatnonzero(on & (self.rng.random(len(on)) < 0.8))
        skills = self._job_skills(week.now.role[who])
        trained = self.course.trained[who]
        skills[:, 0] = np.where(trained >= 0, trained, skills[:, 0])
        rater = week.now.manager[who]
        bias = self.stage.people.lenient[rater]
        self._rate("manager_rated", who, skills, week, bias[:, None], rater)

    def _by_oneself(self, week: Week) -> None:
        """Once a year, each in one of ten weeks: those who know little think that they know more."""
        turn = week_of_year(week.monday) - _SELF_WEEK
        on = (turn == np.arange(len(self.stage.people)) % 10) & week.now.active
        who = np.flatnonzero(on & (self.rng.random(len(on)) < 0.6))
        skills = self._job_skills(week.now.role[who])[:, :2]
        level = self._levels(who, skills, week.monday)
        below = self.stage.world.nature.at_ease - level
        bias = self.stage.people.inflating[who][:, None] * np.maximum(0.0, below)
        bias += self.stage.world.nature.modesty * np.minimum(0.0, below)
        self._rate("self_rated", who, skills, week, bias, None)

    def _rate(self, kind: str, who: Ints, skills: Ints, week: Week, bias: Floats, rater: Ints | None) -> None:
        """Marks for distinct skills; the columns of `skills` beyond the first may repeat it and are then left out."""
        level = self._levels(who, skills, week.monday)
        seen = self._seen(level, who, halo=rater is not None) + bias + self._error(skills.shape)
        mark = RATING_MARK + self._marks(seen, who if rater is None else rater)
        told = self._told(level)
        at = moments(week.monday, len(who), self.rng)
        for place in range(skills.shape[1]):
            new = (skills[:, :place] != skills[:, place][:, None]).all(axis=1) & told[:, place]
            self.course.diary.write(
                kind,
                who[new],
                at[new] + 60 * place,
                skill=skills[new, place],
                mark=mark[new, place],
                scale=RATING_SCALE,
                source=2,
                **({} if rater is None else {"rater": rater[new]}),
            )

    def _seen(self, level: Floats, who: Ints, halo: bool) -> Floats:
        """Levels as they appear to others: partly one general impression of the person, the same for every skill."""
        share = self.stage.world.nature.halo * halo
        general = level.mean(axis=1) + self.stage.people.esteem[who]
        return np.asarray((1.0 - share) * level + share * general[:, None])

    def _error(self, shape: tuple[int, ...]) -> Floats:
        nature = self.stage.world.nature
        drawn = self.rng.normal(size=shape) if nature.tail is None else self.quirks.standard_t(nature.tail, shape)
        return np.asarray(nature.noise * drawn)

    def _marks(self, seen: Floats, judge: Ints) -> Ints:
        """Numbers of the nearest marks; coarse judges leave out the lowest and the highest."""
        mark = np.abs(seen[..., None] - RATING_LEVELS).argmin(-1)
        middle = np.clip(mark, 1, len(RATING_LEVELS) - 2)
        return np.where(self.stage.people.coarse[judge][:, None], middle, mark)

    def _told(self, level: Floats) -> Bools:
        """Which ratings are given at all: where silence is a law, rather those of people who do well."""
        silence = self.stage.world.nature.silence
        if silence == 0.0:
            return np.ones(level.shape, bool)
        return np.asarray(self.quirks.random(level.shape) < expit(_TOLD + silence * (level - _MIDDLE)))

    def _observed(self, week: Week) -> None:
        """Those who lead note now and then whether they saw a behaviour."""
        behaving = self.behaving
        for number, behaviour in enumerate(behaving.numbers):
            asked = behaving.asked(week.now, behaviour) & week.now.active & (week.now.manager >= 0)
            who = np.flatnonzero(asked & (self.rng.random(len(asked)) < _OBSERVED_A_MONTH * 12 / 52 / 2))
            shown = behaving.share(self.course.minds, who, number, week.monday)
            seen = (self.rng.random(len(who)) < shown).astype(np.int64) + (self.rng.random(len(who)) < shown)
            self.course.diary.write(
                "observed",
                who,
                moments(week.monday, len(who), self.rng),
                behaviour=behaviour,
                mark=SEEN_MARK + seen,
                scale=SEEN_SCALE,
                rater=week.now.manager[who],
                source=2,
            )

    def _job_skills(self, role: Ints) -> Ints:
        """Some skills that each role needs, drawn without repetition, shape (learners, _RATED_SKILLS)."""
        order = self.rng.random((len(role), role_needs().shape[1])) * (role_needs()[role] > 0)
        return np.argsort(-order, axis=1, kind="stable")[:, :_RATED_SKILLS]

    def _levels(self, who: Ints, skills: Ints, day: int) -> Floats:
        return self.course.minds.level(np.broadcast_to(who[:, None], skills.shape), skills, day)
