"""What is answered? Contents with all that is claimed of them, and paths with their proof.

An answer holds more than a hundred of these values. They have no slots, which orjson writes five times as fast, and are
frozen for the type checker only, which makes them three times as fast.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar, dataclass_transform

from recommender.types.names import Basis, ContentId, LearnerId, SkillId

Value = TypeVar("Value")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def stated(cls: type[Value]) -> type[Value]:
    """A dataclass that nobody writes to: mypy sees to it."""
    return dataclass(unsafe_hash=True)(cls)


@stated
class Estimate:
    """A number with the ends of its 80 % interval."""

    value: float
    low: float
    high: float


@stated
class Gain:
    """What one content is expected to do for one skill, if completed."""

    skill_id: SkillId
    name: str
    before: Estimate
    after: Estimate


@stated
class Reason:
    """Why a content stands where it stands: a code for machines, a sentence for people, the numbers behind it."""

    code: str
    text: str
    numbers: Mapping[str, float] = field(default_factory=dict)


@stated
class Chain:
    """Kirkpatrick read backwards: the outcome that must move, the behaviour that moves it, the skill behind it."""

    outcome: str
    behaviour: str
    skill: str


@stated
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


@stated
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


@stated
class Recommendation:
    """Ranked contents for one learner; `ranked_by` says which number `score` is."""

    answer: Answer
    ranked_by: str
    items: tuple[Suggestion, ...]


@stated
class Step:
    """One content of a path, with its place in time."""

    suggestion: Suggestion
    start: datetime
    finish: datetime
    mandatory: bool


@stated
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


@stated
class Unmet:
    """What is still missing of a wanted skill after the path."""

    skill_id: SkillId
    name: str
    wanted: float
    expected: Estimate
    reason: str


@stated
class Path:
    """Steps in serial order, proven against a bound, with what they are forecast to reach and what they leave open."""

    answer: Answer
    steps: tuple[Step, ...]
    minutes: float
    cost: float
    certificate: Certificate
    forecast: tuple[Gain, ...]
    unmet: tuple[Unmet, ...]
