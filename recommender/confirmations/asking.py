"""Which suggested links should a person look at first? Those whose answers together change the most paths."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from recommender.catalog import Catalog
from recommender.confirmations.crowd import Crowd
from recommender.confirmations.questions import Confirmation, Question, questions_of
from recommender.confirmations.shares import Leanings
from recommender.confirmations.stakes import Stakes, stakes_of
from recommender.tables import Tables
from recommender.types import Floats

FIRST: Final = 20
"""Confirmations that are asked for at a time."""


def confirmations(
    tables: Tables, catalog: Catalog, finished: pd.DataFrame, on: date, limit: int = FIRST
) -> tuple[Confirmation, ...]:
    """The `limit` suggested links to confirm first, the most useful first.

    `finished` has the columns learner_id and content_id, one row for what somebody finished; `on` is the day on which
    people are present. Each next question is the one that adds most to the expected number of learners whose path
    changes (`stakes`), given the ones before: a learner is counted once, however many answers touch them (Nemhauser,
    Wolsey and Fisher, An analysis of approximations for maximizing submodular set functions, Mathematical Programming
    14, 1978). What changes no path follows, the most uncertain and widest first: by 2c(1 - c) times the people whom
    it concerns; ties go by table and ids.
    """
    questions = questions_of(tables)
    if not questions or limit <= 0:
        return ()
    crowd = Crowd.of(tables, catalog, finished, on)
    stakes = stakes_of(questions, crowd, catalog, Leanings.of(questions, tables, catalog))
    changed = np.asarray(stakes.chance.sum(axis=1)).ravel()
    return tuple(
        Confirmation(questions[n], round(stakes.people[n] * crowd.each), float(changed[n] * crowd.each))
        for n in _order(questions, stakes, min(limit, len(questions)))
    )


def _order(questions: Sequence[Question], stakes: Stakes, limit: int) -> list[int]:
    sure = np.array([one.confidence for one in questions])
    fallback = 2.0 * sure * (1.0 - sure) * stakes.people
    first = _greedy(stakes, fallback, limit)
    rest = np.lexsort((np.arange(len(questions)), -fallback)).tolist()
    taken = set(first)
    return (first + [n for n in rest if n not in taken])[:limit]


def _greedy(stakes: Stakes, fallback: Floats, limit: int) -> list[int]:
    """Questions by what each adds to those before it; `left` is the chance that a learner's path is still the same."""
    left, chosen, chance = np.ones(stakes.chance.shape[1]), list[int](), stakes.chance
    waiting = np.ones(len(fallback), bool)
    while len(chosen) < limit:
        adds = np.where(waiting, chance @ left, 0.0)
        if adds.max(initial=0.0) <= 0:
            break
        best = np.flatnonzero(adds >= adds.max() * (1.0 - 1e-12))
        one = int(best[np.lexsort((best, -fallback[best]))[0]])
        chosen.append(one)
        waiting[one] = False
        span = slice(int(chance.indptr[one]), int(chance.indptr[one + 1]))
        left[chance.indices[span]] *= 1.0 - chance.data[span]
    return chosen
