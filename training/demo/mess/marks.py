"""Which marks does a turbulent history leave on tables, and what does the truth say of them?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from recommender.columns import EVENT_KINDS, INITIATORS
from recommender.types import Bools, Ints
from training.demo.calendar import DAY, NEVER
from training.demo.cells import named, picked
from training.demo.contents_tables import version_on
from training.demo.diary import Entries
from training.demo.shelf import Shelf

Shown = tuple[Entries, Ints]
"""All entries, and the numbers of those that the events table shows, in its order."""


def unmapped(shelf: Shelf, share: float, rng: np.random.Generator) -> Bools:
    """Contents of which no table says what they teach, exactly the share asked for."""
    lost = np.zeros(len(shelf), bool)
    lost[rng.permutation(len(shelf))[: round(share * len(shelf))]] = True
    return lost


def without_links(tables: Mapping[str, pd.DataFrame], shelf: Shelf, lost: Bools) -> dict[str, pd.DataFrame]:
    """The tables without the links of contents that nobody mapped."""
    links = tables["content_skills"]
    kept = ~links["content_id"].isin([shelf.ids[column] for column in np.flatnonzero(lost)])
    return {**tables, "content_skills": links[kept].reset_index(drop=True)}


def versions(shown: Shown, shelf: Shelf) -> pd.Series[str]:
    """The version that was on offer when each event happened, where it is about a content."""
    entries, rows = shown
    content = entries["content"][rows].astype(np.int64)
    version = version_on(shelf, content, entries["at"][rows] // DAY)
    names = [str(number) for number in range(shelf.edited.shape[1] + 2)]
    return named(names, np.where(content < 0, -1, version))


def invited(shown: Shown, shelf: Shelf, sent: pd.DataFrame, learner_ids: pd.Series[str]) -> pd.Series[str]:
    """The invitation that each event goes back to: the same learner and content, recommended, on its day or later."""
    entries, rows = shown
    sent = sent[sent["invited"]]
    learner = pd.Index(learner_ids).get_indexer(pd.Index(sent["learner_id"]))
    key = learner * len(shelf) + pd.Index(shelf.ids).get_indexer(pd.Index(sent["content_id"]))
    order = np.argsort(key)
    hinted = entries["initiated"][rows] == INITIATORS.index("recommendation")
    some = np.flatnonzero(hinted & (entries["kind"][rows] != EVENT_KINDS.index("dismissed")))
    mine = entries["learner"][rows[some]].astype(np.int64) * len(shelf) + entries["content"][rows[some]]
    place = order[np.minimum(np.searchsorted(key[order], mine), len(order) - 1)]
    first = sent["day"].to_numpy("datetime64[D]").astype(np.int64)[place]
    found = np.full(len(rows), -1)
    found[some] = np.where((key[place] == mine) & (entries["at"][rows[some]] // DAY >= first), place, -1)
    return picked(sent["recommendation_id"], found)


def beside(events: pd.DataFrame, column: str, name: str, values: pd.Series[str]) -> None:
    """Puts a column behind another one, in place."""
    events.insert(list(events.columns).index(column) + 1, name, values)


def contents_truth(shelf: Shelf, lost: Bools) -> pd.DataFrame:
    """What is special about each content: why it was made, whether tables map it, its twin, its bad step, its versions.

    `trait` is plain, gem, fashion, duty, twin, stuck or programme.
    """
    every = np.arange(len(shelf))
    return pd.DataFrame(
        {
            "content_id": named(shelf.ids, every),
            "trait": [draft.trait for draft in shelf.drafts],
            "mapped": ~lost,
            "twin_id": named(shelf.ids, shelf.twin),
            "stuck_at": np.where(shelf.stuck_at > 0, shelf.stuck_at, np.nan),
            "versions": 1 + (shelf.edited < NEVER).sum(axis=1),
        }
    )
