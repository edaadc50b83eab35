"""Where do learners start who have shown nothing yet? Means and variances by skill, shifts by role.

Every pair's first measured stretch tells where the pair began (`replay.Arrivals`). Skills lean on the population, roles
on those of their skill who need it for their work, or on those who do not: most who are measured need it, and say
little of others. A pair counts for the role held when it was first measured; how far people stand from the mean is
taken from the role that they are served by, so that who moved makes it wider.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from recommender.knowledge.needs import Assumed, Pairs, usual_of
from recommender.knowledge.replay import Arrivals
from recommender.knowledge.shrinkage import shrunken
from recommender.types import Floats, Ints

ROLE_SPREAD = 0.3**2
"""Variance of θ assumed between the means of roles in one skill."""

PAIRS_ASSUMED = 20.0
"""How many pairs the assumed variance counts for."""

LOWEST, HIGHEST = 0.2, 4.0
"""Bounds of the variance of θ within a skill."""


@dataclass(frozen=True, slots=True)
class Population:
    """Mean and variance of θ by skill, and shifts of the mean for some (role, skill), ordered so.

    The mean is that of those whose role does not need the skill.
    """

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

    def learned(self, arrivals: Arrivals, pairs: Pairs, assumed: Assumed) -> Population:
        """The population after seeing where pairs began."""
        pairs, skills = pairs[arrivals.pair], len(self.mean)
        began = self.mean[pairs.skill] + self.shifts(pairs.role, pairs.skill) + arrivals.distance
        precision = 1.0 / (self.variance[pairs.skill] + arrivals.noise)
        usual = usual_of(began, precision, 2 * pairs.skill + pairs.needed, assumed, skills)
        left = began - usual[pairs.skill, pairs.needed.astype(np.int64)]
        role, role_skill, shift = _role_shifts(left, precision, pairs, usual)
        known = replace(self, mean=usual[:, 0], role=role, role_skill=role_skill, shift=shift)
        rest = began - known.mean[pairs.skill] - known.shifts(pairs.served, pairs.skill)
        weight = precision**2 * arrivals.finely
        excess = weight * (rest**2 - arrivals.noise)
        return replace(known, variance=_variance(weight, excess, pairs.skill, known, assumed))


def _role_shifts(left: Floats, precision: Floats, pairs: Pairs, usual: Floats) -> tuple[Ints, Ints, Floats]:
    """What the means of roles add to those of who does not need a skill: roles, skills, shifts."""
    skills, employed = len(usual), pairs.role >= 0
    measured = pairs.role[employed] * skills + pairs.skill[employed]
    keys, cell = np.unique(np.concatenate([pairs.needs, measured]), return_inverse=True)
    if not len(keys):
        return keys, keys, np.empty(0)
    cell, nobody = cell[len(pairs.needs) :], np.zeros(len(keys))
    shift = shrunken(left[employed], precision[employed], cell, nobody, ROLE_SPREAD).mean
    role, skill = keys // skills, keys % skills
    return role, skill, shift + np.isin(keys, pairs.needs) * (usual[skill, 1] - usual[skill, 0])


def _variance(weight: Floats, excess: Floats, skill: Ints, known: Population, assumed: Assumed) -> Floats:
    """The variance within each skill by moments, leaning on that of all skills, which leans on the assumed one."""
    skills, clearest = len(known.mean), weight.max(initial=0.0)
    unit = PAIRS_ASSUMED * (clearest if clearest > 0.0 else 1.0)
    overall = (excess.sum() + unit * assumed.variance) / (weight.sum() + unit)
    by_skill = np.bincount(skill, excess, skills) + unit * overall
    return np.clip(by_skill / (np.bincount(skill, weight, skills) + unit), LOWEST, HIGHEST)
