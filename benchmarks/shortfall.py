"""What keeps Cairn's paths from closing what an oracle closes? One part of what it believes replaced by the truth.

    cairn make-demo DIR --world hostile --learners 2000 --seed 7
    cairn train DIR
    python benchmarks/shortfall.py DIR [--learners 120]

Paths of 12 weeks for the learners that `cairn evaluate` draws, followed three times each. `no least gain` is
Cairn's planner without what a step must bring at least; `oracle, mapped` may take only contents that the tables map to
skills. Prints a table in points, hundredths of a weighted level, and as its last line a JSON object.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from cairn.desk import Desk
from cairn.home import Home
from recommender.gaps import bands_of
from recommender.planning import Effort, plan
from recommender.planning.formulate import problem_of
from recommender.ranking.policy import ready
from recommender.ranking.scene import Scene
from recommender.ranking.value import Teaching
from recommender.types import PathWishes, Query
from training.demo.hidden.following import Planned
from training.scoreboard.distance import Distance
from training.scoreboard.effects import beside
from training.scoreboard.figure import Figure, Resamples
from training.scoreboard.judging import WEEKS, followed, planned
from training.scoreboard.oracle import Oracle
from training.scoreboard.rivals import GREEDY, believers
from training.scoreboard.scoreboard import Asked, drawn
from training.scoreboard.standing import Spent
from training.scoreboard.truth import Truth
from training.scoreboard.walking import Ground, Walker, walked

LUCK = (1, 2, 3)
WISHES = PathWishes(weeks=WEEKS)
Plan = tuple[Planned, ...]


class Shortfall:
    """Paths of one learner after the other, by what is believed and by what is true."""

    def __init__(self, desk: Desk, truth: Truth) -> None:
        self.desk, self.truth, self.catalog = desk, truth, desk.catalog
        learned = desk.engine.fitted.effect
        rows = beside(truth.effects, self.catalog, row=np.arange(len(learned), dtype=float))
        self.effect = learned.copy()
        self.effect[rows["row"].to_numpy(int)] = rows["effect"].to_numpy(float)
        self.mapped = np.isin(np.arange(len(self.catalog.contents)), self.catalog.links.content)

    def spent(self, query: Query) -> dict[str, Spent]:
        """What each way to a path closes."""
        scene, learner = self.desk.engine.look(query), query.learner.id
        distance = Distance.to(scene.goal)
        end = query.as_of.date() + timedelta(weeks=WEEKS)
        plans = self._plans(scene, partial(Oracle.of, self.truth.hidden, learner, distance, self.catalog))
        return {name: followed(self.truth.hidden, learner, one, distance, end, LUCK) for name, one in plans.items()}

    def _plans(self, scene: Scene, oracle: partial[Oracle]) -> dict[str, Plan]:
        levels = self.truth.hidden.levels(scene.query.learner.id)
        true_level = np.array([levels.get(skill, 0.0) for skill in self.catalog.skills.ids])
        knowing = partial(self._knowing, scene)
        true_chances = oracle().chance().__getitem__
        everything = knowing(level=true_level, effect=self.effect, chances=true_chances)
        ground = Ground.of(scene, WISHES, self.catalog)
        only_mapped = replace(ground, allowed=ground.allowed & self.mapped)
        return {
            "Cairn": self._planned(scene),
            "no least gain": self._planned(scene, least=False),
            "true levels": self._planned(knowing(level=true_level)),
            "true effects": self._planned(knowing(effect=self.effect)),
            "true chances": self._planned(knowing(chances=true_chances)),
            "all three true": self._planned(everything),
            "greedy": self._walked(ground, self._greedy(scene)),
            "greedy, all three true": self._walked(ground, self._greedy(everything)),
            "oracle, mapped": self._walked(only_mapped, oracle()),
            "oracle": self._walked(ground, oracle()),
        }

    def _knowing(self, scene: Scene, **true: Any) -> Scene:
        """The scene with some truth in it, and what follows from it."""
        known = replace(scene, **true)
        return replace(known, bands=bands_of(scene.goal, known.level), ready=partial(ready, known.level, self.catalog))

    def _greedy(self, scene: Scene) -> Walker:
        return believers(scene, Teaching.of(scene.goal, scene.effect, self.catalog), self.catalog)[GREEDY]

    def _walked(self, ground: Ground, walker: Walker) -> Plan:
        return tuple(planned(self.catalog, step) for step in walked(ground, walker))

    def _planned(self, scene: Scene, least: bool = True) -> Plan:
        problem, _ = problem_of(scene, WISHES, self.catalog)
        problem = problem if least else replace(problem, step_cost=0.0, bonus=np.zeros(len(problem)))
        found = plan(problem, Effort.suited(len(problem)), seed=1)
        steps = zip(found.order.tolist(), found.start, found.finish, strict=True)
        return tuple(Planned(problem.ids[column], start.date(), finish.date()) for column, start, finish in steps)


def figures(spent: list[dict[str, Spent]], seed: int) -> Mapping[str, tuple[Figure, Figure, Figure, float]]:
    """By way: points closed an hour, in all, more in all than Cairn, and hours."""
    draws, one = Resamples.of(len(spent), seed), np.ones(len(spent))
    closed = {name: 100 * np.array([row[name].closed for row in spent]) for name in spent[0]}
    hours = {name: np.array([row[name].hours for row in spent]) for name in spent[0]}
    ours = closed["Cairn"]
    return {
        name: (
            draws.share(closed[name], hours[name]),
            draws.share(closed[name], one),
            draws.share(closed[name] - ours, one),
            float(hours[name].mean()),
        )
        for name in closed
    }


def said(one: Figure) -> str:
    """A figure with its interval."""
    return f"{one.value:.2f} ({one.low:.2f} to {one.high:.2f})"


def main() -> None:
    """Follows the paths and prints what was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--learners", type=int, default=120)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    desk, truth = Desk.open(Home.here(), asked.folder), Truth.read(asked.folder / "truth")
    shortfall = Shortfall(desk, truth)
    queries = drawn(desk.engine, desk.people, truth, Asked(learners=asked.learners, seed=asked.seed))
    found = figures([shortfall.spent(query) for query in queries], asked.seed)
    table = Table("paths", "closed an hour", "in all", "more than Cairn", "hours")
    for name, (rate, closed, more, hours) in found.items():
        table.add_row(name, said(rate), said(closed), said(more), f"{hours:.1f}")
    Console(width=110).print(table)
    print(json.dumps({name: [rate.value, closed.value, more.value] for name, (rate, closed, more, _) in found.items()}))


if __name__ == "__main__":
    main()
