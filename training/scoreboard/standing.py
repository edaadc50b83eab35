"""Who closes most of the true gap, by hour and in all, and how sure is it that Cairn is ahead?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from recommender.types import Floats
from training.scoreboard.figure import Figure, Resamples, ratio
from training.scoreboard.rivals import CAIRN, RIVALS


@dataclass(frozen=True, slots=True)
class Spent:
    """What one learner gets from a list or a path: true gap closed, in the hours that it took, with so many steps."""

    closed: float
    hours: float
    steps: float


@dataclass(frozen=True, slots=True)
class Standing:
    """How one rival does. `closed`, `hours` and `steps` are means over learners, `per_hour` is closed by hours.

    `ahead` is how much more Cairn closes by hour, `ahead_in_all` in all, None for Cairn itself; all in weighted levels.
    """

    per_hour: Figure
    closed: Figure
    hours: Figure
    steps: Figure
    ahead: Figure | None
    ahead_in_all: Figure | None


def standings(spent: Sequence[Mapping[str, Spent]], draws: Resamples) -> dict[str, Standing]:
    """Every rival's standing, from what each learner got from each of them."""
    return {name: _standing(_columns(spent, name), _columns(spent, CAIRN), name, draws) for name in RIVALS}


def _columns(spent: Sequence[Mapping[str, Spent]], name: str) -> Floats:
    """Closed, hours and steps, [3, learners]."""
    return np.array([(one[name].closed, one[name].hours, one[name].steps) for one in spent], float).reshape(-1, 3).T


def _standing(rival: Floats, ours: Floats, name: str, draws: Resamples) -> Standing:
    closed, hours, steps = rival
    one = np.ones(len(closed))

    def further(weights: Floats) -> Floats:
        return ratio(weights @ ours[0], weights @ ours[1]) - ratio(weights @ closed, weights @ hours)

    return Standing(
        per_hour=draws.share(closed, hours),
        closed=draws.share(closed, one),
        hours=draws.share(hours, one),
        steps=draws.share(steps, one),
        ahead=None if name == CAIRN else draws.figure(further),
        ahead_in_all=None if name == CAIRN else draws.share(ours[0] - closed, one),
    )
