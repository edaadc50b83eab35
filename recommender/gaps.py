"""How far is it from where the learner stands to what is wanted, and how much of that would each content close?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from recommender.catalog.skills import Links
from recommender.goals import Goal
from recommender.types import Floats, Ints

CELLS = 10
"""Levels are cut into cells of a tenth."""
_NOTHING = 1e-9
"""A gap that is rounding."""


@dataclass(frozen=True, slots=True)
class Bands:
    """The wanted and missing part of each cell of each wanted skill, ordered by skill, then level.

    Band q runs from `low` to `high` on `skill` (a column); `missing` is its length, `weight` what one level is worth.
    """

    skill: Ints
    low: Floats
    high: Floats
    missing: Floats
    weight: Floats

    def __len__(self) -> int:
        return len(self.skill)


def wanted_of(goal: Goal, level: Floats) -> float:
    """Weighted levels missing in all between the levels (one element a skill of the catalogue) and the goal."""
    missing = goal.level - level[goal.skill]
    return float(goal.weight @ (missing * (missing > _NOTHING)))


def bands_of(goal: Goal, level: Floats) -> Bands:
    """The bands between the levels (one element a skill of the catalogue) and the goal; none where it is met."""
    edges = np.arange(CELLS + 1) / CELLS
    low = np.maximum(edges[:-1], level[goal.skill][:, None])
    high = np.minimum(edges[1:], goal.level[:, None])
    row, cell = np.nonzero(high - low > _NOTHING)
    low, high = low[row, cell], high[row, cell]
    return Bands(goal.skill[row], low, high, high - low, goal.weight[row])


def coverage_of(bands: Bands, links: Links, effect: Floats, contents: int) -> sp.csr_array:
    """Share of what is missing in each band that each content closes if completed, as [contents, bands].

    The share is the link's effect times the part of the band that lies between the link's entry and exit level.
    """
    rows = links.of_skills(np.unique(bands.skill))
    first = np.searchsorted(bands.skill, links.skill[rows], side="left")
    count = np.searchsorted(bands.skill, links.skill[rows], side="right") - first
    row = np.repeat(rows, count)
    offset = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    band = np.repeat(first, count) + offset
    inside = np.minimum(links.exit[row], bands.high[band]) - np.maximum(links.entry[row], bands.low[band])
    share = effect[row] * np.maximum(inside, 0.0) / bands.missing[band]
    kept = share > 0
    return sp.csr_array((share[kept], (links.content[row[kept]], band[kept])), shape=(contents, len(bands)))
