"""How good could any plan be? A bound from prices, valid for all of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommender.planning.problem import Problem
from recommender.planning.rows import Rows
from recommender.types import Floats


@dataclass(frozen=True, slots=True)
class Duals:
    """Prices, all >= 0: `band` [Q] of a unit absorbed in a band, `row` [R] of a unit of each row of the model."""

    band: Floats
    row: Floats


def dual_bound(problem: Problem, duals: Duals) -> float:
    """An upper bound on the value of every plan, for any prices that are not negative; rows are those of `Rows.of`."""
    rows = Rows.of(problem)
    return bound_of(rows, duals, profits(rows, duals))


def profits(rows: Rows, duals: Duals) -> Floats:
    """What each column x and gate z earns at these prices, its use of every row paid: shape [n + G]."""
    earned = np.zeros(rows.matrix.shape[1])
    earned[: len(rows.profit)] = rows.profit + rows.absorbed @ duals.band
    return np.asarray(earned - rows.matrix.T @ duals.row)


def bound_of(rows: Rows, duals: Duals, profit: Floats) -> float:
    """Lagrangian bound: Σ w (1 - r + r ln r) + Σ max(0, profit) + row prices · right, r = min(1, price / w).

    The first sum is the largest w (1 - exp(-t)) - price · t over t >= 0, band by band; mandatory columns earn their
    profit even below 0. One matrix product over all contents.
    """
    n = len(rows.profit)
    paid = np.maximum(profit, 0.0)
    paid[:n][rows.mandatory] = profit[:n][rows.mandatory]
    return float(_kept_by_bands(rows.weight, duals.band).sum() + paid.sum() + rows.right @ duals.row)


def _kept_by_bands(weight: Floats, price: Floats) -> Floats:
    r = np.minimum(1.0, np.divide(price, weight, out=np.ones_like(weight), where=weight > 0))
    return np.asarray(weight * (1.0 - r + r * np.log(np.maximum(r, 1e-300))))
