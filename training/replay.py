"""What would have been shown? Held-out learners asked through the real engine, as of the cut."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from recommender.engine import Engine
from recommender.ranking.scene import Scene, ranked
from recommender.ranking.value import EFFORT_MINUTES
from recommender.types import Floats, Ints
from training.dataset import Dataset

MOST_REPLAYED = 200
K = 10


def gap_closed_per_hour(engine: Engine, rival: Engine | None, data: Dataset, learners: Ints) -> tuple[Floats, Floats]:
    """Weighted levels closed by an hour of the ten contents shown, one element a learner with something to close.

    Both lists are valued by the same model, the engine's: it is a forecast, not a measurement. Without a rival the
    second list is that of popularity.
    """
    as_of = datetime.fromtimestamp(data.as_of, UTC)
    ours, theirs = [], []
    for learner in learners[:MOST_REPLAYED].tolist():
        query = data.people.query(data.log.learners[learner], as_of)
        scene = engine.look(query)
        if scene.bands.wanted <= 0:
            continue
        other, by = (scene, "popularity") if rival is None else (rival.look(query), None)
        ours.append(_per_hour(scene, scene, engine, None))
        theirs.append(_per_hour(scene, other, engine, by))
    return np.array(ours, float), np.array(theirs, float)


def _per_hour(valued: Scene, listed: Scene, engine: Engine, by: str | None) -> float:
    shown, _ = ranked(listed, engine.catalog, by or listed.ranked_by, K)
    hours = (engine.catalog.contents.minutes[shown] + EFFORT_MINUTES).sum() / 60
    return float(valued.value[shown].sum() / hours) if len(shown) else 0.0
