"""What is asked of whom on which day, and who stands on the other side? Drawn before anything happens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from recommender.types import Bools, Floats, Ints
from training.demo.calendar import NEVER
from training.demo.queue import Queue, Rows, rows_of
from training.demo.scene import Stage


@dataclass(frozen=True, slots=True)
class Drawn:
    """One cause as drawn: who could be asked, on which day, with which chance, and who was.

    One element a learner and content. `propensity` is NaN where nobody drew lots; `initiated` a word of INITIATORS;
    `takes_up` is who begins if asked; `team` is the learner's team on that day.
    """

    cause: str
    initiated: str
    learner: Ints
    content: Ints
    day: Ints
    propensity: Floats
    asked: Bools
    takes_up: Bools
    team: Ints


@dataclass(frozen=True, slots=True)
class Trend:
    """A team whose outcome moves by itself: how far a month, from which day on."""

    outcome: str
    team: int
    a_month: float
    from_day: int


@dataclass(frozen=True, slots=True)
class Sellers:
    """Those whose own outcome is measured quarter by quarter, and the luck of each: shape (sellers, quarters)."""

    who: Ints
    luck: Floats


@dataclass(frozen=True, slots=True)
class Plans:
    """Everything that the causes of an organisation will do."""

    drawn: tuple[Drawn, ...]
    trend: Trend
    sellers: Sellers
    quarters: Ints
    """Last days of the quarters within the history."""


def steady(stage: Stage, who: Ints, day: Ints) -> Bools:
    """Whether learners are there on a day, and for a month after it."""
    careers = stage.careers
    return np.asarray(
        (careers.hired[who] <= day) & (day + 30 < careers.left[who]) & ~careers.away(day, who) & (day < NEVER)
    )


def filed(stage: Stage, drawn: Sequence[Drawn]) -> Queue:
    """Those who are asked, by the week in which it happens."""
    queue = Queue()
    for number, one in enumerate(drawn):
        rows: Rows = {
            "cause": np.full(len(one.learner), number),
            "learner": one.learner,
            "content": one.content,
            "takes_up": one.takes_up,
        }
        some = rows_of({**rows, "day": one.day}, one.asked)
        queue.put(stage.calendar.week_of(some["day"] * 86_400), some)
    return queue
