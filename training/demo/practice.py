"""Who shows a behaviour more often since a programme, whatever they know?"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from recommender.types import Ints


@dataclass(frozen=True, slots=True)
class Practice:
    """What finishing a content adds to the chance of showing a behaviour, and to whom it has been added.

    `behaviour` and `strength` have one element a content, a behaviour of -1 for none; `shift` has the shape (learners,
    behaviours). Nobody practises anything where all three are empty.
    """

    behaviour: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    strength: np.ndarray = field(default_factory=lambda: np.empty(0))
    shift: np.ndarray = field(default_factory=lambda: np.empty((0, 0), np.float32))

    @property
    def empty(self) -> bool:
        return self.shift.size == 0

    def finish(self, who: Ints, content: Ints) -> None:
        """Adds what those who finish contents practise from now on."""
        if self.empty:
            return
        does = self.behaviour[content] >= 0
        some = content[does]
        self.shift[who[does], self.behaviour[some]] = self.strength[some]

    def added(self, who: Ints, behaviour: int) -> np.ndarray | float:
        """What is added for each of some learners."""
        return 0.0 if self.empty else self.shift[who, behaviour]
