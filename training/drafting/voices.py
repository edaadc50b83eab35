"""Which skills does each single word of a text speak for?"""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.sparse import csr_array, diags_array

from recommender.types import Floats

_FEWEST: Final = 2
"""Texts that a word must occur in to be listened to."""
_DOUBT: Final = 2.0
"""Texts without the skill that are added to those of every word."""
_SUREST: Final = 0.99


class Voices:
    """Words × skills: of the texts that hold a word, the share that has the skill, held back where texts are few."""

    def __init__(self, words: csr_array, links: csr_array) -> None:
        there = _there(words)
        number = np.asarray(there.sum(axis=0)).ravel()
        self.heard = np.flatnonzero(number >= _FEWEST)
        held = (1 / (number[self.heard] + _DOUBT)).astype(np.float32)
        self.shares = csr_array(diags_array(held) @ (csr_array(there[:, self.heard].T) @ links))
        self.against = self.shares.copy()
        self.against.data = np.log1p(-np.minimum(self.against.data, _SUREST))

    def loudest(self, words: csr_array) -> Floats:
        """What the word that speaks most for each skill says, texts × skills."""
        spoken = _there(words)[:, self.heard]
        said = csr_array(self.shares[spoken.indices])
        texts = np.repeat(np.arange(spoken.shape[0]), np.diff(spoken.indptr))
        best = np.zeros((spoken.shape[0], self.shares.shape[1]), dtype=np.float32)
        np.maximum.at(best, (np.repeat(texts, np.diff(said.indptr)), said.indices), said.data)
        return best

    def together(self, words: csr_array) -> Floats:
        """The log of the chance that no word means each skill, were they to speak apart (noisy or); 0 is silence."""
        return np.asarray((_there(words)[:, self.heard] @ self.against).toarray(), dtype=np.float32)


def _there(words: csr_array) -> csr_array:
    return csr_array((words > 0).astype(np.float32))
