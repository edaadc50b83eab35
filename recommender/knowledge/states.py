"""What does a belief say at a given moment? Levels of all skills, faded to it."""

from __future__ import annotations

from itertools import chain

import numpy as np

from recommender.knowledge.belief import Priors
from recommender.knowledge.fading import faded, kept
from recommender.knowledge.folding import DAY
from recommender.types import NO_TIME, Belief, Floats, Ints, LearnerState, Standing


def state_of(belief: Belief, priors: Priors, as_of: int) -> LearnerState:
    """A belief as arrays over all skills, faded to `as_of`. Untouched skills stand at their prior plus the ability."""
    mean, variance = priors.mean + belief.ability, priors.mastery + belief.doubt
    evidence = np.zeros(len(mean), np.int64)
    if belief.standings:
        skill = np.fromiter(belief.standings, np.int64, len(belief.standings))
        mean[skill], variance[skill], evidence[skill] = _touched(belief, priors, skill, as_of)
    return LearnerState(
        as_of=as_of,
        mean=mean,
        variance=variance,
        evidence=evidence,
        finished=dict(belief.finished),
        started=dict(belief.started),
        dismissed=dict(belief.dismissed),
        sequence=np.array(belief.taken, np.int64),
    )


def _touched(belief: Belief, priors: Priors, skill: Ints, as_of: int) -> tuple[Floats, Floats, Floats]:
    """Mean, variance and evidence of the touched skills."""
    numbers = chain.from_iterable(belief.standings.values())
    offset, lean, own, at, evidence = np.fromiter(numbers, np.float64).reshape(-1, len(Standing._fields)).T
    days = np.where(at == float(NO_TIME), 0.0, np.maximum(as_of - at, 0.0) / DAY)
    share = kept(days, priors.half_life_days[skill])
    baseline = priors.mean[skill] + belief.ability
    mean, own = faded(offset + lean * belief.ability, own, baseline, priors.mastery[skill], share)
    return mean, own + (1.0 + (lean - 1.0) * share) ** 2 * belief.doubt, evidence
