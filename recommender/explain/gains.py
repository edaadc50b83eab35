"""What is completing a content expected to do for the levels of a learner?"""

from __future__ import annotations

from itertools import pairwise
from typing import cast

import numpy as np

from recommender.knowledge.levels import TENTH, shown
from recommender.knowledge.transition import moved_within
from recommender.ranking.fitted import Fitted
from recommender.ranking.scene import Scene
from recommender.types import Estimate, Floats, Gain, Ints, SkillId

MOST_GAINS = 4


def gains_of(scene: Scene, fitted: Fitted, columns: Ints, mean: Floats, variance: Floats) -> list[tuple[Gain, ...]]:
    """What completing each content is expected to do at mean and variance of θ; what matters most first."""
    lessons, goal = fitted.lessons, scene.goal
    rows, content = lessons.of_contents(columns)
    skill, (entry, leave, effect) = lessons.skill[rows], lessons.limits[:, rows]
    before, doubt = mean[skill], variance[skill]
    after, spread = moved_within(before, doubt, entry, leave, effect)
    weight, fall = np.zeros(len(mean)), before - after
    weight[goal.skill] = goal.weight
    order = np.lexsort((fall, weight[skill] * fall, content)).tolist()  # equals stay in order: by skill
    both = estimates(np.concatenate([before, after]), np.concatenate([doubt, spread]))
    whose, names, size = skill.tolist(), fitted.catalog.skills.names, len(skill)
    ids = cast("tuple[SkillId, ...]", fitted.catalog.skills.ids)
    ends = content.searchsorted(np.arange(len(columns) + 1)).tolist()
    return [
        tuple(
            [
                Gain(ids[whose[row]], names[whose[row]], both[row], both[size + row])
                for row in order[low:high][:MOST_GAINS]
            ]
        )
        for low, high in pairwise(ends)
    ]


def estimates(mean: Floats, variance: Floats) -> list[Estimate]:
    """Levels with the ends of their 80 % intervals, from means and variances of θ."""
    reach = TENTH * np.sqrt(variance)
    ends = shown(np.array([mean, mean - reach, mean + reach]))
    return list(map(Estimate, *ends.tolist()))
