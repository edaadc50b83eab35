"""How well is learned what contents teach? Learned effects and levels against the truth of made-up organisations.

    python benchmarks/effects.py [--learners 2000] [--seeds 21 22]

The tracer never sees the truth. Prints a table and, as its last line, a JSON list with an object a seed. The rival is
one effect for all contents, as declared by default: its rank correlation is 0.
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
from scipy.stats import spearmanr

from recommender.knowledge import Tracer
from recommender.knowledge.levels import TENTH, level_of
from recommender.tables import check
from training.dataset import Dataset
from training.demo import make

OFTEN, SURE, LOVED = 20, 30, 50
"""Completions from which ranks, intervals and fashions are judged."""
PEOPLE = 400
"""Learners whose levels are compared, evenly drawn."""


def measured(learners: int, seed: int) -> dict[str, float]:
    """The figures of one organisation."""
    made = make(learners, seed)
    data = Dataset.of(check(made.tables).tables)
    began = process_time()
    tracer = Tracer().fit(data.log, data.catalog, data.roles)
    seconds = process_time() - began
    links = _of_links(made.truth["content_effects"], data, tracer)
    often, sure = links[links["completions"] >= OFTEN], links[links["completions"] >= SURE]
    loved = links[(links["trait"] == "fashion") & (links["completions"] >= LOVED)]
    inside = (sure["learned"] - sure["effect"]).abs() <= TENTH * sure["error"]
    return {
        "seed": seed,
        "rank_often": float(spearmanr(often["effect"], often["learned"]).statistic),
        "rank_all": float(spearmanr(links["effect"], links["learned"]).statistic),
        "fashion_mean": float(loved["learned"].mean()),
        "fashion_highest": float(loved["learned"].max()),
        "in_interval": float(inside.mean()),
        "fit_s": seconds,
        **_levels(made.truth["levels"], data, tracer),
    }


def _of_links(truth: pd.DataFrame, data: Dataset, tracer: Tracer) -> pd.DataFrame:
    """Each link of the truth beside what was learned of it."""
    catalog = data.catalog
    learned = pd.DataFrame(
        {
            "content_id": np.asarray(catalog.contents.ids, object)[catalog.links.content],
            "skill_id": np.asarray(catalog.skills.ids, object)[catalog.links.skill],
            "learned": tracer.effect_,
            "error": tracer.effect_se_,
        }
    )
    return truth.merge(learned, on=["content_id", "skill_id"])


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
