"""Which share of people shows a behaviour, given what they know?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from scipy.special import expit

from recommender.types import Bools, Floats, Ints
from training.demo.careers import ROLE_IDS, Careers, Standing
from training.demo.minds import Minds
from training.demo.practice import Practice
from training.demo.shelf import SKILL_COLUMN
from training.demo.traits import People
from training.demo.world import DEPARTMENTS, OUTCOMES, ROOT

BEHAVIOURS: Final = tuple((outcome, behaviour) for outcome in OUTCOMES for behaviour in outcome.behaviours)
BEHAVIOUR_IDS: Final = tuple(behaviour.id for _, behaviour in BEHAVIOURS)
_STEEPNESS: Final = 9.0
_LEADS: Final = np.array([role.endswith("_lead") or role == "department_head" for role in ROLE_IDS])
"""Roles that lead."""
_ANSWERS: Final = np.array([[unit.id in outcome.units for unit in DEPARTMENTS] for outcome, _ in BEHAVIOURS])
"""Departments that each behaviour is asked of, shape (behaviours, departments)."""


@dataclass(frozen=True, slots=True)
class Behaving:
    """Behaviours with a skill behind them; `numbers` are their rows among all behaviours."""

    careers: Careers
    people: People
    numbers: tuple[int, ...] = tuple(n for n, (_, behaviour) in enumerate(BEHAVIOURS) if behaviour.skills)
    practice: Practice = field(default_factory=Practice)

    def asked(self, now: Standing, behaviour: int) -> Bools:
        """Whom a behaviour is asked of: everyone in the outcome's departments, or all who lead."""
        if ROOT in BEHAVIOURS[behaviour][0].units:
            return np.asarray(_LEADS[now.role])
        return np.asarray(_ANSWERS[behaviour][self.careers.teams.department][now.team])

    def share(self, minds: Minds, who: Ints, number: int, day: int) -> Floats:
        """Chance that each learner shows behaviour `numbers[number]`: rises steeply around the level it needs.

        Where the world lets diligence work past the level, the diligent show it more often at the same level, and so do
        those who practise it since a programme.
        """
        added = self.practice.added(who, self.numbers[number])
        return np.asarray(np.minimum(self.unpractised(minds, who, number, day) + added, 1.0))

    def unpractised(self, minds: Minds, who: Ints, number: int, day: int) -> Floats:
        """That chance without what programmes add."""
        skills = BEHAVIOURS[self.numbers[number]][1].skills
        over = [minds.level(who, np.full(len(who), SKILL_COLUMN[s]), day) - (need - 0.1) for s, need in skills]
        drive = self.people.nature.diligence_behaves * self.people.diligence[who]
        return np.asarray(expit(_STEEPNESS * np.mean(over, axis=0) + drive))
