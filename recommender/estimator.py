"""What do all estimators share? scikit-learn's contract for parameters, without importing it.

Serving reads fitted estimators and fits none; importing `sklearn.base` alone would cost each start of the service most
of a second. The contract is that of its developers' guide ("Developing scikit-learn estimators"): parameters are stored
untouched, `get_params` and `set_params` tell and change them, `clone` works, and what was not fitted says so.
"""

from __future__ import annotations

from inspect import signature
from typing import Any, Self


class Estimator:
    """Base of whatever learns: its parameters are the keywords of its constructor."""

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """The parameters by name. No parameter is an estimator here, so `deep` changes nothing."""
        return {name: getattr(self, name) for name in _names(type(self))}

    def set_params(self, **params: Any) -> Self:
        """Changes parameters. Raises ValueError with all names that it does not have."""
        known = _names(type(self))
        if unknown := sorted(set(params) - set(known)):
            raise ValueError(f"{type(self).__name__} has no parameters {', '.join(unknown)}; it has {', '.join(known)}")
        for name, value in params.items():
            setattr(self, name, value)
        return self

    def __repr__(self) -> str:
        told = ", ".join(f"{name}={value!r}" for name, value in self.get_params().items())
        return f"{type(self).__name__}({told})"

    def require_fitted(self, learned: str) -> None:
        """Raises scikit-learn's NotFittedError unless the estimator has what it learns."""
        if not hasattr(self, learned):
            from sklearn.exceptions import NotFittedError  # only who forgot to fit pays for it

            raise NotFittedError(f"this {type(self).__name__} was not fitted yet: call fit first")


def _names(cls: type[Estimator]) -> tuple[str, ...]:
    return tuple(signature(cls).parameters)
