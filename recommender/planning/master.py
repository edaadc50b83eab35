"""The integer model over some of the columns, solved by HiGHS with counted nodes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import block_array, csr_array, diags_array, eye_array

from recommender.planning.bound import Duals
from recommender.planning.rows import Rows
from recommender.types import Floats, Ints

SLOPES = (1.0, 0.8, 0.63, 0.48, 0.35, 0.23, 0.13, 0.05)
"""Where the first tangents touch 1 - exp(-t), as exp(-t)."""
SCALE = 100.0
"""All weights together in the solver's units, far above its absolute tolerances."""
OPTIONS = {
    "threads": 1,
    "mip_rel_gap": 2e-5,
    "mip_heuristic_effort": 0.0,
    "mip_heuristic_run_rens": False,
    "mip_heuristic_run_rins": False,
    "mip_heuristic_run_root_reduced_cost": False,
    "mip_heuristic_run_feasibility_jump": False,
    "mip_allow_restart": False,
    "mip_detect_symmetry": False,
}
"""Good orders come from outside: the solver's own heuristics, restarts and symmetries cost more than they save."""


@dataclass(frozen=True, slots=True)
class Relaxation:
    """The linear relaxation over the columns of a master: `x` in their order, prices for all rows of the problem."""

    x: Floats
    duals: Duals


@dataclass(frozen=True, slots=True)
class Choice:
    """What branch and bound left: a best set or None, its value in the model, an upper bound over sets of these
    columns, and nodes spent."""

    columns: tuple[int, ...] | None
    value: float
    bound: float
    nodes: int


class Master:
    """Rows restricted to `columns`: maximise weight · y + profit · x, tangents and cuts added as they are found."""

    def __init__(self, rows: Rows, columns: Ints, seed: int) -> None:
        self.rows, self.columns = rows, columns
        self._bands = np.flatnonzero((rows.weight > 0) & (np.diff(rows.absorbed[columns].tocsc().indptr) > 0))
        self._kept, matrix = _relevant(rows, columns)
        self._gates = matrix.shape[1] - len(columns)
        self._unit = SCALE / max(float(rows.weight.sum() + np.abs(rows.profit[columns]).max(initial=0.0)), 1e-12)
        self._solver = _silent(seed)
        self._load(matrix)

    @property
    def _first_band(self) -> int:
        return len(self.columns) + self._gates

    def relax(self, rounds: int) -> Relaxation | None:
        """Solve the linear relaxation, adding tangents where it overshoots; None if nothing is feasible."""
        for left in reversed(range(rounds)):
            self._solver.run()
            if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                return None
            solution, duals = np.array(self._solver.getSolution().col_value), self._duals()
            if not left or not self._touch(solution, tolerance=1e-3):
                break
        return Relaxation(solution[: len(self.columns)], duals)

    def choose(self, nodes: int, start: tuple[int, ...] | None) -> Choice:
        """Branch and bound from an optional known set, at most so many nodes."""
        k = len(self.columns)
        kinds = np.full(k, highspy.HighsVarType.kInteger)
        self._solver.changeColsIntegrality(k, np.arange(k, dtype=np.int32), kinds)
        self._solver.setOptionValue("mip_max_nodes", nodes)
        if start is not None:
            self._solver.setSolution(k, np.arange(k, dtype=np.int32), np.isin(self.columns, start).astype(np.float64))
        self._solver.run()
        return self._read()

    def add_tangents(self, columns: ArrayLike) -> None:
        """Make the model exact at this set."""
        inside = np.flatnonzero(np.isin(self.columns, columns))
        self._add_tangents(self._bands, np.asarray(self._absorbed()[inside].sum(axis=0)))

    def add_cut(self, inside: Ints, openers: Ints) -> None:
        """Demand that one of `inside` is left out or one of `openers` joins."""
        place = np.concatenate((np.searchsorted(self.columns, inside), np.searchsorted(self.columns, openers)))
        signs = np.concatenate((-np.ones(len(inside)), np.ones(len(openers))))
        self._solver.addRow(1.0 - len(inside), highspy.kHighsInf, len(place), place.astype(np.int32), signs)

    def _absorbed(self) -> csr_array:
        return csr_array(self.rows.absorbed[self.columns][:, self._bands])

    def _load(self, matrix: csr_array) -> None:
        """Columns x, z, t, y; rows: those of the problem, t <= absorbedᵀ x, first tangents."""
        k, q = len(self.columns), len(self._bands)
        link = csr_array(-self._absorbed().T)
        slopes = diags_array(np.tile(-np.array(SLOPES), q)) @ csr_array(np.repeat(np.eye(q), len(SLOPES), axis=0))
        ones = csr_array(np.repeat(np.eye(q), len(SLOPES), axis=0))
        blocks: list[list[Any]] = [
            [matrix[:, :k], matrix[:, k:], None, None],
            [link, None, eye_array(q), None],
            [None, None, slopes, ones],
        ]
        model = csr_array(block_array(blocks, format="csr")) if q else matrix
        touching = np.tile(1.0 - np.array(SLOPES) + np.array(SLOPES) * np.log(SLOPES), q)
        upper = np.concatenate((self.rows.right[self._kept], np.zeros(q), touching))
        cost = np.zeros(model.shape[1])
        cost[:k] = self.rows.profit[self.columns] * self._unit
        cost[self._first_band + q :] = self.rows.weight[self._bands] * self._unit
        low, high = np.zeros(len(cost)), np.ones(len(cost))
        low[:k] = self.rows.mandatory[self.columns]
        high[self._first_band : self._first_band + q] = highspy.kHighsInf
        self._solver.passModel(_program(model, cost, low, high, upper))

    def _touch(self, solution: Floats, tolerance: float) -> bool:
        q = len(self._bands)
        t, y = solution[self._first_band : self._first_band + q], solution[self._first_band + q :]
        over = self.rows.weight[self._bands] * (y + np.expm1(-t))
        found = np.flatnonzero(over > tolerance * max(float(self.rows.weight[self._bands] @ y), 1e-9) / max(q, 1))
        self._add_tangents(self._bands[found], t[found])
        return len(found) > 0

    def _add_tangents(self, bands: Ints, t: Floats) -> None:
        q = len(self._bands)
        place = self._first_band + np.searchsorted(self._bands, bands)
        slope = np.exp(-t)
        count = len(bands)
        self._solver.addRows(
            count,
            np.full(count, -highspy.kHighsInf),
            1.0 - slope - slope * t,
            2 * count,
            np.arange(0, 2 * count, 2, dtype=np.int32),
            np.column_stack((place, place + q)).ravel().astype(np.int32),
            np.column_stack((-slope, np.ones(count))).ravel(),
        )

    def _duals(self) -> Duals:
        price = np.maximum(np.array(self._solver.getSolution().row_dual), 0.0) / self._unit
        band = self.rows.weight.copy()  # a band that no column here covers keeps its full price, for those outside
        row = np.zeros(len(self.rows.right))
        row[self._kept] = price[: len(self._kept)]
        band[self._bands] = price[len(self._kept) : len(self._kept) + len(self._bands)]
        return Duals(band, row)

    def _read(self) -> Choice:
        info, status = self._solver.getInfo(), self._solver.getModelStatus()
        nodes = max(0, int(info.mip_node_count))
        if status == highspy.HighsModelStatus.kInfeasible:
            return Choice(None, -np.inf, -np.inf, nodes)
        bound = info.mip_dual_bound / self._unit
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return Choice(None, -np.inf, bound, nodes)
        x = np.array(self._solver.getSolution().col_value)[: len(self.columns)]
        return Choice(tuple(self.columns[x > 0.5].tolist()), info.objective_function_value / self._unit, bound, nodes)


def _relevant(rows: Rows, columns: Ints) -> tuple[Ints, csr_array]:
    """Rows that can bind on these columns, and their entries on (these columns, the gates that these ask for)."""
    n = len(rows.profit)
    mine = csr_array(rows.matrix[:, columns])
    gates = csr_array(rows.matrix[:, n:])
    asks = _any(mine, mine.data > 0)
    wanted = np.zeros(gates.shape[1], np.bool_)
    asking = np.repeat(asks, np.diff(gates.indptr))
    wanted[gates.indices[asking & (gates.data < 0)]] = True
    kept = np.flatnonzero(asks | _any(gates, (gates.data > 0) & wanted[gates.indices]))
    return kept, csr_array(block_array([[mine[kept], gates[kept][:, np.flatnonzero(wanted)]]], format="csr"))


def _any(matrix: csr_array, entries: np.ndarray) -> np.ndarray:
    found = np.zeros(matrix.shape[0], np.bool_)
    found[np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))[entries]] = True
    return found


def _silent(seed: int) -> highspy.Highs:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.silent()
    solver.setOptionValue("random_seed", seed)
    for name, value in OPTIONS.items():
        solver.setOptionValue(name, value)
    return solver


def _program(model: csr_array, cost: Floats, low: Floats, high: Floats, upper: Floats) -> highspy.HighsLp:
    program = highspy.HighsLp()
    program.num_row_, program.num_col_ = model.shape
    program.sense_ = highspy.ObjSense.kMaximize
    program.col_cost_, program.col_lower_, program.col_upper_ = cost, low, high
    program.row_lower_, program.row_upper_ = np.full(len(upper), -highspy.kHighsInf), upper
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_, program.a_matrix_.index_ = model.indptr, model.indices
    program.a_matrix_.value_ = model.data
    return program
