"""What do the trained parts say about one learner? Parts in the columns of one catalogue, ready to be asked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommender.catalog import Catalog
from recommender.goals import Goal
from recommender.knowledge.tracer import Tracer
from recommender.ranking.episodes import WEEKLY_MINUTES, record_of
from recommender.ranking.estimators.chance import Chance
from recommender.ranking.features import LearnerFacts, PairFacts, learner_features
from recommender.ranking.lessons import Lessons
from recommender.ranking.liking import Liking, Voices
from recommender.ranking.odds import Odds
from recommender.ranking.scene import Scene
from recommender.ranking.value import Teaching
from recommender.types import Episodes, Estimate, Floats, Ints, Learner, LearnerState


@dataclass(frozen=True, slots=True)
class Fitted:
    """Trained parts in the columns of one catalogue."""

    catalog: Catalog
    tracer: Tracer
    effect: Floats
    popularity: Floats
    voices: Voices | None
    chance: Chance
    odds: Odds
    memory_key: str

    def learner_features(self, learner: Learner, episodes: Episodes, now: int) -> Floats:
        """The features of a learner with a past, [1, features]."""
        weekly = WEEKLY_MINUTES if learner.weekly_minutes is None else learner.weekly_minutes
        record = record_of(episodes, self.catalog.contents.minutes, weekly, now)
        return learner_features(LearnerFacts(np.array([weekly]), record), self.chance.overall_)

    def chances(self, learner: Floats, pair: PairFacts, columns: Ints) -> Floats:
        """Chance of finishing each of some contents in time, once started, by a learner with these features."""
        return self.odds.chances(learner, pair, columns)

    def liking(self, state: LearnerState) -> Liking | None:
        """What would be chosen next, None where no choices were learned."""
        return None if self.voices is None else self.voices.heard(state.sequence)

    def teaching(self, goal: Goal) -> Teaching:
        """The links that can serve a goal, worked out once for all who share it."""
        key = (self.memory_key, goal.skill.tobytes(), goal.level.tobytes(), goal.weight.tobytes())
        return self.catalog.once(key, lambda: Teaching.of(goal, self.effect, self.catalog))

    @property
    def lessons(self) -> Lessons:
        """What completing each content moves."""
        return self.catalog.once((self.memory_key, "lessons"), lambda: Lessons.of(self.catalog.links, self.effect))

    def chance_estimates(self, scene: Scene, columns: Ints) -> list[Estimate]:
        """Chances of finishing some contents, with the 80 % interval of what weights and records do not know."""
        return self.odds.estimates(scene.learner, scene.pair, columns)
