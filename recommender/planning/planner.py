"""From a planning problem to a plan with its proof."""

from __future__ import annotations

from types import MappingProxyType

import numpy as np

from recommender.planning.clash import clash_of
from recommender.planning.problem import Effort, Plan, Problem, take
from recommender.planning.reach import plannable
from recommender.planning.search import Found, search
from recommender.planning.setting import Setting
from recommender.planning.simulate import simulate
from recommender.planning.timing import dates
from recommender.types import Ints

USUAL_EFFORT = Effort()


def plan(problem: Problem, effort: Effort = USUAL_EFFORT, seed: int = 0) -> Plan:
    """The best serial order that the effort finds, with a bound that no fixed plan under the same demands exceeds.

    The same problem, effort and seed give the same plan, and so does the same problem with its contents in any other
    order. Raises InfeasiblePlan with a smallest clash and verified ways out if the demands cannot all be met.
    """
    by_id = np.array(sorted(range(len(problem)), key=problem.ids.__getitem__), np.int64)
    ordered = take(problem, by_id)
    possible = np.flatnonzero(plannable(ordered))
    if ordered.mandatory.sum() > ordered.mandatory[possible].sum():
        raise clash_of(ordered, effort, seed)
    setting = Setting.of(take(ordered, possible))
    found = search(setting, effort, seed)
    if found is None:
        raise clash_of(ordered, effort, seed)
    return _plan(setting, by_id[possible], found, effort, seed)


def _plan(setting: Setting, columns: Ints, found: Found, effort: Effort, seed: int) -> Plan:
    problem = setting.problem
    spans = dates(problem, setting.table, found.order)
    return Plan(
        order=columns[np.array(found.order, np.int64)],
        start=tuple(start for start, _ in spans),
        finish=tuple(finish for _, finish in spans),
        value=found.value,
        bound=found.bound,
        simulated=simulate(problem, found.order, effort.simulations, np.random.default_rng(seed)),
        work=MappingProxyType(dict(found.work)),
        optimal=found.optimal,
    )
