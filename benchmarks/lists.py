"""What does each part of a list cost or bring, by the truth? Cairn's list of ten with one part of it left out.

    cairn make-demo DIR --world hostile --learners 2000 --seed 7
    cairn train DIR
    python benchmarks/lists.py DIR [--learners 200]

Lists for the learners that `cairn evaluate` draws. Points are hundredths of a weighted level; closed is the true chance
times the true gap that each content would close now, summed. Prints a table, and as its last line a JSON object.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from cairn.desk import Desk
from cairn.home import Home
from recommender.ranking.policy import open_prerequisites
from recommender.ranking.scene import Scene, ranked
from recommender.ranking.value import EFFORT_MINUTES, best, value_of, value_per_hour, worth_their_hours
from recommender.types import Floats, Ints, Query
from training.scoreboard.distance import Distance
from training.scoreboard.figure import Figure, Resamples
from training.scoreboard.judging import K
from training.scoreboard.oracle import Oracle
from training.scoreboard.rivals import GREEDY, believers, first
from training.scoreboard.scoreboard import Asked, drawn
from training.scoreboard.truth import Truth

Spent = tuple[float, float, int]
"""What a list closes in weighted levels, in hours, with so many contents."""


class Lists:
    """Lists of one learner after the other, each with another part left out."""

    def __init__(self, desk: Desk, truth: Truth) -> None:
        self.desk, self.truth, self.catalog = desk, truth, desk.catalog
        self.minutes = desk.catalog.contents.minutes

    def spent(self, query: Query) -> dict[str, Spent]:
        """What each list closes."""
        scene = self.desk.engine.look(query)
        oracle = Oracle.of(self.truth.hidden, query.learner.id, Distance.to(scene.goal), self.catalog)
        worth = oracle.chance() * oracle.closed()
        lists = self._lists(scene) | {"oracle": first(oracle.scores(), self._startable(scene), K)}
        return {n: (float(worth[c].sum()), float(self.minutes[c].sum()) / 60.0, len(c)) for n, c in lists.items()}

    def _lists(self, scene: Scene) -> dict[str, Ints]:
        teaching = self.desk.engine.fitted.teaching(scene.goal)
        means = replace(scene, worth=value_of(teaching, scene.level, scene.chances(scene.serving)))
        listed, tasteless = ranked(scene, self.catalog, scene.ranked_by, K)[0], replace(scene, liking=None)
        endless = self._best(scene, lambda score, *_: best(score, score, K))
        return {
            "Cairn": listed,
            "levels as if known for sure": ranked(means, self.catalog, means.ranked_by, K)[0],
            "no minutes for taking up": self._best(scene, self._effortless),
            "no taste": ranked(tasteless, self.catalog, tasteless.ranked_by, K)[0],
            "no end but value": endless,
            "filled to ten": self._filled(scene, endless),
            "all of these (plain greedy)": first(
                believers(scene, teaching, self.catalog)[GREEDY].scores(), self._startable(scene), K
            ),
        }

    def _best(self, scene: Scene, chosen: Callable[[Floats, Floats, Floats], Ints]) -> Ints:
        columns, values = scene.worthwhile(self._startable(scene))
        minutes = self.minutes[columns]
        return columns[chosen(scene.per_hour(values, minutes, scene.taste(columns)), values, minutes)]

    def _effortless(self, _: Floats, values: Floats, minutes: Floats) -> Ints:
        """The list in an order by minutes alone, ended where Cairn would end it."""
        order = best(value_per_hour(values, minutes - EFFORT_MINUTES, None, 0.0), values, K)
        return order[worth_their_hours(values[order], minutes[order])]

    def _filled(self, scene: Scene, columns: Ints) -> Ints:
        may = self._startable(scene)
        may[columns] = False
        rest = np.flatnonzero(may)
        rest = rest[scene.ready(rest)]
        return np.concatenate([columns, rest[best(scene.taste(rest), scene.taste(rest), K - len(columns))]])

    def _startable(self, scene: Scene) -> np.ndarray:
        may = scene.allowed.copy()
        may[open_prerequisites(scene.state, self.catalog)[:, 0]] = False
        return may


def figures(spent: list[dict[str, Spent]], seed: int) -> Mapping[str, tuple[Figure, Figure, float, float]]:
    """By list: points closed an hour, in all, hours, and contents."""
    draws, one, found = Resamples.of(len(spent), seed), np.ones(len(spent)), {}
    for name in spent[0]:
        closed, hours, many = np.array([row[name] for row in spent]).T
        found[name] = draws.share(100 * closed, hours), draws.share(100 * closed, one), hours.mean(), many.mean()
    return found


def main() -> None:
    """Judges the lists and prints what was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--learners", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    desk, truth = Desk.open(Home.here(), asked.folder), Truth.read(asked.folder / "truth")
    lists = Lists(desk, truth)
    queries = drawn(desk.engine, desk.people, truth, Asked(learners=asked.learners, seed=asked.seed))
    found = figures([lists.spent(query) for query in queries], asked.seed)
    table = Table("lists", "closed an hour", "in all", "hours", "contents")
    for name, (rate, closed, hours, many) in found.items():
        said = (f"{one.value:.2f} ({one.low:.2f} to {one.high:.2f})" for one in (rate, closed))
        table.add_row(name, *said, f"{hours:.1f}", f"{many:.1f}")
    Console(width=110).print(table)
    print(json.dumps({name: [rate.value, closed.value, hours] for name, (rate, closed, hours, _) in found.items()}))


if __name__ == "__main__":
    main()
