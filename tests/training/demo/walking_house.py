"""One made-up learner, a shelf made by hand, and a walk along it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from training.demo.drafts import Draft
from training.demo.hidden.odds import Odds
from training.demo.hidden.walk import Walk
from training.demo.minds import Minds
from training.demo.nature import FRIENDLY, Nature
from training.demo.plateaus import Plateaus
from training.demo.shelf import SKILL_IDS, Shelf, shelve
from training.demo.traits import People, people

DAY = 20_000
"""A Tuesday in 2024."""
SILENT = 2
"""A provider whose system reports completions only."""


def a_draft(**wanted: Any) -> Draft:
    """A short content on writing that anyone is ready for; `wanted` overrides."""
    usual: dict[str, Any] = {
        "key": "k",
        "title": "Writing",
        "about": "How to write.",
        "teaches": (("writing", 0.0, 0.8, 0.5),),
        "minutes": 30,
        "language": "en",
        "modality": "self_paced",
        "provider": 0,
        "series": "writing",
        "part": 1,
        "liked": 0.0,
    }
    return Draft(**{**usual, **wanted})


def a_shelf(*drafts: Draft) -> Shelf:
    """A shelf whose contents hold their learners equally well."""
    shelf = shelve(drafts or (a_draft(),), np.random.default_rng(0))
    return replace(shelf, appeal=np.zeros(len(shelf)))


def a_crowd(many: int = 1, nature: Nature = FRIENDLY, **traits: float) -> People:
    """Learners alike in everything that matters; `traits` names what is the same for all of them."""
    zeros = np.zeros(many, np.int64)
    crowd = people(zeros, zeros, np.random.default_rng(1))
    plain: dict[str, float] = {"diligence": 0.0, "busy": 0.0, "weekly_minutes": 60.0, **traits}
    same = {name: np.full(many, value) for name, value in plain.items()}
    return replace(crowd, language=zeros, nature=nature, **same)  # type: ignore[arg-type]


def some_minds(level: float = 0.3, many: int = 1, plateaus: Plateaus | None = None) -> Minds:
    """Minds at one level in every skill that hardly fades."""
    shape = (many, len(SKILL_IDS))
    peak, floor, scale = (np.full(shape, value) for value in (level, 0.0, 1e9))
    return Minds(peak, floor, scale, np.full(shape, DAY), np.full(many, 0.5), plateaus)


def some_odds(shelf: Shelf, crowd: People, minds: Minds) -> Odds:
    return Odds(shelf, crowd, minds, np.zeros(len(crowd), np.int64), DAY)


def a_walk(shelf: Shelf, seed: int = 0, level: float = 0.3, nature: Nature = FRIENDLY, **traits: float) -> Walk:
    minds, crowd = some_minds(level), a_crowd(1, nature, **traits)
    return Walk(f"L{seed}", seed, np.zeros(1, np.int64), shelf, crowd, minds)


def a_hundred_walks(shelf: Shelf, **wanted: Any) -> list[Walk]:
    """Learners alike but for their luck who begin the first content and end it where they get so far."""
    walks = [a_walk(shelf, seed, **wanted) for seed in range(100)]
    for walk in walks:
        if walk.begin(0, DAY):
            walk.end(0, DAY + 5, 1)
    return walks


def kinds(walk: Walk) -> list[str]:
    return walk.events()["kind"].tolist()
