"""What happened to a learner, and where did it lead? Events, the state after them, and what is kept between two."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from recommender.types.names import Bools, Floats, Ints
from recommender.types.rows import Columns, Ends, Finishes, Numbers, Standings, Starts

NO_TIME = int(np.iinfo(np.int64).min)
"""The clock before the first event, and the time of what only has a place in an order."""


@dataclass(frozen=True, slots=True)
class History:
    """Events in order of (occurred_at, event_id), one array element an event.

    `kind` is the position in `columns.EVENT_KINDS`, `initiated_by` in `columns.INITIATORS`; `content` and `skill` are
    columns of the catalogue, -1 for none; `value` is a level or share in [0, 1], NaN for none; `rater` is the number
    of the rater (`knowledge.rater_number`), -1 for none; `dated` is false where only the order is known.
    """

    kind: Ints
    at: Ints
    recorded_at: Ints
    content: Ints
    skill: Ints
    value: Floats
    initiated_by: Ints
    valid_until: Ints
    rater: Ints
    dated: Bools

    def __len__(self) -> int:
        return len(self.kind)

    def __getitem__(self, rows: slice | Bools | Ints) -> History:
        return History(*(getattr(self, name)[rows] for name in History.__slots__))

    def seen_at(self, second: int) -> History:
        """The events that had happened and were known at a second; undated ones need only be known."""
        seen = (self.recorded_at <= second) & ((self.at <= second) | ~self.dated)
        return self if seen.all() else self[seen]


def _no_events() -> History:
    whole, real, truth = np.empty(0, np.int64), np.empty(0), np.empty(0, np.bool_)
    return History(whole, whole, whole, whole, whole, real, whole, whole, whole, truth)


NO_EVENTS = _no_events()
"""The history of somebody to whom nothing happened."""


@dataclass(frozen=True, slots=True)
class LearnerState:
    """Where a learner stands at `as_of`: what the fold over the events leaves, faded to that moment.

    `mean` and `variance` of θ = 6 (level - ½) have one element a skill of the catalogue; `evidence` counts measurements
    and completions, so 0 means that only the prior speaks. `finished` maps a content column to the time until which it
    counts; `started` and `dismissed` map it to when that happened; `sequence` lists contents as first taken up.
    """

    as_of: int
    mean: Floats
    variance: Floats
    evidence: Ints
    finished: Numbers = field(default_factory=Numbers)
    started: Numbers = field(default_factory=Numbers)
    dismissed: Numbers = field(default_factory=Numbers)
    sequence: Ints = field(default_factory=lambda: np.empty(0, np.int64))


@dataclass(frozen=True, slots=True)
class Belief:
    """A learner's ability (mean and variance), standings by skill column, and what became of contents by their column.

    `clock` is the time of the last event. `finished` maps to the time until which it counts, `started` and `dismissed`
    to when that happened; `taken` lists contents as first taken up. `visits` maps to how far the present time through a
    content is: BEGUN (anew, after an end), OPENED (by a score before the lesson), TAUGHT (and scored, the end is not
    told yet). Plain numbers and tables of rows throughout.
    """

    role: int
    ability: float
    doubt: float
    clock: int = NO_TIME
    standings: Standings = field(default_factory=Standings)
    finished: Numbers = field(default_factory=Numbers)
    started: Numbers = field(default_factory=Numbers)
    dismissed: Numbers = field(default_factory=Numbers)
    taken: Columns = field(default_factory=Columns)
    visits: Numbers = field(default_factory=Numbers)


@dataclass(frozen=True, slots=True)
class Episodes:
    """When which contents were taken up and finished, by content column, as far as dated events tell.

    `starts` maps to (time, when it was recorded) of the start that became known first; `ends` to all finishes, as pairs
    of the same kind, in order; `last` to the latest finish: (time, until when it counts).
    """

    starts: Starts = field(default_factory=Starts)
    ends: Ends = field(default_factory=Ends)
    last: Finishes = field(default_factory=Finishes)


@dataclass(frozen=True, slots=True)
class Memory:
    """What is kept of a learner between two questions: all that answers need, none of the events themselves.

    `key` names the model and columns under which it was folded; under another key it means nothing. `recorded` is the
    latest second at which one of its events became known, `events` their number, `mark` a digest of what was folded.
    """

    key: str
    belief: Belief
    episodes: Episodes = Episodes()
    recorded: int = NO_TIME
    events: int = 0
    mark: str = ""

    @property
    def role(self) -> int:
        """Column of the role that the belief started from, -1 for none."""
        return self.belief.role

    @property
    def clock(self) -> int:
        """Second of the last event."""
        return self.belief.clock

    def holds_at(self, second: int) -> bool:
        """Whether all that it knows had happened and was known at a second."""
        return self.clock <= second and self.recorded <= second
