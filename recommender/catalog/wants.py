"""Which levels do roles need, and which do the outcomes of a unit need? Both as arrays by skill."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, pairwise
from math import fsum
from operator import itemgetter
from typing import NamedTuple

import numpy as np
import pandas as pd

from recommender.catalog.index import Index
from recommender.catalog.trust import trusted
from recommender.tables import Tables
from recommender.types import Chain, Floats, Ints


@dataclass(frozen=True, slots=True)
class Wants:
    """Levels wanted of some skills (columns, in order), with weights and, for outcomes, the chain behind each."""

    skill: Ints
    level: Floats
    weight: Floats
    chains: tuple[tuple[Chain, ...], ...] = ()

    def __len__(self) -> int:
        return len(self.skill)


NOTHING = Wants(np.empty(0, np.int64), np.empty(0), np.empty(0))


@dataclass(frozen=True, slots=True)
class Roles:
    """Roles with the levels they need; `wants[r]` belongs to role column r."""

    index: Index
    names: tuple[str, ...]
    wants: tuple[Wants, ...]

    @classmethod
    def of(cls, tables: Tables, skills: Index) -> Roles:
        """The roles of checked tables; rejected links are left out, suggested ones weigh by their confidence."""
        frame, needs = tables["roles"], trusted(tables["role_skills"])
        index = Index.of(frame["role_id"])
        role, skill = index.columns(needs["role_id"]), skills.columns(needs["skill_id"])
        order = np.lexsort((skill, role))
        starts = np.searchsorted(role[order], np.arange(len(index) + 1))
        level = needs["level"].to_numpy(float)[order]
        weight = (needs["weight"] * needs["confidence"]).to_numpy(float)[order]
        spans = [slice(a, b) for a, b in pairwise(starts.tolist())]
        wants = tuple(Wants(skill[order][span], level[span], weight[span]) for span in spans)
        return cls(index, tuple(frame["name"].tolist()), wants)


@dataclass(frozen=True, slots=True)
class Units:
    """Units as a tree, with what the outcomes that they answer for want; `wants[u]` belongs to unit column u."""

    index: Index
    names: tuple[str, ...]
    parent: Ints
    wants: tuple[Wants, ...]

    def with_parents(self, unit: int) -> tuple[int, ...]:
        """A unit and all units above it, from below."""
        line: list[int] = []
        while unit >= 0:
            line.append(unit)
            unit = int(self.parent[unit])
        return tuple(line)

    @classmethod
    def of(cls, tables: Tables, skills: Index) -> Units:
        """The units of checked tables; a unit also answers for the outcomes of the units above it."""
        frame = tables["units"]
        index = Index.of(frame["unit_id"])
        names, parent = tuple(frame["name"].tolist()), index.columns(frame["parent_id"])
        bare = cls(index, names, parent, ())
        own = _driven(_drivers(tables))
        lines = [tuple(i for u in bare.with_parents(unit) if (i := index.ids[u]) in own) for unit in range(len(index))]
        made = {line: _wanted([driver for name in line for driver in own[name]], skills) for line in set(lines)}
        return cls(index, names, parent, tuple(made[line] for line in lines))


class Driver(NamedTuple):
    """One way in which an outcome leans on a skill; drivers of a skill stand by falling weight."""

    skill_id: str
    lightness: float
    outcome_id: str
    behaviour_id: str
    level: float
    chain: Chain


def _drivers(tables: Tables) -> pd.DataFrame:
    """Outcome → behaviour → skill, one row each way a unit's outcome leans on a skill; only causes that are skills."""
    behaviours = tables["behaviours"].query("cause == 'skill'")
    links = trusted(tables["behaviour_skills"])
    chain: pd.DataFrame = (
        tables["outcome_units"]
        .merge(tables["outcomes"][["outcome_id", "name", "weight"]], on="outcome_id", suffixes=("", "_outcome"))
        .merge(behaviours, on="outcome_id", suffixes=("", "_behaviour"))
        .merge(links, on="behaviour_id", suffixes=("", "_link"))
        .merge(tables["skills"][["skill_id", "name"]], on="skill_id", suffixes=("", "_skill"))
    )
    weights = ["weight", "weight_outcome", "weight_behaviour", "weight_link", "confidence"]
    return chain.assign(weight=chain[weights].prod(axis=1))


def _driven(frame: pd.DataFrame) -> dict[str, list[Driver]]:
    """The drivers of each unit that has any of its own."""
    chains = map(Chain, frame["name"], frame["name_behaviour"], frame["name_skill"])
    columns = (frame[name] for name in ("skill_id", "outcome_id", "behaviour_id"))
    skill, outcome, behaviour = (column.tolist() for column in columns)
    rows = zip(skill, (-frame["weight"]).tolist(), outcome, behaviour, frame["level"].tolist(), chains, strict=True)
    own: dict[str, list[Driver]] = {}
    for unit, row in zip(frame["unit_id"].tolist(), rows, strict=True):
        own.setdefault(unit, []).append(Driver(*row))
    return own


def _wanted(drivers: list[Driver], skills: Index) -> Wants:
    """The highest level and the summed weight of each skill over all chains that end in it, heaviest chain first."""
    if not drivers:
        return NOTHING
    ordered = sorted(drivers, key=itemgetter(0, 1, 2, 3))
    parts = [(name, list(part)) for name, part in groupby(ordered, key=itemgetter(0))]
    return Wants(
        skills.columns([name for name, _ in parts]),
        np.array([max(driver.level for driver in part) for _, part in parts]),
        np.array([-fsum(driver.lightness for driver in part) for _, part in parts]),
        tuple(tuple(dict.fromkeys(driver.chain for driver in part)) for _, part in parts),
    )
