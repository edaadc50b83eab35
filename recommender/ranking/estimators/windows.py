"""Which past goes with which future? Orders of choice as sparse matrices, built without a loop over learners."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from recommender.ranking.sequences import Sequences
from recommender.types import Bools, Floats, Ints


@dataclass(frozen=True, slots=True)
class Reach:
    """How many choices to look at, nearest first, and the factor by which each further one counts less."""

    length: int
    decay: float

    @property
    def weights(self) -> Floats:
        """Weight of each choice, nearest first: 1, decay, decay², ..."""
        return np.power(self.decay, np.arange(self.length))


def pasts_and_futures(
    sequences: Sequences, windows: int, past: Reach, future: Reach, block: int = 500_000
) -> Iterator[tuple[sp.csr_array, sp.csr_array]]:
    """Blocks of (past, future) matrices, [examples, contents]: one example for each choice that has a past.

    Only the last `windows` choices of a learner are examples, and only those with weight as a target. In `past` the
    choice just before has weight 1, in `future` the choice itself (times its weight as a target); both fade outwards.
    At most `block` examples are held at once, which bounds memory and changes no example.
    """
    first, last = (
        np.repeat(sequences.starts[:-1], sequences.lengths),
        np.repeat(sequences.starts[1:], sequences.lengths),
    )
    here = np.arange(len(sequences.items))
    examples = np.flatnonzero((here > first) & (here >= last - windows) & (sequences.target_weight > 0))
    for low in range(0, len(examples), block):
        at = examples[low : low + block, None]
        before, after = at - 1 - np.arange(past.length), at + np.arange(future.length)
        futures = _matrix(sequences, after, after < last[at], future, sequences.target_weight)
        yield _matrix(sequences, before, before >= first[at], past), futures


def recent(sequences: Sequences, reach: Reach) -> sp.csr_array:
    """What each learner took last, [learners, contents]: the last choice has weight 1, earlier ones fade."""
    back = sequences.starts[1:, None] - 1 - np.arange(reach.length)
    return _matrix(sequences, back, back >= sequences.starts[:-1, None], reach)


def _matrix(
    sequences: Sequences, elements: Ints, inside: Bools, reach: Reach, importance: Floats | None = None
) -> sp.csr_array:
    chosen = elements[inside]
    weights = np.broadcast_to(reach.weights, elements.shape)[inside]
    starts = np.concatenate([[0], np.cumsum(inside.sum(axis=1))])
    return sp.csr_array(
        (weights if importance is None else weights * importance[chosen], sequences.items[chosen], starts),
        shape=(len(elements), sequences.size),
    )
