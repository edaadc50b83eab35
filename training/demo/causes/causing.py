"""What do the causes do in a week, and what must be noted to know the truth about them?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from training.demo.behaving import Behaving
from training.demo.causes.asking import Asking
from training.demo.causes.personal import Personal
from training.demo.causes.plans import Plans
from training.demo.scene import Course, Stage, Week


@dataclass(frozen=True, slots=True)
class Causing:
    """Lets the plans happen and follows the outcomes of those who sell."""

    plans: Plans
    asking: Asking
    personal: Personal

    @staticmethod
    def of(stage: Stage, course: Course, behaving: Behaving, plans: Plans, rng: np.random.Generator) -> Causing:
        """Everything as it is before the first week."""
        return Causing(plans, Asking.of(stage, course, plans, rng), Personal(stage, course, behaving, plans))

    def act(self, week: Week) -> None:
        """One week: notes first, as the measures of outcomes do, then whoever is asked is asked."""
        self.personal.note(week)
        self.asking.ask(week)
