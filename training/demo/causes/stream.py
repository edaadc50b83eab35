"""Which contents were people invited to by lot, and with which chance?"""

from __future__ import annotations

from typing import Final

import numpy as np

from recommender.types import Bools, Ints
from training.demo.causes.plans import Drawn, steady
from training.demo.minds import role_needs
from training.demo.scene import Stage

_FROM_DAY: Final = 540
_A_WEEK: Final = 0.012
"""Share of people for whom lots are drawn each week."""
_OFF_JOB, _ON_JOB = 0.25, 0.55
"""Chance of an invitation to what the job does not and does need; ten points less in one's first year."""
_NEW: Final = 0.1
_ACCEPT: Final = 0.5


def stream(stage: Stage, rng: np.random.Generator) -> Drawn:
    """Each week some people, one content each in their language or English, and lots that favour what the job needs.

    The chance depends on the job and the time in it alone, both in the tables; accepting depends on neither.
    """
    day, who, content = _offers(stage, rng)
    there = steady(stage, who, day) & _on_offer(stage, content, day)
    who, content, day = who[there], content[there], day[there]
    stand = stage.careers.at(day, who)
    needed = role_needs()[stand.role, stage.shelf.skill[content, 0]] > 0
    chance = np.where(needed, _ON_JOB, _OFF_JOB) - _NEW * (day - stage.careers.hired[who] < 365)
    draws = rng.random((2, len(who)))
    asked, takes_up = draws[0] < chance, draws[1] < _ACCEPT
    return Drawn("stream", "recommendation", who, content, day, chance.round(4), asked, takes_up, stand.team)


def _offers(stage: Stage, rng: np.random.Generator) -> tuple[Ints, Ints, Ints]:
    """Days, learners and contents, each pair once."""
    calendar, many = stage.calendar, len(stage.people)
    mondays = np.arange(calendar.start + _FROM_DAY - _FROM_DAY % 7, calendar.until - 21, 7)
    size = rng.binomial(many, _A_WEEK, len(mondays))
    day = np.repeat(mondays, size) + rng.integers(0, 5, size.sum())
    who = rng.integers(many, size=size.sum())
    able = np.flatnonzero(_able(stage))
    content = able[rng.integers(len(able), size=size.sum())]
    fits = (stage.shelf.language[content] == stage.people.language[who]) | (stage.shelf.language[content] == 0)
    first = np.zeros(len(who), bool)
    first[np.unique(who * len(stage.shelf) + content, return_index=True)[1]] = True
    return day[fits & first], who[fits & first], content[fits & first]


def _able(stage: Stage) -> Bools:
    """Contents that anyone may take at any time."""
    shelf = stage.shelf
    programme = np.array([draft.trait == "programme" for draft in shelf.drafts])
    return np.asarray(~shelf.duty & ~programme & ~shelf.scheduled & (shelf.requires < 0) & (shelf.minutes <= 300))


def _on_offer(stage: Stage, content: Ints, day: Ints) -> Bools:
    shelf = stage.shelf
    return np.asarray((shelf.available_from[content] <= day) & (day < shelf.available_to[content] - 60))
