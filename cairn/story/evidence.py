"""Which content is popular and yet teaches nothing, by what was learned from tests and ratings around it?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from cairn.story.stage import Stage, StoryBroke
from recommender.columns import EVENT_KINDS
from recommender.knowledge.levels import TENTH
from recommender.ranking.scene import Scene

POPULAR: Final = 25
"""How many of the most chosen contents are looked at."""
SHORT: Final = 0.1
"""By how much a learner is short of a skill at least, to be interested in what claims to teach it."""


@dataclass(frozen=True, slots=True)
class Fad:
    """A popular content whose effect is surely below that of most, and a learner who might be tempted by it."""

    content_id: str
    title: str
    skill: str
    popular: int
    share: float
    contents: int
    completions: int
    effect: float
    error: float
    typical: float
    learner: str
    value: float


def fad_of(stage: Stage) -> Fad:
    """The most chosen content whose effect is below the middle one by more than its interval. Raises StoryBroke."""
    fitted, catalog = stage.desk.engine.fitted, stage.desk.catalog
    links, typical = catalog.links, float(np.median(fitted.effect))
    for place, column in enumerate(np.argsort(-fitted.popularity, kind="stable")[:POPULAR].tolist(), start=1):
        rows = np.arange(links.starts[column], links.starts[column + 1])
        error = fitted.tracer.effect_se_[rows]
        if len(rows) and (fitted.effect[rows] + TENTH * error < typical).all():
            learner, scene = _tempted(stage, column, int(links.skill[rows[0]]))
            return Fad(
                content_id=catalog.contents.ids[column],
                title=catalog.contents.titles[column],
                skill=catalog.skills.names[int(links.skill[rows[0]])],
                popular=place,
                share=float(fitted.popularity[column]),
                contents=len(catalog.contents),
                completions=_completions(stage, column),
                effect=float(fitted.effect[rows[0]]),
                error=float(error[0]),
                typical=typical,
                learner=learner,
                value=float(scene.values(np.array([column]))[0]),
            )
    raise StoryBroke("no popular content was found to teach less than most")


def _tempted(stage: Stage, column: int, skill: int) -> tuple[str, Scene]:
    """Somebody who may take a content, is ready for it, and is short of its skill."""
    for learner in stage.desk.people.ids:
        scene = stage.desk.engine.look(stage.desk.people.query(learner, stage.now))
        wanted = dict(zip(scene.goal.skill.tolist(), scene.goal.level.tolist(), strict=True))
        short = wanted.get(skill, 0.0) - float(scene.level[skill])
        if short > SHORT and scene.allowed[column] and scene.ready(np.array([column]))[0]:
            return learner, scene
    raise StoryBroke("nobody is short of what a popular content claims to teach")


def _completions(stage: Stage, column: int) -> int:
    events = stage.desk.people.log.events
    finishing = np.isin(events.kind, [EVENT_KINDS.index(kind) for kind in ("completed", "passed", "certified")])
    return int((finishing & (events.content == column)).sum())
