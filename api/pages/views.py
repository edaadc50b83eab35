"""What does a page show? Frozen view models: everything that a template reads, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Level:
    """A number between 0 and 1 with the ends of its interval: a level, or a chance. Raises ValueError otherwise."""

    value: float
    low: float
    high: float

    def __post_init__(self) -> None:
        if not 0.0 <= self.low <= self.value <= self.high <= 1.0:
            raise ValueError(f"found {self.low}, {self.value}, {self.high}, expected them rising from 0 to 1")


@dataclass(frozen=True, slots=True)
class Skill:
    """Where somebody stands in one skill; without evidence `known` is false and the level is what the role suggests."""

    skill_id: str
    name: str
    level: Level | None
    known: bool
    wanted: float | None = None
    wanted_by: tuple[str, ...] = ()
    seen_on: date | None = None

    @property
    def gap(self) -> float:
        """What is missing to the level wanted; 0 where nothing is wanted."""
        return max(0.0, (self.wanted or 0.0) - (self.level.value if self.level else 0.0))


@dataclass(frozen=True, slots=True)
class Duty:
    """What somebody must finish, by when, and why."""

    title: str
    due_on: date | None
    reason: str
    overdue: bool


@dataclass(frozen=True, slots=True)
class Rise:
    """What we expect one skill to do."""

    name: str
    before: Level
    after: Level


@dataclass(frozen=True, slots=True)
class Chain:
    """The outcome that must move, the behaviour that moves it, the skill behind it."""

    outcome: str
    behaviour: str
    skill: str


@dataclass(frozen=True, slots=True)
class Offer:
    """One content with why it is suggested."""

    content_id: str
    title: str
    url: str | None
    minutes: float
    chance: str
    """The chance to finish it, as a sentence that says whether it is expected or only assumed."""
    rises: tuple[Rise, ...]
    reasons: tuple[str, ...]
    chains: tuple[Chain, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path, with its place in time."""

    offer: Offer
    start: date
    finish: date
    mandatory: bool
    pinned: bool


@dataclass(frozen=True, slots=True)
class Unmet:
    """What a path leaves open, and why."""

    name: str
    wanted: float
    expected: Level
    reason: str


@dataclass(frozen=True, slots=True)
class Clash:
    """Why there is no path: the demands that cannot all be met, and the cheapest ways out."""

    demands: tuple[str, ...]
    ways_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """What somebody decided about one content of a path; `undo` names the deed that takes it back, if any."""

    content_id: str
    text: str
    undo: str | None


@dataclass(frozen=True, slots=True)
class Path:
    """A path in one of its versions; `changes` says in sentences what differs from the version before."""

    path_id: str
    version: int
    state: str
    stale: bool
    made_on: date
    steps: tuple[Step, ...]
    minutes: float
    proof: tuple[str, ...]
    rises: tuple[Rise, ...]
    unmet: tuple[Unmet, ...]
    changes: tuple[str, ...]
    decided: tuple[Decided, ...]
    left_open: tuple[str, ...]
    clash: Clash | None
    assumptions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """One learner as their page shows them."""

    learner_id: str
    name: str
    role: str | None
    unit: str | None
    skills: tuple[Skill, ...]
    duties: tuple[Duty, ...]
    path: Path | None
    withheld: frozenset[str] = frozenset()
    """Parts that the policy keeps to the learner: "path", "skills"."""
    degraded: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """One learner in a manager's list."""

    learner_id: str
    name: str
    role: str | None
    next_title: str | None
    next_on: date | None
    state: str | None
    gap: Skill | None
    withheld: bool = False
    """Whether the policy keeps the path to the learner."""


@dataclass(frozen=True, slots=True)
class Gap:
    """How one skill stands among the people of whom it is wanted; `suppressed` says why nothing is told."""

    name: str
    people: int
    short: int
    missing: Level | None
    wanted: float
    suppressed: str | None = None

    @property
    def level(self) -> Level | None:
        """Where these people stand on average: what is wanted, less what is missing."""
        if self.missing is None:
            return None
        low, middle, high = (
            max(0.0, self.wanted - m) for m in (self.missing.high, self.missing.value, self.missing.low)
        )
        return Level(middle, min(low, middle), max(middle, high))


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit in a manager's list."""

    unit_id: str
    name: str
    people: int
    accepted: int | None
    """With an accepted path; None where that was not counted."""


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that a manager should look at today."""

    learner_id: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Overview:
    """The first page of a manager."""

    units: tuple[UnitRow, ...]
    gaps: tuple[Gap, ...]
    alerts: tuple[Alert, ...]
    further: int = 0
    """Alerts that are not listed."""
    people: int = 0
    looked: bool = True
    """Whether everybody was looked at: of very many people only the units are told."""
    degraded: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit: its people, and what they lack together."""

    unit_id: str
    name: str
    people: tuple[Report, ...]
    gaps: tuple[Gap, ...]
    further: int = 0
    """People who are not listed."""


@dataclass(frozen=True, slots=True)
class Group:
    """What a learning officer sees of a unit: figures of people enough, and the units to choose from."""

    unit_id: str
    name: str
    smallest: int
    gaps: tuple[Gap, ...]
    units: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Tile:
    """What a learning system shows of one answer, and the call that it made; `offers` is empty when Cairn is down."""

    learner: str
    offers: tuple[Offer, ...]
    call: str
    asked: str
    answered: str
    status: int | None
    milliseconds: float
    at: datetime


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody fixed whom a visitor of the demo may sign in as; `key` names the choice."""

    key: str
    name: str
    what: str


@dataclass(frozen=True, slots=True)
class Mishap:
    """What went wrong, in words for a reader; `back` is the page of ours that they came from, if there is one."""

    status: int
    title: str
    detail: str
    causes: tuple[str, ...] = ()
    ways_out: tuple[str, ...] = ()
    back: str | None = None
