"""What do the trained parts say about one learner? Parts in the columns of one catalogue, ready to be asked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from recommender.catalog import Catalog
from recommender.knowledge.levels import TENTH
from recommender.knowledge.tracer import Tracer
from recommender.ranking.episodes import (
    WEEKLY_MINUTES,
    Record,
    episodes_of,
    outcomes_of,
    record_before,
    window_seconds,
)
from recommender.ranking.estimators.affinity import Affinity
from recommender.ranking.estimators.chance import Chance
from recommender.ranking.estimators.sequential import LinearSequential
from recommender.ranking.features import (
    CONTENT,
    LEARNER,
    PRIOR_EPISODES,
    LearnerFacts,
    PairFacts,
    learner_features,
    pair_features,
    rate_of,
)
from recommender.ranking.scene import Scene
from recommender.types import Estimate, Floats, Ints, LearnerState, Query

_LEARNER = slice(len(CONTENT), len(CONTENT) + len(LEARNER))


@dataclass(frozen=True, slots=True)
class Fitted:
    """Trained parts in the columns of one catalogue; `content` holds content features, `base` their log odds."""

    catalog: Catalog
    tracer: Tracer
    effect: Floats
    popularity: Floats
    ranker: LinearSequential | None
    affinity: Affinity | None
    chance: Chance
    record: Record
    content: Floats
    base: Floats

    def learner_features(self, query: Query) -> Floats:
        """The features of the learner of a query, [1, features]."""
        facts = LearnerFacts(np.array([_weekly(query)]), _record_of(query, self.catalog))
        return learner_features(facts, self.chance.overall_)

    def chances(self, learner: Floats, pair: PairFacts) -> Floats:
        """Chance of finishing each content in time, once started, by a learner with these features."""
        own = float((learner @ self.chance.weights_[_LEARNER])[0])
        return expit(self.base + own + pair_features(pair) @ self.chance.weights_[_LEARNER.stop :])

    def affinities(self, state: LearnerState) -> Floats | None:
        """Chance of each content to be chosen next, None where no choices were learned."""
        if self.ranker is None or self.affinity is None:
            return None
        return self.affinity.probability(self.ranker.score(state.sequence), state.sequence)

    def chance_estimates(self, scene: Scene, columns: Ints) -> list[Estimate]:
        """Chances of finishing some contents, with the 80 % interval of what weights and records do not know."""
        pair = PairFacts(scene.pair.mandatory[columns], scene.pair.foreign_language[columns])
        learner = np.repeat(scene.learner, len(columns), axis=0)
        X = np.column_stack([self.content[columns], learner, pair_features(pair)])
        record = Record(self.record.settled[columns], self.record.finished[columns])
        rate = rate_of(record, self.chance.overall_)
        slope = self.chance.weights_[CONTENT.index("content_rate")]
        own = slope**2 / ((record.settled + PRIOR_EPISODES) * rate * (1 - rate))
        middle, reach = self.chance.log_odds(X), TENTH * np.sqrt(self.chance.deviation(X) ** 2 + own)
        found = expit(np.stack([middle, middle - reach, middle + reach], axis=1))
        return [Estimate(*row) for row in found.tolist()]


def _weekly(query: Query) -> float:
    stated = query.learner.weekly_minutes
    return WEEKLY_MINUTES if stated is None else stated


def _record_of(query: Query, catalog: Catalog) -> Record:
    """What of the learner's own past had settled when the query was asked."""
    now = int(query.as_of.timestamp())
    seen = query.history.seen_at(now)
    episodes = episodes_of(np.zeros(len(seen), np.int64), seen)
    outcomes = outcomes_of(episodes, window_seconds(catalog.contents.minutes[episodes.content], _weekly(query)))
    return record_before(episodes.learner, outcomes, np.zeros(1, np.int64), np.array([now]))
