"""Which contents follow from what a learner took, and in which order? One ridge regression in closed form.

Source: Choi, Kim, Lee, Shim, Lee, "Session-aware linear item-item models for session-based recommendation" (WWW 2021),
whose SLIT (past to future) and SLIS (a history to itself) parts are joined here in one normal equation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Self

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve, lapack
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted
from threadpoolctl import threadpool_limits

from recommender.errors import FitRefused
from recommender.ranking.estimators.windows import Decay, histories, pasts_and_futures
from recommender.ranking.sequences import Sequences
from recommender.types import Floats, Ints

_FEWEST = {"past_decay": 0.0}


class LinearSequential(BaseEstimator):
    """Scores a content by the sum of learned weights from what the learner took, the most recent counting most.

    Every point of a learner's order (the last `windows` of them) is an example: the `past` contents before it, faded by
    `past_decay` a step, predict the `future` contents after it, faded by `future_decay` a step. `self_share` of the
    evidence comes from histories that predict themselves, each learner weighted by length^-`length_discount`. `ridge`
    is relative to the mean diagonal of the Gram matrix, so that one value suits small and large organisations. Only the
    `max_items` most taken contents get weights, at most `neighbours` each. When scoring, a choice fades by
    `recency_decay` with each later one.

    Learned: `weights_`, CSR float32 [contents, contents], row: taken, column: scored. Deterministic (one BLAS thread).
    """
