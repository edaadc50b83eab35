"""Do people stand higher in what their role needs? Where pairs stand that roles need, and where others do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from recommender.catalog.wants import Wants
from recommender.knowledge.shrinkage import middle, shrunken
from recommender.types import Bools, Floats, Ints

SKILL_SPREAD = 0.5**2
"""Variance of θ assumed between the means of skills."""

NEED_SPREAD, MORE_SPREAD = 0.3**2, 1.0
"""Variances of θ assumed between skills of what those who need them know more, and of what that is on average."""


@dataclass(frozen=True, slots=True)
class Assumed:
    """Mean and variance of θ that hold until the evidence says otherwise."""

    mean: float
    variance: float


@dataclass(frozen=True, slots=True)
class Pairs:
    """Of each pair the skill, the role held when it was first measured, and the role that the learner is served by.

    Roles are -1 for none. `needs` holds role · skills + skill of what roles need, ascending, `needed` whether the role
    held needs the skill.
    """

    skill: Ints
    role: Ints
    served: Ints
    needed: Bools
    needs: Ints

    @classmethod
    def of(cls, skill: Ints, role: Ints, served: Ints, wants: Sequence[Wants], skills: int) -> Pairs:
        """The pairs of some skills and roles; `wants` tells what each role needs."""
        needs = [number * skills + wanted.skill for number, wanted in enumerate(wants)]
        keys = np.unique(np.concatenate([np.empty(0, np.int64), *needs]))
        return cls(skill, role, served, (role >= 0) & np.isin(role * skills + skill, keys), keys)

    def __getitem__(self, rows: Ints) -> Pairs:
        return Pairs(self.skill[rows], self.role[rows], self.served[rows], self.needed[rows], self.needs)


def usual_of(began: Floats, precision: Floats, group: Ints, assumed: Assumed, skills: int) -> Floats:
    """Means of θ by skill, of those whose role does not need it and of those whose role does, shape (skills, 2).

    `began` (θ) and `precision` have one element a pair, `group` is twice its skill, plus one where it is needed.
    """
    more = _more(began, precision, group, skills)
    bare = began - more * (group % 2)
    centre = middle(bare, precision, assumed.mean, assumed.variance)
    mean = shrunken(bare, precision, group // 2, np.full(skills, centre), SKILL_SPREAD).mean
    usual = np.column_stack([mean, mean + more])
    if not (group % 2).any():
        return usual
    return shrunken(began, precision, group, usual.ravel(), NEED_SPREAD).mean.reshape(-1, 2)


def _more(began: Floats, precision: Floats, group: Ints, skills: int) -> float:
    """By how much those whose role needs a skill stand above others, told by skills in which both were measured."""
    total = np.bincount(group, precision, 2 * skills).reshape(-1, 2)
    both = (total > 0.0).all(axis=1)
    mean = np.bincount(group, precision * began, 2 * skills).reshape(-1, 2)[both] / total[both]
    clear = 1.0 / ((1.0 / total[both]).sum(axis=1) + NEED_SPREAD)
    return middle(mean[:, 1] - mean[:, 0], clear, 0.0, MORE_SPREAD)
