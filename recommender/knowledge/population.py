"""Where do learners start who have shown nothing yet? Means and variances by skill, shifts by role.

Every pair's first measured stretch tells where the pair began (`replay.Arrivals`). Skills lean on the population, roles
on the skill.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from recommender.knowledge.replay import Arrivals
from recommender.knowledge.shrinkage import middle, shrunken
from recommender.types import Floats, Ints

SKILL_SPREAD, ROLE_SPREAD = 0.5**2, 0.3**2
"""Variances of θ assumed between the means of skills, and between those of roles in one skill."""

PAIRS_ASSUMED = 20.0
"""How many pairs the assumed variance counts for."""

LOWEST, HIGHEST = 0.2, 4.0
"""Bounds of the variance of θ within a skill."""


@dataclass(frozen=True, slots=True)
class Assumed:
    """Mean and variance of θ that hold until the evidence says otherwise."""

    mean: float
    variance: float


@dataclass(frozen=True, slots=True)
class Population:
    """Mean and variance of θ by skill, and shifts of the mean for some (role, skill), ordered so."""

    mean: Floats
    variance: Floats
    role: Ints
    role_skill: Ints
    shift: Floats

    @classmethod
    def before(cls, skills: int, assumed: Assumed) -> Population:
        """The population before anything was measured."""
        no = np.empty(0, np.int64)
        return cls(np.full(skills, assumed.mean), np.full(skills, assumed.variance), no, no, np.empty(0))

    def mean_of(self, role: int) -> Floats:
        """The means for a role (-1 for none), as an array of their own."""
        mean = self.mean.copy()
        mine = slice(*np.searchsorted(self.role, [role, role + 1]).tolist())
        mean[self.role_skill[mine]] += self.shift[mine]
        return mean

    def shifts(self, role: Ints, skill: Ints) -> Floats:
        """The shift of each (role, skill), 0 where there is none."""
        if not len(self.role):
            return np.zeros(len(role))
        span = len(self.mean)
        keys, asked = self.role * span + self.role_skill, role * span + skill
        place = np.minimum(np.searchsorted(keys, asked), len(keys) - 1)
        return np.where(keys[place] == asked, self.shift[place], 0.0)

    def learned(self, arrivals: Arrivals, skill: Ints, role: Ints, assumed: Assumed) -> Population:
        """The population after seeing where pairs began; `skill` and `role` (-1 for none) have one element a pair."""
        skill, role = skill[arrivals.pair], role[arrivals.pair]
        shift = self.shifts(role, skill)
        began = self.mean[skill] + arrivals.distance
        precision = 1.0 / (self.variance[skill] + arrivals.noise)
        centre = middle(began, precision, assumed.mean, assumed.variance)
        mean = shrunken(began, precision, skill, np.full(len(self.mean), centre), SKILL_SPREAD).mean
        left = began + shift - mean[skill]
        roles = _role_shifts(left, precision, role, skill, len(mean))
        known = replace(self, mean=mean, role=roles[0], role_skill=roles[1], shift=roles[2])
        rest = left - known.shifts(role, skill)
        weight = precision**2 * arrivals.finely
        return replace(known, variance=_variance(weight, weight * (rest**2 - arrivals.noise), skill, known, assumed))


def _role_shifts(left: Floats, precision: Floats, role: Ints, skill: Ints, skills: int) -> tuple[Ints, Ints, Floats]:
    """What the means of roles add to those of skills: roles, skills, shifts."""
    employed = role >= 0
    keys, cell = np.unique(role[employed] * skills + skill[employed], return_inverse=True)
    if not len(keys):
        return keys, keys, np.empty(0)
    shift = shrunken(left[employed], precision[employed], cell, np.zeros(len(keys)), ROLE_SPREAD).mean
    return keys // skills, keys % skills, shift


def _variance(weight: Floats, excess: Floats, skill: Ints, known: Population, assumed: Assumed) -> Floats:
    """The variance within each skill by moments, leaning on that of all skills, which leans on the assumed one."""
    skills, clearest = len(known.mean), weight.max(initial=0.0)
    unit = PAIRS_ASSUMED * (clearest if clearest > 0.0 else 1.0)
    overall = (excess.sum() + unit * assumed.variance) / (weight.sum() + unit)
    by_skill = np.bincount(skill, excess, skills) + unit * overall
    return np.clip(by_skill / (np.bincount(skill, weight, skills) + unit), LOWEST, HIGHEST)
