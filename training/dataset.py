"""What may a model learn from, and on what is it judged? Histories cut so that every row sees only its past."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property

import numpy as np

from recommender.catalog import Catalog
from recommender.catalog.contents import main_language, seconds
from recommender.knowledge.choices import TAKING, VOLUNTARY
from recommender.knowledge.log import EventLog
from recommender.people import People
from recommender.ranking.sequences import Sequences
from recommender.tables import Tables
from recommender.types import Bools, Floats, Ints

JUDGED_SHARE = 0.2
"""Share of the latest voluntary choices that judge."""
DAY = 86_400
TIME, POSITION = "time", "position"


@dataclass(frozen=True, slots=True)
class Choices:
    """When each learner first took up each content, ordered by learner, then order of taking up.

    `row` is the event behind it, `voluntary` whether it was the learner's own choice.
    """

    learner: Ints
    content: Ints
    at: Ints
    row: Ints
    voluntary: Bools

    def __len__(self) -> int:
        return len(self.learner)

    def __getitem__(self, rows: Ints | Bools) -> Choices:
        return Choices(*(getattr(self, name)[rows] for name in Choices.__slots__))

    def sequences(self, learners: int, size: int) -> Sequences:
        """All learners' choices in order; assigned ones are context only."""
        starts = np.searchsorted(self.learner, np.arange(learners + 1))
        return Sequences(self.content, starts, size, self.voluntary.astype(float))


def choices_of(log: EventLog) -> Choices:
    """The first taking up of each content by each learner of a log."""
    events, learner = log.events, log.learner
    rows = np.flatnonzero(TAKING[events.kind] & (events.content >= 0))
    pair = learner[rows] << 32 | events.content[rows]
    rows = rows[np.sort(np.unique(pair, return_index=True)[1])]
    return Choices(learner[rows], events.content[rows], events.at[rows], rows, VOLUNTARY[events.initiated_by[rows]])


@dataclass(frozen=True)
class Dataset:
    """Checked tables as a catalogue and people, with what is known of each learner as arrays in the order of the log.

    It knows what was known before the second `as_of`; `ordering` says whether histories go by time or by position. What
    happened stands in `log` alone: a past has no events in its `tables`, so that nothing later can be read there.
    """

    tables: Tables
    catalog: Catalog
    people: People
    log: EventLog
    as_of: int
    ordering: str

    @classmethod
    def of(cls, tables: Tables) -> Dataset:
        """Everything that the tables tell."""
        catalog = Catalog.of(tables)
        people = People.of(tables, catalog)
        events = people.log.events
        as_of = int(events.recorded_at.max()) + 1 if len(events) else 0
        ordering = TIME if not len(events) or events.dated.mean() > 0.5 else POSITION
        return cls(tables, catalog, people, people.log, as_of, ordering)

    @cached_property
    def choices(self) -> Choices:
        """What was taken up."""
        return choices_of(self.log)

    @cached_property
    def sequences(self) -> Sequences:
        """What was taken up, as rankers read it."""
        return self.choices.sequences(len(self.log), len(self.catalog.contents))

    @cached_property
    def roles(self) -> Ints:
        """Role column of each learner, -1 for none."""
        return self.people.roles(datetime.fromtimestamp(self.as_of, UTC).date())

    @cached_property
    def weekly_minutes(self) -> Floats:
        """Learning time a week of each learner, NaN where none is stated."""
        return self.tables["learners"]["weekly_minutes"].to_numpy(float)

    @cached_property
    def languages(self) -> tuple[Ints, Ints]:
        """A number for the main language of each learner and of each content, -1 for none."""
        contents = self.catalog.contents
        spoken = self.tables["learners"]["language"].map(main_language, na_action="ignore")
        known = contents.languages.columns(spoken)
        return np.where(spoken.notna() & (known < 0), len(contents.languages), known), contents.language

    def before(self, second: int) -> Dataset:
        """What was known before a second. What came later is gone, and what it voided stands again."""
        frame = self.tables["events"]
        known = np.maximum(seconds(frame["occurred_at"], missing=0), seconds(frame["recorded_at"], missing=0)) < second
        tables = Tables({**self.tables.frames, "events": frame[known]})
        return self.telling(EventLog.of(tables, self.catalog), second)

    def telling(self, log: EventLog, as_of: int) -> Dataset:
        """The same people with other histories."""
        tables = self.tables.only(name for name in self.tables.names if name != "events")
        return replace(self, tables=tables, people=People(tables, self.catalog, log), log=log, as_of=as_of)


@dataclass(frozen=True, slots=True)
class Split:
    """What is learned from, and the later voluntary choices that judge: `taken` before, `chosen` after, by learner."""

    past: Dataset
    learners: Ints
    taken: Sequences
    chosen: Sequences


def split_of(data: Dataset) -> Split:
    """Cuts by time where there are dates; by position the last voluntary choice of each learner judges."""
    choices = data.choices
    if data.ordering == POSITION:
        judging = _last_of_each(choices)
        past = data.telling(_kept(data.log, _ahead_of(choices[judging], data.log)), data.as_of)
    else:
        cut = _cut(choices, data.as_of)
        past = data.before(cut)
        judging = np.flatnonzero(choices.voluntary & (choices.at >= cut))
    return _split(data, past, choices[judging])


def _split(data: Dataset, past: Dataset, judging: Choices) -> Split:
    known = past.choices.learner << 32 | past.choices.content
    judging = judging[~np.isin(judging.learner << 32 | judging.content, known)]
    learners, size = np.unique(judging.learner), len(data.catalog.contents)
    return Split(
        past=past,
        learners=learners,
        taken=rows_of(past.sequences, learners),
        chosen=rows_of(judging.sequences(len(data.log), size), learners),
    )


def rows_of(sequences: Sequences, learners: Ints) -> Sequences:
    """The sequences of some learners, in the order asked for."""
    counts = sequences.lengths[learners]
    starts = np.concatenate([[0], np.cumsum(counts)])
    at = np.repeat(sequences.starts[learners] - starts[:-1], counts) + np.arange(starts[-1])
    weight = None if sequences.weight is None else sequences.weight[at]
    return Sequences(sequences.items[at], starts, sequences.size, weight)


def _cut(choices: Choices, otherwise: int) -> int:
    """The midnight before which all but the judged share of the voluntary choices lie; `otherwise` without any."""
    at = choices.at[choices.voluntary]
    return int(np.quantile(at, 1 - JUDGED_SHARE)) // DAY * DAY if len(at) else otherwise


def _last_of_each(choices: Choices) -> Ints:
    """The last voluntary choice of each learner who chose before."""
    own = np.flatnonzero(choices.voluntary)
    _, first, count = np.unique(choices.learner[own], return_index=True, return_counts=True)
    return own[(first + count - 1)[count > 1]]


def _ahead_of(choices: Choices, log: EventLog) -> Bools:
    """Which events stand ahead of these choices, one a learner at the most; all those of other learners."""
    limit = log.starts[1:].copy()
    limit[choices.learner] = choices.row
    return np.arange(len(log.events)) < limit[log.learner]


def _kept(log: EventLog, rows: Bools) -> EventLog:
    before = np.concatenate([[0], np.cumsum(rows)])
    return EventLog(log.learners, before[log.starts], log.events[rows])
