"""When was what started, and how did it end? Events paired into episodes, for training and serving alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommender import types
from recommender.columns import EVENT_KINDS, FINISHING, INITIATORS
from recommender.types import Bools, Floats, History, Ints

DAY = 86_400
NEVER = np.iinfo(np.int64).max
WEEKLY_MINUTES = 60.0
"""Learning time a week of a learner who states none."""

_STARTING = tuple(EVENT_KINDS.index(kind) for kind in ("enrolled", "started", "progressed", "attended"))
_FINISHING = tuple(EVENT_KINDS.index(kind) for kind in FINISHING)
_DUTIES = tuple(INITIATORS.index(initiator) for initiator in ("manager", "requirement"))


@dataclass(frozen=True, slots=True)
class Episodes:
    """The first time that each learner took up each content, ordered by learner, then start.

    `finish` is NEVER where it was not finished; `noted` is when the start was recorded, `known` when the finish was.
    """

    learner: Ints
    content: Ints
    start: Ints
    noted: Ints
    finish: Ints
    known: Ints
    mandatory: Bools

    def __len__(self) -> int:
        return len(self.learner)

    def __getitem__(self, rows: Ints | Bools) -> Episodes:
        return Episodes(*(getattr(self, name)[rows] for name in Episodes.__slots__))


def episodes_of(learner: Ints, events: History) -> Episodes:
    """The episodes behind dated events; `learner` numbers the learner of each event.

    Of several starts or finishes the one that became known first counts: what is recorded later changes nothing that
    was known before. A finish without a start is no episode: it has no duration.
    """
    concerned = (events.content >= 0) & events.dated
    learner, events = learner[concerned], events[concerned]
    pair = learner << 32 | events.content
    starts = _first_known(pair, events, np.flatnonzero(np.isin(events.kind, _STARTING)))
    finish = _finishes(pair, events, starts)
    found = finish >= 0
    made = Episodes(
        learner=learner[starts],
        content=events.content[starts],
        start=events.at[starts],
        noted=events.recorded_at[starts],
        finish=np.where(found, events.at[finish], NEVER),
        known=np.where(found, events.recorded_at[finish], NEVER),
        mandatory=np.isin(events.initiated_by[starts], _DUTIES),
    )
    return made[np.lexsort((made.content, made.start, made.learner))]


def _first_known(pair: Ints, events: History, rows: Ints) -> Ints:
    """Of the given rows, in order, the one of each pair that was recorded first, ordered by pair."""
    order = rows[np.lexsort((events.at[rows], events.recorded_at[rows], pair[rows]))]
    return order[np.flatnonzero(np.diff(pair[order], prepend=-1))]


def _finishes(pair: Ints, events: History, starts: Ints) -> Ints:
    """For each start (ordered by pair) a finish of the same pair at or after it, -1 for none."""
    found = np.full(len(starts), -1, np.int64)
    rows = np.flatnonzero(np.isin(events.kind, _FINISHING) & np.isin(pair, pair[starts]))
    place = np.searchsorted(pair[starts], pair[rows])
    rows = _first_known(pair, events, rows[events.at[rows] >= events.at[starts[place]]])
    found[np.searchsorted(pair[starts], pair[rows])] = rows
    return found


def window_seconds(minutes: Floats, weekly_minutes: Floats | float) -> Ints:
    """How long a content may take to count as finished: 30 days, or four times the weeks that its minutes take."""
    days = np.maximum(30.0, 28.0 * minutes / np.maximum(weekly_minutes, 1.0))
    return (days * DAY).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Outcomes:
    """How episodes ended: `settled_at` is when that was known, `finished` whether within the window.

    A finish that is recorded late is known at `settled_at`, and taken for a failure from `closed_at` until then.
    """

    settled_at: Ints
    closed_at: Ints
    finished: Bools


def outcomes_of(episodes: Episodes, window: Ints) -> Outcomes:
    """The end of each episode: a finish within the window once recorded, else a failure once the window closes.

    Nothing is known of an episode before its start was recorded.
    """
    closes = np.maximum(episodes.start + window, episodes.noted)
    known = np.maximum(episodes.known, episodes.noted)
    finished = episodes.finish <= episodes.start + window
    return Outcomes(np.where(finished, known, closes), np.minimum(known, closes), finished)


@dataclass(frozen=True, slots=True)
class Record:
    """How many episodes of something had settled, and how many of them were finished; one element each."""

    settled: Floats
    finished: Floats


def record_before(key: Ints, outcomes: Outcomes, asked: Ints, when: Ints) -> Record:
    """What was known of each asked key strictly before a time; `key` and `outcomes` are the episodes' own."""
    won = outcomes.finished
    return Record(
        _count_before(key, outcomes.closed_at, asked, when),
        _count_before(key[won], outcomes.settled_at[won], asked, when),
    )


def _count_before(key: Ints, at: Ints, asked: Ints, when: Ints) -> Floats:
    """How many of the times of each asked key lie strictly before: one sort of both, in which the asked go first."""
    is_time = np.repeat([0, 1], [len(asked), len(key)])
    order = np.lexsort((is_time, np.concatenate([when, at]), np.concatenate([asked, key])))
    passed = np.empty(len(order), np.int64)
    passed[order] = np.cumsum(is_time[order])
    return (passed[: len(asked)] - np.searchsorted(np.sort(key), asked)).astype(float)


def record_of(past: types.Episodes, minutes: Floats, weekly_minutes: float, now: int) -> Record:
    """What of one learner's own past had settled strictly before a second: `record_before`, for one and quickly."""
    starts = past.starts.table
    closes = starts["at"] + window_seconds(minutes[starts["column"]], weekly_minutes)
    finish, known = _first_ends(past)
    known = np.maximum(known, starts["recorded"])
    settled = np.minimum(known, np.maximum(closes, starts["recorded"])) < now
    finished = (finish <= closes) & (known < now)
    return Record(np.array([float(np.count_nonzero(settled))]), np.array([float(np.count_nonzero(finished))]))


def _first_ends(past: types.Episodes) -> tuple[Ints, Ints]:
    """For each start the finish at or after it that was recorded first, and when it was; NEVER for none."""
    starts, ends = past.starts.table, past.ends.table
    finish = np.full(len(starts), NEVER)
    known = finish.copy()
    if len(starts) and len(ends):
        content, at, recorded = ends["column"], ends["at"], ends["recorded"]
        place = np.minimum(starts["column"].searchsorted(content), len(starts) - 1)
        order = np.lexsort((at, recorded))[::-1]
        rows = order[((starts["column"][place] == content) & (starts["at"][place] <= at))[order]]
        finish[place[rows]], known[place[rows]] = at[rows], recorded[rows]
    return finish, known
