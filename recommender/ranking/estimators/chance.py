"""If it is started, will it be finished in time? A calibrated linear head over the features."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import numpy as np
from scipy.special import expit, logit

from recommender.estimator import Estimator
from recommender.types import Bools, Floats, Ints

ASSUMED_CHANCE = 0.7
"""Chance of finishing where no history of finishing is known; every answer that uses it says so."""


_NO_SPREAD = 1e-9
"""What a feature that is the same in every row may seem to vary by, as a share of itself: rounding."""


class Chance(Estimator):
    """P(finished within its window | started), by ridge-penalised logistic regression, recalibrated on the latest rows.

    Slope and intercept are re-fitted on the latest `recent` share of the rows (Platt 1999), so that a drift of the base
    rate shows, and that features which tell nothing any more give way to it. The covariance of the weights is the
    inverse Hessian at the optimum (Laplace's approximation).

    Parameters
    ----------
    penalty : float
        L2 penalty on the standardised weights.
    recent : float
        Share of the latest rows that recalibrate.
    least : int
        Fewest rows of either outcome to learn from; with fewer the chance is assumed.

    Attributes
    ----------
    weights_, intercept_ : Floats [d], float
        Log odds = X @ weights_ + intercept_, on the features as they come.
    covariance_ : Floats [d + 1, d + 1]
        Of weights and intercept.
    overall_ : float
        Share finished overall, on which the features are centred.
    assumed_ : bool
        Whether nothing could be learned.
    base_ : tuple of float
        Log odds of the share of the rows that were finished, and their variance; known only where it was fitted.
    """

    def __init__(self, penalty: float = 1.0, recent: float = 0.2, least: int = 50) -> None:
        self.penalty = penalty
        self.recent = recent
        self.least = least

    def fit(self, X: Floats, y: Bools, at: Ints, overall: float) -> Self:
        """Learn from rows X [n, d], whether each was finished, and when it was started; X is centred on `overall`."""
        self.assumed_ = min(int(y.sum()), int((~y).sum())) < self.least
        if self.assumed_:
            return self._assume(X.shape[1])
        self.overall_ = overall
        self.base_ = float(logit(y.mean())), float(1.0 / (len(y) * y.mean() * (1.0 - y.mean())))
        order = np.argsort(at, kind="stable")
        X, y = X[order], y[order]
        cut = int(len(y) * (1 - self.recent))
        slope, shift = self._recalibration(X[:cut], y[:cut], X[cut:], y[cut:])
        weights, intercept = self._solved(X, y)
        self.weights_, self.intercept_ = slope * weights, slope * intercept + shift
        self.covariance_ = self._covariance(X)
        return self

    def flattened(self) -> Self:
        """The same estimator without features: the share of all rows that were finished, for everybody."""
        self.require_fitted("base_")
        made = type(self)(**self.get_params())
        made.weights_, made.covariance_ = np.zeros_like(self.weights_), np.zeros_like(self.covariance_)
        made.intercept_, made.covariance_[-1, -1] = self.base_
        made.overall_, made.assumed_, made.base_ = self.overall_, False, self.base_
        return made

    def log_odds(self, X: Floats) -> Floats:
        """Log odds of each row."""
        self.require_fitted("weights_")
        return X @ self.weights_ + self.intercept_

    def chance(self, X: Floats) -> Floats:
        """Chance of each row."""
        return expit(self.log_odds(X))

    def deviation(self, X: Floats) -> Floats:
        """Standard deviation of the log odds of each row, from what the weights do not know."""
        self.require_fitted("weights_")
        own, shared = self.covariance_[:-1, :-1], self.covariance_[:-1, -1]
        variance = ((X @ own + 2.0 * shared) * X).sum(axis=1) + self.covariance_[-1, -1]
        return np.asarray(np.sqrt(np.maximum(variance, 0.0)), float)

    def arrays(self) -> dict[str, np.ndarray]:
        """What was learned, as arrays."""
        self.require_fitted("weights_")
        return {
            "weights": self.weights_,
            "intercept": np.array(self.intercept_),
            "covariance": self.covariance_,
            "overall": np.array(self.overall_),
            "assumed": np.array(self.assumed_),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray], params: Mapping[str, Any]) -> Self:
        """The estimator that `arrays` came from."""
        made = cls(**params)
        made.weights_, made.covariance_ = arrays["weights"], arrays["covariance"]
        made.intercept_, made.overall_ = float(arrays["intercept"]), float(arrays["overall"])
        made.assumed_ = bool(arrays["assumed"])
        return made

    def _assume(self, width: int) -> Self:
        self.weights_, self.intercept_, self.overall_ = np.zeros(width), float(logit(ASSUMED_CHANCE)), ASSUMED_CHANCE
        self.covariance_ = np.zeros((width + 1, width + 1))
        self.covariance_[-1, -1] = 1.0
        return self

    def _solved(self, X: Floats, y: Bools) -> tuple[Floats, float]:
        from sklearn.linear_model import LogisticRegression  # only fitting pays for it

        center, spread = X.mean(axis=0), X.std(axis=0)
        tells = spread > _NO_SPREAD * (1.0 + np.abs(center))
        scale = np.where(tells, spread, 1.0)
        model = LogisticRegression(C=1 / self.penalty, tol=1e-8, max_iter=1000).fit((X - center) / scale, y)
        weights = np.where(tells, model.coef_[0] / scale, 0.0)
        return weights, float(model.intercept_[0] - weights @ center)

    def _recalibration(self, X: Floats, y: Bools, later_X: Floats, later_y: Bools) -> tuple[float, float]:
        from sklearn.linear_model import LogisticRegression

        if min(y.sum(), (~y).sum(), later_y.sum(), (~later_y).sum()) < self.least / 5:
            return 1.0, 0.0
        weights, intercept = self._solved(X, y)
        score = later_X @ weights + intercept
        platt = LogisticRegression(C=np.inf, tol=1e-8, max_iter=1000).fit(score[:, None], later_y)
        slope = float(np.clip(platt.coef_[0, 0], 0.0, 1.5))
        return slope, _shift(slope * score, later_y)

    def _covariance(self, X: Floats) -> Floats:
        wide = np.column_stack([X, np.ones(len(X))])
        p = expit(X @ self.weights_ + self.intercept_)
        hessian = wide.T @ (wide * (p * (1 - p))[:, None])
        spread = np.append(X.std(axis=0), 1.0)
        precision: Floats = hessian + np.diag(self.penalty * np.maximum(spread, 1e-3) ** 2)
        return np.asarray(np.linalg.inv(precision), float)


def _shift(log_odds: Floats, y: Bools) -> float:
    """What must be added to the log odds so that as many are expected as came, by Newton's method."""
    shift = 0.0
    for _ in range(50):
        p = expit(log_odds + shift)
        shift += float(np.clip((y.sum() - p.sum()) / (p * (1 - p)).sum(), -1.0, 1.0))
    return shift
