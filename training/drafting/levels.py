"""How far does a text lead, or how far must one be? Levels from words, durations and the levels that stand."""

from __future__ import annotations

import re
from typing import Final

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.linear_model import Ridge
from sklearn.utils.validation import check_is_fitted

from recommender.types import Floats

STAGES: Final = (
    (0.9, r"expert|master ?class|mastery|specialist"),
    (0.8, r"advanced|professional|in[- ]depth|deep dive"),
    (0.65, r"intermediate|practitioner|beyond the basics|(?:part|level|module|volume) (?:2|ii|two)"),
    (
        0.4,
        r"beginners?|basics?|introduction|introductory|intro|fundamentals?|foundations?|essentials?|101",
    ),
    (0.4, r"getting started|primer|starter|awareness|(?:part|level|module|volume) (?:1|i|one)"),
)
"""The level that words of a title stand for; of several the highest counts."""
_SHORT: Final = 60.0
_LONG: Final = 1200.0
_STAY: Final = 2.0
_FEWEST: Final = 20


def stated(text: str) -> float:
    """The level that the words of a text state, NaN where they state none.

    >>> stated("Advanced Excel"), stated("Introduction to law"), stated("Excel")
    (0.8, 0.4, nan)
    """
    found = [level for level, words in STAGES if re.search(rf"\b(?:{words})\b", text.lower())]
    return max(found, default=float("nan"))


def reach(text: str, minutes: float) -> float:
    """How far a text seems to lead: by its words, else .55, a little less if it is short and more if it is long."""
    said = stated(text)
    level = 0.55 if np.isnan(said) else said
    return round(level - 0.1 * bool(minutes < _SHORT) + 0.1 * bool(minutes > _LONG) * (level < 0.8), 2)


def links_of(owners: pd.Series, skills: pd.Series, level: pd.Series, reaches: pd.Series | None = None) -> pd.DataFrame:
    """Links as `Levels` wants them; `reach` is what words and durations say."""
    columns = {"owner": owners, "skill": skills, "level": level}
    return pd.DataFrame(columns | {"reach": 0.55 if reaches is None else reaches}).reset_index(drop=True)


class Levels(BaseEstimator):
    """The level of a link, from the other links of its owner, those of its skill, and what words and durations say.

    Below 20 links nothing is learned: the level is what words and durations say, or `otherwise`.
    """

    def __init__(self, otherwise: float | None = None) -> None:
        self.otherwise = otherwise

    def fit(self, X: pd.DataFrame, y: None = None) -> Levels:
        """Learns from links with `owner`, `skill`, `level` and `reach`; each is seen without itself."""
        self.model_: Ridge | None = None
        if len(X) >= _FEWEST:
            self.mean_ = float(X["level"].mean())
            self.owners_ = X.groupby("owner")["level"].agg(["sum", "size"])
            self.skills_ = X.groupby("skill")["level"].agg(["sum", "size"])
            self.model_ = Ridge(1.0).fit(self._features(X, without=X["level"].to_numpy()), X["level"])
        self.fitted_ = True
        return self

    def predict(self, X: pd.DataFrame) -> Floats:
        """Levels within 0 and 1."""
        check_is_fitted(self, "fitted_")
        if self.model_ is None:
            return X["reach"].to_numpy() if self.otherwise is None else np.full(len(X), self.otherwise)
        return np.clip(self.model_.predict(self._features(X)), 0.0, 1.0) if len(X) else np.zeros(0)

    def _features(self, links: pd.DataFrame, without: Floats | None = None) -> Floats:
        columns = [links["reach"].to_numpy()]
        for name, known in (("owner", self.owners_), ("skill", self.skills_)):
            found = known.reindex(links[name]).fillna(0.0).to_numpy()
            total, size = found[:, 0] - (0.0 if without is None else without), found[:, 1] - (without is not None)
            columns += [(total + _STAY * self.mean_) / (size + _STAY), total - size * self.mean_ > 0]
        return np.stack(columns, axis=1).astype(float)
