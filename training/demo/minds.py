"""What does everyone really know, day by day? The organisation's own laws of growth and forgetting.

They are not the recommender's: what was learned gains a share of the missing way that depends on readiness and
diligence, and fades by a power law towards what the job keeps alive. How much people differ in it is the world's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from recommender.types import Floats, Ints
from training.demo.careers import ROLE_IDS
from training.demo.nature import FRIENDLY
from training.demo.plateaus import Plateaus
from training.demo.shelf import SKILL_COLUMN, SKILL_IDS
from training.demo.texts import SKILLS
from training.demo.traits import People
from training.demo.world import ROLES

_DECAY: Final = FRIENDLY.exponent


def role_needs() -> Floats:
    """Level that each role needs of each skill, shape (roles, skills), 0 where none."""
    needs = np.zeros((len(ROLE_IDS), len(SKILL_IDS)))
    for number, role in enumerate(ROLES):
        for skill, level in role.needs:
            needs[number, SKILL_COLUMN[skill]] = level
    return needs


@dataclass(slots=True)
class Minds:
    """Levels of all learners, kept as the last change of each: shape (learners, skills), days since 1970-01-01.

    A level is `floor` + (`peak` - `floor`) (1 + days / `scale`) ^ -`exponent`, so that it halves its distance to the
    floor in a half-life; every completion makes later forgetting slower. Exponents have one element a learner.
    """

    peak: np.ndarray
    floor: np.ndarray
    scale: np.ndarray
    since: np.ndarray
    exponent: Floats
    plateaus: Plateaus | None = None

    @staticmethod
    def at_start(people: People, role: Ints, hired: Ints, start: int, rng: np.random.Generator) -> Minds:
        """What everyone brings along: new hires know less of their job than they soon will."""
        shape = (len(people), len(SKILL_IDS))
        talent = people.talent[:, None].astype(np.float32)
        brought = 0.19 + 0.05 * talent + 0.07 * rng.standard_normal(shape, dtype=np.float32)
        floor = np.clip(brought, 0.02, 0.9)
        floor = np.maximum(floor, _by_job(people, role, rng))
        fresh = np.where(hired >= start, 0.75, 1.0)[:, None].astype(np.float32)
        days = np.full(shape, start, np.int32)
        np.maximum(days, hired[:, None].astype(np.int32), out=days)
        return Minds((floor * fresh).astype(np.float32), floor, _scale(people, rng), days, people.exponent)

    def level(self, who: Ints, skill: Ints, day: int | Ints) -> Floats:
        """Levels of learners in skills (arrays of one shape) on a day."""
        age = np.maximum(day - self.since[who, skill], 0) / self.scale[who, skill]
        floor = self.floor[who, skill]
        return np.asarray(
            floor + (self.peak[who, skill] - floor) * (1.0 + age) ** -self.exponent[who], dtype=np.float64
        )

    def learn(self, who: Ints, skill: Ints, gain: Floats, leave: Floats, day: int) -> Floats:
        """Moves distinct (learner, skill) pairs a share `gain` of the way to `leave`; the share that came of it.

        Where there are plateaus, what brought nothing leaves no trace; elsewhere forgetting begins anew.
        """
        now = self.level(who, skill, day)
        after = now + gain * np.maximum(0.0, leave - now)
        grown = np.ones(len(now), bool)
        if self.plateaus is not None:
            after = self.plateaus.practised(who, skill, now, after)
            gain = np.divide(after - now, leave - now, out=np.array(gain, np.float64), where=leave > now)
            grown = after > now
        pairs = who[grown], skill[grown]
        self.peak[pairs] = after[grown]
        self.since[pairs] = day
        self.scale[pairs] *= 1.0 + 0.5 * gain[grown]
        return gain

    def half_life(self, who: Ints, skill: Ints) -> Floats:
        """Days in which what stands above the floor halves, counted from the last change."""
        return np.asarray(self.scale[who, skill] * (2.0 ** (1.0 / self.exponent[who]) - 1.0), dtype=np.float64)

    def change_job(self, who: Ints, role: Ints, people: People, day: int, rng: np.random.Generator) -> None:
        """A new job keeps other skills alive: what it needs grows slowly, the rest starts to fade."""
        every = np.broadcast_to(np.arange(len(SKILL_IDS)), (len(who), len(SKILL_IDS)))
        rows = np.broadcast_to(who[:, None], every.shape)
        self.peak[who] = self.level(rows, every, day)
        self.since[who] = day
        self.floor[who] = np.maximum(0.8 * self.floor[who], _by_job(people, role, rng, who))


def _by_job(people: People, role: Ints, rng: np.random.Generator, who: Ints | None = None) -> np.ndarray:
    """Level that the job alone keeps up, 0 in skills that it does not need."""
    talent = people.talent if who is None else people.talent[who]
    needs = role_needs().astype(np.float32)[role]
    share = 0.68 + 0.1 * talent[:, None] + 0.12 * rng.standard_normal(needs.shape, dtype=np.float32)
    return np.asarray(np.clip(needs * share, 0.0, 0.92), dtype=np.float32)


def _scale(people: People, rng: np.random.Generator) -> np.ndarray:
    half_life = np.full(len(SKILL_IDS), 720.0)
    half_life[[SKILL_COLUMN[skill.id] for skill in SKILLS]] = [skill.half_life_days for skill in SKILLS]
    usual = 2.0 ** (1.0 / _DECAY) - 1.0
    truth = half_life * np.exp(rng.normal(0.0, 0.25, len(half_life))) / usual
    own = usual / (2.0 ** (1.0 / people.exponent) - 1.0)
    return np.asarray((people.memory * own)[:, None] * truth, dtype=np.float32)
