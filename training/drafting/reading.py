"""What do texts and the names of skills have in common, before any link is known?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from scipy.sparse import csr_array, diags_array, vstack
from sklearn.base import BaseEstimator
from sklearn.preprocessing import normalize
from sklearn.utils.validation import check_is_fitted

from recommender.types import Floats
from training.drafting.wording import Stems, singles_of

_KIN: Final = 20
_BLOCK: Final = 512


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts as rows of numbers: `whole` and `titles` hold words and pieces, `words` and `pieces` one of them each."""

    whole: csr_array
    titles: csr_array
    words: csr_array
    pieces: csr_array

    def __len__(self) -> int:
        return int(self.whole.shape[0])

    def rows(self, at: np.ndarray) -> Texts:
        """The texts at some positions."""
        return Texts(self.whole[at], self.titles[at], self.words[at], self.pieces[at])


class Reading(BaseEstimator):
    """A vocabulary of texts and skills, and the likeness of texts to skills and of skills to each other.

    Texts are frames with `title` and `description`, skills with `name` and `description`; nothing is missing in them.
    """

    def fit(self, texts: pd.DataFrame, skills: pd.DataFrame) -> Reading:
        """Learns how rare words are, from texts and skills alike."""
        names = skills["name"].tolist()
        described = _joined(names, skills["description"])
        self.wording_ = Stems().fit([*_joined(texts["title"], texts["description"]), *described])
        self.names_ = self.wording_.words(names)
        self.spelled_ = self.wording_.pieces(names)
        self.described_ = self.wording_.words(described)
        rarity = diags_array(self.wording_.words_.idf_.astype(np.float32))
        self.parts_ = csr_array(normalize((self.names_ > 0).astype(np.float32) @ rarity, "l1"))
        self.kin_ = _kin(self.described_)
        return self

    def texts(self, texts: pd.DataFrame) -> Texts:
        """The texts as rows of numbers."""
        check_is_fitted(self, "wording_")
        titles, whole = texts["title"].tolist(), _joined(texts["title"], texts["description"])
        wording = self.wording_
        return Texts(wording.both(whole), wording.both(titles), wording.words(whole), wording.pieces(titles))

    def understood(self, texts: pd.DataFrame) -> Floats:
        """The share of the words of each text that were heard before; 1 where it has none."""
        known = self.wording_.words_.vocabulary_
        found = [[stem in known for stem in singles_of(one)] for one in _joined(texts["title"], texts["description"])]
        return np.array([np.mean(one) if one else 1.0 for one in found], dtype=float)

    def likeness(self, texts: Texts) -> dict[str, Floats]:
        """Of texts with skills, texts × skills: by `name`, share of it `covered`, `spelling`, and as `described`."""
        return {
            "name": product(texts.words, self.names_),
            "covered": product((texts.words > 0).astype(np.float32), self.parts_),
            "spelling": product(texts.pieces, self.spelled_),
            "described": product(texts.words, self.described_),
        }


def product(one: csr_array, other: csr_array) -> Floats:
    """The likeness of each row of one with each row of the other."""
    return np.asarray((one @ other.T).toarray(), dtype=np.float32)


def _joined(titles: Sequence[str] | pd.Series, descriptions: pd.Series) -> list[str]:
    return [f"{title} {text}" for title, text in zip(titles, descriptions, strict=True)]


def _kin(skills: csr_array) -> csr_array:
    """Skills × skills: column j holds the skills that read most like j, never j itself, with shares that sum to 1."""
    blocks = []
    for first in range(0, skills.shape[0], _BLOCK):
        likeness = product(skills[first : first + _BLOCK], skills)
        rows = np.arange(len(likeness))
        likeness[rows, first + rows] = 0
        kept = min(_KIN, likeness.shape[1])
        at = np.argsort(-likeness, axis=1, kind="stable")[:, :kept]
        shares = np.take_along_axis(likeness, at, axis=1).ravel()
        blocks.append(csr_array((shares, (np.repeat(rows, kept), at.ravel())), shape=likeness.shape))
    return csr_array(normalize(vstack(blocks, format="csr"), "l1").T)
