"""What does completing each content move, as the transition wants it? Laid out content by content."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommender.catalog.skills import Links, owned
from recommender.knowledge.transition import limits
from recommender.types import Floats, Ints


@dataclass(frozen=True, slots=True)
class Lessons:
    """The links that teach anything, ordered by content, then skill.

    Content i owns `starts[i]:starts[i + 1]` of `skill` (columns) and `limits`: entry and exit as θ and the effect
    [3, lessons].
    """

    starts: Ints
    skill: Ints
    limits: Floats

    @classmethod
    def of(cls, links: Links, effect: Floats) -> Lessons:
        """The lessons among some links; effect has one element a link."""
        numbers = np.array(limits(links.entry, links.exit, effect))
        teaches = numbers[-1] > 0.0
        return cls(np.append(0, np.cumsum(teaches))[links.starts], links.skill[teaches], numbers[:, teaches])

    def of_contents(self, contents: Ints) -> tuple[Ints, Ints]:
        """The rows of some contents, content by content, and of each row the place of its content among those asked."""
        return owned(self.starts, contents)
