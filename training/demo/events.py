"""How does the closed diary become the events table?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from recommender.columns import EVENT_KINDS, INITIATORS, PRECISIONS
from recommender.types import Ints
from training.demo.behaving import BEHAVIOUR_IDS
from training.demo.calendar import DAY, NEVER
from training.demo.cells import named, numbered, picked, times
from training.demo.diary import MARKS, SCALES, SOURCES, Diary, Entries
from training.demo.scene import Stage
from training.demo.shelf import SKILL_IDS

_DOUBLED: Final = 0.003
"""Share of completions that were booked twice by mistake and voided later."""
_LATE: Final = 0.04
_WIDTH: Final = 8


def finish(diary: Diary, stage: Stage, rng: np.random.Generator) -> Entries:
    """Adds what systems add by themselves: double bookings with their voids, expiries, delays."""
    entries = diary.closed()
    for more in (_doubles(entries, rng), _expiries(entries, stage)):
        entries = entries.with_(more)
    late = (rng.random(len(entries["at"])) < _LATE) & (entries["kind"] != EVENT_KINDS.index("expired"))
    delay = rng.integers(1, 31, late.sum()) * DAY
    entries["recorded"][late] = entries["at"][late] + delay
    return entries


def _doubles(entries: Entries, rng: np.random.Generator) -> Mapping[str, np.ndarray]:
    done = np.flatnonzero(entries["kind"] == EVENT_KINDS.index("completed"))
    some = done[rng.random(len(done)) < _DOUBLED]
    size, first = len(some), len(entries["at"])
    twice = {
        name: np.tile(entries[name][some], 2)
        for name in ("kind", "learner", "content", "initiated", "session", "precision")
    }
    at = np.concatenate([entries["at"][some] + 3600, entries["at"][some] + rng.integers(1, 4, size) * DAY])
    return {
        **twice,
        "at": at,
        "voids": np.concatenate([np.full(size, -1), first + np.arange(size)]),
        "source": np.full(2 * size, SOURCES.index("admin")),
    }


def _expiries(entries: Entries, stage: Stage) -> Mapping[str, np.ndarray]:
    """A certificate that was not renewed in time expires; the forklift renewal renews the licence."""
    rows = np.flatnonzero(entries["kind"] == EVENT_KINDS.index("certified"))
    skill = stage.shelf.skill[entries["content"][rows], 0]
    rows, skill = (
        column[np.lexsort((entries["at"][rows], skill, entries["learner"][rows]))] for column in (rows, skill)
    )
    learner, ends = entries["learner"][rows], entries["valid_until"][rows]
    renewed = np.zeros(len(rows), bool)
    renewed[:-1] = (learner[1:] == learner[:-1]) & (skill[1:] == skill[:-1]) & (entries["at"][rows][1:] < ends[:-1])
    out = rows[~renewed]
    return {
        "kind": np.full(len(out), EVENT_KINDS.index("expired")),
        "learner": entries["learner"][out],
        "at": entries["valid_until"][out],
        "content": entries["content"][out],
    }


def shown(entries: Entries, stage: Stage) -> Ints:
    """Numbers of the entries that the tables show, in their order: known, of people employed, of contents on offer."""
    order = entries.order(stage.calendar.end)
    day = entries["at"][order] // DAY
    content = entries["content"][order]
    offered = (content < 0) | (day <= np.append(stage.shelf.available_to, NEVER)[content])
    employed = (day < stage.careers.left[entries["learner"][order]]) & (
        day >= stage.careers.hired[entries["learner"][order]]
    )
    stamped = entries["source"][order] == SOURCES.index("bulk")
    kept = order[(offered & employed) | stamped]
    there = np.zeros(len(entries["at"]), bool)
    there[kept] = True
    voids = entries["voids"][kept]
    return kept[(voids < 0) | there[voids]]


def event_ids(rows: Ints, total: int) -> Ints:
    """Number of each entry's event, 0 where the tables do not show it."""
    numbers = np.zeros(total, np.int64)
    numbers[rows] = np.arange(1, len(rows) + 1)
    return numbers


def frame(entries: Entries, rows: Ints, stage: Stage, learner_ids: pd.Series[str]) -> pd.DataFrame:
    """The events table."""
    numbers = event_ids(rows, len(entries["at"]))
    voids = entries["voids"][rows]
    silent = np.append(stage.shelf.silent, False)[entries["content"][rows]]
    source = np.where(silent & (entries["source"][rows] == 0), SOURCES.index("openfield"), entries["source"][rows])
    code = {name: entries[name][rows].astype(np.int64) for name in ("attempt", "rater", "learner")}
    sessions = stage.timetable.ids
    return pd.DataFrame(
        {
            "event_id": numbered("E", numbers[rows], _WIDTH),
            "learner_id": picked(learner_ids, code["learner"]),
            "kind": named(EVENT_KINDS, entries["kind"][rows]),
            "occurred_at": times(entries["at"][rows]),
            "recorded_at": times(entries["recorded"][rows]),
            "time_precision": named(PRECISIONS, entries["precision"][rows]),
            "content_id": named(stage.shelf.ids, entries["content"][rows]),
            "session_id": picked(sessions, entries["session"][rows]),
            "skill_id": named(SKILL_IDS, entries["skill"][rows]),
            "behaviour_id": named(BEHAVIOUR_IDS, entries["behaviour"][rows]),
            "value": named(MARKS, entries["mark"][rows]),
            "scale_id": named(SCALES, entries["scale"][rows]),
            "rater_id": picked(learner_ids, code["rater"]),
            "attempt": np.where(code["attempt"] < 1, np.nan, code["attempt"]),
            "initiated_by": named(INITIATORS, entries["initiated"][rows]),
            "valid_until": times(entries["valid_until"][rows]),
            "voids_event_id": numbered("E", np.where(voids >= 0, numbers[voids], 0), _WIDTH).where(voids >= 0),
            "source": named(SOURCES, source),
        }
    )
