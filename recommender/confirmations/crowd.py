"""Who could be led over a link? Present learners by what is wanted of them, and what they have finished."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final

import numpy as np
import pandas as pd
import scipy.sparse as sp

from recommender.catalog import Catalog
from recommender.goals import Goal, goal_of
from recommender.ranking.policy import language_fits
from recommender.tables import Tables
from recommender.types import NO_EVENTS, Bools, Ints, Learner, LearnerId, Query, SkillId, Wish

MOST: Final = 2_000
"""Learners that are looked at; of more, every so-manieth stands for those beside."""
_COLUMNS: Final = ("learner_id", "role_id", "unit_id", "target_role_id", "language")
_NOBODY: Final = LearnerId("")


@dataclass(frozen=True, slots=True)
class Group:
    """Learners (rows of the crowd) of whom the same is wanted, as of `alike`, and of wishes of their own if `wishes`.

    `offered` says which contents are on offer in a language of theirs.
    """

    goal: Goal
    members: Ints
    alike: Learner
    wishes: bool
    offered: Bools


@dataclass(frozen=True, slots=True)
class Crowd:
    """Present learners in groups; `finished` says who finished what, as [learners, contents].

    Each learner stands for `each` learners of the organisation.
    """

    groups: tuple[Group, ...]
    finished: sp.csr_array
    each: float

    @property
    def size(self) -> int:
        """How many learners are looked at."""
        return int(self.finished.shape[0])

    @classmethod
    def of(cls, tables: Tables, catalog: Catalog, finished: pd.DataFrame, on: date) -> Crowd:
        """The learners who are present on a day. `finished` has the columns learner_id and content_id."""
        here = _present(tables, on)
        looked = here.iloc[:: max(1, -(-len(here) // MOST))].reset_index(drop=True)
        number = pd.Index(looked["learner_id"])
        learner = number.get_indexer(pd.Index(finished["learner_id"]))
        content = catalog.contents.index.columns(finished["content_id"])
        kept = (learner >= 0) & (content >= 0)
        shape = (len(looked), len(catalog.contents))
        cells = sp.csr_array((np.ones(int(kept.sum()), bool), (learner[kept], content[kept])), shape=shape)
        groups = tuple(_groups(looked, _wishes(tables["goals"], catalog), catalog, on))
        return cls(groups, cells, len(here) / max(len(looked), 1))


def _present(tables: Tables, on: date) -> pd.DataFrame:
    """Learners with unit and roles on a day, by id; those who had jobs and have none now are left out."""
    jobs, day = tables["employments"], pd.Timestamp(on)
    lasts = (jobs["valid_from"] <= day) & ~(jobs["valid_to"] < day) & (jobs["status"] != "left")
    current = jobs[lasts].drop_duplicates("learner_id", keep="last")[["learner_id", "unit_id", "role_id"]]
    learners = tables["learners"][["learner_id", "target_role_id", "language"]]
    gone = learners["learner_id"].isin(jobs["learner_id"]) & ~learners["learner_id"].isin(current["learner_id"])
    return learners[~gone].merge(current, on="learner_id", how="left")


def _wishes(goals: pd.DataFrame, catalog: Catalog) -> Mapping[str, tuple[Wish, ...]]:
    known = goals[goals["skill_id"].isin(catalog.skills.column)]
    found: dict[str, list[Wish]] = {}
    columns = (known[name].tolist() for name in ("learner_id", "skill_id", "level", "weight"))
    for learner, skill, level, weight in zip(*columns, strict=True):
        found.setdefault(learner, []).append(Wish(SkillId(skill), level, weight))
    return {learner: tuple(wishes) for learner, wishes in found.items()}


def _groups(
    looked: pd.DataFrame, wishes: Mapping[str, tuple[Wish, ...]], catalog: Catalog, on: date
) -> Iterator[Group]:
    named = (looked[name].astype(object).where(looked[name].notna(), None).tolist() for name in _COLUMNS)
    members: dict[tuple[Learner, tuple[Wish, ...]], list[int]] = {}
    for row, (learner, *place) in enumerate(zip(*named, strict=True)):
        members.setdefault((Learner(_NOBODY, *place), wishes.get(learner, ())), []).append(row)
    at = datetime.combine(on, time(), UTC)
    for (alike, wanted), rows in members.items():
        goal = goal_of(Query(alike, NO_EVENTS, at, wanted), catalog)
        if len(goal):
            offered = language_fits(alike.language, catalog) & catalog.on_offer(int(at.timestamp()))
            yield Group(goal, np.array(rows, np.int64), alike, bool(wanted), offered)
