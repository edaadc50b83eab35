"""Which skills does the made-up organisation speak of, and in which words are they taught?"""

from __future__ import annotations

from typing import Final

from training.demo.texts.customers import SELLING, SERVING
from training.demo.texts.figures import NUMBERS
from training.demo.texts.leading import LEADING, TOGETHER
from training.demo.texts.operations import BUILDINGS, PEOPLE, RULES
from training.demo.texts.skill import SkillText
from training.demo.texts.technology import SECURITY, TECHNOLOGY

GROUPS: Final = {
    "selling": ("Selling", "From the first talk to a signed offer"),
    "serving": ("Serving customers", "Helping people who have bought from us"),
    "security": ("Information security", "Keeping intruders out and answering them when they are in"),
    "technology": ("Building and running software", "From an idea to a service that stays up"),
    "numbers": ("Numbers and data", "Turning figures into decisions"),
    "leading": ("Leading people", "Making others able, willing and free to do good work"),
    "together": ("Working together", "What every job with colleagues needs"),
    "rules": ("Rules and safety", "What law and care for each other ask of everyone"),
    "people": ("People operations", "Hiring, paying and looking after people"),
    "buildings": ("Buildings and supply", "Keeping places and goods in order"),
}
"""Broader skills: id -> name and meaning."""

SKILLS: Final[tuple[SkillText, ...]] = (
    *SELLING,
    *SERVING,
    *SECURITY,
    *TECHNOLOGY,
    *NUMBERS,
    *LEADING,
    *TOGETHER,
    *RULES,
    *PEOPLE,
    *BUILDINGS,
)
"""Every skill that contents teach."""

__all__ = ["GROUPS", "SKILLS", "SkillText"]
