"""The linear model of a plan: what every legal plan satisfies, whatever its order.

Maximise  weight · y + profit · x  where  y_q <= 1 - exp(-t_q),  t = absorbedᵀ x,  matrix · (x, z) <= right,  x binary,
0 <= z <= 1. z_g says that gate g is opened. Deadlines and readiness need an order; here stands only what is necessary.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import coo_array, csc_array, csr_array

from recommender.planning.calendar import MINUTE_TOLERANCE
from recommender.planning.problem import Problem
from recommender.planning.readiness import LEVEL_TOLERANCE, Gates, gates_of, openers
from recommender.planning.worth import absorption, covered
from recommender.types import Bools, Floats, Ints


@dataclass(frozen=True, slots=True)
class Rows:
    """The linear model of one problem: n columns x, then G gates z; R rows.

    `share` and `absorbed` are n x Q, `profit` and `mandatory` [n], `weight` [Q], `matrix` R x (n + G), `right` [R].
    """

    share: csr_array
    absorbed: csr_array
    weight: Floats
    profit: Floats
    mandatory: Bools
    matrix: csc_array
    right: Floats

    @classmethod
    def of(cls, problem: Problem) -> Rows:
        """State a problem in rows."""
        share, builder = covered(problem), _Builder(len(problem))
        _resources(builder, problem)
        _choices(builder, problem)
        gates = gates_of(problem)
        _gates(builder, problem, gates)
        return cls(
            share=share,
            absorbed=absorption(share),
            weight=problem.band_weight * problem.band_missing,
            profit=problem.bonus - problem.step_cost,
            mandatory=problem.mandatory,
            matrix=builder.matrix(len(problem) + len(gates)),
            right=np.concatenate((*builder.right, np.empty(0))),
        )

    def worth(self, columns: ArrayLike) -> float:
        """Value of a set of columns, as in `value_of` but without deriving the model again."""
        chosen = np.asarray(columns, np.int64)
        total = np.asarray(self.absorbed[chosen].sum(axis=0)) if len(chosen) else np.zeros(len(self.weight))
        return float(self.weight @ -np.expm1(-total) + self.profit[chosen].sum())


class _Builder:
    """Collects rows block by block."""

    def __init__(self, columns: int) -> None:
        self.columns = columns
        self.right: list[Floats] = []
        self._row: list[Ints] = []
        self._column: list[Ints] = []
        self._value: list[Floats] = []
        self._height = 0

    def add(self, row: Ints, column: Ints, value: ArrayLike, right: Floats) -> None:
        """Add a block of len(right) rows given by its entries."""
        self._row.append(row + self._height)
        self._column.append(column)
        self._value.append(np.broadcast_to(np.asarray(value, np.float64), row.shape))
        self.right.append(right)
        self._height += len(right)

    def dense(self, value: Floats, right: float) -> None:
        """Add one row over all contents."""
        column = np.flatnonzero(value)
        self.add(np.zeros(len(column), np.int64), column, value[column], np.array([right]))

    def matrix(self, width: int) -> csc_array:
        """All rows as one sparse matrix."""
        entries = (np.concatenate(self._value), (np.concatenate(self._row), np.concatenate(self._column)))
        return csc_array(coo_array(entries, shape=(self._height, width)))


def _resources(builder: _Builder, problem: Problem) -> None:
    builder.dense(problem.minutes, problem.calendar.total + MINUTE_TOLERANCE)
    builder.dense(np.ones(len(problem)), float(problem.max_steps))
    if np.isfinite(problem.money):
        builder.dense(problem.cost, problem.money + MINUTE_TOLERANCE)
    days = np.array([date.max if due is None else due for due in problem.due], "datetime64[D]")
    for day in np.unique(days[days < np.datetime64(date.max)]):
        minutes = problem.calendar.minutes_until(day.item())
        builder.dense(np.where(days <= day, problem.minutes, 0.0), minutes + MINUTE_TOLERANCE)


def _choices(builder: _Builder, problem: Problem) -> None:
    pairs = problem.requires[problem.requires[:, 1] >= 0]
    number = np.arange(len(pairs))
    signs = np.repeat((1.0, -1.0), len(pairs))
    builder.add(np.tile(number, 2), pairs.T.ravel(), signs, np.zeros(len(pairs)))
    members = np.flatnonzero(problem.alternatives >= 0)
    groups, group = np.unique(problem.alternatives[members], return_inverse=True)
    builder.add(group.ravel(), members, 1.0, np.ones(len(groups)))


def _gates(builder: _Builder, problem: Problem, gates: Gates) -> None:
    """x_i <= z_g; z_g <= the part of the way that helpers go together; z_g <= number of helpers that lead past g."""
    links, count = len(gates.links), len(gates)
    row = np.tile(np.arange(links), 2)
    column = np.concatenate((problem.link_content[gates.links], builder.columns + gates.gate_of))
    builder.add(row, column, np.repeat((1.0, -1.0), links), np.zeros(links))
    gate, link = openers(problem, gates)
    helper = problem.link_content[link]
    past = problem.link_exit[link] >= gates.entry[gate] - LEVEL_TOLERANCE
    opened, number = np.arange(count), builder.columns + np.arange(count)
    parts = _part_of_way(problem, gates, gate, link)
    for rows, columns, values in ((gate, helper, parts), (gate[past], helper[past], np.ones(int(past.sum())))):
        entries = np.concatenate((opened, rows)), np.concatenate((number, columns))
        builder.add(*entries, np.concatenate((np.ones(count), -values)), np.zeros(count))


def _part_of_way(problem: Problem, gates: Gates, gate: Ints, link: Ints) -> Floats:
    """How far each helper goes towards its gate, at most 1.

    With E the highest exit of a gate's helpers, a helper multiplies E - level by no less than 1 - c, with
    c = effect (exit - start level) / (E - start level), so the logarithms of what is left add up.
    """
    level = problem.level[gates.skill]
    highest = level + LEVEL_TOLERANCE
    np.maximum.at(highest, gate, problem.link_exit[link])
    left = (highest - gates.entry + LEVEL_TOLERANCE) / (highest - level)
    way = -np.log(np.clip(left, LEVEL_TOLERANCE, 1.0 - LEVEL_TOLERANCE))
    gone = problem.link_effect[link] * (problem.link_exit[link] - level[gate]) / (highest - level)[gate]
    return np.asarray(np.minimum(1.0, -np.log1p(-np.minimum(gone, 1.0 - LEVEL_TOLERANCE)) / way[gate]))
