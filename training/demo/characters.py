"""How do people of a world differ where those of the friendly one are alike?"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from recommender.types import Floats
from training.demo.minds import role_needs
from training.demo.nature import FRIENDLY, Nature
from training.demo.scene import Stage
from training.demo.traits import People

_LENIENCY: Final = (0.03, 0.09)
"""Mean and spread of leniency, as `people` draws it."""
_SEEMING: Final = (0.14, 0.06)
"""How far esteem strays from what people know, and how far a unit of diligence raises it."""
_FORESEEN: Final = 0.67
"""Correlation of a team's level as it is reckoned here with the level that it turns out to have."""
_EXPONENTS: Final = (0.15, 1.5)


def shaped(stage: Stage, rng: np.random.Generator) -> People:
    """The stage's people under the laws of its world; those of the friendly one change nothing."""
    crowd, nature = stage.people, stage.world.nature
    many = len(crowd)
    exponent = nature.exponent * np.exp(nature.exponent_spread * rng.normal(size=many))
    seeming = _SEEMING[0] * rng.normal(size=many) + _SEEMING[1] * crowd.diligence
    return replace(
        crowd,
        nature=nature,
        memory=crowd.memory ** (nature.memory_spread / FRIENDLY.memory_spread),
        exponent=np.clip(exponent, *_EXPONENTS),
        suits=nature.suiting * rng.normal(size=crowd.suits.shape),
        eager=crowd.eager * _driven(crowd.diligence, nature),
        inflating=np.clip(crowd.inflating + (nature.inflation - FRIENDLY.inflation), 0.0, 1.2),
        lenient=_lenient(stage, nature.leniency_by_team),
        esteem=seeming * (nature.halo > 0.0),
        coarse=rng.random(many) < nature.coarse,
    )


def _driven(diligence: Floats, nature: Nature) -> Floats:
    """How many times as often people take something up as in the friendly world: once on average."""
    more = nature.diligence_enrols - FRIENDLY.diligence_enrols
    spread = nature.diligence_enrols**2 - FRIENDLY.diligence_enrols**2
    return np.asarray(np.exp(more * diligence - spread / 2.0))


def _lenient(stage: Stage, together: float) -> Floats:
    """Leniency in which those who lead a team go with its mean level, by a correlation of about `together`."""
    mean, spread = _LENIENCY
    tie = together / _FORESEEN
    keep = np.sqrt(1.0 - tie**2)
    lenient, leads = stage.people.lenient, stage.careers.leads
    own = np.zeros(len(lenient))
    own[leads] = _team_standing(stage)[:, None]
    tied = lenient * keep + (1.0 - keep) * mean + tie * spread * own
    return np.where(np.isin(np.arange(len(lenient)), leads), tied, lenient)


def _team_standing(stage: Stage) -> Floats:
    """Mean level of each team in the skills of its jobs half-way through, as standard deviations from the average."""
    people, paths = stage.people, stage.careers
    now = paths.at((stage.calendar.start + stage.calendar.until) // 2)
    needs = role_needs()[now.role]
    level = needs.sum(axis=1) / np.maximum((needs > 0).sum(axis=1), 1) * (0.68 + 0.1 * people.talent)
    who = np.flatnonzero(now.active & ~np.isin(np.arange(len(people)), paths.leads))
    size = np.bincount(now.team[who], minlength=len(paths.leads))
    total = np.bincount(now.team[who], level[who], minlength=len(paths.leads))
    mean = np.where(size > 0, total / np.maximum(size, 1), level[who].mean())
    return np.asarray((mean - mean.mean()) / max(float(mean.std()), 1e-9))
