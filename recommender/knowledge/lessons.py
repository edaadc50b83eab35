"""When did a learner get to the end of a content? Each time through it once, and which tests stood at the beginning."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommender.columns import EVENT_KINDS, FINISHING
from recommender.knowledge.log import EventLog
from recommender.knowledge.measurement import SCORED, TESTING
from recommender.types import Bools, History, Ints

_ENDING = np.isin(EVENT_KINDS, FINISHING) | TESTING
_BEGINNING = np.isin(EVENT_KINDS, ("started", "attended"))


@dataclass(frozen=True, slots=True)
class _Visits:
    """Events that begin, end or score a content, ordered by (learner, content); one element an event.

    `visit` numbers the times through a content, `began` is the row of the last beginning, -1 for none in this visit.
    """

    row: Ints
    visit: Ints
    began: Ints
    ending: Bools
    scoring: Bools


def lesson_ends(log: EventLog, contents: int) -> Ints:
    """The events at which lessons end, in the order of the log.

    A visit ends with its first completion, pass or failure, or with a score at its end, whichever is earlier: to leave
    out who failed would be to learn from the winners. A score that lies nearer to the beginning than to that end stood
    before the lesson. Without any ending a score ends the visit, unless the content is mostly scored at the beginning.
    """
    visits, events = _visits(log, contents), log.events
    none, last = len(visits.row), int(visits.visit.max(initial=-1)) + 1
    first = np.full(last, none)
    ends, scores = np.flatnonzero(visits.ending), np.flatnonzero(visits.scoring)
    np.minimum.at(first, visits.visit[ends], ends)
    end, began, at = first[visits.visit[scores]], visits.began[scores], events.at[visits.row]
    ended, content = end < none, events.content[visits.row[scores]]
    early = ended & (began >= 0) & (at[scores] - at[began] < at[np.minimum(end, none - 1)] - at[scores])
    opening = 2 * np.bincount(content, early, contents) > np.bincount(content, ended, contents)
    closing = scores[np.where(ended, ~early & (scores < end), ~opening[content])]
    np.minimum.at(first, visits.visit[closing], closing)
    return np.sort(visits.row[first[first < none]])


def opening(log: EventLog, contents: int) -> Ints:
    """The contents that are first scored before the lesson, most times through them that were begun and ended."""
    visits, events = _visits(log, contents), log.events
    none, last = len(visits.row), int(visits.visit.max(initial=-1)) + 1
    end, score = np.full(last, none), np.full(last, none)
    for rows, first in ((np.flatnonzero(visits.ending), end), (np.flatnonzero(visits.scoring), score)):
        np.minimum.at(first, visits.visit[rows], rows)
    told = (score < end) & (end < none)
    score, end, at = score[told], end[told], events.at[visits.row]
    began = visits.began[score]
    content, begun = events.content[visits.row[score]], began >= 0
    early = begun & (at[score] - at[began] < at[end] - at[score])
    return np.flatnonzero(2 * np.bincount(content, early, contents) > np.bincount(content, begun, contents))


def _visits(log: EventLog, contents: int) -> _Visits:
    """A beginning opens a new visit where an end stands between it and the beginning before."""
    row = _of_contents(log.events)
    owner = log.learner[row] * contents + log.events.content[row]
    order = np.argsort(owner, kind="stable")
    row, owner = row[order], owner[order]
    kind, turn = log.events.kind[row], np.arange(len(row))
    ending, beginning, new = _ENDING[kind], _BEGINNING[kind], np.diff(owner, prepend=-1) != 0
    first = np.maximum.accumulate(np.where(new, turn, 0))
    began, ended = (np.maximum.accumulate(np.where(such, turn, -1)) for such in (beginning, ending))
    began_before, ended_before = np.append(-1, began[:-1]), np.append(-1, ended[:-1])
    opens = new | (beginning & (ended_before >= first) & (ended_before > began_before))
    return _Visits(row, np.cumsum(opens) - 1, np.where(began >= first, began, -1), ending, kind == SCORED)


def _of_contents(events: History) -> Ints:
    scoring = (events.kind == SCORED) & ~np.isnan(events.value)
    return np.flatnonzero((events.content >= 0) & (_ENDING[events.kind] | _BEGINNING[events.kind] | scoring))
