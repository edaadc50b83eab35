"""Which few of many numbers are the largest? Ties go to the lower column, so that the same input gives the same few."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.types import Bools


def top(values: NDArray[np.floating[Any]], k: int) -> Bools:
    """Marks the `k` largest of each row, [rows, columns]; all of a row that has no more than `k`. NaN is not allowed.

    >>> top(np.array([[2.0, 3.0, 2.0, 1.0]]), k=2).tolist()
    [[True, True, False, False]]
    """
    columns = values.shape[1]
    if k >= columns:
        return np.ones(values.shape, np.bool_)
    least = np.partition(values, columns - k, axis=1)[:, columns - k, None]
    above, level = values > least, values == least
    room = k - above.sum(axis=1, keepdims=True)
    return above | (level & (np.cumsum(level, axis=1, dtype=np.int32) <= room))
