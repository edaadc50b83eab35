"""Which departments and places does the made-up organisation have?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

NAME: Final = "Halden Instruments"
ROOT: Final = "halden"
LANGUAGES: Final = ("en", "de", "es")


@dataclass(frozen=True, slots=True)
class Place:
    """A location: its time zone, share of the people, and how many of them prefer which language (en, de, es)."""

    name: str
    timezone: str
    share: float
    languages: tuple[float, float, float]


PLACES: Final = (
    Place("Dublin", "Europe/Dublin", 0.28, (0.96, 0.01, 0.03)),
    Place("Toronto", "America/Toronto", 0.20, (0.94, 0.01, 0.05)),
    Place("Utrecht", "Europe/Amsterdam", 0.12, (0.88, 0.10, 0.02)),
    Place("Berlin", "Europe/Berlin", 0.20, (0.28, 0.70, 0.02)),
    Place("Vienna", "Europe/Vienna", 0.08, (0.18, 0.81, 0.01)),
    Place("Madrid", "Europe/Madrid", 0.12, (0.22, 0.01, 0.77)),
)


@dataclass(frozen=True, slots=True)
class Department:
    """A unit right below the organisation: share of the people, who leads its teams, and who works in them."""

    id: str
    name: str
    share: float
    lead_role: str
    roles: tuple[tuple[str, float], ...]
    busy_weeks: tuple[int, ...]
    """Weeks of the year in which there is hardly time to learn."""


DEPARTMENTS: Final = (
    Department(
        "sales",
        "Sales",
        0.24,
        "sales_lead",
        (("sales_rep", 0.7), ("account_manager", 0.3)),
        (11, 12, 13, 24, 25, 26, 37, 38, 39, 49, 50, 51),
    ),
    Department(
        "service",
        "Customer service",
        0.22,
        "service_lead",
        (("service_agent", 0.75), ("service_specialist", 0.25)),
        (1, 2, 3, 48, 49, 50, 51, 52),
    ),
    Department(
        "technology",
        "Technology",
        0.22,
        "tech_lead",
        (("software_engineer", 0.45), ("security_analyst", 0.2), ("cloud_engineer", 0.2), ("data_analyst", 0.15)),
        (22, 23, 45, 46),
    ),
    Department("finance", "Finance", 0.07, "support_lead", (("accountant", 0.65), ("controller", 0.35)), (1, 2, 3, 4)),
    Department("people", "People", 0.06, "support_lead", (("recruiter", 0.5), ("people_partner", 0.5)), (9, 10, 50)),
    Department("facilities", "Facilities", 0.08, "support_lead", (("technician", 1.0),), (27, 28, 29)),
    Department("supply", "Supply", 0.09, "support_lead", (("buyer", 0.35), ("warehouse_worker", 0.65)), (47, 48, 51)),
    Department("leadership", "Leadership", 0.02, "department_head", (("department_head", 1.0),), (5, 6, 44, 45)),
)
