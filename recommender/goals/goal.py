"""Which levels are wanted of this learner, how much does each matter, and why?"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

import numpy as np

from recommender.catalog import Catalog
from recommender.catalog.wants import NOTHING, Wants
from recommender.errors import QueryRefused
from recommender.types import Basis, Chain, Floats, Ints, Query, Wish

SHARES = {"wish": 1.0, "outcome": 1.0, "career": 0.6, "role": 0.4}
"""How much each source of wants weighs, whatever the number of its skills (decision record 0002)."""


@dataclass(frozen=True, slots=True)
class Goal:
    """Levels wanted of some skills (columns, in order); weights sum to 1 where anything is wanted.

    `chains` and `reasons` say, skill by skill, which outcomes lean on it and who asks for it.
    """

    basis: Basis
    skill: Ints
    skill_ids: tuple[str, ...]
    level: Floats
    weight: Floats
    chains: tuple[tuple[Chain, ...], ...]
    reasons: tuple[tuple[str, ...], ...]

    def __len__(self) -> int:
        return len(self.skill)


@dataclass(frozen=True, slots=True)
class _Source:
    share: float
    basis: Basis
    wants: Wants
    reason: tuple[str, ...]


def goal_of(query: Query, catalog: Catalog) -> Goal:
    """All that is wanted of the learner of a query, joined skill by skill: the highest level, the summed weight.

    A query with an aim is about that role alone. Raises QueryRefused with every skill and role that the catalogue lacks
    and every wish that is no level or has no weight.
    """
    _refuse(query, catalog)
    if query.wishes and query.aim is None:
        return _goal(query, catalog)
    asked = (query.aim, query.learner.unit_id, query.learner.target_role_id, query.learner.role_id)
    return catalog.once(("goal", *asked), lambda: _goal(query, catalog))


def _goal(query: Query, catalog: Catalog) -> Goal:
    sources = [source for source in _sources(query, catalog) if len(source.wants) and source.wants.weight.sum() > 0]
    return _joined(sources, catalog)


def _refuse(query: Query, catalog: Catalog) -> None:
    skills = [w.skill_id for w in query.wishes if w.skill_id not in catalog.skills.column]
    roles = [query.aim] if query.aim is not None and query.aim not in catalog.roles.index.column else []
    problems = [
        f"{kind} {name!r} is unknown: use an id of the {kind}s table"
        for kind, names in (("skill", skills), ("role", roles))
        for name in names
    ]
    for wish in query.wishes:
        if not 0.0 <= wish.level <= 1.0:
            problems.append(f"the level wanted of skill {wish.skill_id!r} is {wish.level}, expected 0 to 1")
        if not 0.0 <= wish.weight < inf:
            problems.append(f"the weight of skill {wish.skill_id!r} is {wish.weight}, expected a number of at least 0")
    if problems:
        raise QueryRefused("this goal cannot be read", problems)


def _sources(query: Query, catalog: Catalog) -> list[_Source]:
    learner = query.learner
    if query.aim is not None:
        return [_of_role(query.aim, catalog, "career", Basis.CAREER, "needed as {} (the role aimed at)")]
    return [
        _of_wishes(query.wishes, catalog),
        _of_unit(learner.unit_id, catalog),
        _of_role(learner.target_role_id, catalog, "career", Basis.CAREER, "needed as {} (the role aimed at)"),
        _of_role(learner.role_id, catalog, "role", Basis.ROLE, "needed as {} (the role held)"),
    ]


def _of_wishes(wishes: tuple[Wish, ...], catalog: Catalog) -> _Source:
    best = {w.skill_id: w for w in sorted(wishes, key=lambda w: (w.skill_id, w.level, w.weight))}
    ordered = sorted(best.values(), key=lambda w: catalog.skills.column[w.skill_id])
    wants = Wants(
        np.array([catalog.skills.column[w.skill_id] for w in ordered], np.int64),
        np.array([w.level for w in ordered], float),
        np.array([w.weight for w in ordered], float),
    )
    return _Source(SHARES["wish"], Basis.GAP, wants, tuple(w.reason or "asked for" for w in ordered))


def _of_unit(unit_id: str | None, catalog: Catalog) -> _Source:
    unit = catalog.units.index.column.get(unit_id or "", -1)
    wants = catalog.units.wants[unit] if unit >= 0 else NOTHING
    reasons = tuple(f"serves the outcome “{chains[0].outcome}”" for chains in wants.chains)
    return _Source(SHARES["outcome"], Basis.GAP, wants, reasons)


def _of_role(role_id: str | None, catalog: Catalog, share: str, basis: Basis, reason: str) -> _Source:
    role = catalog.roles.index.column.get(role_id or "", -1)
    wants = catalog.roles.wants[role] if role >= 0 else NOTHING
    name = catalog.roles.names[role] if role >= 0 else ""
    return _Source(SHARES[share], basis, wants, (reason.format(name),) * len(wants))


def _joined(sources: list[_Source], catalog: Catalog) -> Goal:
    if not sources:
        return Goal(Basis.AFFINITY, NOTHING.skill, (), NOTHING.level, NOTHING.weight, (), ())
    skill = np.unique(np.concatenate([s.wants.skill for s in sources]))
    level, weight = np.zeros(len(skill)), np.zeros(len(skill))
    chains: list[list[Chain]] = [[] for _ in skill]
    reasons: list[list[str]] = [[] for _ in skill]
    for source in sources:
        at = np.searchsorted(skill, source.wants.skill)
        level[at] = np.maximum(level[at], source.wants.level)
        weight[at] += source.share * source.wants.weight / source.wants.weight.sum()
        for row, place in enumerate(at.tolist()):
            chains[place].extend(source.wants.chains[row] if source.wants.chains else ())
            reasons[place].append(source.reason[row])
    return Goal(
        basis=sources[0].basis,
        skill=skill,
        skill_ids=tuple(catalog.skills.ids[s] for s in skill.tolist()),
        level=level,
        weight=weight / weight.sum(),
        chains=tuple(map(tuple, chains)),
        reasons=tuple(map(tuple, reasons)),
    )
