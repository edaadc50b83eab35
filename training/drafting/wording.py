"""Which words and spellings does a text hold, as numbers that can be compared?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from scipy.sparse import csr_array, hstack
from sklearn.base import BaseEstimator
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfVectorizer
from sklearn.utils.validation import check_is_fitted

_TOKEN: Final = re.compile(r"\w[\w+#]*")
"""Words of one letter and marks count: R, C++ and C# are skills."""
_ENDINGS: Final = re.compile(
    r"(?<=\w{4})(?:at(?:ions?|ors?|ing|e[ds]?)|ings?|ers?|ors?|ie[sd]|e[ds]|s|y|e)$",
)
"""What a word may lose as long as four letters stay: "operates", "operator" and "operating" are one word."""
_ANCHOR: Final = "unsaid"
"""A word that is always there, so that empty texts have a vocabulary too."""
_MANY: Final = 200


def words_of(text: str) -> list[str]:
    """The words of a text but for the commonest English ones, and each with the one after it.

    >>> words_of("Operates the lathes")
    ['operates', 'lathes', 'operates lathes']
    """
    return _paired([word for word in _TOKEN.findall(text.lower()) if word not in ENGLISH_STOP_WORDS])


def stems_of(text: str) -> list[str]:
    """As `words_of`, without the endings of words.

    >>> stems_of("Operates the lathes")
    ['oper', 'lath', 'oper lath']
    """
    return _paired(singles_of(text))


def singles_of(text: str) -> list[str]:
    """The words of a text, without their endings, not paired."""
    return [_ENDINGS.sub("", word) for word in _TOKEN.findall(text.lower()) if word not in ENGLISH_STOP_WORDS]


def _paired(words: list[str]) -> list[str]:
    return words + [f"{one} {other}" for one, other in pairwise(words)]


class Wording(BaseEstimator):
    """TF-IDF over words and pairs of words, and over pieces of three to five letters, which forgive inflection."""

    _terms = staticmethod(words_of)

    def fit(self, texts: Sequence[str]) -> Wording:
        """Learns the vocabulary and how rare each word is."""
        known = [*texts, _ANCHOR]
        common = {"sublinear_tf": True, "dtype": np.float32}
        self.words_ = TfidfVectorizer(analyzer=self._terms, **common)
        self.pieces_ = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(3, 5), min_df=2 if len(known) > _MANY else 1, **common
        )
        self.words_.fit(known)
        self.pieces_.fit(known)
        return self

    def words(self, texts: Sequence[str]) -> csr_array:
        """Rows of length 1 (or 0 where no word is known), texts × words."""
        check_is_fitted(self, "words_")
        return csr_array(self.words_.transform(texts))

    def pieces(self, texts: Sequence[str]) -> csr_array:
        """Rows of length 1, texts × pieces of spelling."""
        check_is_fitted(self, "pieces_")
        return csr_array(self.pieces_.transform(texts))

    def both(self, texts: Sequence[str]) -> csr_array:
        """Words and pieces side by side: the product of two rows is the mean of both likenesses."""
        half = np.float32(np.sqrt(0.5))
        return csr_array(hstack([self.words(texts) * half, self.pieces(texts) * half], format="csr"))


class Stems(Wording):
    """As `Wording`, but words lose their English endings first, so that inflected words are the same words."""

    _terms = staticmethod(stems_of)
