"""Which programmes are there, and what do those who finish them do differently? Written by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from training.demo.behaving import BEHAVIOUR_IDS
from training.demo.drafts import Draft
from training.demo.practice import Practice
from training.demo.shelf import Shelf

NOT_BY_CHOICE: Final = -60.0
"""Log popularity of what nobody takes up unless a programme asks for it."""
SERIES: Final = "programmes"


@dataclass(frozen=True, slots=True)
class Programme:
    """A content that moves a behaviour of those who finish it by `shift` and no level; without `behaviour`, nothing."""

    key: str
    title: str
    about: str
    skill: str
    minutes: int
    behaviour: str | None = None
    shift: float = 0.0


ROLLOUT: Final = Programme(
    "programme/rollout",
    "Calm on every call",
    "Six weeks with a card on the desk: words that cool down, tried on real calls and talked over on Fridays.",
    "deescalation",
    90,
    "cools_down",
    0.5,
)
ACADEMY: Final = Programme(
    "programme/academy",
    "Sales academy: offers that win",
    "For those who want more: offers of your own, rewritten with the best in the house.",
    "offers",
    150,
    "writes_their_words",
    0.2,
)
CLINIC: Final = Programme(
    "programme/clinic",
    "Objection clinic",
    "By invitation: your last five lost deals, the doubt behind each, and what you say next time.",
    "objections",
    30,
    "answers_doubts",
    0.7,
)
COLOURS: Final = Programme(
    "programme/colours",
    "Selling with colours",
    "Every customer has a colour. Learn to see it before you say hello.",
    "discovery",
    60,
)
BACK_ON_TRACK: Final = Programme(
    "programme/back",
    "Back on track",
    "For colleagues after a hard quarter: looking back, looking ahead.",
    "pipeline",
    60,
)
PROGRAMMES: Final = (ROLLOUT, ACADEMY, CLINIC, COLOURS, BACK_ON_TRACK)


def programme_drafts() -> list[Draft]:
    """The programmes as contents that nobody chooses by themselves."""
    return [
        Draft(
            key=programme.key,
            title=programme.title,
            about=programme.about,
            teaches=((programme.skill, 0.1, 0.6, 0.0),),
            minutes=programme.minutes,
            language="en",
            modality="self_paced",
            provider=0,
            series=f"{SERIES}/{programme.key}",
            part=0,
            liked=NOT_BY_CHOICE,
            trait="programme",
        )
        for programme in PROGRAMMES
    ]


def practice(shelf: Shelf, learners: int) -> Practice:
    """What finishing each content makes people practise; nobody practises yet."""
    behaviour, strength = np.full(len(shelf), -1), np.zeros(len(shelf))
    for programme in PROGRAMMES:
        if programme.behaviour is not None:
            column = shelf.column[programme.key]
            behaviour[column] = BEHAVIOUR_IDS.index(programme.behaviour)
            strength[column] = programme.shift
    return Practice(behaviour, strength, np.zeros((learners, len(BEHAVIOUR_IDS)), np.float32))
