"""How likely is a link, given what its clues say?"""

from __future__ import annotations

from typing import Final

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.validation import check_is_fitted
from threadpoolctl import threadpool_limits

from recommender.types import Floats, Ints

_FOLDS: Final = 2
_MANY: Final = 200_000
"""Pairs above which trees are larger, and trusted more."""
_LINEAR: Final = 0.5
_LINEAR_OF_MANY: Final = 0.2
"""The say of the linear model; the trees have the rest."""


class Judge(BaseEstimator):
    """The mean of a linear model and of small trees, its log odds set right (Platt) on texts that neither had seen.

    Nothing is extrapolated: clues are held within what was seen, and n links never make surer than (n + 1) / (n + 2).
    Where all pairs are links, or none is, clues tell nothing apart: every pair is as sure as (links + 1) / (pairs + 2).
    """

    def __init__(self, rounds: int = 200, seed: int = 0) -> None:
        self.rounds = rounds
        self.seed = seed

    def fit(self, X: Floats, y: Floats, texts: Ints) -> Judge:
        """Learns from pairs with their clues (pairs × features), whether each is a link, and which text it is of."""
        self.surest_ = (y.sum() + 1) / (y.sum() + 2)
        self.share_ = (y.sum() + 1) / (len(y) + 2)
        self.members_: tuple[Pipeline, HistGradientBoostingClassifier] | None = None
        if len(np.unique(y)) > 1:
            self._learn(X, y, texts)
        return self

    def _learn(self, X: Floats, y: Floats, texts: Ints) -> None:
        self.linear_ = _LINEAR_OF_MANY if len(X) > _MANY else _LINEAR
        self.seen_ = X.min(axis=0), X.max(axis=0)
        with threadpool_limits(1):
            odds = np.zeros(len(X))
            for fold in range(_FOLDS):
                held = texts % _FOLDS == fold
                if held.any() and len(np.unique(y[~held])) > 1:
                    odds[held] = self._log_odds(self._members(X[~held], y[~held]), X[held])
            self.members_ = self._members(X, y)
            self.platt_ = LogisticRegression(C=1.0).fit(odds[:, None], y)

    def predict_proba(self, X: Floats) -> Floats:
        """The chance that each pair is a link, within 0 and 1."""
        check_is_fitted(self, "members_")
        if not len(X):
            return np.zeros(0)
        if self.members_ is None:
            return np.full(len(X), self.share_)
        with threadpool_limits(1):
            odds = self._log_odds(self.members_, np.clip(X, *self.seen_))
            return np.minimum(self.platt_.predict_proba(odds[:, None])[:, 1], self.surest_)

    def _members(self, X: Floats, y: Floats) -> tuple[Pipeline, HistGradientBoostingClassifier]:
        linear = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, solver="newton-cholesky"))
        trees = HistGradientBoostingClassifier(
            max_iter=self.rounds,
            max_leaf_nodes=31 if len(X) > _MANY else 15,
            learning_rate=0.06,
            min_samples_leaf=100,
            l2_regularization=5.0,
            max_features=0.7,
            early_stopping=False,
            random_state=self.seed,
        )
        return linear.fit(X, y), trees.fit(X, y)

    def _log_odds(self, members: tuple[Pipeline, HistGradientBoostingClassifier], X: Floats) -> Floats:
        linear, trees = (one.predict_proba(X)[:, 1] for one in members)
        kept = np.clip(self.linear_ * linear + (1 - self.linear_) * trees, 1e-6, 1 - 1e-6)
        return np.log(kept / (1 - kept))
