"""Which words and spellings does a text hold, as numbers that can be compared?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from scipy.sparse import csr_array, hstack
from sklearn.base import BaseEstimator
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.utils.validation import check_is_fitted

_TOKEN: Final = r"(?u)\w[\w+#]*"
"""Words of one letter and marks count: R, C++ and C# are skills."""
_ANCHOR: Final = "unsaid"
"""A word that is always there, so that empty texts have a vocabulary too."""
_MANY: Final = 200


class Wording(BaseEstimator):
    """TF-IDF over words and pairs of words, and over pieces of three to five letters, which forgive inflection."""

    def fit(self, texts: Sequence[str]) -> Wording:
        """Learns the vocabulary and how rare each word is."""
        known = [*texts, _ANCHOR]
        common = {"sublinear_tf": True, "dtype": np.float32}
        self.words_ = TfidfVectorizer(ngram_range=(1, 2), stop_words="english", token_pattern=_TOKEN, **common)
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
