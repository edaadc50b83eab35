"""Which figures may be told without giving away a few people? By size, and by what differences would tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from recommender.types import Bools, Ints


@dataclass(frozen=True, slots=True)
class Cover:
    """Of one unit with all below, figure by figure: people in all, and people whom no figure told below stands for."""

    people: Ints
    uncovered: Ints

    def large(self, smallest: int) -> Bools:
        """Which figures stand for people enough."""
        return self.people >= smallest

    def told(self, smallest: int) -> Bools:
        """Which figures may be told: large enough, and what is left after those told below is nobody or enough."""
        return self.large(smallest) & ((self.uncovered == 0) | (self.uncovered >= smallest))


def cover_of(unit: str, below: Mapping[str, tuple[str, ...]], own: Mapping[str, Ints], smallest: int) -> Cover:
    """The cover of a unit; `own` counts the people of each unit itself, one element a figure; units form a tree.

    Who may see a unit may see those below it too. Units contain each other or do not overlap, so all that can be worked
    out from figures told are sums over the parts that each leaves uncovered: none of these may stand for a few people.

    >>> counts = {"a": np.array([2]), "b": np.array([6])}
    >>> cover_of("a", {"a": ("b",)}, counts, 5).told(5)
    array([False])
    """
    nobody = np.zeros_like(next(iter(own.values())))
    people, uncovered = own.get(unit, nobody).copy(), own.get(unit, nobody).copy()
    for child in below.get(unit, ()):
        cover = cover_of(child, below, own, smallest)
        people += cover.people
        uncovered += np.where(cover.told(smallest), 0, cover.uncovered)
    return Cover(people, uncovered)
