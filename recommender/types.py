"""The values that everyone shares: who asks, what happened, what is wanted, and what is answered.

Columns: contents and skills are named by ids outside and by *columns* inside; a column is the position of an id in the
served catalogue (`Catalog.contents.ids`, `Catalog.skills.ids`). Times are whole seconds since 1970-01-01T00:00:00Z.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

import numpy as np
from numpy.typing import NDArray

LearnerId = NewType("LearnerId", str)
ContentId = NewType("ContentId", str)
SkillId = NewType("SkillId", str)
RoleId = NewType("RoleId", str)
UnitId = NewType("UnitId", str)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class Basis(StrEnum):
    """What an answer rests on, strongest first."""

    GAP = "gap"
    CAREER = "career"
    ROLE = "role"
    REQUIREMENT = "requirement"
    AFFINITY = "affinity"
    POPULAR = "popular"


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
    finished: Mapping[int, int] = field(default_factory=dict)
    started: Mapping[int, int] = field(default_factory=dict)
    dismissed: Mapping[int, int] = field(default_factory=dict)
    sequence: Ints = field(default_factory=lambda: np.empty(0, np.int64))


@dataclass(frozen=True, slots=True)
class Learner:
    """Who a path is for. Nothing protected stands here."""

    id: LearnerId
    role_id: RoleId | None = None
    unit_id: UnitId | None = None
    target_role_id: RoleId | None = None
    language: str | None = None
    location: str | None = None
    timezone: str = "UTC"
    hired_on: date | None = None
    weekly_minutes: float | None = None
    absences: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """A level that is wanted of one skill, how much it matters, and why."""

    skill_id: SkillId
    level: float
    weight: float = 1.0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """A content that one learner must finish, by when, and why."""

    content_id: ContentId
    due_on: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class Query:
    """One question about one learner: everything the engine needs, so that nothing is fetched inside it.

    `aim` asks about one role alone; `only` and `exclude` narrow the contents; `minutes_now` is the time at hand.
    """

    learner: Learner
    history: History
    as_of: datetime
    wishes: tuple[Wish, ...] = ()
    duties: tuple[Duty, ...] = ()
    aim: RoleId | None = None
    k: int = 10
    only: frozenset[ContentId] = frozenset()
    exclude: frozenset[ContentId] = frozenset()
    minutes_now: float | None = None
    data_as_of: datetime | None = None


@dataclass(frozen=True, slots=True)
class PathWishes:
    """What a path may use, on top of a query."""

    weeks: int = 12
    weekly_minutes: float | None = None
    money: float | None = None
    max_steps: int = 12
    pinned: frozenset[ContentId] = frozenset()


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with the ends of its 80 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Gain:
    """What one content is expected to do for one skill, if completed."""

    skill_id: SkillId
    name: str
    before: Estimate
    after: Estimate


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a content stands where it stands: a code for machines, a sentence for people, the numbers behind it."""

    code: str
    text: str
    numbers: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Chain:
    """Kirkpatrick read backwards: the outcome that must move, the behaviour that moves it, the skill behind it."""

    outcome: str
    behaviour: str
    skill: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One content with everything that is claimed of it."""

    rank: int
    content_id: ContentId
    title: str
    url: str | None
    minutes: float
    score: float
    affinity: float | None
    chance: Estimate
    value: float
    gains: tuple[Gain, ...]
    reasons: tuple[Reason, ...]
    because: tuple[Chain, ...]
    propensity: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What every answer says of itself."""

    id: str
    learner_id: LearnerId
    basis: Basis
    model_version: str
    catalog_version: str
    as_of: datetime
    data_as_of: datetime | None
    valid_until: datetime
    assumptions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recommendation:
    """Ranked contents for one learner; `ranked_by` says which number `score` is."""

    answer: Answer
    ranked_by: str
    items: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One content of a path, with its place in time."""

    suggestion: Suggestion
    start: datetime
    finish: datetime
    mandatory: bool


@dataclass(frozen=True, slots=True)
class Certificate:
    """How good a fixed plan is under the stated model.

    `value` and `bound` are weighted levels gained; no fixed plan under the same demands can exceed `bound`. `gap` is
    (bound - value) / bound. `simulated` is the value under the transition with drop-outs. `work` counts what was spent.
    """

    value: float
    bound: float
    gap: float
    wanted: float
    simulated: Estimate
    claim: str
    work: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Unmet:
    """What is still missing of a wanted skill after the path."""

    skill_id: SkillId
    name: str
    wanted: float
    expected: Estimate
    reason: str


@dataclass(frozen=True, slots=True)
class Path:
    """Steps in serial order, proven against a bound, with what they are forecast to reach and what they leave open."""

    answer: Answer
    steps: tuple[Step, ...]
    minutes: float
    cost: float
    certificate: Certificate
    forecast: tuple[Gain, ...]
    unmet: tuple[Unmet, ...]
