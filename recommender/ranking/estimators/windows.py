"""Which past goes with which future? Orders of choice as sparse matrices, built without a loop over learners."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from recommender.ranking.sequences import Sequences
from recommender.types import Bools, Floats, Ints

_BLOCK = 500_000
"""Examples held at once: bounds the memory of a fit, not its result."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How many choices to look at, and the factor by which each further one counts less."""

    length: int
    decay: float

    @property
    def weights(self) -> Floats:
        return np.power(self.decay, np.arange(self.length))


def pasts_and_futures(
    sequences: Sequences, windows: int, past: Reach, future: Reach
) -> Iterator[tuple[sp.csr_array, sp.csr_array]]:
    """Blocks of (past, future) matrices, [examples, contents]; one example for each choice that a learner's past led to.

    Only the last `windows` choices of a learner are examples, and only those with weight as a target. In `past` the
    choice just before has weight 1, in `future` the choice itself; both fade by their decay a step.
    """
    place, last = sequences.place, np.repeat(sequences.starts[1:], sequences.lengths)
    here = np.arange(len(place))
    examples = np.flatnonzero((place > 0) & (last - here <= windows) & (sequences.target_weight > 0))
    for low in range(0, len(examples), _BLOCK):
        at = examples[low : low + _BLOCK]
        before = at[:, None] - 1 - np.arange(past.length)
        after = at[:, None] + np.arange(future.length)
        yield (
            _matrix(sequences, before, before >= (at - place[at])[:, None], past.weights),
            _matrix(sequences, after, after < last[at][:, None], future.weights, sequences.target_weight),
        )


def histories(sequences: Sequences, decay: float = 1.0) -> sp.csr_array:
    """What each learner took, [learners, contents]; the last choice has weight 1, each earlier one fades by `decay`."""
    last = np.repeat(sequences.starts[1:], sequences.lengths)
    faded = np.power(decay, last - 1 - np.arange(len(sequences.items)))
    return sp.csr_array((faded, sequences.items, sequences.starts), shape=(len(sequences), sequences.size))


def _matrix(
    sequences: Sequences, elements: Ints, inside: Bools, weights: Floats, importance: Floats | None = None
) -> sp.csr_array:
    chosen = elements[inside]
    values = np.broadcast_to(weights, elements.shape)[inside]
    starts = np.concatenate([[0], np.cumsum(inside.sum(axis=1))])
    return sp.csr_array(
        (values if importance is None else values * importance[chosen], sequences.items[chosen], starts),
        shape=(len(elements), sequences.size),
    )
