"""What speaks for a link between a text and a skill? One number a clue, text and skill."""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.linalg import inv
from scipy.sparse import csr_array
from sklearn.base import BaseEstimator
from sklearn.preprocessing import normalize
from sklearn.utils.validation import check_is_fitted

from recommender.types import Floats
from training.drafting.reading import Reading, Texts, product

LEARNED: Final = ("near", "wide", "nearest", "linear", "soft", "titled", "again", "together", "known")
"""Clues that need links of the very skill: from neighbours, linear models, and skills that go together."""
READ: Final = ("name", "covered", "spelling", "described", "kin", "echo", "familiar", "many")
"""Clues that a skill without any link has too: its words, the skills akin to it, and how well the text is known."""
CLUES: Final = (*LEARNED, *READ)

_PRIOR: Final = 0.3
_NEAREST: Final = 40
_PENALTIES: Final = {"linear": 0.1, "soft": 1.0, "titled": 0.4, "together": 100.0}


class Clues(BaseEstimator):
    """Clues learned from linked texts.

    `near` and `wide` are neighbours weighted by powers of their likeness; `linear`, `soft` and `titled` are ridge
    regressions in their dual form, on a sharpened likeness, the plain one, and that of titles alone; `again` are the
    neighbours anew, now also by the skills that these expect; `together` is
    EASE (Steck 2019, doi:10.1145/3308558.3313710) over the linear scores, by the matrix inversion lemma as small as
    the texts are few. `kin` and `echo` carry scores over to skills that read alike. At most `largest` texts are
    learned from, evenly taken: the inverses grow with their cube.
    """

    def __init__(self, reading: Reading | None = None, largest: int = 4000) -> None:
        self.reading = reading
        self.largest = largest

    def fit(self, texts: Texts, links: csr_array) -> Clues:
        """Learns from links, texts × skills of 0 and 1."""
        at = np.unique(np.linspace(0, len(texts) - 1, min(len(texts), self.largest)).round().astype(np.intp))
        self.texts_ = texts.rows(at)
        self.links_ = links[at].astype(np.float32)
        self.counts_ = np.asarray(links.sum(axis=0), dtype=np.float32)
        self.prior_ = (self.counts_ / len(texts)).astype(np.float32)
        whole, titles = product(self.texts_.whole, self.texts_.whole), product(self.texts_.titles, self.texts_.titles)
        seen = np.maximum(np.asarray(self.links_.sum(axis=0)), 1.0)
        self.rarity_ = np.log1p(len(at) / seen).astype(np.float32)
        self.marked_ = csr_array(normalize(self.links_ * self.rarity_))
        self.inverses_ = {
            "linear": _inverse(_sharpened(whole), _PENALTIES["linear"]),
            "soft": _inverse(whole, _PENALTIES["soft"]),
            "titled": _inverse(titles, _PENALTIES["titled"]),
            "together": _inverse(product(self.links_, self.links_), _PENALTIES["together"]),
        }
        explained = self.links_.multiply(self.inverses_["together"] @ self.links_).sum(axis=0)
        self.unexplained_ = np.maximum(1 - np.asarray(explained).ravel(), 1e-3).astype(np.float32)
        return self

    def clues(self, texts: Texts) -> dict[str, Floats]:
        """Every clue, texts × skills, by name."""
        check_is_fitted(self, "inverses_")
        whole, titles = product(texts.whole, self.texts_.whole), product(texts.titles, self.texts_.titles)
        linear = self._ridge(_sharpened(whole) @ self.inverses_["linear"])
        soft = self._ridge(whole @ self.inverses_["soft"])
        found = {
            "near": self._near(whole, 15, 3),
            "wide": self._near(whole, 60, 2),
            "nearest": self._nearest(whole),
            "linear": linear,
            "soft": soft,
            "titled": self._ridge(titles @ self.inverses_["titled"]),
            "familiar": np.broadcast_to(whole.max(axis=1, keepdims=True), soft.shape),
        }
        score = (linear + soft) / 2
        found["again"] = self._again(whole, score)
        return {**found, **self._of_skills(score), **self._reading.likeness(texts)}

    @property
    def _reading(self) -> Reading:
        if self.reading is None:
            raise ValueError("clues need a reading of texts and skills")
        return self.reading

    def _of_skills(self, score: Floats) -> dict[str, Floats]:
        """What the scores of other skills say of each skill."""
        reading, links = self._reading, self.links_
        tied = ((score @ links.T) @ self.inverses_["together"]) @ links
        above = np.maximum(score - self.prior_ / 2, 0)
        spoken = above @ reading.described_
        length = np.linalg.norm(spoken, axis=1, keepdims=True) + 1e-6
        many = np.log1p(np.maximum(score, 0).sum(axis=1, keepdims=True))
        return {
            "together": score - (score - tied) / self.unexplained_,
            "known": np.broadcast_to(np.log1p(self.counts_), score.shape),
            "kin": above @ reading.kin_,
            "echo": (spoken @ reading.described_.T - above) / length,
            "many": np.broadcast_to(many, score.shape),
        }

    def _ridge(self, weights: Floats) -> Floats:
        return weights @ self.links_ + (1 - weights.sum(axis=1, keepdims=True)) * self.prior_

    def _near(self, likeness: Floats, number: int, power: int) -> Floats:
        """The share of the nearest texts that have each skill, each counted by a power of its likeness."""
        weights = np.zeros_like(likeness)
        at = _first(likeness, number)
        np.put_along_axis(weights, at, np.take_along_axis(likeness, at, axis=1) ** power, axis=1)
        stay = _PRIOR**power
        return (weights @ self.links_ + stay * self.prior_) / (weights.sum(axis=1, keepdims=True) + stay)

    def _again(self, likeness: Floats, score: Floats) -> Floats:
        """The neighbours by likeness of texts and by skills in common with what is expected, both next to the best."""
        alike = normalize(np.maximum(score, 0) * self.rarity_) @ self.marked_.T
        return self._near((_of_best(likeness) + _of_best(alike)) / 2, 15, 4)

    def _nearest(self, likeness: Floats) -> np.ndarray:
        """The likeness of the nearest text that has each skill."""
        best = np.zeros((len(likeness), self.links_.shape[1]), dtype=np.float32)
        starts, skills = self.links_.indptr, self.links_.indices
        for row, near in enumerate(_first(likeness, _NEAREST)):
            for one in near[::-1]:
                best[row, skills[starts[one] : starts[one + 1]]] = likeness[row, one]
        return best


def _first(likeness: Floats, number: int) -> np.ndarray:
    return np.argsort(-likeness, axis=1, kind="stable")[:, :number]


def _of_best(likeness: Floats) -> Floats:
    return likeness / np.maximum(likeness.max(axis=1, keepdims=True), 1e-6)


def _sharpened(likeness: Floats) -> Floats:
    return (likeness + likeness * likeness) / 2


def _inverse(likeness: Floats, penalty: float) -> np.ndarray:
    whole = likeness.astype(np.float64) + penalty * np.eye(len(likeness))
    return inv(whole, check_finite=False).astype(np.float32)
