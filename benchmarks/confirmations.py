"""Are the twenty confirmations asked for worth more than twenty others? Lists that change when they are answered.

    python benchmarks/confirmations.py [--learners 500] [--seeds 7 8] [--draws 5]

In made-up organisations part of what is mapped becomes drafts: each has a confidence c, is true with chance c, and
else was made up. A bundle is trained on these tables; then twenty drafts are answered truly, and the top ten of all
present learners are compared with those before: the sets, and the order. The rivals are twenty drafts drawn at random
(mean of some draws), the twenty that are most uncertain, by 2c(1 - c), and the twenty that are widest, by 2c(1 - c)
times the people whom they concern. Prints a table and a JSON list.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from time import process_time

import numpy as np
import pandas as pd
from rich.console import Console
from rich.table import Table

from recommender.bundle import Bundle, Card
from recommender.bundle.bundle import Columns
from recommender.catalog import Catalog
from recommender.columns import FINISHING
from recommender.confirmations import FIRST, LINKS, Confirmation, Key, confirmations
from recommender.engine import Engine
from recommender.people import People
from recommender.tables import Tables, check
from recommender.types import Floats
from training.dataset import Dataset
from training.demo import make
from training.fit import fit
from training.recipe import Recipe

SHARE = 0.3
"""Share of the links of contents, roles and behaviours that become drafts."""
Keys = list[Key]


def drafted(frames: Mapping[str, pd.DataFrame], rng: np.random.Generator) -> tuple[dict[str, pd.DataFrame], set[Key]]:
    """Tables of which a share of the links are drafts, and those drafts that are true, as (table, id, id)."""
    made, true = dict(frames), set[Key]()
    skills = frames["skills"]["skill_id"].to_numpy()
    for table in ("content_skills", "role_skills", "behaviour_skills"):
        first, second = LINKS[table]
        frame = frames[table].reset_index(drop=True).assign(status="validated", confidence=1.0)
        chosen = np.sort(rng.choice(len(frame), int(SHARE * len(frame)), replace=False))
        sure = rng.uniform(0.1, 0.9, len(chosen)).round(2)
        right = rng.random(len(chosen)) < sure
        frame.loc[chosen, "status"] = "suggested"
        frame.loc[chosen, "confidence"] = sure
        wrong = chosen[~right]
        kept = frame.drop(index=wrong)
        invented = frame.loc[wrong].assign(**{second: rng.choice(skills, len(wrong))})
        whole = pd.concat([kept, invented]).drop_duplicates([first, second])
        rows = frame.loc[chosen[right]]
        true |= {(table, *pair) for pair in rows[[first, second]].itertuples(index=False, name=None)}
        made[table] = whole.sort_values([first, second], ignore_index=True)
    return made, true


def answered(frames: Mapping[str, pd.DataFrame], keys: Keys, true: set[Key]) -> dict[str, pd.DataFrame]:
    """The tables after some drafts were answered as the truth has it."""
    made = dict(frames)
    for table, *ids in keys:
        frame = made[table].copy()
        row = (frame[LINKS[table][0]] == ids[0]) & (frame[LINKS[table][1]] == ids[1])
        frame.loc[row, "status"] = "validated" if (table, *ids) in true else "rejected"
        made[table] = frame
    return made


def lists(bundle: Bundle, tables: Tables, as_of: datetime) -> dict[str, list[str]]:
    """The top ten of every learner."""
    catalog = Catalog.of(tables)
    people = People.of(tables, catalog)
    found = Engine(bundle, catalog).batch(people, people.ids, as_of, 10, "value")
    return {str(one): part["content_id"].tolist() for one, part in found.groupby("learner_id")}


def measured(learners: int, seed: int, draws: int) -> dict[str, float]:
    """The figures of one organisation."""
    rng = np.random.default_rng(seed)
    frames, true = drafted(make(learners, seed).tables, rng)
    tables = check(frames).tables
    data = Dataset.of(tables)
    recipe = Recipe()
    card = Card(recipe.plain(), seed, tables.fingerprint, data.catalog.version, data.ordering, {}, ())
    bundle = Bundle(card, Columns.of(data.catalog), fit(recipe, data, seed))
    events = tables["events"]
    finished = events[events["kind"].isin(FINISHING)][["learner_id", "content_id"]].dropna()
    on = events["occurred_at"].max().date() + timedelta(days=1)
    as_of = datetime.combine(on, time(), UTC)
    began = process_time()
    found = confirmations(tables, data.catalog, finished, on)
    seconds = process_time() - began
    before = lists(bundle, tables, as_of)

    def changed(keys: Keys) -> Floats:
        after = lists(bundle, check(answered(frames, keys, true)).tables, as_of)
        sets = [set(after[one]) != set(then) for one, then in before.items()]
        return np.array([np.mean(sets), np.mean([after[one] != then for one, then in before.items()])])

    every = confirmations(tables, data.catalog, finished, on, limit=10_000)
    doubt = np.array([one.question.confidence * (1 - one.question.confidence) for one in every])
    people = np.array([one.people for one in every])
    drawn = [rng.choice(len(every), FIRST, replace=False) for _ in range(draws)]
    ways = {
        "asked": changed([one.question.key for one in found]),
        "widest": changed(_first(every, doubt * people)),
        "most unsure": changed(_first(every, doubt)),
        "at random": np.mean([changed([every[n].question.key for n in those]) for those in drawn], axis=0),
    }
    told = {f"{name}{what}": float(share[n]) for n, what in enumerate(("", ", order")) for name, share in ways.items()}
    return {"seed": seed, "drafts": len(every), **told, "cpu_s": seconds}


def _first(every: Sequence[Confirmation], score: Floats) -> Keys:
    """The twenty of the highest score."""
    return [every[n].question.key for n in np.argsort(-score, kind="stable")[:FIRST].tolist()]


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--learners", type=int, default=500)
    parser.add_argument("--seeds", type=int, nargs="+", default=[7, 8])
    parser.add_argument("--draws", type=int, default=5)
    given = parser.parse_args()
    rows = [measured(given.learners, seed, given.draws) for seed in given.seeds]
    grid = Table(title=f"{given.learners} learners: share whose top ten changes after {FIRST} answers")
    for name in rows[0]:
        grid.add_column(name, justify="right")
    for row in rows:
        grid.add_row(*(f"{cell:.2f}" if isinstance(cell, float) else str(cell) for cell in row.values()))
    Console(width=120).print(grid)
    print(json.dumps(rows))


if __name__ == "__main__":
    main()
