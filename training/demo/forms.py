"""Which forms do contents come in, and how is each announced? Written by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

COMPLETED, TESTED, EXAM = 0, 1, 2
"""How a content ends: it is just finished, with a scored test, or by passing an exam."""


@dataclass(frozen=True, slots=True)
class Form:
    """One way of teaching; `effect` is the mean share of the way to `leaves` that a ready learner is brought."""

    part: int
    modality: str
    minutes: tuple[int, ...]
    enters: float
    leaves: float
    effect: float
    cost: tuple[int, int]
    ending: int
    pretest: float
    title: str
    about: tuple[str, ...]


POCKET: Final = Form(
    0,
    "mobile",
    (5, 6, 8, 10, 12, 15),
    0.0,
    0.3,
    0.22,
    (0, 0),
    COMPLETED,
    0.0,
    "{topic}",
    (
        "{minutes} minutes for the phone: one situation from work, one thing to try today. Part of {skill}.",
        "A short story, two questions and a card to keep. A first taste of {skill}.",
        "Watch, tap, try. {means}: this is the smallest useful piece of it.",
    ),
)
PART_ONE: Final = Form(
    1,
    "self_paced",
    (25, 30, 35, 40, 45, 60),
    0.05,
    0.45,
    0.45,
    (0, 0),
    TESTED,
    0.3,
    "{skill} 1: {topic}",
    (
        "{means}. The first part lays the ground, with three cases and a short test at the end.",
        "For everyone who is new to {skill}: the idea, the words, and exercises with answers.",
        "Starts from what you do already and gives it a name. {means}. Ends with a test.",
    ),
)
PART_TWO: Final = Form(
    2,
    "self_paced",
    (90, 120, 150, 180, 240),
    0.3,
    0.65,
    0.48,
    (0, 60),
    TESTED,
    0.6,
    "{skill} 2: {topic}",
    (
        "The second part of {skill} goes from knowing to doing. A test before shows what you can skip.",
        "For those with a first experience of {skill}: longer cases, typical mistakes, and how to mend them.",
        "Practice with feedback after every step. {means}, also on a bad day.",
    ),
)
LIVE: Final = Form(
    3,
    "live",
    (90, 120, 180, 240),
    0.4,
    0.75,
    0.58,
    (0, 180),
    COMPLETED,
    0.2,
    "{topic} (live online)",
    (
        "A small group online, a trainer, and your own cases. {means}.",
        "Everyone practises, everyone gets feedback. Bring one situation in which {skill} mattered.",
    ),
)
ON_SITE: Final = Form(
    3,
    "in_person",
    (240, 480, 960),
    0.4,
    0.78,
    0.62,
    (90, 450),
    TESTED,
    0.2,
    "{topic} (on site)",
    (
        "In one room, without screens: exercises, role plays and a talk about what happened. {means}.",
        "A practice day for {skill}. You leave with notes of your own and a partner to call.",
    ),
)
PROGRAMME: Final = Form(
    4,
    "self_paced",
    (600, 900, 1200, 1500, 1800, 2400),
    0.5,
    0.9,
    0.66,
    (150, 1900),
    EXAM,
    0.5,
    "{topic} (programme)",
    (
        "Several months with readings, a project from your own work and an exam. {means}, at the level of an expert.",
        "For people who will teach {skill} to others one day: modules, peer groups, a final exam.",
    ),
)
GERMAN: Final = ("Die Grundlagen mit drei Fällen aus dem Alltag und einem kurzen Test am Ende.",)
SPANISH: Final = ("Las bases, con tres casos de la vida diaria y una breve prueba al final.",)


@dataclass(frozen=True, slots=True)
class Provider:
    """Who makes contents: how good and how liked these are on average; a `silent` one reports completions only."""

    name: str
    system: str
    quality: float
    liked: float
    silent: bool


PROVIDERS: Final = (
    Provider("Halden Academy", "lms", 1.12, 0.0, False),
    Provider("Brightwater Learning", "lms", 1.0, 0.1, False),
    Provider("Openfield Library", "openfield", 0.72, 0.35, True),
    Provider("Nordlicht Akademie", "lms", 1.08, 0.0, False),
    Provider("Escuela Abierta", "lms", 1.0, 0.0, False),
)
