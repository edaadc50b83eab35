"""What do the linked texts that are most like a text say of its skills?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from scipy.sparse import csr_array

from recommender.types import Floats

_PRIOR: Final = 0.3
"""The likeness at which what is usual everywhere counts like one more neighbour."""
_REACH: Final = 150


def first(likeness: Floats, number: int) -> np.ndarray:
    """The positions of the nearest texts, nearest first; ties by position."""
    return np.argsort(-likeness, axis=1, kind="stable")[:, :number]


def of_best(likeness: Floats) -> Floats:
    """Likeness as a share of that of the nearest."""
    return likeness / np.maximum(likeness.max(axis=1, keepdims=True), 1e-6)


def votes(likeness: Floats, links: csr_array, usual: np.ndarray, of: tuple[int, int]) -> Floats:
    """The share of the nearest texts that have each skill. `of` says how many, and to which power likeness counts."""
    number, power = of
    weights = np.zeros_like(likeness)
    at = first(likeness, number)
    np.put_along_axis(weights, at, np.take_along_axis(likeness, at, axis=1) ** power, axis=1)
    stay = _PRIOR**power
    return (weights @ links + stay * usual) / (weights.sum(axis=1, keepdims=True) + stay)


def nearest(likeness: Floats, links: csr_array, numbers: Sequence[int]) -> list[Floats]:
    """The mean likeness of the nearest one, two, ... texts that have each skill; one that is missing counts as 0.

    No more than the nearest 150 texts are asked.
    """
    near = first(likeness, _REACH)
    told = csr_array(links[near.ravel()])
    asked = np.diff(told.indptr)
    cells = np.repeat(np.repeat(np.arange(len(near)), near.shape[1]), asked) * links.shape[1] + told.indices
    values = np.repeat(np.take_along_axis(likeness, near, axis=1).ravel(), asked)
    order = np.argsort(cells, kind="stable")
    cells, values = cells[order], values[order]
    starts = np.flatnonzero(np.diff(cells, prepend=-1))
    rank = np.arange(len(cells)) - np.repeat(starts, np.diff(starts, append=len(cells)))
    return [_means(cells[rank < one], values[rank < one], one, (len(near), links.shape[1])) for one in numbers]


def _means(cells: np.ndarray, values: np.ndarray, number: int, shape: tuple[int, int]) -> Floats:
    total = np.bincount(cells, weights=values, minlength=shape[0] * shape[1])
    return (total / number).reshape(shape).astype(np.float32)
