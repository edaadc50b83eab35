"""Which units are there below the departments, and who sits where?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from recommender.types import Ints
from training.demo.calendar import NEVER
from training.demo.cells import named, picked
from training.demo.world import DEPARTMENTS, NAME, PLACES, ROOT

TEAM_SIZE: Final = 14
"""Seats of a team over three years; some ten of them are taken at any time."""
LEADERSHIP: Final = len(DEPARTMENTS) - 1
_AREAS_FROM: Final = 9


@dataclass(frozen=True, slots=True)
class Teams:
    """The tree of units: the organisation, departments, areas of large departments, teams.

    `department`, `place` and `unit` have one element a team; `unit` is a row of `unit_ids`. `seat` is the team of each
    learner, `rank` the learner's number in it. From `reorganised_on` on, the unit of each team is its `later_unit`.
    """

    unit_ids: tuple[str, ...]
    unit_names: tuple[str, ...]
    unit_parents: Ints
    unit: Ints
    department: Ints
    place: Ints
    seat: Ints
    rank: Ints
    later_unit: Ints | None = None
    reorganised_on: int = NEVER

    def __len__(self) -> int:
        return len(self.unit)

    def unit_on(self, team: Ints, day: int | Ints) -> Ints:
        """The unit of each team on a day."""
        if self.later_unit is None:
            return np.asarray(self.unit[team])
        return np.where(day >= self.reorganised_on, self.later_unit[team], self.unit[team])

    def frame(self, heads: Ints, learner_ids: pd.Series[str]) -> pd.DataFrame:
        """The units table; `heads` has one learner a unit."""
        return pd.DataFrame(
            {
                "unit_id": pd.Series(self.unit_ids, dtype="str"),
                "name": pd.Series(self.unit_names, dtype="str"),
                "parent_id": named(self.unit_ids, self.unit_parents),
                "head_id": picked(learner_ids, heads),
            }
        )


def teams(learners: int, rng: np.random.Generator) -> Teams:
    """Seats for that many learners, in teams of about TEAM_SIZE."""
    seats = _seats(learners)
    counts = np.where(np.arange(len(seats)) == LEADERSHIP, 1, np.maximum(1, np.rint(seats / TEAM_SIZE))).astype(int)
    department = np.repeat(np.arange(len(seats)), counts)
    place = rng.choice(len(PLACES), len(department), p=[place.share for place in PLACES])
    first = np.concatenate([[0], np.cumsum(counts)[:-1]])
    order = np.concatenate([first[d] + np.arange(seats[d]) % counts[d] for d in range(len(seats))])
    rank = np.concatenate([np.arange(seats[d]) // counts[d] for d in range(len(seats))])
    shuffled = rng.permutation(learners)
    return Teams(*_tree(department, place), department, place, order[shuffled], rank[shuffled])


def _seats(learners: int) -> Ints:
    seats = np.rint(learners * np.array([department.share for department in DEPARTMENTS])).astype(np.int64)
    seats[LEADERSHIP] = max(seats[LEADERSHIP], len(DEPARTMENTS) + 1)
    seats[0] += learners - seats.sum()
    return seats


def _tree(department: Ints, place: Ints) -> tuple[tuple[str, ...], tuple[str, ...], Ints, Ints]:
    """Ids, names and parents of all units, and the unit of each team."""
    rows = [(ROOT, NAME, -1), *((unit.id, unit.name, 0) for unit in DEPARTMENTS)]
    large = np.bincount(department) >= _AREAS_FROM
    areas: dict[tuple[int, int], int] = {}
    unit: list[int] = []
    for number, (d, p) in enumerate(zip(department.tolist(), place.tolist(), strict=True)):
        above = d + 1
        if large[d]:
            above = areas.setdefault((d, p), len(rows))
            if above == len(rows):
                rows.append(
                    (f"{DEPARTMENTS[d].id}-{PLACES[p].name.lower()}", f"{DEPARTMENTS[d].name} {PLACES[p].name}", d + 1)
                )
        unit.append(above if d == LEADERSHIP else len(rows))
        if d != LEADERSHIP:
            rows.append(
                (
                    f"{DEPARTMENTS[d].id}-{number + 1:04d}",
                    f"{DEPARTMENTS[d].name} {PLACES[p].name}, team {number + 1}",
                    above,
                )
            )
    ids, names, parents = zip(*rows, strict=True)
    return ids, names, np.array(parents, dtype=np.int64), np.array(unit, dtype=np.int64)
