"""Which contents follow from what a learner took, and in which order? One ridge regression in closed form.

Source: Choi, Kim, Lee, Shim and Lee, "Session-aware linear item-item models for session-based recommendation" (WWW
2021); its parts SLIT (a past predicts its future) and SLIS (a history predicts itself) share one normal equation here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Self

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from recommender.errors import FitRefused
from recommender.estimator import Estimator
from recommender.ranking.estimators.windows import Reach, pasts_and_futures, recent
from recommender.ranking.sequences import Sequences
from recommender.ranking.top import top
from recommender.types import Floats, Ints

_DECAYS = ("past_decay", "future_decay", "recency_decay")
_COUNTS = ("neighbours", "max_items", "windows", "past", "future", "memory")


class LinearSequential(Estimator):
    """Scores a content by learned weights from what the learner took, the most recent choice counting most.

    Each of a learner's last `windows` choices is an example: the `past` choices before it, fading by `past_decay`,
    predict it and those after it, `future` in all, fading by `future_decay`. `self_share` of the evidence comes from
    histories that predict themselves, each counting length^-`length_discount`. `ridge` pulls weights to zero as so many
    examples without a future would; being a number of examples, it fits small and large organisations alike. Only
    the `max_items` most taken contents get weights, the `neighbours` strongest a row. When scoring, the last `memory`
    choices count, fading by `recency_decay`.

    Learned: `weights_`, CSR float32 [contents, contents], row: taken, column: scored. Deterministic: one BLAS thread.
    """

    def __init__(
        self,
        *,
        ridge: float = 20.0,
        past_decay: float = 0.75,
        future_decay: float = 0.65,
        self_share: float = 0.5,
        recency_decay: float = 0.75,
        length_discount: float = 0.5,
        neighbours: int = 200,
        max_items: int = 6000,
        windows: int = 15,
        past: int = 10,
        future: int = 5,
        memory: int = 50,
    ) -> None:
        self.ridge = ridge
        self.past_decay = past_decay
        self.future_decay = future_decay
        self.self_share = self_share
        self.recency_decay = recency_decay
        self.length_discount = length_discount
        self.neighbours = neighbours
        self.max_items = max_items
        self.windows = windows
        self.past = past
        self.future = future
        self.memory = memory

    def fit(self, sequences: Sequences) -> Self:
        """Learn the weights. Raises FitRefused with every parameter that is out of range."""
        problems = tuple(_problems(self.get_params()))
        if problems:
            raise FitRefused("the sequential ranker cannot be fitted", problems)
        kept = _most_taken(sequences, self.max_items)
        with threadpool_limits(1):
            gram, target = self._normal_equation(sequences, kept)
            weights = _solve(gram, target, self.ridge, self.self_share > 0)
        self.weights_ = _strongest(weights, kept, self.neighbours, sequences.size)
        return self

    def scores(self, sequences: Sequences) -> NDArray[np.float32]:
        """Scores of every content for every learner, [learners, contents]. Raises FitRefused on another catalogue."""
        self.require_fitted("weights_")
        if sequences.size != self.weights_.shape[0]:
            raise FitRefused(
                "choices cannot be scored",
                [f"size: found {sequences.size} contents, expected the {self.weights_.shape[0]} of the fit"],
            )
        taken = recent(sequences, Reach(self.memory, self.recency_decay)).astype(np.float32)
        return np.asarray((taken @ self.weights_).toarray(), np.float32)

    def score(self, history: Ints) -> Floats:
        """Scores of every content for one learner, [contents], from content columns in order of choice."""
        self.require_fitted("weights_")
        latest = history[: -self.memory - 1 : -1]
        return np.asarray(np.power(self.recency_decay, np.arange(len(latest))) @ self.weights_[latest], np.float64)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What was learned, by name, for the bundle: the parts of the CSR matrix."""
        self.require_fitted("weights_")
        return {"data": self.weights_.data, "indices": self.weights_.indices, "indptr": self.weights_.indptr}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], params: Mapping[str, Any]) -> Self:
        """The fitted estimator that `arrays()` and `get_params()` describe; memory-mapped arrays are not copied."""
        ranker = cls(**params)
        size = len(arrays["indptr"]) - 1
        parts = (arrays["data"], arrays["indices"], arrays["indptr"])
        ranker.weights_ = sp.csr_array(parts, shape=(size, size), copy=False)
        return ranker

    def _normal_equation(self, sequences: Sequences, kept: Ints) -> tuple[Floats, Floats]:
        gram, target = np.zeros((2, len(kept), len(kept)))
        past, future = Reach(self.past, self.past_decay), Reach(self.future, self.future_decay)
        for before, after in pasts_and_futures(sequences, self.windows, past, future):
            _add(gram, before, before, kept, 1 - self.self_share)
            _add(target, before, after, kept, 1 - self.self_share)
        discount = np.power(np.maximum(sequences.lengths, 1.0), -self.length_discount)
        taken = _whole(sequences, np.ones(len(sequences.items)))
        _add(gram, taken, _whole(sequences, discount[sequences.learner]), kept, self.self_share)
        _add(
            target,
            taken,
            _whole(sequences, discount[sequences.learner] * sequences.target_weight),
            kept,
            self.self_share,
        )
        return gram, target


def _problems(params: Mapping[str, Any]) -> Iterator[str]:
    if not params["ridge"] > 0:
        yield f"ridge: found {params['ridge']}, expected a number of examples above 0, such as 20"
    if not 0 <= params["self_share"] <= 1:
        yield f"self_share: found {params['self_share']}, expected a share from 0 to 1"
    if not params["length_discount"] >= 0:
        yield f"length_discount: found {params['length_discount']}, expected 0 (none) or more"
    for name in _DECAYS:
        if not 0 < params[name] <= 1:
            yield f"{name}: found {params[name]}, expected a factor above 0, at most 1"
    for name in _COUNTS:
        if not params[name] >= 1:
            yield f"{name}: found {params[name]}, expected a whole number from 1"


def _most_taken(sequences: Sequences, most: int) -> Ints:
    counts = np.bincount(sequences.items, minlength=sequences.size)
    order = np.argsort(-counts, kind="stable")[:most]
    return np.sort(order[counts[order] > 0])


def _whole(sequences: Sequences, values: Floats) -> sp.csr_array:
    return sp.csr_array((values, sequences.items, sequences.starts), shape=(len(sequences), sequences.size))


def _add(total: Floats, left: sp.csr_array, right: sp.csr_array, kept: Ints, share: float) -> None:
    product = left[:, kept].T.tocsr() @ right[:, kept]
    product.data *= share
    total += product.toarray()


def _solve(gram: Floats, target: Floats, ridge: float, bar_self: bool) -> Floats:
    """Weights B of least |past B - future|² + ridge |B|²; `gram` and `target` are used up.

    With `bar_self`, no content may speak for itself: B loses P diag(γ), P the inverse of gram + ridge, with
    γ_j = max(B_jj, 0) / P_jj, which brings every positive diagonal element to 0 (SLIS with bound 0).
    """
    if not len(gram):
        return gram
    gram[np.diag_indices_from(gram)] += ridge
    from scipy.linalg import cho_factor, cho_solve, lapack  # only fitting pays for it

    factor, _ = cho_factor(gram.T, lower=True, overwrite_a=True, check_finite=False)
    if bar_self:
        half, _ = lapack.dpotri(factor, lower=1)
        inverse = np.tril(half) + np.tril(half, -1).T
        own = np.einsum("ij,ji->i", inverse, target)
        target[np.diag_indices_from(target)] -= np.maximum(own, 0) / np.diag(inverse)
    weights: Floats = cho_solve((factor, True), target, overwrite_b=True, check_finite=False)
    np.fill_diagonal(weights, 0)
    return weights


def _strongest(weights: Floats, kept: Ints, neighbours: int, size: int) -> sp.csr_array:
    rounded = weights.astype(np.float32)
    rows, columns = np.nonzero(top(np.abs(rounded), neighbours) & (rounded != 0))
    small = kept.astype(np.int32)
    return sp.csr_array((rounded[rows, columns], (small[rows], small[columns])), shape=(size, size))
