"""What was learned from a log, and how does it travel? As named arrays, by skill, by link, and a few lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.catalog.skills import Links
from recommender.errors import BundleRefused
from recommender.knowledge.population import Population
from recommender.knowledge.yardstick import Pitches, Yardstick
from recommender.types import Floats, Ints

Arrays = Mapping[str, NDArray[Any]]

BY_SKILL = ("mean", "variance", "half_life_days")
"""Arrays with one element a skill of the catalogue."""

BY_LINK = ("effect", "effect_se", "offset", "offset_doubt", "pass_offset")
"""Arrays with one element a link of the catalogue."""

LISTS = (
    "role", "role_skill", "shift", "noise", "bias", "raters", "leniency", "doubt", "relative", "effect_mean", "assumed",
    "opening",
)  # fmt: skip
"""Shifts of (role, skill); noise and bias by event kind; raters with leniency and its variance; three single values;
contents first scored before their lesson."""

LINKS = tuple(f"links_{name}" for name in Links.__slots__)
"""The links of the catalogue that the tracer was made for."""


@dataclass(frozen=True, slots=True)
class Learned:
    """Population, yardstick and effects, with the links and half-lives of the catalogue that they belong to.

    `effect` and its standard error `effect_se` have one element a link; `effect_mean` is that of a link of which
    nothing is known; `assumed` is true where no effect was graded, so that all are declared ones. `opening` lists the
    contents that are first scored before their lesson, ascending.
    """

    population: Population
    yardstick: Yardstick
    effect: Floats
    effect_se: Floats
    effect_mean: float
    assumed: bool
    links: Links
    half_life_days: Floats
    opening: Ints


def packed(learned: Learned) -> dict[str, NDArray[Any]]:
    """Everything learned as arrays by name."""
    population, yardstick = learned.population, learned.yardstick
    return {
        "mean": population.mean,
        "variance": population.variance,
        "half_life_days": learned.half_life_days,
        "effect": learned.effect,
        "effect_se": learned.effect_se,
        "role": population.role,
        "role_skill": population.role_skill,
        "shift": population.shift,
        **_pitched(yardstick.pitches, len(learned.links)),
        "noise": yardstick.noise,
        "bias": yardstick.bias,
        "raters": yardstick.raters,
        "leniency": yardstick.leniency,
        "doubt": yardstick.doubt,
        "effect_mean": np.array([learned.effect_mean]),
        "assumed": np.array([learned.assumed]),
        "opening": learned.opening,
        **{f"links_{name}": getattr(learned.links, name) for name in Links.__slots__},
    }


def unpacked(arrays: Arrays, plain: Yardstick) -> Learned:
    """What was packed; `plain` is the yardstick before learning. Raises BundleRefused, naming every array amiss."""
    _check(arrays)
    return Learned(
        population=Population(*(arrays[name] for name in ("mean", "variance", "role", "role_skill", "shift"))),
        yardstick=replace(
            plain,
            noise=arrays["noise"],
            bias=arrays["bias"],
            raters=arrays["raters"],
            leniency=arrays["leniency"],
            doubt=arrays["doubt"],
            pitches=Pitches(
                float(arrays["relative"][0]), *(arrays[name] for name in ("offset", "offset_doubt", "pass_offset"))
            ),
        ),
        effect=arrays["effect"],
        effect_se=arrays["effect_se"],
        effect_mean=float(arrays["effect_mean"][0]),
        assumed=bool(arrays["assumed"][0]),
        links=Links(*(arrays[name] for name in LINKS)),
        half_life_days=arrays["half_life_days"],
        opening=arrays["opening"],
    )


def _pitched(pitches: Pitches, links: int) -> dict[str, Floats]:
    """What was learned of tests, with one element a link even where nothing was."""
    names = ("offset", "offset_doubt", "pass_offset")
    arrays = {name: getattr(pitches, name) for name in names}
    return {"relative": np.array([pitches.relative])} | {
        name: array if len(array) else np.zeros(links) for name, array in arrays.items()
    }


def _check(arrays: Arrays) -> None:
    missing = [name for name in (*BY_SKILL, *BY_LINK, *LISTS, *LINKS) if name not in arrays]
    problems = [f"array {name!r} is missing; pack the tracer anew" for name in missing]
    if not missing:
        for kind, names, count in (
            ("skill", BY_SKILL, len(arrays["mean"])),
            ("link", BY_LINK, len(arrays["links_content"])),
        ):
            problems += [
                f"array {name!r}: found {len(arrays[name])} elements, expected {count}, one a {kind}"
                for name in names
                if len(arrays[name]) != count
            ]
    if problems:
        raise BundleRefused("the arrays of the tracer are not whole", problems)
