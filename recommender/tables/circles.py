"""Does anything need, contain or replace itself, over however many steps?"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from recommender.tables.draft import Draft
from recommender.tables.report import LISTED, Collector
from recommender.types import Bools, Ints

LINKS: Final = (
    ("units", "unit_id", "parent_id"),
    ("skills", "skill_id", "parent_id"),
    ("skill_requires", "skill_id", "requires_skill_id"),
    ("contents", "content_id", "replaced_by"),
    ("content_requires", "content_id", "requires_content_id"),
)
"""Tables whose rows lead from one id to another and must never lead back."""


def note_circles(draft: Draft, source: str, target: str, collector: Collector) -> None:
    """Note every circle once, at its first row, spelled out; rows that were rejected lead nowhere."""
    leads = draft[source].notna() & draft[target].notna()
    if "status" in draft.table.names:
        leads &= draft["status"] != "rejected"
    rows = np.flatnonzero(leads.to_numpy())
    if not len(rows):
        return
    codes, ids = pd.factorize(pd.concat([draft[source].iloc[rows], draft[target].iloc[rows]]), sort=True)
    tails, heads = codes[: len(rows)].astype(np.int64), codes[len(rows) :].astype(np.int64)
    groups = _groups(tails, heads, len(ids))
    loops = groups[tails] == groups[heads]
    _, first = np.unique(np.where(loops, groups[tails], -1), return_index=True)
    starts = np.sort(first[loops[first]])
    found = [_spelled(start, tails, heads, loops, ids) for start in starts[:LISTED]]
    where = np.zeros(len(draft), bool)
    where[rows[starts]] = True
    draft.note(collector, "cycle", where, target, found)


def _groups(tails: Ints, heads: Ints, n: int) -> Ints:
    links = csr_array((np.ones(len(tails), np.int8), (tails, heads)), shape=(n, n))
    groups: Ints = connected_components(links, directed=True, connection="strong")[1].astype(np.int64)
    return groups


def _spelled(start: int, tails: Ints, heads: Ints, loops: Bools, ids: pd.Index) -> str:
    """A shortest circle through one link, such as "a → b → a"."""
    home = int(tails[start])
    order = np.flatnonzero(loops)[np.argsort(tails[loops], kind="stable")]
    came, front = {int(heads[start]): -1}, [int(heads[start])]
    while home not in came:
        lows, highs = (np.searchsorted(tails[order], front, side) for side in ("left", "right"))
        steps = [(node, order[low:high]) for node, low, high in zip(front, lows, highs, strict=True)]
        reached = {int(head): node for node, links in reversed(steps) for head in heads[links] if int(head) not in came}
        came, front = reached | came, sorted(reached)
    path = [home]
    while came[path[-1]] != -1:
        path.append(came[path[-1]])
    return " → ".join(str(ids[node]) for node in (home, *reversed(path)))
