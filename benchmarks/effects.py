"""How well is learned what contents teach? Learned effects and levels against the truth of made-up organisations.

    python benchmarks/effects.py [--learners 2000] [--seeds 21 22]

The tracer never sees the truth. Prints a table and, as its last line, a JSON list with an object a seed. The rival is
one effect for all contents, as declared by default: its rank correlation is 0. `cairn evaluate DIR --truth` judges a
whole bundle (docs/scoreboard.md); this asks of the tracer alone, and of its intervals.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from time import process_time

import numpy as np
import pandas as pd
from rich.console import Console
from rich.table import Table

from recommender.knowledge import Tracer
from recommender.knowledge.levels import TENTH, level_of
from recommender.tables import check
from training.dataset import Dataset
from training.demo import make
from training.scoreboard.effects import OFTEN, beside, spearman

SURE, LOVED = 30, 50
"""Completions from which intervals and fashions are judged; ranks are from OFTEN on."""
PEOPLE = 400
"""Learners whose levels are compared, evenly drawn."""


def measured(learners: int, seed: int) -> dict[str, float]:
    """The figures of one organisation."""
    made = make(learners, seed)
    data = Dataset.of(check(made.tables).tables)
    began = process_time()
    tracer = Tracer().fit(data.log, data.catalog, data.roles)
    seconds = process_time() - began
    learned = {"learned": tracer.effect_, "error": tracer.effect_se_}
    links = beside(made.truth["content_effects"], data.catalog, **learned)
    often, sure = links[links["completions"] >= OFTEN], links[links["completions"] >= SURE]
    loved = links[(links["trait"] == "fashion") & (links["completions"] >= LOVED)]
    inside = (sure["learned"] - sure["effect"]).abs() <= TENTH * sure["error"]
    return {
        "seed": seed,
        "rank_often": spearman(often["effect"].to_numpy(float), often["learned"].to_numpy(float)),
        "rank_all": spearman(links["effect"].to_numpy(float), links["learned"].to_numpy(float)),
        "fashion_mean": float(loved["learned"].mean()),
        "fashion_highest": float(loved["learned"].max()),
        "in_interval": float(inside.mean()),
        "fit_s": seconds,
        **_levels(made.truth["levels"], data, tracer),
    }


def _levels(truth: pd.DataFrame, data: Dataset, tracer: Tracer) -> Mapping[str, float]:
    """Error of traced levels on the last day of the truth, and how many of their 80 % intervals hold it."""
    day = truth["day"].max()
    as_of = int(pd.Timestamp(day, tz="UTC").timestamp()) + 86_400
    last = truth[truth["day"] == day]
    ids = last["learner_id"].unique()
    number = {learner: row for row, learner in enumerate(data.log.learners)}
    errors, inside = [], []
    for learner in ids[:: max(1, len(ids) // PEOPLE)]:
        mine = last[last["learner_id"] == learner]
        state = tracer.trace(data.log.history(learner), as_of, int(data.roles[number[learner]]))
        skill = data.catalog.skills.index.columns(mine["skill_id"])
        error = level_of(state.mean[skill]) - mine["level"].to_numpy(float)
        errors.append(error)
        inside.append(np.abs(error) <= TENTH * np.sqrt(state.variance[skill]) / 6.0)
    error = np.concatenate(errors)
    return {"level_rmse": float(np.sqrt((error**2).mean())), "levels_in": float(np.concatenate(inside).mean())}


def main() -> None:
    """Measures some organisations and prints what was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--learners", type=int, default=2000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[21, 22])
    asked = parser.parse_args()
    found = [measured(asked.learners, seed) for seed in asked.seeds]
    table = Table(*found[0])
    for row in found:
        table.add_row(*(f"{value:.3g}" for value in row.values()))
    Console().print(table)
    print(json.dumps([{name: round(value, 3) for name, value in row.items()} for row in found]))


if __name__ == "__main__":
    main()
