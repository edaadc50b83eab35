"""Which share of people shows a behaviour, given what they know?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import expit

from recommender.types import Bools, Floats, Ints
from training.demo.careers import ROLE_IDS, Careers, Standing
from training.demo.minds import Minds
from training.demo.shelf import SKILL_COLUMN
from training.demo.world import DEPARTMENTS, OUTCOMES, ROOT

BEHAVIOURS: Final = tuple((outcome, behaviour) for outcome in OUTCOMES for behaviour in outcome.behaviours)
BEHAVIOUR_IDS: Final = tuple(behaviour.id for _, behaviour in BEHAVIOURS)
_STEEPNESS: Final = 9.0
_LEADING: Final = tuple(role for role in ROLE_IDS if role.endswith("_lead") or role == "department_head")
_LEAD_ROLES: Final = np.array([ROLE_IDS.index(role) for role in _LEADING])


@dataclass(frozen=True, slots=True)
class Behaving:
    """Behaviours with a skill behind them; `numbers` are their rows among all behaviours."""

    careers: Careers
    numbers: tuple[int, ...] = tuple(n for n, (_, behaviour) in enumerate(BEHAVIOURS) if behaviour.skills)

    def asked(self, now: Standing, behaviour: int) -> Bools:
        """Whom a behaviour is asked of: everyone in the outcome's departments, or all who lead."""
        units = BEHAVIOURS[behaviour][0].units
        if ROOT in units:
            return np.isin(now.role, _LEAD_ROLES)
        wanted = [number for number, unit in enumerate(DEPARTMENTS) if unit.id in units]
        return np.isin(self.careers.teams.department[now.team], wanted)

    def share(self, minds: Minds, who: Ints, number: int, day: int) -> Floats:
        """Chance that each learner shows behaviour `numbers[number]`: rises steeply around the level it needs."""
        skills = BEHAVIOURS[self.numbers[number]][1].skills
        over = [minds.level(who, np.full(len(who), SKILL_COLUMN[s]), day) - (need - 0.1) for s, need in skills]
        return np.asarray(expit(_STEEPNESS * np.mean(over, axis=0)))
