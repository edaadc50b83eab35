"""How likely is each content to be chosen next? A ranker's scores and popularity, turned into probabilities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from recommender.errors import FitRefused
from recommender.estimator import Estimator
from recommender.types import Bools, Floats, Ints

_BLOCK = 512
"""Learners raised to a power at once: bounds memory, not results."""

_STEPS = 61
"""Floors tried, evenly spaced in logarithm over 12 powers of ten around the scale of the scores."""


class Affinity(Estimator):
    """P(chosen next) of each content a learner may still choose: proportional to max(score, 0)^γ + ε·popularity.

    γ (one of `powers`) sharpens or flattens the scores, ε says how far popularity carries a content that they do not
    speak for; both are those under which held-out next choices were likeliest. A content nobody has taken keeps the
    chance that the smoothing of its popularity gives. Learned: `power_` γ, `epsilon_` ε, `popularity_`, and
    `log_likelihood_`, the mean of log P(the choice made), in nats.
    """

    def __init__(self, *, powers: tuple[float, ...] = (0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0)) -> None:
        self.powers = powers

    def fit(self, scores: NDArray[np.floating[Any]], popularity: Floats, taken: Bools, chosen: Ints) -> Self:
        """Find γ and ε from one held-out next choice a learner.

        `scores` and `taken` are [learners, contents], `popularity` [contents] above 0, `chosen` the content column that
        each learner took next. Raises FitRefused with every problem found.
        """
        problems = tuple(_problems(self.powers, scores, popularity, taken, chosen))
        if problems:
            raise FitRefused("affinity cannot be fitted", problems)
        own, everything, floors = _masses(scores, popularity, taken, chosen, self.powers)
        fits = [_likeliest(own[row], everything[row], popularity[chosen], floors) for row in range(len(self.powers))]
        best = int(np.argmax([likelihood for likelihood, _ in fits]))
        self.log_likelihood_, self.epsilon_ = fits[best]
        self.power_ = float(self.powers[best])
        self.popularity_: Floats = np.asarray(popularity, np.float64)
        return self

    def probability(self, scores: NDArray[np.floating[Any]], taken: Ints) -> Floats:
        """P(chosen next) of every content for one learner, [contents].

        `taken` lists the columns that may not be chosen; they get 0 and the rest sums to 1 (0 if nothing is left).
        """
        mass = self.mass(scores)
        mass[taken] = 0.0
        total = mass.sum()
        if total > 0:
            mass *= 1.0 / total  # several times as fast as a division of each
        return mass

    def mass(self, scores: NDArray[np.floating[Any]]) -> Floats:
        """What the chance of each content is proportional to, of the shape of the scores, [..., contents]."""
        self.require_fitted("power_")
        mass = np.empty(scores.shape)
        mass[...] = self.epsilon_ * self.popularity_
        if self.power_ == 1.0:
            mass += np.maximum(scores, 0.0)
        else:
            liked = np.nonzero(scores > 0)
            mass[liked] += np.exp(self.power_ * np.log(scores[liked]))  # several times as fast as np.power
        return mass

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What was learned, by name, for the bundle; `found` holds γ, ε and the log-likelihood."""
        self.require_fitted("power_")
        found = np.array([self.power_, self.epsilon_, self.log_likelihood_])
        return {"popularity": self.popularity_, "found": found}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], params: Mapping[str, Any]) -> Self:
        """The fitted estimator that `arrays()` and `get_params()` describe."""
        affinity = cls(**params)
        affinity.popularity_ = arrays["popularity"]
        affinity.power_, affinity.epsilon_, affinity.log_likelihood_ = arrays["found"].tolist()
        return affinity


def _problems(
    powers: tuple[float, ...], scores: NDArray[Any], popularity: Floats, taken: Bools, chosen: Ints
) -> Iterator[str]:
    shape = (len(chosen), len(popularity))
    if not powers or min(powers) <= 0:
        yield f"powers: found {powers}, expected one or more numbers above 0"
    if not len(chosen):
        yield "chosen: found no choices, expected at least one; hold some out"
    if not (popularity > 0).all():
        yield "popularity: found a content at or below 0, expected a share above 0; fit Popularity with smoothing"
    if scores.shape != shape or taken.shape != shape:
        found = f"{scores.shape} and {taken.shape}"
        yield f"scores, taken: found {found}, expected {shape}; give one row a choice, one column a content"
        return
    if not np.isfinite(scores).all():
        yield "scores: found NaN or infinity, expected finite numbers; do not mask before fitting"
    outside = (chosen < 0) | (chosen >= shape[1])
    if outside.any():
        row = int(np.argmax(outside))
        yield f"chosen[{row}]: found {chosen[row]}, expected a content column from 0 to {shape[1] - 1}"
        return
    again = taken[np.arange(len(chosen)), chosen]
    if again.any():
        yield f"chosen[{np.argmax(again)}]: found a content that is marked as taken, expected one that could be chosen"


def _masses(
    scores: NDArray[Any], popularity: Floats, taken: Bools, chosen: Ints, powers: tuple[float, ...]
) -> tuple[Floats, Floats, Floats]:
    """Of each learner: powered score of the choice and of all free contents, [powers, learners]; free popularity."""
    own, everything = np.zeros((2, len(powers), len(chosen)))
    floors = np.empty(len(chosen))
    for low in range(0, len(chosen), _BLOCK):
        here = slice(low, low + _BLOCK)
        floors[here] = ~taken[here] @ popularity
        free = np.where(taken[here], 0.0, np.maximum(scores[here], 0.0))
        learner, _ = np.nonzero(free)
        logs, picked = np.log(free[free > 0]), free[np.arange(len(free)), chosen[here]]
        for row, power in enumerate(powers):
            own[row, here] = np.power(picked, power)
            everything[row, here] = np.bincount(learner, np.exp(power * logs), len(free))
    return own, everything, floors


def _likeliest(own: Floats, everything: Floats, floor: Floats, floors: Floats) -> tuple[float, float]:
    """Best mean log-likelihood and its ε: a coarse grid, then a bounded search between the grid's neighbours."""

    def loss(exponent: float) -> float:
        epsilon = 10.0**exponent
        return float(np.mean(np.log(everything + epsilon * floors) - np.log(own + epsilon * floor)))

    middle = np.log10(everything.mean() / floors.mean()) if everything.any() else 0.0
    grid = middle + np.linspace(-6, 6, _STEPS)
    best = grid[int(np.argmin([loss(exponent) for exponent in grid]))]
    from scipy.optimize import minimize_scalar  # only fitting pays for it

    found = minimize_scalar(loss, bounds=(best - 12 / (_STEPS - 1), best + 12 / (_STEPS - 1)), method="bounded")
    return -float(found.fun), float(10.0**found.x)
