"""The best plan that can be found and proven with counted work.

Logic-based Benders: the integer model proposes a set, the order search looks for an order of it; what it learns from
failure goes back as a cut that every legal plan satisfies, so the model's bound stays a bound.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommender.planning.cuts import Cut, explained, rows_of
from recommender.planning.growth import LEAST_GAIN, grow, trimmed, useful
from recommender.planning.master import Master
from recommender.planning.pricing import Priced, ceilings, priced
from recommender.planning.problem import Effort
from recommender.planning.schedule import Ordering, find_order
from recommender.planning.setting import Setting
from recommender.types import Floats, Ints

PROVEN = 1e-4
"""A plan whose bound lies no further above it, relatively, is called optimal."""
CLOSE = 5e-5
"""The search stops here, so that rounding never spoils the proof."""
SURE = 0.3
"""Contents with this much of a place in the relaxed plan are tried in the first order."""
MOVES_A_TRY = 5_000
TANGENT_ROUNDS = 12


@dataclass(frozen=True, slots=True)
class Found:
    """An order with its value, a bound on every plan, whether that proves it, and the work spent."""

    order: tuple[int, ...]
    value: float
    bound: float
    optimal: bool
    work: dict[str, int]


class _Hunt:
    """What is known so far: the best order, the work spent, and `floor`, the value of sets left undecided."""

    def __init__(self, setting: Setting, effort: Effort) -> None:
        self.setting, self.effort = setting, effort
        self.order: tuple[int, ...] | None = None
        self.value = self.floor = -np.inf
        self.work = dict.fromkeys(("pricing_rounds", "columns", "sets", "cut_rounds", "nodes", "moves"), 0)
        self.duties = setting.closed(np.flatnonzero(setting.problem.mandatory))
        self.start = self.ordered(tuple(self.duties.tolist())).order or ()

    def keep(self, order: tuple[int, ...]) -> None:
        """Remember an order if it holds every mandatory content and is the best so far, among equals first by id."""
        value, rounding = self.setting.rows.worth(order), self.slack(0.0)
        is_tie = self.order is not None and abs(value - self.value) <= rounding and sorted(order) < sorted(self.order)
        if (value > self.value + rounding or is_tie) and np.isin(self.duties, order).all():
            self.order, self.value = order, value

    def ordered(self, columns: tuple[int, ...]) -> Ordering:
        """Look for an order within the moves left."""
        ordering = find_order(self.setting, columns, min(MOVES_A_TRY, self.left("moves")))
        self.work["moves"] += ordering.moves
        return ordering

    def left(self, name: str) -> int:
        """Work that may still be spent."""
        return max(0, int(getattr(self.effort, name)) - self.work[name])

    def slack(self, relative: float) -> float:
        """How much may be missing from the bound at this relative precision, rounding errors included."""
        rounding = LEAST_GAIN * float(self.setting.rows.weight.sum())
        return relative * abs(self.value) + rounding if relative else rounding

    def is_close(self, bound: float) -> bool:
        """Whether a bound proves the best order."""
        return self.order is not None and bound - self.value <= self.slack(CLOSE)


def search(setting: Setting, effort: Effort, seed: int) -> Found | None:
    """Find and prove a plan; None if no legal plan was found."""
    if not len(setting.problem):
        return Found((), 0.0, 0.0, True, {})
    prices = priced(setting, effort, seed)
    if prices is None:
        return None
    hunt = _Hunt(setting, effort)
    hunt.work["pricing_rounds"] = prices.rounds
    _first_orders(hunt, prices)
    bound = _proven(hunt, prices, seed)
    return None if hunt.order is None else _finished(hunt, hunt.order, bound)


def _proven(hunt: _Hunt, prices: Priced, seed: int) -> float:
    """Improve the order and return a bound over all columns: those in the model by its bound, others by their prices.

    The first pass, over few columns, is for a good order; with it the prices rule out most others before the second;
    a third is worth its while if it can hold all that are still in question.
    """
    bound, tried, limits = prices.bound, np.empty(0, np.int64), ceilings(hunt.setting, prices)
    most = hunt.effort.candidates
    for number, size in enumerate((most // 4, most, most)):
        columns = _promising(hunt, limits, size)
        is_spent = hunt.order is not None and (not hunt.left("nodes") or (number == 2 and len(columns) > most))
        if is_spent or hunt.is_close(bound) or (len(tried) and np.isin(columns, tried).all()):
            break
        ceiling = np.delete(limits, columns).max(initial=-np.inf)
        bound = min(bound, max(_hunt_among(hunt, columns, seed), ceiling, hunt.floor))
        tried = columns
    return bound


def _promising(hunt: _Hunt, limits: Floats, size: int) -> Ints:
    """Columns that the prices cannot rule out against the best order, the `size` best of them."""
    if hunt.order is None and hunt.work["sets"]:
        return np.arange(len(hunt.setting.problem))
    ranked = np.argsort(-limits, kind="stable")[:size]
    if hunt.order is not None:
        ranked = ranked[limits[ranked] > hunt.value + hunt.slack(CLOSE)]
    chosen = np.concatenate((ranked, hunt.duties, np.array(hunt.order or (), np.int64)))
    return hunt.setting.closed(chosen)


def _first_orders(hunt: _Hunt, prices: Priced) -> None:
    """Orders without branching: what the relaxed plan holds first, then gain per what it uses up, or per minute."""
    setting = hunt.setting
    support = np.where(prices.x > SURE, prices.x, 0.0)
    floor = max(float(np.median(np.maximum(prices.price, 0.0))) / 10, 1e-9)

    def per_price(gains: Floats) -> Floats:
        return np.where(useful(setting, gains) > 0, gains / np.maximum(prices.price, floor), 0.0)

    for order in (grow(setting, hunt.start, lambda _: support), hunt.start):
        hunt.keep(grow(setting, trimmed(setting, order), per_price))
    hunt.keep(grow(setting, hunt.start, lambda gains: useful(setting, gains)))


def _hunt_among(hunt: _Hunt, columns: Ints, seed: int) -> float:
    """Solve over these columns until proven or out of work; an upper bound for plans of these columns alone."""
    master, bound = Master(hunt.setting.rows, columns, seed), np.inf
    hunt.work["columns"] = max(hunt.work["columns"], len(columns))
    if hunt.order is not None:
        master.add_tangents(hunt.order)
    for _ in range(TANGENT_ROUNDS + hunt.effort.cut_rounds):
        choice = master.choose(max(1, hunt.left("nodes")), hunt.order)
        hunt.work["nodes"] += choice.nodes
        hunt.work["sets"] += 1
        bound = min(bound, choice.bound)
        if choice.columns is None or hunt.is_close(max(bound, hunt.floor)):
            break
        is_exact = choice.value - hunt.setting.rows.worth(choice.columns) <= CLOSE / 5 * abs(choice.value)
        is_new = _refused(hunt, master, choice.columns)
        if hunt.is_close(max(bound, hunt.floor)) or (is_exact and not is_new) or not hunt.left("nodes"):
            break
        master.add_tangents(choice.columns)
    return bound


def _refused(hunt: _Hunt, master: Master, columns: tuple[int, ...]) -> bool:
    """Order a proposed set and keep it, or teach the model why not; whether the model learned anything."""
    ordering = hunt.ordered(columns)
    if ordering.order is not None:
        hunt.keep(grow(hunt.setting, trimmed(hunt.setting, ordering.order), lambda gains: useful(hunt.setting, gains)))
        return False
    hunt.keep(_repaired(hunt, columns))
    if not (hunt.left("cut_rounds") and hunt.left("moves")):
        return False
    hunt.work["cut_rounds"] += 1
    for cut in _cuts(hunt, columns, ordering):
        master.add_cut(*rows_of(cut, master.columns))
    return True


def _cuts(hunt: _Hunt, columns: tuple[int, ...], ordering: Ordering) -> tuple[Cut, ...]:
    """Why this set has no order; an undecided one is set aside with its value as a floor under the bound."""
    if ordering.proven:
        cuts, moves = explained(hunt.setting, columns, min(MOVES_A_TRY, hunt.left("moves")))
        hunt.work["moves"] += moves
        return cuts
    hunt.floor = max(hunt.floor, hunt.setting.rows.worth(columns))
    others = np.setdiff1d(np.arange(len(hunt.setting.problem)), columns)
    return (Cut(columns, tuple(others.tolist())),)


def _repaired(hunt: _Hunt, columns: tuple[int, ...]) -> tuple[int, ...]:
    """As much of a set as can be taken in some order, earliest deadline first, and then whatever else is useful."""
    setting = hunt.setting
    urgency = np.zeros(len(setting.problem))
    urgency[list(columns)] = 1.0 / (1.0 + np.maximum(setting.table.limit[list(columns)], 0.0))
    order = grow(setting, hunt.start, lambda _: urgency)
    return grow(setting, trimmed(setting, order), lambda gains: useful(setting, gains))


def _finished(hunt: _Hunt, order: tuple[int, ...], bound: float) -> Found:
    """The best set in its best order, with every step added that is still useful, ready and affordable at its end."""
    setting = hunt.setting
    lean = trimmed(setting, order)
    tidy = hunt.ordered(tuple(sorted(lean))).order or lean
    full = grow(setting, tidy, lambda gains: useful(setting, gains))
    value = setting.rows.worth(full)
    return Found(full, value, max(bound, value), bound - value <= hunt.slack(PROVEN), hunt.work)
