"""Which pairs of text and skill are worth a judgement, and what is known of each?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from recommender.types import Floats, Ints
from training.drafting.clues import CLUES, READ


@dataclass(frozen=True, slots=True)
class View:
    """A way to judge: the clues that propose pairs with how many each, and the clues that are weighed."""

    proposing: Mapping[str, int]
    weighed: tuple[str, ...]


KNOWN: Final = View(
    {"soft": 50, "linear": 80, "near": 60, "together": 40, "described": 40, "covered": 20, "titled": 40, "again": 40},
    CLUES,
)
"""How skills are judged that are linked already somewhere."""
UNSEEN: Final = View({"described": 30, "name": 20, "covered": 20, "kin": 30, "echo": 30}, READ)
"""How skills are judged that no text is linked to."""

_RANKED: Final = ("linear", "echo", "described")
_CHANCES: Final = ("near", "wide", "linear", "soft", "titled", "again")
_OF_BEST: Final = ("soft", "linear", "described", "echo")


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of text and skill in the order of texts: positions, and features, pairs × features."""

    texts: Ints
    skills: Ints
    features: Floats

    def where(self, keep: np.ndarray) -> Pairs:
        """The pairs that a mask keeps."""
        return Pairs(self.texts[keep], self.skills[keep], self.features[keep])


def pairs(clues: Mapping[str, Floats], view: View) -> Pairs:
    """The pairs that any clue of the view proposes, with what its clues say, plainly, as ranks and next to the best."""
    texts, skills = np.nonzero(_proposed(clues, view))
    plain = {name: clues[name][texts, skills] for name in view.weighed}
    ranks = [np.log1p(_ranks(plain[name], texts)) for name in _RANKED if name in plain]
    odds = [_log_odds(plain[name]) for name in _CHANCES if name in plain]
    shares = [plain[name] / (clues[name].max(axis=1)[texts] + 0.02) for name in _OF_BEST if name in plain]
    return Pairs(texts, skills, np.stack([*plain.values(), *ranks, *odds, *shares], axis=1).astype(np.float32))


def _proposed(clues: Mapping[str, Floats], view: View) -> np.ndarray:
    keep = np.zeros(clues["name"].shape, dtype=bool)
    for name, number in view.proposing.items():
        at = np.argpartition(-clues[name], min(number, clues[name].shape[1]) - 1, axis=1)[:, :number]
        np.put_along_axis(keep, at, True, axis=1)
    return keep


def _ranks(score: Floats, texts: Ints) -> Floats:
    """0 for the best pair of each text; pairs stand in the order of texts."""
    order = np.lexsort((-score, texts))
    starts = np.flatnonzero(np.diff(texts, prepend=-1))
    ranks = np.empty(len(score))
    ranks[order] = np.arange(len(score)) - np.repeat(starts, np.diff(starts, append=len(score)))
    return ranks


def _log_odds(share: Floats) -> Floats:
    kept = np.clip(share, 1e-3, 0.97)
    return np.log(kept / (1 - kept))
