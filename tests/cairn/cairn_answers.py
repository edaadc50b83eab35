"""Answers as the engine gives them, made by hand; each builder lets a test change one part."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from recommender.types import (
    Answer,
    Basis,
    Certificate,
    Chain,
    ContentId,
    Estimate,
    Gain,
    LearnerId,
    Path,
    Reason,
    Recommendation,
    SkillId,
    Step,
    Suggestion,
    Unmet,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
CHAIN = Chain("First-call resolution", "Diagnoses before forwarding", "Fault finding")


def about(value: float, reach: float = 0.1) -> Estimate:
    return Estimate(value, value - reach, value + reach)


def a_gain(name: str = "Fault finding", before: float = 0.32, after: float = 0.55) -> Gain:
    return Gain(SkillId(f"s-{name}"), name, about(before), about(after))


def a_suggestion(rank: int = 1, **changes: Any) -> Suggestion:
    plain = Suggestion(
        rank=rank,
        content_id=ContentId(f"C{rank:04d}"),
        title=f"Finding faults, part {rank}",
        url=None,
        minutes=95.0,
        score=0.12,
        affinity=0.03,
        chance=Estimate(0.62, 0.51, 0.72),
        value=0.12,
        gains=(a_gain(),),
        reasons=(
            Reason("gap", "We expect it to bring Fault finding from 0.32 to 0.55 of 0.70 wanted"),
            Reason("chance", "We expect a 62% chance of finishing in time (51% to 72%)"),
        ),
        because=(CHAIN,),
        propensity=1.0,
    )
    return replace(plain, **changes)


def an_answer(**changes: Any) -> Answer:
    plain = Answer(
        id="a1b2c3",
        learner_id=LearnerId("L0001"),
        basis=Basis.GAP,
        model_version="0123456789ab",
        catalog_version="ba9876543210",
        as_of=NOON,
        data_as_of=NOON,
        valid_until=NOON + timedelta(days=1),
        assumptions=("Levels fade with a half-life of 720 days.",),
    )
    return replace(plain, **changes)


def a_recommendation(*items: Suggestion, **changes: Any) -> Recommendation:
    return Recommendation(an_answer(**changes), "value", items)


def a_step(number: int = 1, mandatory: bool = False, **changes: Any) -> Step:
    start = NOON + timedelta(days=7 * (number - 1))
    return Step(a_suggestion(number, **changes), start, start + timedelta(days=4), mandatory)


def a_certificate(**changes: Any) -> Certificate:
    plain = Certificate(
        value=0.21,
        bound=0.2165,
        gap=0.03,
        wanted=0.38,
        simulated=Estimate(0.15, 0.08, 0.21),
        claim="The best fixed plan found; a learner who adapts may do better.",
        work={"nodes": 12, "pricing_rounds": 3},
    )
    return replace(plain, **changes)


def a_path(*steps: Step, **changes: Any) -> Path:
    plain = Path(
        answer=an_answer(),
        steps=steps,
        minutes=sum(step.suggestion.minutes for step in steps),
        cost=0.0,
        certificate=a_certificate(),
        forecast=(Gain(SkillId("s-1"), "Fault finding", about(0.32), Estimate(0.5, 0.38, 0.61)),),
        unmet=(Unmet(SkillId("s-2"), "Negotiation", 0.7, about(0.4), "nothing on offer teaches it further"),),
    )
    return replace(plain, **changes)
