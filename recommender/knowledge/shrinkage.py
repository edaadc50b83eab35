"""How far can the mean of a small group be trusted? Empirical Bayes: groups lean on their parent until they speak.

Group means x_g ~ N(parent_g, spread + 1 / precision_g); the spread between groups is estimated by moments (DerSimonian
and Laird, Meta-analysis in clinical trials, Controlled Clinical Trials 7, 1986), held near an assumed one while groups
are few.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommender.types import Floats, Ints

GROUPS_ASSUMED = 5.0
"""How many groups the assumed spread counts for."""


@dataclass(frozen=True, slots=True)
class Shrunken:
    """Mean and variance of each group after shrinking, and the variance `spread` between groups."""

    mean: Floats
    variance: Floats
    spread: float


def shrunken(value: Floats, precision: Floats, group: Ints, parent: Floats, assumed_spread: float) -> Shrunken:
    """Groups of values, each group shrunk to its parent; a group without values stands at its parent.

    `value` and `precision` (one over variance) have one element a value, `group` its number; `parent` one a group.
    """
    total = np.bincount(group, precision, len(parent))
    seen = total > 0
    mean = parent.copy()
    mean[seen] = np.bincount(group, precision * value, len(parent))[seen] / total[seen]
    excess = float(total @ (mean - parent) ** 2) - float(seen.sum())
    found = max(0.0, excess / total.sum()) if seen.any() else 0.0
    spread = (GROUPS_ASSUMED * assumed_spread + seen.sum() * found) / (GROUPS_ASSUMED + seen.sum())
    trust = total / (total + 1.0 / spread)
    return Shrunken(parent + trust * (mean - parent), 1.0 / (total + 1.0 / spread), float(spread))


def middle(value: Floats, precision: Floats, assumed: float, assumed_variance: float) -> float:
    """The mean of all values, with the assumed one counted at its variance."""
    return float((precision @ value + assumed / assumed_variance) / (precision.sum() + 1.0 / assumed_variance))
