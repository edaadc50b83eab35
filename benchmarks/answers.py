"""What does an answer cost? CPU of a recommendation and of a path inside the engine, by size of the catalogue.

    python benchmarks/answers.py [--contents 300 3000] [--learners 60]

Prints a table and, as its last line, one JSON object. The rival of a recommendation is the least that any recommender
does, in the same run: score every content by one dense product and take the best ten.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from time import process_time

import numpy as np
import pandas as pd
from rich.console import Console
from rich.table import Table
from threadpoolctl import threadpool_limits

from recommender.catalog import Catalog
from recommender.engine import Engine
from recommender.people import People
from recommender.tables import check
from recommender.types import PathWishes, Query
from training.recipe import Recipe
from training.run import train

SKILLS, ROLES, EVENTS = 60, 6, 50
START = pd.Timestamp("2024-01-01", tz="UTC")


def organisation(contents: int, learners: int, seed: int = 0) -> dict[str, pd.DataFrame]:
    """Tables of a made-up organisation: every content teaches one or two skills, every learner has 50 events."""
    rng = np.random.default_rng(seed)
    c, s, r, who = (
        [f"{k}{i:05d}" for i in range(n)] for k, n in (("c", contents), ("s", SKILLS), ("r", ROLES), ("p", learners))
    )
    entry = rng.choice([0.0, 0.2, 0.4, 0.6], 2 * contents)
    links = pd.DataFrame(
        {
            "content_id": np.repeat(c, 2),
            "skill_id": rng.choice(s, 2 * contents),
            "entry_level": entry,
            "exit_level": entry + rng.choice([0.2, 0.3, 0.4], 2 * contents),
        }
    ).drop_duplicates(["content_id", "skill_id"])
    needs = [(role, skill) for role in r for skill in rng.choice(s, 12, replace=False)]
    return {
        "learners": pd.DataFrame({"learner_id": who, "weekly_minutes": 120.0}),
        "employments": pd.DataFrame(
            {"learner_id": who, "valid_from": "2020-01-01", "role_id": rng.choice(r, learners)}
        ),
        "skills": pd.DataFrame({"skill_id": s, "name": s}),
        "roles": pd.DataFrame({"role_id": r, "name": r}),
        "role_skills": pd.DataFrame(needs, columns=["role_id", "skill_id"]).assign(level=0.8),
        "contents": pd.DataFrame(
            {"content_id": c, "title": c, "minutes": np.round(rng.lognormal(4, 0.8, contents) + 5)}
        ),
        "content_skills": links,
        "events": _events(c, who, rng),
    }


def _events(contents: list[str], learners: list[str], rng: np.random.Generator) -> pd.DataFrame:
    """Half of the events start a content, the others end it a week later, three in four times."""
    half = EVENTS // 2
    learner = np.repeat(learners, half)
    content = np.concatenate([rng.choice(contents, half, replace=len(contents) < half) for _ in learners])
    at = START + pd.to_timedelta(np.sort(rng.integers(0, 700, (len(learners), half)), axis=1).ravel(), unit="D")
    started = pd.DataFrame({"learner_id": learner, "content_id": content, "kind": "started", "occurred_at": at})
    ended = started.assign(kind="completed", occurred_at=at + pd.Timedelta(days=7))[rng.random(len(learner)) < 0.75]
    events = pd.concat([started, ended], ignore_index=True).assign(initiated_by="self")
    return events.assign(event_id=[f"e{i:07d}" for i in range(len(events))])


def measured(contents: int, learners: int) -> dict[str, float]:
    """CPU of one answer over a catalogue of a size: medians, and the 95th percentile of paths."""
    tables = check(organisation(contents, max(learners, 300))).tables
    bundle = train(Recipe(), tables, 0, None, lambda _: None).bundle
    engine = Engine(bundle, Catalog.of(tables))
    people = People.of(tables, engine.catalog)
    as_of = people.data_as_of or datetime(2026, 1, 1, tzinfo=UTC)
    queries = [people.query(learner, as_of) for learner in people.ids[:learners]]
    recommend, path = _cpu(engine.recommend, queries), _cpu(lambda q: engine.path(q, PathWishes()), queries)
    return {
        "contents": contents,
        "recommendation_us": float(np.median(recommend) * 1e6),
        "ratio_to_bare_scoring": float(np.median(recommend) / np.median(_cpu(_bare(contents), queries))),
        "path_ms": float(np.median(path) * 1e3),
        "path_p95_ms": float(np.quantile(path, 0.95) * 1e3),
        "gap_mean": float(np.mean([engine.path(q, PathWishes()).certificate.gap for q in queries[:20]])),
    }


def _bare(contents: int) -> Callable[[Query], object]:
    weights = np.random.default_rng(0).random((contents, 64), np.float32)
    taste = weights[0]
    return lambda _: np.argpartition(weights @ taste, -10)[-10:]


def _cpu(ask: Callable[[Query], object], queries: Sequence[Query]) -> np.ndarray:
    ask(queries[0])
    found = []
    for query in queries:
        began = process_time()
        ask(query)
        found.append(process_time() - began)
    return np.array(found)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--contents", type=int, nargs="+", default=[300, 3000])
    parser.add_argument("--learners", type=int, default=60)
    asked = parser.parse_args()
    with threadpool_limits(1):
        rows = [measured(size, asked.learners) for size in asked.contents]
    table = Table("contents", "recommendation, µs", "× bare scoring", "path, ms", "path p95, ms", "mean gap")
    for row in rows:
        table.add_row(*(f"{row[name]:.4g}" for name in row))
    Console().print(table)
    print(json.dumps({str(row["contents"]): {k: round(v, 4) for k, v in row.items()} for row in rows}))


if __name__ == "__main__":
    main()
