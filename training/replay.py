"""What would have been shown? Held-out learners asked through the real engine, as of the cut."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from recommender.engine import Engine
from recommender.ranking.scene import Scene, ranked
from recommender.ranking.value import EFFORT_MINUTES
from recommender.types import Floats, Ints
from training.dataset import Dataset

MOST_REPLAYED = 200
K = 10


@dataclass(frozen=True, slots=True)
class GapClosed:
    """Weighted levels closed by an hour of the ten contents shown, one element a learner with something to close.

    All lists are valued by the same model, that of `ours`: it is a forecast, not a measurement. `floor` is the list of
    popularity, `rival` that of the rival, which is the floor where there is none.
    """

    ours: Floats
    floor: Floats
    rival: Floats


def gap_closed_per_hour(engine: Engine, rival: Engine | None, data: Dataset, learners: Ints) -> GapClosed:
    """The gap that lists would close for some learners, at most MOST_REPLAYED of them, evenly drawn."""
    rows = [_of_learner(engine, rival, data, learner) for learner in _some(learners).tolist()]
    columns = np.array([row for row in rows if row is not None], float).reshape(-1, 3)
    return GapClosed(*columns.T)


def _of_learner(engine: Engine, rival: Engine | None, data: Dataset, learner: int) -> tuple[float, float, float] | None:
    query = data.people.query(data.log.learners[learner], datetime.fromtimestamp(data.as_of, UTC))
    scene = engine.look(query)
    if scene.wanted <= 0:
        return None
    ours, floor = (_per_hour(scene, scene, engine, by) for by in (scene.ranked_by, "popularity"))
    if rival is None:
        return ours, floor, floor
    other = rival.look(query)
    return ours, floor, _per_hour(scene, other, engine, other.ranked_by)


def _per_hour(valued: Scene, listed: Scene, engine: Engine, ranked_by: str) -> float:
    shown, _ = ranked(listed, engine.catalog, ranked_by, K)
    hours = (engine.catalog.contents.minutes[shown] + EFFORT_MINUTES).sum() / 60
    return float(valued.values(shown).sum() / hours) if len(shown) else 0.0


def _some(learners: Ints) -> Ints:
    """All learners or, of many, as many as are replayed, evenly spaced, so that late ids count like early ones."""
    few = min(len(learners), MOST_REPLAYED)
    return learners[np.arange(few) * len(learners) // max(few, 1)]
