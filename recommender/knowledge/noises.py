"""How much does chance play with measurements of each kind? Variances from measurements that follow each other closely.

Two measurements of one learner and skill with no lesson between differ by the noise of both; expectation maximisation
shares what is found out between their kinds (Dempster, Laird and Rubin, Journal of the Royal Statistical Society B 39,
1977). Each kind leans on what is assumed of it.
"""

from __future__ import annotations

import numpy as np

from recommender.columns import EVENT_KINDS
from recommender.knowledge.company import Company
from recommender.knowledge.levels import WIDTH
from recommender.knowledge.measurement import Measurements
from recommender.types import Floats, Ints

ASSUMED = 50.0
"""How many measurements the assumed noise of a kind counts for."""

LEAST = (0.05 * WIDTH) ** 2
"""No kind is held to be more precise."""

TURNS = 2
"""Turns of each call; every call begins where the last one ended."""


def noises(company: Company, heard: Measurements, rest: Floats, noise: Floats, assumed: Floats) -> Floats:
    """The noise of kinds; `rest` is what was heard with bias, leniency and offsets taken off.

    `noise` has the noise of kinds that `heard` was measured with, `assumed` what was assumed before any evidence.
    """
    fine = np.flatnonzero(~heard.test)
    group, value, kind = company.group[fine], rest[fine], heard.kind[fine]
    share = heard.noise[fine] / noise[kind]
    one, two = (np.concatenate(side) for side in zip(*(_followed(group, by) for by in (1, 2)), strict=True))
    kinds = len(EVENT_KINDS)
    apart, sides = (value[two] - value[one]) ** 2, np.concatenate([kind[one], kind[two]])
    count = np.bincount(sides, minlength=kinds) + ASSUMED
    for _ in range(TURNS):
        first, second = noise[kind[one]] * share[one], noise[kind[two]] * share[two]
        both = first + second
        expected = [side - side**2 / both + (side / both) ** 2 * apart for side in (first, second)]
        total = np.bincount(sides, np.concatenate([expected[0] / share[one], expected[1] / share[two]]), kinds)
        noise = np.maximum((total + ASSUMED * assumed) / count, np.minimum(LEAST, assumed))
    return noise


def _followed(group: Ints, by: int) -> tuple[Ints, Ints]:
    """The places of what stands some places apart in the same group."""
    first = np.flatnonzero(group[by:] == group[:-by])
    return first, first + by
