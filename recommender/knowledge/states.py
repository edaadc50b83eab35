"""What does a belief say at a given moment? Levels of all skills, faded to it."""

from __future__ import annotations

import numpy as np

from recommender.knowledge.belief import Priors
from recommender.knowledge.fading import faded, kept
from recommender.knowledge.folding import DAY
from recommender.types import NO_TIME, Belief, Floats, Ints, LearnerState


def state_of(belief: Belief, priors: Priors, as_of: int) -> LearnerState:
    """A belief as arrays over all skills, faded to `as_of`. Untouched skills stand at their prior plus the ability."""
    mean, variance = priors.mean + belief.ability, priors.mastery + belief.doubt
    evidence = np.zeros(len(mean), np.int64)
    if belief.standings.data:
        touched = belief.standings.table
        skill = touched["column"].astype(np.int64)
        mean[skill], variance[skill] = _touched(belief, priors, skill, as_of)
        evidence[skill] = touched["evidence"]
    return LearnerState(
        as_of=as_of,
        mean=mean,
        variance=variance,
        evidence=evidence,
        finished=belief.finished,
        started=belief.started,
        dismissed=belief.dismissed,
        sequence=belief.taken.array,
    )


def _touched(belief: Belief, priors: Priors, skill: Ints, as_of: int) -> tuple[Floats, Floats]:
    """Mean and variance of the touched skills."""
    touched = belief.standings.table
    at, lean = touched["at"], touched["lean"]
    days = np.where(at == NO_TIME, 0.0, np.maximum(as_of - at, 0) / DAY)
    share = kept(days, priors.half_life_days[skill])
    baseline = priors.mean[skill] + belief.ability
    told = touched["offset"] + lean * belief.ability
    mean, own = faded(told, touched["variance"], baseline, priors.mastery[skill], share)
    return mean, own + (1.0 + (lean - 1.0) * share) ** 2 * belief.doubt
