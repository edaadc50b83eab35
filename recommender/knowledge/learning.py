"""How is a tracer learned from a log? Population, effects and yardstick by turns, each given the others."""

from __future__ import annotations

import numpy as np

from recommender.catalog import Catalog
from recommender.knowledge.company import Company
from recommender.knowledge.effects import Effects
from recommender.knowledge.evidence import Evidence
from recommender.knowledge.held import Held
from recommender.knowledge.learned import Learned
from recommender.knowledge.lessons import opening
from recommender.knowledge.log import EventLog
from recommender.knowledge.measurement import SELF_RATED, unbiased, with_noise
from recommender.knowledge.needs import Assumed, Pairs
from recommender.knowledge.population import Population
from recommender.knowledge.raters import judged
from recommender.knowledge.replay import Arrivals, Replayer
from recommender.knowledge.yardstick import Yardstick
from recommender.types import Bools

ROUNDS = 4
"""How often each is learned given the others; later rounds move effects and mean levels by about a hundredth.

Effects go half way from the second round on: they and the population answer to each other, and whole steps overshoot.
"""


def learned_from(
    log: EventLog, catalog: Catalog, held: Held, assumed: Assumed, yardstick: Yardstick, effects: Effects
) -> Learned:
    """Everything that a tracer learns; without any measurement only what was assumed.

    `effects` carries what is declared of them. Raises FitRefused.
    """
    served, then = held.of(log)
    population, effects = Population.before(len(catalog.skills), assumed), effects.fit(None, catalog)
    evidence = Evidence.of(log, catalog.links, yardstick)
    skill, employed = evidence.skill, then[evidence.first]
    pairs = Pairs.of(skill, employed, served[evidence.learner], catalog.roles.wants, len(catalog.skills))
    company, plain = Company.of(evidence, len(catalog.links)), yardstick
    effect = effects.effect_
    for turn in range(ROUNDS if len(evidence) else 0):
        mean = population.mean[skill] + population.shifts(employed, skill)
        replayer = Replayer(mean, population.variance[skill], catalog.links, effect, yardstick)
        found = with_noise(evidence.found, plain, yardstick)
        replay = replayer.run(evidence, unbiased(found, yardstick))
        yardstick = judged(company, company.heard(found, replay, yardstick), yardstick, plain)
        population = population.learned(replay.arrivals[_vouched(replay.arrivals, evidence)], pairs, assumed)
        effects = effects.fit(replay.changes, catalog)
        effect = effects.effect_ if turn == 0 else (effect + effects.effect_) / 2.0
    return Learned(
        population,
        yardstick,
        effect,
        effects.effect_se_,
        effects.mean_,
        effects.assumed_,
        catalog.links,
        catalog.skills.half_life_days,
        opening(log, len(catalog.contents)),
    )


def _vouched(arrivals: Arrivals, evidence: Evidence) -> Bools:
    """Whether someone else than the learner measured a pair as well.

    People name the skills that they have: to learn from these claims alone where those begin who named nothing would
    take what is missing for what is there (ratings are missing not at random).
    """
    others = np.bincount(evidence.pair, evidence.found.kind != SELF_RATED, len(evidence.learner)) > 0
    return others[arrivals.pair]
