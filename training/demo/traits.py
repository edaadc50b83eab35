"""Who are these people, and what drives them that no table shows?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from recommender.columns import MODALITIES
from recommender.types import Bools, Floats, Ints
from training.demo.nature import FRIENDLY, Nature
from training.demo.shelf import GROUP_OF, SKILL_COLUMN
from training.demo.texts import GROUPS
from training.demo.world import DEPARTMENTS, PLACES, ROLES

_FIRST: Final = (
    "Ada Ahmed Aoife Ben Carla Chen Clara Daan Dana David Elena Emil Farah Felix Greta Hannah Hugo Ines Ivan Jonas "
    "Julia Kofi Lara Leo Lucia Maeve Marta Mila Nadia Noah Olga Oscar Paula Pedro Priya Rosa Samir Sofia Theo Yara"
)
_LAST: Final = (
    "Abbott Aguilar Bauer Becker Brandt Byrne Castillo Costa Delgado Dijkstra Evans Fischer Flores Gruber Haas Hofer "
    "Ibarra Jansen Keller Kelly Lang Lopez Mayer Moreno Murphy Nolan Okafor Patel Quinn Ramos Reid Santos Schmid Silva "
    "Tanaka Torres Vogel Wagner Weber Winter"
)
FIRST_NAMES: Final = tuple(_FIRST.split())
LAST_NAMES: Final = tuple(_LAST.split())
GENDERS: Final = ("female", "male", "diverse")
AGE_BANDS: Final = ("under_30", "30_44", "45_54", "55_plus")
_VOLUNTARY_A_YEAR: Final = 2.7
_JOB_GROUPS: Final[Floats] = np.array(
    [np.bincount(GROUP_OF[[SKILL_COLUMN[s] for s, _ in role.needs]], minlength=len(GROUPS)) > 0 for role in ROLES],
    dtype=np.float64,
)


@dataclass(frozen=True, slots=True)
class People:
    """One element a learner. From `diligence` on, nothing of it stands in any table.

    `interest` has the shape (learners, broader skills); `eager` is voluntary starts a year; `lenient` and `inflating`
    are what is added to ratings given to others and to oneself; `busy` is a lasting shift in workload; `exponent` is
    that of forgetting; `suits` says how well each modality suits, in logs, shape (learners, modalities); `esteem` is
    how much better than they are people seem; whoever is `coarse` uses the marks in the middle alone.
    """

    first: Ints
    last: Ints
    place: Ints
    language: Ints
    weekly_minutes: Floats
    gender: Ints
    age_band: Ints
    diligence: Floats
    talent: Floats
    memory: Floats
    interest: Floats
    eager: Floats
    lenient: Floats
    inflating: Floats
    busy: Floats
    exponent: Floats
    suits: Floats
    esteem: Floats
    coarse: Bools
    nature: Nature = FRIENDLY

    def __len__(self) -> int:
        return len(self.first)


def people(place: Ints, role: Ints, rng: np.random.Generator) -> People:
    """Draws everyone, given where they sit and what they do, as they are in the friendly world."""
    n = len(place)
    languages = np.cumsum([spot.languages for spot in PLACES], axis=1)
    diligence = rng.normal(0.0, 1.0, n)
    return People(
        first=rng.integers(len(FIRST_NAMES), size=n),
        last=rng.integers(len(LAST_NAMES), size=n),
        place=place,
        language=np.minimum((rng.random(n)[:, None] > languages[place]).sum(1), 2),
        weekly_minutes=rng.choice([30.0, 45.0, 60.0, 90.0, 120.0], n, p=[0.2, 0.2, 0.3, 0.2, 0.1]),
        gender=rng.choice(len(GENDERS), n, p=[0.47, 0.515, 0.015]),
        age_band=rng.choice(len(AGE_BANDS), n, p=[0.24, 0.4, 0.22, 0.14]),
        diligence=diligence,
        talent=rng.normal(0.0, 1.0, n),
        memory=np.exp(rng.normal(0.0, 0.25, n)),
        interest=(rng.normal(0.0, 1.0, (n, len(GROUPS))) + 0.9 * _JOB_GROUPS[role]).astype(np.float32),
        eager=_VOLUNTARY_A_YEAR * rng.gamma(1.1, 1.0 / 1.1, n) * np.exp(0.2 * diligence - 0.02),
        lenient=rng.normal(0.03, 0.09, n),
        inflating=np.clip(rng.normal(0.45, 0.2, n), 0.0, 1.0),
        busy=rng.normal(0.0, 0.4, n),
        exponent=np.full(n, FRIENDLY.exponent),
        suits=np.zeros((n, len(MODALITIES))),
        esteem=np.zeros(n),
        coarse=np.zeros(n, bool),
    )


def workload(department: Ints, busy: Floats, week_of_year: int) -> Floats:
    """How much there is to do: 0 on average, 1.2 more in a department's busy weeks."""
    season = np.array([week_of_year in unit.busy_weeks for unit in DEPARTMENTS], dtype=np.float64)
    return np.asarray(busy + 1.2 * season[department])
