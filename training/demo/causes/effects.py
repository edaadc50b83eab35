"""How large is the effect of a programme in truth, for those who were asked and for those who finished?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from training.demo.behaving import BEHAVIOUR_IDS
from training.demo.causes.personal import OWN, Personal
from training.demo.causes.plans import Drawn
from training.demo.causes.programmes import PROGRAMMES
from training.demo.measuring import Measuring
from training.demo.world import Outcome


@dataclass(frozen=True, slots=True)
class Effect:
    """Mean change of an outcome, in its unit: per asked (intention to treat), and per finisher; NaN where unknown."""

    asked: float
    finished: float


NOTHING = Effect(0.0, 0.0)


def asked_effect(one: Drawn, personal: Personal) -> Effect:
    """What a programme changed in the outcomes of sellers, over the whole quarters after they were asked."""
    programme = next((some for some in PROGRAMMES if some.key.endswith(f"/{one.cause}")), None)
    if programme is None or programme.behaviour is None:
        return NOTHING
    column = OWN.index(BEHAVIOUR_IDS.index(programme.behaviour))
    added = personal.added()[:, :, column]
    sellers = personal.plans.sellers.who
    day = np.full(sellers.max() + 1, np.iinfo(np.int64).max)
    known = one.asked & np.isin(one.learner, sellers)
    day[one.learner[known]] = one.day[known]
    after = personal.there() & (personal.plans.quarters[:, None] - 91 > day[sellers])
    finished = after & (added > 0)
    return Effect(_mean(added[after]), _mean(added[finished]))


def trained_effect(one: Drawn, measuring: Measuring, outcome: Outcome, moved: tuple[int, float]) -> Effect:
    """What the roll-out changed in the outcomes of teams, over the months from the second after their wave on.

    `moved` is the behaviour's row and how far the outcome goes with it. Teams that were not reached do not count.
    """
    row, move = moved
    tree = measuring.stage.careers.teams
    units, showing = measuring.shares(outcome, [row], measuring.showing)
    _, plain = measuring.shares(outcome, [row], measuring.unpractised)
    wave = np.full(len(tree.unit_ids), np.iinfo(np.int64).max)
    wave[tree.unit[one.team]] = one.day
    after = np.array(measuring.months)[:, None] > wave[units] + 61
    change = (showing - plain)[:, :, 0] * move
    return Effect(_mean(change[after]), float("nan"))


def _mean(values: np.ndarray) -> float:
    return float(values.mean()) if values.size else float("nan")
