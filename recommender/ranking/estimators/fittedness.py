"""Was an estimator fitted? Asked thousands of times a second, so answered by one look where it was."""

from __future__ import annotations

from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted


def require_fitted(estimator: BaseEstimator, learned: str) -> None:
    """Raises scikit-learn's NotFittedError unless the estimator has what it learns."""
    if learned not in vars(estimator):
        check_is_fitted(estimator)
