"""What is chosen next? Log weights of all contents, for those who choose for themselves and for managers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from recommender.types import Bools, Floats, Ints
from training.demo.minds import role_needs
from training.demo.scene import FINISHED, UNTOUCHED, Course, Stage
from training.demo.shelf import Shelf
from training.demo.texts import GROUPS
from training.demo.traits import AGE_BANDS, GENDERS

_NEVER: Final = np.float32(-60.0)
_FOREIGN: Final = -3.5
_SUCCESSORS: Final = 3
_CLOSING_DAYS: Final = 35


@dataclass(frozen=True, slots=True)
class Tastes:
    """Log weights with one column a content.

    `liked` has one row; `following` a row for each content taken before and a last one for none; `by_role`,
    `by_role_managed` a row a role; `foreign` a row a language; `favoured_gender`, `favoured_age` what managers add.
    """

    shelf: Shelf
    liked: np.ndarray
    following: np.ndarray
    by_role: np.ndarray
    by_role_managed: np.ndarray
    foreign: np.ndarray
    favoured_gender: np.ndarray
    favoured_age: np.ndarray
    closing: Ints

    @staticmethod
    def of(shelf: Shelf, rng: np.random.Generator) -> Tastes:
        """Draws who follows on whom; everything else is derived."""
        match = _role_match(shelf)
        foreign = np.where(np.arange(3)[:, None] == shelf.language, 0.0, _FOREIGN)
        closing = shelf.available_to - _CLOSING_DAYS - (shelf.minutes / 3.0).astype(np.int64)
        return Tastes(
            shelf,
            np.where(shelf.duty, _NEVER, shelf.liked).astype(np.float32),
            _following(shelf, rng).astype(np.float32),
            (0.9 * match).astype(np.float32),
            (2.4 * match).astype(np.float32),
            foreign.astype(np.float32),
            _by_gender(shelf).astype(np.float32),
            _by_age(shelf).astype(np.float32),
            closing,
        )

    def chosen_freely(self, stage: Stage, course: Course, who: Ints, role: Ints, day: int) -> np.ndarray:
        """What learners would take up by themselves: it goes on from what they chose last."""
        people = stage.people
        liking = people.interest[who][:, self.shelf.group] * np.float32(0.45)
        liking += self.liked + self.following[course.previous[who]] + self.by_role[role]
        liking += self.foreign[people.language[who]]
        liking[~self._open(course, who, day)] = _NEVER
        return liking

    def assigned(self, stage: Stage, course: Course, who: Ints, role: Ints, day: int) -> np.ndarray:
        """What managers would assign: what the job needs, and what everyone assigns."""
        people = stage.people
        liking = 0.6 * self.liked + self.by_role_managed[role] + 2.0 * self.foreign[people.language[who]]
        liking += self.favoured_gender[people.gender[who]] + self.favoured_age[people.age_band[who]]
        liking[~self._open(course, who, day)] = _NEVER
        return np.asarray(liking)

    def _open(self, course: Course, who: Ints, day: int) -> Bools:
        """Not taken before, nor its twin, on offer for long enough, and what it requires is finished."""
        shelf, taken = self.shelf, course.taken[who]
        needs = shelf.requires >= 0
        ready = np.ones(taken.shape, bool)
        ready[:, needs] = taken[:, shelf.requires[needs]] == FINISHED
        twice = shelf.twin >= 0
        ready[:, twice] &= taken[:, shelf.twin[twice]] == UNTOUCHED
        return np.asarray(
            ready & (taken == UNTOUCHED) & (shelf.available_from <= day) & (day <= self.closing) & ~shelf.duty
        )


def draw(liking: np.ndarray, rng: np.random.Generator) -> Ints:
    """One content a row, with chances in proportion to the exponential of the log weights."""
    weight = np.exp(liking - liking.max(axis=1, keepdims=True))
    ladder = np.cumsum(weight, axis=1, dtype=np.float64)
    mark = rng.random(len(liking)) * ladder[:, -1]
    return np.minimum((ladder <= mark[:, None]).sum(axis=1), liking.shape[1] - 1)


def _role_match(shelf: Shelf) -> Floats:
    needs = role_needs() > 0
    return np.asarray(needs[:, shelf.skill[:, 0]], dtype=np.float64)


def _following(shelf: Shelf, rng: np.random.Generator) -> Floats:
    """Going on in the same series (best with the next part) or subject, or to one of a few that often come next."""
    same = (shelf.series[:, None] == shelf.series) & ~shelf.duty
    onward = same & (shelf.part[None, :] == shelf.part[:, None] + 1)
    subject = (shelf.group[:, None] == shelf.group) & ~same
    many = len(shelf)
    habits = np.zeros((many, many))
    habits[np.repeat(np.arange(many), _SUCCESSORS), rng.integers(many, size=many * _SUCCESSORS)] = 3.2
    weights = 3.1 * same + 1.5 * onward + 0.7 * subject + habits
    return np.vstack([weights, np.zeros(many)])


def _by_gender(shelf: Shelf) -> Floats:
    """Women are assigned contents of leading a little less often: a fairness audit should find it."""
    leading = shelf.group == list(GROUPS).index("leading")
    weights = np.zeros((len(GENDERS), len(shelf)))
    weights[GENDERS.index("female")] = -0.45 * leading
    return weights


def _by_age(shelf: Shelf) -> Floats:
    """People over 55 are assigned programmes and technology a little less often."""
    technology = shelf.group == list(GROUPS).index("technology")
    weights = np.zeros((len(AGE_BANDS), len(shelf)))
    weights[AGE_BANDS.index("55_plus")] = -0.6 * (technology | (shelf.part == 4))
    return weights
