"""How does each part learn? From a dataset to fitted estimators; nothing here looks beyond the dataset's own past."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from recommender.bundle.bundle import Parts
from recommender.knowledge.tracer import Tracer
from recommender.ranking.episodes import (
    WEEKLY_MINUTES,
    Episodes,
    Outcomes,
    Record,
    episodes_of,
    outcomes_of,
    record_before,
    window_seconds,
)
from recommender.ranking.estimators.affinity import Affinity
from recommender.ranking.estimators.chance import Chance
from recommender.ranking.estimators.popularity import Popularity
from recommender.ranking.estimators.sequential import LinearSequential
from recommender.ranking.features import (
    ContentFacts,
    LearnerFacts,
    PairFacts,
    content_features,
    learner_features,
    pair_features,
)
from recommender.ranking.sequences import Sequences
from recommender.types import Bools, Floats, Ints
from training.dataset import DAY, Dataset, rows_of
from training.recipe import Recipe

CALIBRATING = 2_000
"""Learners whose last choice calibrates affinity, at the most."""


def fit(recipe: Recipe, data: Dataset, seed: int) -> Parts:
    """Every part of a bundle, learned from all that the dataset knows."""
    episodes = episodes_of(data.log.learner, data.log.events)
    outcomes = outcomes_of(episodes, windows_of(data, episodes))
    overall = _overall(data, episodes, outcomes)
    rows = chance_rows(data, episodes, outcomes, overall)
    popularity = Popularity(**recipe.parts["popularity"]).fit(data.sequences)
    ranker, affinity = _choosers(recipe, data.sequences, popularity, np.random.default_rng(seed))
    return Parts(
        tracer=Tracer(**recipe.parts["tracer"]).fit(data.log, data.catalog, data.roles, roles_then(data)),
        popularity=popularity,
        ranker=ranker,
        affinity=affinity,
        chance=Chance(**recipe.parts["chance"]).fit(rows.X, rows.y, rows.start, overall),
        record=_record_now(data, episodes, outcomes),
    )


def roles_then(data: Dataset) -> Ints:
    """The role column of the learner of each event of the log when it happened, -1 for none.

    That is the job that began last by then; where none had, or the event has no date, the role of today.
    """
    jobs, events, learner = data.tables["employments"], data.log.events, data.log.learner
    jobs = jobs[jobs["status"] != "left"]
    whose = pd.Index(data.log.learners).get_indexer(pd.Index(jobs["learner_id"]))
    began = (pd.to_datetime(jobs["valid_from"]) - pd.Timestamp(0)).dt.days.to_numpy(np.int64)
    order = np.lexsort((began, whose))
    whose, began, role = whose[order], began[order], data.catalog.roles.index.columns(jobs["role_id"])[order]
    now = data.roles[learner]
    if not len(order):
        return now
    span = 2 * int(max(np.abs(began).max(), events.at.max(initial=0) // DAY)) + 1
    last = np.searchsorted(whose * span + began, learner * span + events.at // DAY, side="right") - 1
    held = events.dated & (last >= 0) & (whose[last] == learner)
    return np.where(held, role[last], now)


@dataclass(frozen=True, slots=True)
class ChanceRows:
    """Rows for the chance of finishing: features, whether finished in time, when started, when all of it was known."""

    X: Floats
    y: Bools
    start: Ints
    known: Ints

    def __len__(self) -> int:
        return len(self.y)

    def __getitem__(self, rows: Bools) -> ChanceRows:
        return ChanceRows(self.X[rows], self.y[rows], self.start[rows], self.known[rows])


def windows_of(data: Dataset, episodes: Episodes) -> Ints:
    """Seconds within which each episode must end to count as finished."""
    weekly = np.nan_to_num(data.weekly_minutes[episodes.learner], nan=WEEKLY_MINUTES)
    return window_seconds(data.catalog.contents.minutes[episodes.content], weekly)


def chance_rows(data: Dataset, episodes: Episodes, outcomes: Outcomes, overall: float) -> ChanceRows:
    """One row an episode, which sees only what had settled before it; open windows are left out, never failures.

    An early finish waits for its window too: counting it at once would make whatever is recent look better than it is.
    """
    contents = data.catalog.contents
    content_facts = ContentFacts(
        contents.minutes[episodes.content],
        contents.modality[episodes.content],
        record_before(episodes.content, outcomes, episodes.content, episodes.start),
    )
    learner_facts = LearnerFacts(
        np.nan_to_num(data.weekly_minutes[episodes.learner], nan=WEEKLY_MINUTES),
        record_before(episodes.learner, outcomes, episodes.learner, episodes.start),
    )
    spoken, written = data.languages
    foreign = (spoken[episodes.learner] != written[episodes.content]) & (written[episodes.content] >= 0)
    pair_facts = PairFacts(episodes.mandatory, foreign & (spoken[episodes.learner] >= 0))
    X = np.column_stack(
        [
            content_features(content_facts, overall),
            learner_features(learner_facts, overall),
            pair_features(pair_facts),
        ]
    )
    known = _over(data, episodes, outcomes)
    return ChanceRows(X, outcomes.finished, episodes.start, known)[known <= data.as_of]


def _over(data: Dataset, episodes: Episodes, outcomes: Outcomes) -> Ints:
    """When the window of each episode is over, and its end known."""
    return np.maximum(episodes.start + windows_of(data, episodes), outcomes.settled_at)


def _overall(data: Dataset, episodes: Episodes, outcomes: Outcomes) -> float:
    """Share finished among all episodes whose windows are over, on which the features are centred."""
    over = _over(data, episodes, outcomes) <= data.as_of
    return float((outcomes.finished[over].sum() + 1) / (over.sum() + 2))


def _record_now(data: Dataset, episodes: Episodes, outcomes: Outcomes) -> Record:
    every = np.arange(len(data.catalog.contents))
    return record_before(episodes.content, outcomes, every, np.full(len(every), data.as_of))


def _choosers(
    recipe: Recipe, sequences: Sequences, popularity: Popularity, rng: np.random.Generator
) -> tuple[LinearSequential | None, Affinity | None]:
    """The ranker and what turns its scores into chances of being chosen; none where nobody ever chose a second time."""
    held, rest, chosen = _last_held_out(sequences, rng)
    if not len(held):
        return None, None
    trial = LinearSequential(**recipe.parts["ranker"]).fit(rest)
    scores = trial.scores(rows_of(rest, held))
    affinity = Affinity(**recipe.parts["affinity"])
    affinity.fit(scores, Popularity(**recipe.parts["popularity"]).fit(rest).share_, rows_of(rest, held).taken(), chosen)
    return LinearSequential(**recipe.parts["ranker"]).fit(sequences), affinity


def _last_held_out(sequences: Sequences, rng: np.random.Generator) -> tuple[Ints, Sequences, Ints]:
    """Some learners whose last element was their own choice, the sequences without it, and what it was."""
    last = sequences.starts[1:] - 1
    fit = np.flatnonzero(sequences.lengths >= 2)
    fit = fit[sequences.target_weight[last[fit]] > 0]
    held = np.sort(rng.permutation(fit)[:CALIBRATING])
    kept = np.ones(len(sequences.items), bool)
    kept[last[held]] = False
    before = np.concatenate([[0], np.cumsum(kept)])
    weight = None if sequences.weight is None else sequences.weight[kept]
    rest = Sequences(sequences.items[kept], before[sequences.starts], sequences.size, weight)
    return held, rest, sequences.items[last[held]]
