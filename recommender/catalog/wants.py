"""Which levels do roles need, and which do the outcomes of a unit need? Both as arrays by skill."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

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
        drivers = _drivers(tables)
        by_unit = dict(tuple(drivers.groupby("unit_id")))
        wants = [
            _wanted([by_unit[index.ids[u]] for u in bare.with_parents(unit) if index.ids[u] in by_unit], skills)
            for unit in range(len(index))
        ]
        return cls(index, names, parent, tuple(wants))


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


def _wanted(drivers: list[pd.DataFrame], skills: Index) -> Wants:
    """The highest level and the summed weight of each skill over all chains that end in it, heaviest chain first."""
    if not drivers:
        return NOTHING
    frame = pd.concat(drivers).sort_values(
        ["skill_id", "weight", "outcome_id", "behaviour_id"], ascending=[True, False, True, True]
    )
    by_skill = frame.groupby("skill_id", sort=True)
    sums = by_skill.agg(level=("level", "max"), weight=("weight", "sum"))
    return Wants(
        skills.columns(sums.index),
        sums["level"].to_numpy(float),
        sums["weight"].to_numpy(float),
        tuple(_chains(part) for _, part in by_skill),
    )


def _chains(rows: pd.DataFrame) -> tuple[Chain, ...]:
    named = zip(rows["name"], rows["name_behaviour"], rows["name_skill"], strict=True)
    return tuple(dict.fromkeys(Chain(outcome, behaviour, skill) for outcome, behaviour, skill in named))
