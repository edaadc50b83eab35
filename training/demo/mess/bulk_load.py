"""Which completions were loaded later in one block, all stamped with one wrong day?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from recommender.columns import EVENT_KINDS, INITIATORS, PRECISIONS
from recommender.types import Bools, Ints
from training.demo.calendar import DAY
from training.demo.cells import named, numbered, picked, times
from training.demo.diary import SOURCES, Entries
from training.demo.events import event_ids
from training.demo.forms import PROVIDERS
from training.demo.scene import Stage
from training.demo.world import DEPARTMENTS

_DEPARTMENT: Final = "supply"
_SYSTEM: Final = "lms"
_LOADED_AFTER: Final = 520
"""Days from the start of the history to the day on which the block was loaded."""
_SPAN_DAYS: Final = 300
_STAMPED_BEFORE: Final = 200
"""Days between the stamp and the load: in the middle of what happened, before some were hired."""
_BEGINNINGS: Final = ("enrolled", "started", "progressed", "scored", "attended", "no_show", "withdrawn", "rated")


@dataclass(frozen=True, slots=True)
class Load:
    """Entries after the load; `rows` are those of the block, `happened` the seconds at which they truly happened."""

    entries: Entries
    rows: Ints
    happened: Ints


def loaded(entries: Entries, stage: Stage) -> Load:
    """Stamps what one unit finished in one system before the day of the load; of the way there nothing was kept."""
    day = stage.calendar.start + _LOADED_AFTER
    block = _block(entries, stage, day)
    finished = np.flatnonzero(block & _of_kind(entries, ("completed", "passed")) & (entries["voids"] < 0))
    columns = {name: column.copy() for name, column in entries.columns.items()}
    happened = columns["at"][finished].copy()
    columns["at"][finished] = (day - _STAMPED_BEFORE) * DAY
    columns["recorded"][finished] = day * DAY + 3 * 3600
    columns["precision"][finished] = PRECISIONS.index("day")
    columns["source"][finished] = SOURCES.index("bulk")
    columns["initiated"][finished] = INITIATORS.index("import")
    columns["session"][finished] = -1
    gone = block & _of_kind(entries, _BEGINNINGS)
    columns["recorded"][gone] = stage.calendar.end  # recorded after the history ends: no table shows it
    return Load(Entries(columns), finished, happened)


def _block(entries: Entries, stage: Stage, day: int) -> Bools:
    systems = np.array([provider.system == _SYSTEM for provider in PROVIDERS])
    of_system = np.append(systems[stage.shelf.provider], False)[entries["content"]]
    within = (entries["at"] >= (day - _SPAN_DAYS) * DAY) & (entries["at"] < day * DAY)
    block = of_system & within
    rows = np.flatnonzero(block)
    stand = stage.careers.at(entries["at"][rows] // DAY, entries["learner"][rows].astype(np.int64))
    unit = [unit.id for unit in DEPARTMENTS].index(_DEPARTMENT)
    block[rows] = stage.careers.teams.department[stand.team] == unit
    return np.asarray(block)


def _of_kind(entries: Entries, kinds: tuple[str, ...]) -> Bools:
    return np.isin(entries["kind"], [EVENT_KINDS.index(kind) for kind in kinds])


def bulk_truth(load: Load, rows: Ints, stage: Stage, learner_ids: pd.Series[str]) -> pd.DataFrame:
    """What the block says wrongly: each event with when it truly happened."""
    number = event_ids(rows, len(load.entries["at"]))[load.rows]
    kept = np.flatnonzero(number > 0)
    some = load.rows[kept]
    return pd.DataFrame(
        {
            "event_id": numbered("E", number[kept], 8),
            "learner_id": picked(learner_ids, load.entries["learner"][some].astype(np.int64)),
            "content_id": named(stage.shelf.ids, load.entries["content"][some]),
            "happened_at": times(load.happened[kept]),
        }
    ).sort_values("event_id", kind="stable", ignore_index=True)
