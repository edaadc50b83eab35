"""What does the made-up organisation look like? Written by hand, nothing drawn."""

from __future__ import annotations

from training.demo.world.aims import OUTCOMES, Behaviour, Outcome
from training.demo.world.places import DEPARTMENTS, LANGUAGES, NAME, PLACES, ROOT, Department, Place
from training.demo.world.roles import ROLES, Role

__all__ = [
    "DEPARTMENTS",
    "LANGUAGES",
    "NAME",
    "OUTCOMES",
    "PLACES",
    "ROLES",
    "ROOT",
    "Behaviour",
    "Department",
    "Outcome",
    "Place",
    "Role",
]
