"""May this recipe go into service? Paired differences on learners who chose after the cut."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from recommender.types import Bools, Floats

MARGIN = 0.005
"""How much NDCG an unchanged recipe may lose against its rival, overall and in every slice (decision record 0006)."""
FEWEST = 30
"""Judging learners below which a slice says nothing."""
_Z = 1.96


class Verdict(StrEnum):
    """What a comparison of two recipes comes to."""

    BETTER = "better"
    NOT_WORSE = "not worse"
    WORSE = "worse"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True)
class Difference:
    """Mean paired difference of a metric, challenger minus rival, with the ends of its 95 % interval."""

    mean: float
    low: float
    high: float
    learners: int

    @classmethod
    def of(cls, challenger: Floats, rival: Floats) -> Difference:
        """The difference over the same learners, in the same order; normal interval of the mean.

        Where nobody is any different there is nothing to be unsure of; of one learner alone nothing can be told.
        """
        difference = challenger - rival
        if not difference.any():
            return cls(0.0, 0.0, 0.0, len(difference))
        if len(difference) < 2:
            return cls(float(difference.sum()), -np.inf, np.inf, len(difference))
        mean, error = float(difference.mean()), float(difference.std(ddof=1) / np.sqrt(len(difference)))
        return cls(mean, mean - _Z * error, mean + _Z * error, len(difference))


def judge(difference: Difference, same_recipe: bool) -> Verdict:
    """The verdict on a difference: a changed recipe must be better, an unchanged one not worse than MARGIN.

    With fewer than FEWEST learners nothing can be told.

    >>> judge(Difference(0.02, 0.01, 0.03, 500), same_recipe=False).value
    'better'
    """
    if difference.learners < FEWEST:
        return Verdict.CANNOT_TELL
    if difference.low > 0:
        return Verdict.BETTER
    if difference.high < -(MARGIN if same_recipe else 0.0):
        return Verdict.WORSE
    if same_recipe and difference.low >= -MARGIN:
        return Verdict.NOT_WORSE
    return Verdict.CANNOT_TELL


@dataclass(frozen=True, slots=True)
class Comparison:
    """A challenger against its rival: overall, in every slice that can say something, and in gap closed per hour.

    `gap` is None where nothing is wanted of anybody.
    """

    same_recipe: bool
    overall: Difference
    slices: Mapping[str, Difference] = field(default_factory=dict)
    gap: Difference | None = None

    @property
    def verdict(self) -> Verdict:
        """Worse if worse in any slice or in gap closed; else what the overall difference says."""
        parts = [judge(difference, same_recipe=True) for difference in self.slices.values()]
        if Verdict.WORSE in parts or (self.gap is not None and self.gap.high < 0):
            return Verdict.WORSE
        return judge(self.overall, self.same_recipe)

    @property
    def told(self) -> tuple[str, ...]:
        """The comparison in sentences."""
        rows = {"overall": self.overall, **self.slices}
        told = [
            f"{name}: NDCG@10 differs by {d.mean:+.4f} ({d.low:+.4f} to {d.high:+.4f}, {d.learners} learners)"
            for name, d in rows.items()
        ]
        if self.overall.learners < FEWEST:
            told.append(f"learners who chose after the cut: {self.overall.learners}; {FEWEST} are needed to compare")
        if (gap := self.gap) is not None:
            span = f"{gap.low:+.5f} to {gap.high:+.5f}"
            told.append(f"forecast gap closed per hour differs by {gap.mean:+.5f} ({span}, {gap.learners} learners)")
        return tuple(told)

    def passes(self, first: bool) -> bool:
        """Whether the challenger may go into service.

        The first release always may: a ranker that does not beat popularity was left out, so that it is popularity. So
        may what follows a champion that nobody judged. An unchanged recipe must be better or not worse, a changed one
        better.
        """
        accepted = {Verdict.BETTER, Verdict.NOT_WORSE} if self.same_recipe else {Verdict.BETTER}
        return first or self.verdict in accepted


def compare(
    challenger: Floats,
    rival: Floats,
    slices: Mapping[str, Bools],
    same_recipe: bool,
    gaps: tuple[Floats, Floats] | None = None,
) -> Comparison:
    """Paired differences of two recipes on the same learners; slices with too few learners are left out."""
    return Comparison(
        same_recipe=same_recipe,
        overall=Difference.of(challenger, rival),
        slices={n: Difference.of(challenger[m], rival[m]) for n, m in slices.items() if m.sum() >= FEWEST},
        gap=Difference.of(*gaps) if gaps is not None and len(gaps[0]) >= FEWEST else None,
    )
