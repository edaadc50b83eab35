"""Which skills may belong to a text, and how sure is that?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from recommender.types import Floats
from training.drafting.clues import Clues
from training.drafting.judge import Judge
from training.drafting.pairs import KNOWN, UNSEEN, Pairs, View, pairs
from training.drafting.reading import Reading, Texts

FEWEST: Final = 30
"""Linked texts below which nothing is learned: names and descriptions alone speak."""
_BLOCK: Final = 128
_BELIEF: Final = 0.5
"""Confidence in a skill whose whole name stands in a text, where nothing could be learned."""


class Drafter(BaseEstimator):
    """Links between texts and skills, from links that stand.

    The clues of a text are gathered by models that never saw it (`folds` parts, drawn by `seed`); on these a judge
    learns what each clue is worth. A second judge knows only what an unlinked skill has too, and judges those.
    """

    def __init__(self, folds: int = 5, seed: int = 0, largest: int = 4000) -> None:
        self.folds = folds
        self.seed = seed
        self.largest = largest

    def fit(self, X: pd.DataFrame, y: csr_array, skills: pd.DataFrame) -> Drafter:
        """Learns from texts (`title`, `description`), links (texts × skills of 0 and 1) and skills (`name`,
        `description`), rows in the order of the columns of `y`. Texts without links are only read, not learned from.
        """
        self.reading_ = Reading().fit(X, skills)
        linked = np.flatnonzero(np.diff(csr_array(y).indptr))
        self.learned_ = len(linked) >= FEWEST
        if self.learned_:
            self._learn(self.reading_.texts(X).rows(linked), csr_array(y)[linked].astype(np.float32))
        return self

    def _learn(self, texts: Texts, links: csr_array) -> None:
        known, unseen = self._held_out(texts, links)
        self.known_ = Judge(seed=self.seed).fit(*known)
        self.unseen_ = Judge(rounds=60, seed=self.seed).fit(*unseen)
        self.clues_ = Clues(self.reading_, self.largest).fit(texts, links)

    def predict_proba(self, X: pd.DataFrame) -> csr_array:
        """Texts × skills: how sure each link is; pairs that nothing speaks for are left out."""
        check_is_fitted(self, "reading_")
        if X.empty:
            return csr_array((0, self.reading_.names_.shape[0]))
        texts = self.reading_.texts(X)
        parts = [self._judged(texts.rows(at), at) for at in _blocks(len(texts))]
        rows, columns, sure = (np.concatenate([part[one] for part in parts] or [np.zeros(0, int)]) for one in range(3))
        return csr_array((sure, (rows, columns)), shape=(len(texts), self.reading_.names_.shape[0]))

    def _judged(self, texts: Texts, at: np.ndarray) -> tuple[np.ndarray, np.ndarray, Floats]:
        if not self.learned_:
            return _read(self.reading_.likeness(texts), at)
        clues = self.clues_.clues(texts)
        linked = self.clues_.counts_ > 0
        known, unseen = pairs(clues, KNOWN), pairs(clues, UNSEEN)
        known, unseen = known.where(linked[known.skills]), unseen.where(~linked[unseen.skills])
        sure = [self.known_.predict_proba(known.features), self.unseen_.predict_proba(unseen.features)]
        rows = at[np.concatenate([known.texts, unseen.texts])]
        return rows, np.concatenate([known.skills, unseen.skills]), np.concatenate(sure)

    def _held_out(self, texts: Texts, links: csr_array) -> tuple[tuple[Floats, Floats, np.ndarray], ...]:
        """Features, truth and text of each pair, for skills that are known and as if they were unseen."""
        fold = np.random.default_rng(self.seed).permutation(len(texts)) % self.folds
        told: dict[int, list[tuple[Floats, Floats, np.ndarray]]] = {0: [], 1: []}
        for one in range(self.folds):
            clues = Clues(self.reading_, self.largest).fit(
                texts.rows(np.flatnonzero(fold != one)), links[np.flatnonzero(fold != one)]
            )
            held = np.flatnonzero(fold == one)
            for at in (held[block] for block in _blocks(len(held))):
                found, truth = clues.clues(texts.rows(at)), links[at].toarray()
                for which, view in enumerate((KNOWN, UNSEEN)):
                    told[which].append(_told(found, view, truth, at))
        return tuple(_joined(told[which]) for which in (0, 1))


def _joined(parts: list[tuple[Floats, Floats, np.ndarray]]) -> tuple[Floats, Floats, np.ndarray]:
    features, truth, texts = zip(*parts, strict=True)
    return np.concatenate(features), np.concatenate(truth), np.concatenate(texts)


def _told(clues: dict[str, Floats], view: View, truth: Floats, at: np.ndarray) -> tuple[Floats, Floats, np.ndarray]:
    found: Pairs = pairs(clues, view)
    return found.features, truth[found.texts, found.skills], at[found.texts]


def _read(likeness: dict[str, Floats], at: np.ndarray) -> tuple[np.ndarray, np.ndarray, Floats]:
    """Where nothing was learned: the likeness of names, most of all where the whole name stands in the text."""
    sure = _BELIEF * likeness["covered"] * np.sqrt(likeness["name"]) + 0.1 * likeness["described"]
    rows, skills = np.nonzero(sure > 0)
    return at[rows], skills, np.minimum(sure[rows, skills], 1.0)


def _blocks(number: int) -> Iterator[np.ndarray]:
    return (np.arange(first, min(first + _BLOCK, number)) for first in range(0, number, _BLOCK))
