"""Which business results must move, and which behaviours move them?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What people do that moves an outcome; `move` is how far the outcome goes if everyone did it instead of no one."""

    id: str
    name: str
    cause: str
    move: float
    weight: float
    skills: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A business result; `noise` and `team_spread` are standard deviations in its own unit, `cases` a team's a month.

    `cases` of 0 means that the value is no share, so that it comes without numerator and denominator.
    """

    id: str
    name: str
    direction: str
    measure_unit: str
    units: tuple[str, ...]
    level: float
    target: float
    weight: float
    noise: float
    team_spread: float
    cases: int
    behaviours: tuple[Behaviour, ...]


OUTCOMES: Final = (
    Outcome(
        "conversion",
        "Offers that become orders",
        "up",
        "share",
        ("sales",),
        0.19,
        0.27,
        1.0,
        0.006,
        0.008,
        120,
        (
            Behaviour(
                "asks_first",
                "Asks about the need before offering",
                "skill",
                0.14,
                1.0,
                (("discovery", 0.7), ("listening", 0.6)),
            ),
            Behaviour(
                "answers_doubts", "Answers the doubt behind an objection", "skill", 0.07, 0.8, (("objections", 0.65),)
            ),
            Behaviour(
                "writes_their_words",
                "Writes offers in the customer's words",
                "skill",
                0.05,
                0.6,
                (("offers", 0.6), ("writing", 0.6)),
            ),
            Behaviour("follows_up", "Follows up within two days", "process", 0.04, 0.5, ()),
            Behaviour("keeps_crm", "Finds all customer data in one place", "tool", 0.03, 0.3, ()),
        ),
    ),
    Outcome(
        "escalations",
        "Calls that escalate to a supervisor",
        "down",
        "share",
        ("service",),
        0.14,
        0.08,
        1.0,
        0.004,
        0.006,
        400,
        (
            Behaviour(
                "lets_them_speak", "Lets irate customers finish and sums up", "skill", -0.10, 1.0, (("listening", 0.7),)
            ),
            Behaviour(
                "cools_down",
                "Uses words that cool down",
                "skill",
                -0.09,
                1.0,
                (("deescalation", 0.65), ("complaints", 0.55)),
            ),
            Behaviour(
                "explains_plainly",
                "Explains the solution in plain words",
                "skill",
                -0.03,
                0.5,
                (("explaining", 0.6), ("product", 0.6)),
            ),
            Behaviour("grants_goodwill", "Grants goodwill without asking upwards", "process", -0.03, 0.6, ()),
            Behaviour("finds_answers", "Finds the answer in the knowledge base", "tool", -0.02, 0.4, ()),
        ),
    ),
    Outcome(
        "containment_time",
        "Time to contain a security breach",
        "down",
        "hours",
        ("technology",),
        34.0,
        18.0,
        1.0,
        1.5,
        1.5,
        0,
        (
            Behaviour(
                "tells_real_alarms",
                "Tells real alarms from noise in the first hour",
                "skill",
                -18.0,
                1.0,
                (("triage", 0.7), ("monitoring", 0.6)),
            ),
            Behaviour(
                "isolates_fast",
                "Isolates hosts and accounts at once",
                "skill",
                -18.0,
                1.0,
                (("containment", 0.65), ("access", 0.6)),
            ),
            Behaviour(
                "reports_phishing",
                "Reports suspicious mail within the hour",
                "motivation",
                -5.0,
                0.5,
                (("phishing", 0.6),),
            ),
            Behaviour("follows_runbook", "Works from an up-to-date runbook", "tool", -6.0, 0.5, ()),
        ),
    ),
    Outcome(
        "bench",
        "Critical roles with a ready successor",
        "up",
        "share",
        ("halden",),
        0.22,
        0.45,
        0.8,
        0.015,
        0.02,
        40,
        (
            Behaviour(
                "gives_feedback", "Gives feedback that people can use", "skill", 0.12, 0.8, (("feedback", 0.65),)
            ),
            Behaviour(
                "hands_over",
                "Hands over outcomes instead of tasks",
                "skill",
                0.14,
                1.0,
                (("delegation", 0.6), ("goalsetting", 0.6)),
            ),
            Behaviour(
                "grows_successor",
                "Grows a successor by coaching",
                "skill",
                0.18,
                1.0,
                (("coaching", 0.65), ("succession", 0.5)),
            ),
            Behaviour("lets_talent_go", "Lets good people move to other teams", "motivation", 0.08, 0.5, ()),
        ),
    ),
)
"""Every outcome with its behaviours, strongest first. The bench is asked of those who lead."""
