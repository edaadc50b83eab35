"""Where does this learner stand? Events in, levels with intervals out: a Kalman filter that forgets and learns.

Ratings as states of a filter: Glickman, Parameter estimation in large dynamic paired comparison experiments, Applied
Statistics 48, 1999; Pelánek, Applications of the Elo rating system in adaptive educational systems, Computers and
Education 98, 2016. Ability and mastery stay exact by conditioning on the ability (see `belief`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.catalog import Catalog
from recommender.columns import EVENT_KINDS
from recommender.errors import QueryRefused
from recommender.estimator import Estimator
from recommender.knowledge.belief import Priors
from recommender.knowledge.effects import Effects
from recommender.knowledge.folding import Folder, Happened, Teaching
from recommender.knowledge.held import Held
from recommender.knowledge.learned import Arrays, Learned, packed, unpacked
from recommender.knowledge.learning import learned_from
from recommender.knowledge.levels import WIDTH, theta_of
from recommender.knowledge.log import EventLog
from recommender.knowledge.measurement import measurements, unbiased
from recommender.knowledge.needs import Assumed
from recommender.knowledge.states import state_of
from recommender.knowledge.yardstick import Yardstick
from recommender.types import Belief, History, Ints, LearnerState

LEAST_MASTERY = 0.1
"""Part of a skill's variance that is mastery at least, however much of it the ability could explain."""


class Tracer(Estimator):
    """Traces where learners stand.

    `prior_level` and `prior_spread` (standard deviation) describe, as levels, a learner of whom nothing is known, until
    evidence says otherwise; `ability_share` is the part of that variance which all skills share. `slope` is that of the
    logistic link of tests. The noises are standard deviations, as levels, of a score and of ratings by oneself, a
    manager, an observer; `leniency_spread` is that between raters. `declared_effect` stands where nothing was graded.

    Learned: `learned_`, and of it `effect_` and `effect_se_`, one element a link of the catalogue, and `assumed_`,
    whether these effects are only declared because nothing was graded.
    """

    def __init__(
        self,
        *,
        prior_level: float = 0.3,
        prior_spread: float = 0.2,
        ability_share: float = 0.3,
        slope: float = 1.0,
        score_noise: float = 0.17,
        self_noise: float = 0.22,
        manager_noise: float = 0.17,
        observed_noise: float = 0.14,
        leniency_spread: float = 0.08,
        declared_effect: float = 0.5,
    ) -> None:
        self.prior_level = prior_level
        self.prior_spread = prior_spread
        self.ability_share = ability_share
        self.slope = slope
        self.score_noise = score_noise
        self.self_noise = self_noise
        self.manager_noise = manager_noise
        self.observed_noise = observed_noise
        self.leniency_spread = leniency_spread
        self.declared_effect = declared_effect

    def fit(self, log: EventLog, catalog: Catalog, roles: Ints | None = None, roles_then: Ints | None = None) -> Tracer:
        """Learn from a log; `roles` numbers the role of each of its learners, -1 for none.

        `roles_then` numbers the role that the learner of each event held when it happened; without it, always the same.
        Raises FitRefused.
        """
        effects = Effects(declared=self.declared_effect)
        plain = self._plain_yardstick()
        return self._made_ready(learned_from(log, catalog, Held(roles, roles_then), self._assumed(), plain, effects))

    def start(self, role: int = -1) -> Belief:
        """What is held of a learner of a role before the first event."""
        self.require_fitted("learned_")
        return Belief(role, ability=0.0, doubt=self._ability)

    def fold(self, belief: Belief, history: History, as_of: int) -> Belief:
        """The belief carried through events; those that happened or became known after `as_of` are not seen.

        Folding two parts of a history one after the other gives, bit by bit, what folding the whole at once gives.
        Raises QueryRefused for events out of order, or from before what the belief has seen already.
        """
        seen = history.seen_at(as_of)
        return self.fold_all([belief], np.array([0, len(seen)]), seen)[0]

    def fold_all(self, beliefs: Sequence[Belief], starts: Ints, events: History) -> list[Belief]:
        """What `fold` makes of each belief i and the events `starts[i]:starts[i + 1]`, bit by bit, all of them seen."""
        self.require_fitted("learned_")
        _check_order(events, starts, beliefs)
        learned = self.learned_
        found = unbiased(measurements(events, learned.links, learned.yardstick), learned.yardstick)
        folders = [Folder(belief, self._priors(belief.role), self._teaching, self.slope) for belief in beliefs]
        return Happened(starts, events, found).onto(folders)

    def trace(self, history: History, as_of: int, role: int = -1) -> LearnerState:
        """Where a learner stands at `as_of`, after a whole history."""
        return self.state(self.fold(self.start(role), history, as_of), as_of)

    def state(self, belief: Belief, as_of: int) -> LearnerState:
        """A belief faded to a moment, as arrays over all skills; the belief itself does not change."""
        self.require_fitted("learned_")
        return state_of(belief, self._priors(belief.role), as_of)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Everything learned, as arrays by name (see `learned`)."""
        self.require_fitted("learned_")
        return packed(self.learned_)

    @classmethod
    def from_arrays(cls, arrays: Arrays, params: Mapping[str, Any]) -> Tracer:
        """The tracer that `arrays` and `params` came from: it traces bit by bit the same. Raises BundleRefused."""
        tracer = cls(**params)
        return tracer._made_ready(unpacked(arrays, tracer._plain_yardstick()))

    def _made_ready(self, learned: Learned) -> Tracer:
        """Take what was learned, and lay out what every fold looks up."""
        self.learned_, self.assumed_ = learned, learned.assumed
        self.effect_, self.effect_se_ = learned.effect, learned.effect_se
        variance = learned.population.variance
        self._ability = self.ability_share * float(variance.mean()) if len(variance) else 0.0
        self._mastery = np.maximum(variance - self._ability, LEAST_MASTERY * variance)
        self._priors_of: dict[int, Priors] = {}
        self._teaching = Teaching.of(learned.links, learned.effect, learned.opening)
        return self

    def _priors(self, role: int) -> Priors:
        found = self._priors_of.get(role)
        if found is None:
            mean, half_life_days = self.learned_.population.mean_of(role), self.learned_.half_life_days
            found = self._priors_of[role] = Priors(mean, self._mastery, half_life_days)
        return found

    def _assumed(self) -> Assumed:
        return Assumed(theta_of(self.prior_level), (WIDTH * self.prior_spread) ** 2)

    def _plain_yardstick(self) -> Yardstick:
        noise = np.ones(len(EVENT_KINDS))
        noise[EVENT_KINDS.index("scored")] = self.score_noise
        noise[EVENT_KINDS.index("self_rated")] = self.self_noise
        noise[EVENT_KINDS.index("manager_rated")] = self.manager_noise
        noise[EVENT_KINDS.index("observed")] = self.observed_noise
        return Yardstick.plain(self.slope, (WIDTH * noise) ** 2, (WIDTH * self.leniency_spread) ** 2)


def _check_order(events: History, starts: Ints, beliefs: Sequence[Belief]) -> None:
    some = np.flatnonzero(starts[:-1] < starts[1:])
    before = np.append(np.int64(0), events.at[:-1])[: len(events)]
    before[starts[some]] = [beliefs[learner].clock for learner in some.tolist()]
    late = np.flatnonzero(events.at < before)
    if len(late):
        raise QueryRefused(
            "events must be folded in the order in which they happened",
            (
                f"event {row} of {len(events)} (occurred_at {int(events.at[row])}): expected a time not before that of "
                "the event ahead of it; sort by (occurred_at, event_id), or fold this learner from the start"
                for row in late.tolist()
            ),
        )
