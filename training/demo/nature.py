"""By which laws do people of a world learn, forget, judge and take part?

docs/worlds.md tells where each comes from and what it is meant to break.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Nature:
    """Parameters of the hidden mechanisms; the defaults are those of the friendly world."""

    threshold: bool = False
    """Nothing is gained below the entry level; otherwise readiness rises smoothly around it."""
    plateaus: float = 0.0
    """Share of learner and skill pairs in which growth stops at some level until practised on."""
    suiting: float = 0.0
    """Spread, in logs, of how well each modality suits a learner."""
    exponent: float = 0.7
    """Median exponent of the power law of forgetting."""
    exponent_spread: float = 0.0
    """Its spread over learners, in logs."""
    memory_spread: float = 0.25
    """Spread of half-lives over learners, in logs."""
    noise: float = 0.09
    """Scale of the error of a rating, in levels."""
    tail: float | None = None
    """Degrees of freedom of that error (Student's t); None is a normal error."""
    halo: float = 0.0
    """Share of a rating that is the rater's general impression of the person, whatever the skill."""
    coarse: float = 0.0
    """Share of raters who use the marks 2 to 4 alone."""
    inflation: float = 0.45
    """Mean of what people add to their own level for each unit that they are below `at_ease`."""
    at_ease: float = 0.7
    """Level from which nobody inflates."""
    modesty: float = 0.0
    """What people take off their own level for each unit above `at_ease`."""
    silence: float = 0.0
    """How much the log odds of being rated fall for each level that someone is below the middle."""
    leniency_by_team: float = 0.0
    """Correlation of a rater's leniency with the mean level of the team rated."""
    diligence_enrols: float = 0.2
    """What a unit of diligence adds to the log of voluntary starts a year."""
    diligence_finishes: float = 0.75
    """What it adds to the log odds of finishing."""
    diligence_gains: float = 0.25
    """What it adds to the log rate of learning."""
    diligence_behaves: float = 0.0
    """What it adds to the log odds of showing a behaviour, whatever one knows."""


FRIENDLY = Nature()
MISSPECIFIED = Nature(
    threshold=True,
    plateaus=0.5,
    exponent=0.5,
    exponent_spread=0.4,
    memory_spread=0.5,
    noise=0.05,
    tail=1.6,
    halo=0.4,
    coarse=0.2,
    inflation=0.6,
    modesty=0.3,
    silence=4.0,
    leniency_by_team=0.4,
    diligence_enrols=0.5,
    diligence_finishes=1.0,
    diligence_gains=0.35,
    diligence_behaves=0.6,
)
HOSTILE = Nature(
    threshold=True,
    plateaus=0.7,
    suiting=0.5,
    exponent=0.4,
    exponent_spread=0.6,
    memory_spread=0.7,
    noise=0.05,
    tail=1.4,
    halo=0.6,
    coarse=0.3,
    inflation=0.8,
    modesty=0.5,
    silence=7.0,
    leniency_by_team=0.4,
    diligence_enrols=0.8,
    diligence_finishes=1.3,
    diligence_gains=0.5,
    diligence_behaves=1.0,
)
