"""Scenes with the numbers of a case, everything else plain."""

from __future__ import annotations

from typing import Any

import numpy as np

from recommender.catalog import Catalog
from recommender.gaps import wanted_of
from recommender.goals import goal_of
from recommender.ranking.features import LEARNER, PairFacts
from recommender.ranking.liking import Liking, Voices
from recommender.ranking.policy import marked
from recommender.ranking.scene import Scene
from recommender.types import LearnerState, Query
from tests.builders import a_query


def a_scene(catalog: Catalog, query: Query | None = None, level: float = 0.2, **numbers: Any) -> Scene:
    """A learner at one level in all skills before contents that are all allowed, ready, and alike.

    `value`, `chance` and `affinity` are given as one number a content, `ready` for some contents.
    """
    query = query or a_query(catalog)
    size, skills, links = len(catalog.contents), len(catalog.skills), len(catalog.links)
    levels = np.full(skills, level)
    goal = goal_of(query, catalog)
    plain = {
        "query": query,
        "state": LearnerState(int(query.as_of.timestamp()), 6 * (levels - 0.5), np.ones(skills), np.zeros(skills, int)),
        "level": levels,
        "goal": goal,
        "wanted": wanted_of(goal, levels),
        "allowed": np.ones(size, bool),
        "learner": np.zeros((1, len(LEARNER))),
        "pair": PairFacts(marked(catalog, (d.content_id for d in query.duties)), np.zeros(size, bool)),
        "liking": None,
        "popularity": np.full(size, 1 / size),
        "serving": np.arange(size),
        "effect": np.full(links, 0.5),
    }
    if "affinity" in numbers:
        plain["liking"] = a_liking(numbers.pop("affinity"))
    value, chance = (numbers.pop(name, np.full(size, usual)) for name, usual in (("value", 0.0), ("chance", 0.8)))
    ready = numbers.pop("ready", lambda columns: np.ones(len(columns), bool))
    plain |= {"ready": ready, "prepared": lambda: ready(np.arange(size)), "worth": value}
    return Scene(**(plain | {"chances": lambda columns: chance[columns]} | numbers))


def a_liking(affinity: np.ndarray) -> Liking:
    """A taste that follows from popularity alone."""
    size, nothing = len(affinity), np.empty(0, np.int64)
    return Voices(
        starts=np.zeros(size + 1, np.int64),
        place=nothing.astype(np.uint8),
        weight=nothing.astype(np.float32),
        known=nothing,
        places=np.zeros(size, np.int64),
        floor=affinity,
        floors=np.zeros(1),
        whole=float(np.sum(affinity)),
        favourites=np.argsort(-affinity, kind="stable"),
        fading=np.ones(50, np.float32),
        power=1.0,
    ).heard(nothing)
