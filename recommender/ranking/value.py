"""How much of the gap would each content close, and how much per hour of effort?"""

from __future__ import annotations

import numpy as np

from recommender.catalog import Catalog
from recommender.goals import Goal
from recommender.types import Floats, Ints

EFFORT_MINUTES = 10.0
"""What taking up a content costs beside its own minutes: finding it, starting it, coming back."""
TIE_BREAK = 0.1
"""How much affinity may lift a value per hour at the most, as a share of it."""


def value_of(goal: Goal, level: Floats, chance: Floats, effect: Floats, catalog: Catalog) -> Floats:
    """Chance times weighted gap closed, one element a content; levels one a skill, effect one a link.

    A link closes effect × (the part of the gap between its entry and exit level): what the transition moves once the
    learner is ready. Whether that is so already is another question (`policy.readiness`).
    """
    rows, content, skill, place, entry, leave = catalog.once(
        ("teaching", goal.skill.tobytes()), lambda: _teaching(goal, catalog)
    )
    top = np.minimum(leave, goal.level[place])
    moved = effect[rows] * np.maximum(top - np.maximum(level[skill], entry), 0.0)
    gained = np.bincount(content, goal.weight[place] * moved, minlength=len(catalog.contents))
    return gained * chance


def _teaching(goal: Goal, catalog: Catalog) -> tuple[Ints, Ints, Ints, Ints, Floats, Floats]:
    """The links of the skills of a goal: row, content, skill, place of the skill in the goal, entry and exit level."""
    links = catalog.links
    rows = links.of_skills(goal.skill)
    skill = links.skill[rows]
    return rows, links.content[rows], skill, np.searchsorted(goal.skill, skill), links.entry[rows], links.exit[rows]


def value_per_hour(value: Floats, minutes: Floats, affinity: Floats | None) -> Floats:
    """Value by hour of effort, lifted by at most TIE_BREAK for what the learner would rather choose."""
    rate = value / ((minutes + EFFORT_MINUTES) / 60.0)
    if affinity is None or not len(affinity) or affinity.max() <= 0:
        return rate
    return rate * (1.0 + TIE_BREAK * affinity / affinity.max())


def best(score: Floats, tie_break: Floats, allowed: np.ndarray, k: int) -> np.ndarray:
    """The k allowed columns with the highest score, ties by the second score, then by column."""
    columns = np.flatnonzero(allowed)
    if 0 < k < len(columns):
        floor = np.partition(score[columns], len(columns) - k)[len(columns) - k]
        columns = columns[score[columns] >= floor]
    order = np.lexsort((columns, -tie_break[columns], -score[columns]))
    return columns[order][: max(k, 0)]
