"""How likely is each content finished once started, and how sure is that? A head over features, taken apart."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

import numpy as np
from scipy.special import expit

from recommender.knowledge.levels import TENTH
from recommender.ranking.episodes import Record
from recommender.ranking.estimators.chance import Chance
from recommender.ranking.features import CONTENT, CONTENT_PRIOR, LEARNER, PairFacts, rate_of
from recommender.types import Estimate, Floats, Ints

_MOST = 170.0
"""What one part may add to the log odds: a chance of e to the minus that is none, and four of them make a float."""


@dataclass(frozen=True, slots=True)
class Odds:
    """What contents add to the log odds by themselves, worked out once, and what learner and pair add to that.

    The log odds are linear in the features, their variance is a quadratic form of them. With x the features of the
    content and r those of learner and pair (features LEARNER, then PAIR), row i of `own` holds what content i brings to
    both: its log odds; their variance, with what its record does not know; and how that leans on r. So the log odds are
    `own[i, 0] + weights @ r`, and their variance is `own[i, 1] + own[i, 2:] @ r + r @ covariance @ r`. `against` has e
    to the minus log odds of each content.
    """

    own: Floats
    against: Floats
    weights: Floats
    covariance: Floats

    @classmethod
    def of(cls, chance: Chance, content: Floats, record: Record) -> Odds:
        """The parts of a head, for contents with these features [contents, CONTENT] and these records."""
        ours, others = np.r_[: len(CONTENT), -1], np.s_[len(CONTENT) : -1]
        x, covariance = np.column_stack([content, np.ones(len(content))]), chance.covariance_
        log_odds = x @ np.append(chance.weights_[: len(CONTENT)], chance.intercept_)
        variance = ((x @ covariance[np.ix_(ours, ours)]) * x).sum(axis=1) + _of_record(chance, record)
        return cls(
            own=np.column_stack([log_odds, variance, 2.0 * x @ covariance[ours, others]]),
            against=np.exp(np.clip(-log_odds, -_MOST, _MOST)),
            weights=chance.weights_[len(CONTENT) :],
            covariance=covariance[others, others],
        )

    def chances(self, learner: Floats, pair: PairFacts, columns: Ints) -> Floats:
        """Chance of finishing each of some contents by a learner with the features LEARNER; pair facts one a content.

        Worked out as 1 / (1 + odds against it), which part by part are multiplied.
        """
        duty, strange = self.weights[len(LEARNER) :].tolist()
        against = self.against.take(columns)
        against *= _factor((learner @ self.weights[: len(LEARNER)]).item())
        for holds, weight in ((pair.mandatory, duty), (pair.foreign_language, strange)):
            if holds.any():
                against[holds[columns]] *= _factor(weight)
        against += 1.0
        return np.reciprocal(against, out=against)

    def estimates(self, learner: Floats, pair: PairFacts, columns: Ints) -> list[Estimate]:
        """The same chances with the ends of their 80 % intervals."""
        own, r = self.own[columns], np.empty((len(columns), len(self.weights)))
        r[:, : len(LEARNER)] = learner
        r[:, -2], r[:, -1] = pair.mandatory[columns], pair.foreign_language[columns]
        variance = own[:, 1] + ((r @ self.covariance + own[:, 2:]) * r).sum(axis=1)
        middle, reach = own[:, 0] + r @ self.weights, TENTH * np.sqrt(np.maximum(variance, 0.0))
        found = expit(np.array([middle, middle - reach, middle + reach]))
        return list(map(Estimate, *found.tolist()))


def _of_record(chance: Chance, record: Record) -> Floats:
    """How far the log odds of each content may be off because its record is short."""
    rate, slope = rate_of(record, chance.overall_, CONTENT_PRIOR), chance.weights_[CONTENT.index("content_rate")]
    return slope**2 / ((record.settled + CONTENT_PRIOR) * rate * (1 - rate))


def _factor(log_odds: float) -> float:
    """What odds against something are multiplied by where its log odds rise by so much."""
    return exp(min(max(-log_odds, -_MOST), _MOST))
