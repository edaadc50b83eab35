"""What did many learners choose, in which order? The one input of every ranker, for training and for scoring."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from recommender.errors import FitRefused
from recommender.types import Bools, Floats, Ints


@dataclass(frozen=True, slots=True)
class Sequences:
    """Many learners' choices in order, one learner after the other (CSR).

    `items` holds content columns, each learner's in order of choice; learner r owns `items[starts[r]:starts[r + 1]]`;
    `size` is the number of contents. `weight` says how far an element counts as a *target*, from 0 to 1 (voluntary 1,
    assigned 0); elements of weight 0 are context only; None counts all. Raises FitRefused with every problem found.

    >>> two = Sequences.of([[0, 2], [1]], size=3)
    >>> len(two), two.lengths.tolist(), two.learner.tolist()
    (2, [2, 1], [0, 0, 1])
    """

    items: Ints
    starts: Ints
    size: int
    weight: Floats | None = None

    def __post_init__(self) -> None:
        problems = tuple(_problems(self))
        if problems:
            raise FitRefused("sequences of choices cannot be read", problems)

    def __len__(self) -> int:
        return len(self.starts) - 1

    @classmethod
    def of(cls, choices: Sequence[Sequence[int] | Ints], size: int) -> Sequences:
        """Sequences from one list of content columns a learner."""
        lengths = [len(chosen) for chosen in choices]
        items = np.concatenate([np.empty(0, np.int64), *(np.asarray(chosen, np.int64) for chosen in choices)])
        return cls(items, np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)]).astype(np.int64), size)

    @property
    def lengths(self) -> Ints:
        """Number of choices of each learner."""
        return np.diff(self.starts)

    @property
    def learner(self) -> Ints:
        """Row of the learner of each element."""
        return np.repeat(np.arange(len(self), dtype=np.int64), self.lengths)

    @property
    def target_weight(self) -> Floats:
        """How far each element counts as a target: `weight`, or 1 for all."""
        return np.ones(len(self.items)) if self.weight is None else self.weight

    def taken(self) -> Bools:
        """Which contents each learner has chosen already, [learners, contents]."""
        mask = np.zeros((len(self), self.size), np.bool_)
        mask[self.learner, self.items] = True
        return mask


def _problems(given: Sequences) -> Iterator[str]:
    starts, items, weight = given.starts, given.items, given.weight
    if len(starts) == 0 or starts[0] != 0 or starts[-1] != len(items) or bool((np.diff(starts) < 0).any()):
        yield f"starts: expected to rise from 0 to {len(items)}, the number of items; count each learner's choices anew"
    yield from _outside(
        "items", items, (items < 0) | (items >= given.size), f"a content column from 0 to {given.size - 1}"
    )
    if weight is None:
        return
    if len(weight) != len(items):
        yield f"weight: found {len(weight)} elements, expected {len(items)}; give one an item"
    yield from _outside("weight", weight, ~((weight >= 0) & (weight <= 1)), "a share from 0 to 1")


def _outside(name: str, values: Ints | Floats, wrong: Bools, expected: str) -> Iterable[str]:
    rows = np.flatnonzero(wrong)
    if len(rows):
        yield f"{name}[{rows[0]}]: found {values[rows[0]]}, expected {expected} ({len(rows)} such elements)"
