"""What becomes of one learner under every rival, in truth?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Final

import numpy as np

from recommender.catalog import Catalog
from recommender.engine import Engine
from recommender.ranking.policy import open_prerequisites
from recommender.ranking.scene import Scene, ranked
from recommender.types import Floats, Ints, PathWishes, Query
from training.demo.hidden.following import Hidden, Planned
from training.scoreboard.distance import Distance
from training.scoreboard.levels import Traced, traced
from training.scoreboard.oracle import Oracle
from training.scoreboard.rivals import AFFINITY, CAIRN, GREEDY, ORACLE, POPULARITY, believers, first
from training.scoreboard.standing import Spent
from training.scoreboard.truth import Truth
from training.scoreboard.walking import Ground, Step, walked

K: Final = 10
WEEKS: Final = 12


@dataclass(frozen=True, slots=True)
class Judgement:
    """One learner: levels beside the truth, the true gap now, and what lists and paths of every rival closed of it.

    `shown` and `true` are the chances of finishing each content that may be offered, had it been assigned.
    """

    traced: Traced
    gap: float
    shown: Floats
    true: Floats
    lists: Mapping[str, Spent]
    paths: Mapping[str, Spent]


def judged(engine: Engine, truth: Truth, query: Query, seeds: Sequence[int]) -> Judgement:
    """Judges one learner as of a query; each path is followed once a seed, with the same luck for all rivals."""
    scene, learner, hidden = engine.look(query), query.learner.id, truth.hidden
    distance, levels = Distance.to(scene.goal), hidden.levels(learner)
    oracle = Oracle.of(hidden, learner, distance, engine.catalog)
    chance, may = oracle.chance(), np.flatnonzero(scene.allowed)
    lists, paths = _lists(engine, scene, oracle), _plans(engine, scene, oracle)
    end = query.as_of.date() + timedelta(weeks=WEEKS)
    return Judgement(
        traced=traced(scene, {skill: levels[skill] for skill in truth.touched.get(learner, ())}, engine.catalog),
        gap=distance.gap(levels),
        shown=scene.chances(may),
        true=chance[may],
        lists=lists,
        paths={name: followed(hidden, learner, plan, distance, end, seeds) for name, plan in paths.items()},
    )


def _lists(engine: Engine, scene: Scene, oracle: Oracle) -> dict[str, Spent]:
    """What each rival's first contents would close, each given alone and now, by the truth."""
    catalog, minutes = engine.catalog, engine.catalog.contents.minutes
    startable = scene.allowed.copy()
    startable[open_prerequisites(scene.state, catalog)[:, 0]] = False
    greedy = believers(scene, engine.fitted.teaching(scene.goal), catalog)[GREEDY]
    listed: dict[str, Ints] = {
        CAIRN: ranked(scene, catalog, scene.ranked_by, K)[0],
        POPULARITY: ranked(scene, catalog, "popularity", K)[0],
        AFFINITY: ranked(scene, catalog, "affinity", K)[0],
        GREEDY: first(greedy.scores(), startable, K),
        ORACLE: first(oracle.scores(), startable, K),
    }
    worth = oracle.chance() * oracle.closed()
    return {
        name: Spent(float(worth[columns].sum()), float(minutes[columns].sum()) / 60.0, float(len(columns)))
        for name, columns in listed.items()
    }


def _plans(engine: Engine, scene: Scene, oracle: Oracle) -> dict[str, tuple[Planned, ...]]:
    """The path of each rival; the oracle's thoughts move with what it takes."""
    wishes = PathWishes(weeks=WEEKS)
    path = engine.path(scene.query, wishes)
    ground = Ground.of(scene, wishes, engine.catalog)
    walkers = believers(scene, engine.fitted.teaching(scene.goal), engine.catalog) | {ORACLE: oracle}
    ours = tuple(Planned(s.suggestion.content_id, s.start.date(), s.finish.date()) for s in path.steps)
    return {CAIRN: ours} | {
        name: tuple(map(partial(planned, engine.catalog), walked(ground, walker))) for name, walker in walkers.items()
    }


def planned(catalog: Catalog, step: Step) -> Planned:
    """A step as the truth follows it."""
    return Planned(catalog.contents.ids[step.column], step.start, step.finish)


def followed(
    hidden: Hidden, learner: str, plan: Sequence[Planned], distance: Distance, end: date, seeds: Sequence[int]
) -> Spent:
    """The gap on the last day, beside what it were had nothing been learned, and hours: means over luck."""
    idle = distance.gap(hidden.levels(learner, end))
    found = [hidden.follow(learner, plan, seed, end) for seed in seeds]
    closed = idle - float(np.mean([distance.gap(one.levels) for one in found]))
    return Spent(closed, float(np.mean([one.minutes for one in found])) / 60.0, float(len(plan)))
