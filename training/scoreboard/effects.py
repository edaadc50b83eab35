"""Are contents that teach more found to teach more? Learned effects against true ones, in rank."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from recommender.catalog import Catalog
from recommender.types import Bools, Floats
from training.scoreboard.figure import Figure

OFTEN: Final = 20
"""Completions from which the rank of a content is judged on its own."""
_RESAMPLES: Final = 300


@dataclass(frozen=True, slots=True)
class EffectRanks:
    """Spearman's rank correlation of learned and true effects, over how many links of contents to skills."""

    links: int
    rank: Figure


@dataclass(frozen=True, slots=True)
class Effects:
    """The correlation over links of contents completed OFTEN, and over all; intervals are over links.

    `useless` is the mean effect learned of popular contents that teach nothing, None where there is no such content.
    """

    often: EffectRanks
    all: EffectRanks
    useless: float | None


def effects(truth: pd.DataFrame, learned: Floats, catalog: Catalog, seed: int) -> Effects:
    """Learned effects, one a link of the catalogue, against the truth: content_id, skill_id, effect, completions."""
    links = beside(truth, catalog, learned=learned)
    often = (links["completions"] >= OFTEN).to_numpy(bool)
    vain = links["trait"].eq("fashion").to_numpy(bool) & often if "trait" in links else np.zeros(len(links), bool)
    true, found = links["effect"].to_numpy(float), links["learned"].to_numpy(float)
    return Effects(
        often=_ranked(true, found, often, seed),
        all=_ranked(true, found, np.ones(len(links), bool), seed),
        useless=float(found[vain].mean()) if vain.any() else None,
    )


def beside(truth: pd.DataFrame, catalog: Catalog, **columns: Floats) -> pd.DataFrame:
    """Each link of the truth that the catalogue knows, with columns of one element a link of the catalogue."""
    content = np.asarray(catalog.contents.ids, object)[catalog.links.content]
    skill = np.asarray(catalog.skills.ids, object)[catalog.links.skill]
    known = pd.DataFrame({"content_id": content, "skill_id": skill, **columns})
    return truth.merge(known, on=["content_id", "skill_id"])


def spearman(left: Floats, right: Floats) -> float:
    """Correlation of mean ranks, NaN where one side is all the same.

    >>> spearman(np.array([1.0, 2.0, 3.0]), np.array([1.0, 4.0, 9.0])), spearman(np.array([1.0, 2.0]), np.ones(2))
    (1.0, nan)
    """
    if not len(left):
        return float("nan")
    a, b = (ranks - ranks.mean() for ranks in (rankdata(left), rankdata(right)))
    length = float(np.sqrt((a @ a) * (b @ b)))
    return float(np.clip(a @ b / length, -1.0, 1.0)) if length > 0 else float("nan")


def _ranked(true: Floats, found: Floats, rows: Bools, seed: int) -> EffectRanks:
    left, right = true[rows], found[rows]
    rng = np.random.default_rng([seed, len(left)])
    picks = [rng.integers(len(left), size=len(left)) for _ in range(_RESAMPLES)] if len(left) else []
    drawn = np.array([spearman(left[pick], right[pick]) for pick in picks], float)
    return EffectRanks(len(left), Figure.of(spearman(left, right), drawn))
