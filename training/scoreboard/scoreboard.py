"""The whole judgement, top to bottom: a bundle, tables and their truth in, a scoreboard out. Read this file first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Final

import numpy as np
from joblib import Parallel, delayed

from recommender.engine import Engine
from recommender.errors import QueryRefused
from recommender.goals import goal_of
from recommender.people import People
from recommender.types import Query
from training.scoreboard.board import Scoreboard
from training.scoreboard.chance import chances
from training.scoreboard.effects import effects
from training.scoreboard.figure import Resamples
from training.scoreboard.judging import WEEKS, Judgement, judged
from training.scoreboard.levels import level_slices
from training.scoreboard.standing import standings
from training.scoreboard.truth import Truth

PIECE: Final = 5
"""Learners that are judged between two moves of the progress bar."""
Advance = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """How many learners are judged, how often each path is followed, the seed of all that is drawn, and processes."""

    learners: int = 200
    follows: int = 5
    seed: int = 7
    jobs: int = 1


def scored(engine: Engine, people: People, truth: Truth, asked: Asked, advance: Advance) -> Scoreboard:
    """The scoreboard of an engine over the tables that the truth belongs to. Same inputs, same bytes.

    Everyone is judged by what is wanted of them, duties left aside: these are the same whoever recommends. Raises
    QueryRefused where the truth follows nobody of whom anything is wanted.
    """
    queries = drawn(engine, people, truth, asked)
    found = list(_judged(engine, truth, queries, asked, advance))
    draws = Resamples.of(len(found), asked.seed)
    number = np.repeat(np.arange(len(found)), [len(one.shown) for one in found])
    shown, true = (np.concatenate([getattr(one, name) for one in found]) for name in ("shown", "true"))
    return Scoreboard(
        world=truth.hidden.world,
        model_version=engine.served.model_version,
        catalog_version=engine.catalog.version,
        as_of=queries[0].as_of,
        seed=asked.seed,
        learners=len(found),
        weeks=WEEKS,
        follows=asked.follows,
        gap=draws.share(np.array([one.gap for one in found]), np.ones(len(found))),
        levels=level_slices([one.traced for one in found], draws),
        chance=chances(number, shown, true, asked.seed),
        effects=effects(truth.effects, engine.fitted.effect, engine.catalog, asked.seed),
        lists=standings([one.lists for one in found], draws),
        paths=standings([one.paths for one in found], draws),
    )


def drawn(engine: Engine, people: People, truth: Truth, asked: Asked) -> list[Query]:
    """Questions about learners drawn at random among those of whom anything is wanted, in order of id.

    They are asked at the midnight after the last day that the truth knows. Raises QueryRefused where there is nobody.
    """
    as_of = datetime.combine(truth.hidden.until + timedelta(days=1), time(), UTC)
    known = [learner for learner in sorted(truth.hidden.learner_ids) if learner in people]
    order = np.random.default_rng(asked.seed).permutation(len(known)).tolist()
    queries: list[Query] = []
    for place in order:
        if len(queries) == asked.learners:
            break
        query = replace(people.query(known[place], as_of), duties=())
        if len(goal_of(query, engine.catalog)):
            queries.append(query)
    if not queries:
        told = ["found: the truth follows nobody of these tables of whom a level is wanted; make the organisation anew"]
        raise QueryRefused("nobody can be judged", told)
    return sorted(queries, key=lambda query: query.learner.id)


def _judged(
    engine: Engine, truth: Truth, queries: Sequence[Query], asked: Asked, advance: Advance
) -> Iterator[Judgement]:
    """The judgements in the order of the queries, made by several processes where there are."""
    seeds = [asked.seed * 1_000 + number for number in range(asked.follows)]
    pieces = [queries[low : low + PIECE] for low in range(0, len(queries), PIECE)]
    work = (delayed(_piece)(engine, truth, piece, seeds) for piece in pieces)
    for done in Parallel(n_jobs=asked.jobs, return_as="generator")(work):
        advance(len(done))
        yield from done


def _piece(engine: Engine, truth: Truth, queries: Sequence[Query], seeds: Sequence[int]) -> list[Judgement]:
    return [judged(engine, truth, query, seeds) for query in queries]
