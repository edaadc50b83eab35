"""Which roles did the learners of a log hold? One that serves them now, and one at the time of each event."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommender.errors import FitRefused
from recommender.knowledge.log import EventLog
from recommender.types import Ints


@dataclass(frozen=True, slots=True)
class Held:
    """The roles of the learners of a log: of each learner the one that serves them, of each event the one held then.

    Both are -1 for none. Who held what is None where it is not known: then it was always the one that serves.
    """

    served: Ints | None = None
    then: Ints | None = None

    def of(self, log: EventLog) -> tuple[Ints, Ints]:
        """Both for a log. Raises FitRefused where they are of another one."""
        served = np.full(len(log), -1, np.int64) if self.served is None else self.served
        if len(served) != len(log):
            told = f"found roles of {len(served)} learners, expected {len(log)}; give one number a learner, or -1"
            raise FitRefused(told)
        then = served[log.learner] if self.then is None else self.then
        if len(then) != len(log.events):
            told = f"found roles at {len(then)} events, expected {len(log.events)}; give one number an event, or -1"
            raise FitRefused(told)
        return served, then
