"""Which of many contents deserve a place in the integer model?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array, csr_array

from recommender.planning.bound import bound_of, profits
from recommender.planning.master import Master
from recommender.planning.problem import Effort
from recommender.planning.setting import Setting
from recommender.planning.worth import prerequisite_closure
from recommender.types import Floats, Ints

TANGENT_ROUNDS = 4
LEAST_PROFIT = 1e-7
"""Relative to the bound: a column that earns less than this at the current prices is not worth a round."""
DENSEST_OF_A_BAND = 3
HELPERS_OF_A_GATE = 2


@dataclass(frozen=True, slots=True)
class Priced:
    """Prices that bound every plan, and what they say of each content.

    `x` [n] is the relaxed plan, `profit` [n] what each content earns at these prices and `price` [n] what it uses up,
    `columns` the contents that were in the relaxation.
    """

    columns: Ints
    x: Floats
    profit: Floats
    price: Floats
    bound: float
    rounds: int


def ceilings(setting: Setting, prices: Priced) -> Floats:
    """For each content, what a plan that holds it, and so all its prerequisites, could be worth at most, shape [n]."""
    loss = np.minimum(0.0, prices.profit)
    return np.asarray(prices.bound + loss + prerequisite_closure(setting.problem) @ loss)


def priced(setting: Setting, effort: Effort, seed: int) -> Priced | None:
    """Solve the relaxation over promising contents, price all others, let the profitable ones in, and repeat.

    None if not even the relaxation over all contents is feasible.
    """
    columns, best = _first_columns(setting, effort), None
    for number in range(1, max(1, effort.pricing_rounds) + 1):
        found = _price(setting, columns, seed, number)
        if found is None:
            return None
        best = found if best is None or found.bound < best.bound else best
        outside = found.profit.copy()
        outside[found.columns] = -np.inf
        if not np.any(outside > LEAST_PROFIT * found.bound):
            break
        columns = _next_columns(setting, found, outside, effort)
    return best


def _price(setting: Setting, columns: Ints, seed: int, number: int) -> Priced | None:
    n = len(setting.problem)
    relaxed = Master(setting.rows, columns, seed).relax(TANGENT_ROUNDS)
    if relaxed is None:
        return None if len(columns) == n else _price(setting, np.arange(n), seed, number)
    x = np.zeros(n)
    x[columns] = relaxed.x
    profit = profits(setting.rows, relaxed.duals)
    earned = setting.rows.profit + setting.rows.absorbed @ relaxed.duals.band
    bound = bound_of(setting.rows, relaxed.duals, profit)
    return Priced(columns, x, profit[:n], earned - profit[:n], bound, number)


def _next_columns(setting: Setting, found: Priced, outside: Floats, effort: Effort) -> Ints:
    """Let in the most profitable outsiders; those inside that lose most make room."""
    room = max(1, effort.candidates // 3)
    entering = np.argsort(-outside, kind="stable")[:room]
    entering = entering[outside[entering] > 0]
    inside = found.columns[np.argsort(-np.minimum(found.profit, found.x)[found.columns], kind="stable")]
    used = inside[found.x[inside] > 0]
    staying = inside[: max(len(used), effort.candidates - len(entering))]
    return setting.closed(np.union1d(np.union1d(staying, used), entering))


def _first_columns(setting: Setting, effort: Effort) -> Ints:
    problem, n = setting.problem, len(setting.problem)
    if n <= effort.candidates:
        return np.arange(n)
    density = setting.alone / np.maximum(problem.minutes, 1.0)
    chosen = [np.flatnonzero(problem.mandatory), np.argsort(-density, kind="stable")[: effort.candidates // 3]]
    by_band = setting.rows.share.tocsc()
    for q in range(by_band.shape[1]):
        rows = by_band.indices[by_band.indptr[q] : by_band.indptr[q + 1]].astype(np.int64)
        chosen.append(rows[np.lexsort((rows, -density[rows]))][:DENSEST_OF_A_BAND])
    columns = setting.closed(np.concatenate(chosen))
    return setting.closed(np.union1d(columns, _helpers(setting, columns)))


def _helpers(setting: Setting, columns: Ints) -> Ints:
    """For every gate that these contents ask for, those that go furthest towards it, and furthest per minute."""
    matrix, n = setting.rows.matrix, len(setting.problem)
    contents, gates = csr_array(matrix[:, :n]), csc_array(matrix[:, n:])
    mine = np.zeros(matrix.shape[0], np.bool_)
    mine[matrix[:, columns].indices] = True
    gate_of = np.repeat(np.arange(gates.shape[1]), np.diff(gates.indptr))
    asked = np.unique(gate_of[(gates.data < 0) & mine[gates.indices]])
    found = [columns]
    for row in np.unique(gates.indices[(gates.data > 0) & np.isin(gate_of, asked)]).tolist():
        entries = slice(contents.indptr[row], contents.indptr[row + 1])
        helpers, part = contents.indices[entries].astype(np.int64), -contents.data[entries]
        pace = part / np.maximum(setting.problem.minutes[helpers], 1.0)
        found += [helpers[np.lexsort((helpers, -worth))][:HELPERS_OF_A_GATE] for worth in (part, pace)]
    return np.unique(np.concatenate(found))
