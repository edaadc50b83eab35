"""Which roles are there, and what does each need?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Role:
    """A job: what it needs of which skill, and what often comes after it."""

    id: str
    name: str
    critical: bool
    next_role: str | None
    needs: tuple[tuple[str, float], ...]


ROLES: Final = (
    Role(
        "sales_rep",
        "Sales representative",
        False,
        "account_manager",
        (
            ("discovery", 0.7),
            ("objections", 0.65),
            ("offers", 0.6),
            ("pipeline", 0.6),
            ("product", 0.6),
            ("listening", 0.6),
        ),
    ),
    Role(
        "account_manager",
        "Account manager",
        False,
        "sales_lead",
        (("accounts", 0.75), ("negotiation", 0.75), ("discovery", 0.8), ("offers", 0.7), ("presenting", 0.6)),
    ),
    Role(
        "sales_lead",
        "Sales team lead",
        True,
        "department_head",
        (
            ("coaching", 0.65),
            ("feedback", 0.7),
            ("goalsetting", 0.65),
            ("pipeline", 0.8),
            ("negotiation", 0.7),
            ("delegation", 0.6),
        ),
    ),
    Role(
        "service_agent",
        "Customer service agent",
        False,
        "service_specialist",
        (("listening", 0.7), ("deescalation", 0.65), ("product", 0.65), ("explaining", 0.6), ("writing", 0.5)),
    ),
    Role(
        "service_specialist",
        "Customer service specialist",
        False,
        "service_lead",
        (("deescalation", 0.8), ("complaints", 0.75), ("product", 0.8), ("explaining", 0.75), ("listening", 0.75)),
    ),
    Role(
        "service_lead",
        "Customer service team lead",
        True,
        "department_head",
        (
            ("coaching", 0.65),
            ("feedback", 0.7),
            ("complaints", 0.75),
            ("conflict", 0.6),
            ("goalsetting", 0.6),
            ("delegation", 0.6),
        ),
    ),
    Role(
        "software_engineer",
        "Software engineer",
        False,
        "tech_lead",
        (("python", 0.75), ("testing", 0.7), ("sql", 0.6), ("architecture", 0.55), ("access", 0.5)),
    ),
    Role(
        "security_analyst",
        "Security analyst",
        True,
        "tech_lead",
        (
            ("triage", 0.75),
            ("containment", 0.7),
            ("forensics", 0.55),
            ("access", 0.7),
            ("monitoring", 0.65),
            ("phishing", 0.8),
        ),
    ),
    Role(
        "cloud_engineer",
        "Cloud engineer",
        True,
        "tech_lead",
        (("cloud", 0.75), ("monitoring", 0.7), ("access", 0.65), ("python", 0.6), ("containment", 0.55)),
    ),
    Role(
        "data_analyst",
        "Data analyst",
        False,
        "tech_lead",
        (("sql", 0.75), ("statistics", 0.7), ("charts", 0.7), ("python", 0.6), ("presenting", 0.55)),
    ),
    Role(
        "tech_lead",
        "Technology team lead",
        True,
        "department_head",
        (
            ("architecture", 0.75),
            ("coaching", 0.6),
            ("feedback", 0.7),
            ("planning", 0.65),
            ("delegation", 0.65),
            ("triage", 0.5),
        ),
    ),
    Role(
        "accountant",
        "Accountant",
        False,
        "controller",
        (("reporting", 0.7), ("spreadsheets", 0.7), ("bribery", 0.5), ("time", 0.5)),
    ),
    Role(
        "controller",
        "Controller",
        True,
        "support_lead",
        (("budgeting", 0.8), ("spreadsheets", 0.8), ("reporting", 0.7), ("charts", 0.6), ("presenting", 0.6)),
    ),
    Role(
        "recruiter",
        "Recruiter",
        False,
        "people_partner",
        (("interviewing", 0.75), ("listening", 0.65), ("labourlaw", 0.5), ("writing", 0.6)),
    ),
    Role(
        "people_partner",
        "People partner",
        False,
        "support_lead",
        (("labourlaw", 0.7), ("conflict", 0.65), ("onboarding", 0.7), ("payroll", 0.5), ("coaching", 0.55)),
    ),
    Role(
        "technician",
        "Building technician",
        False,
        "support_lead",
        (("maintenance", 0.7), ("safety", 0.7), ("energy", 0.6), ("fire", 0.6)),
    ),
    Role(
        "buyer",
        "Buyer",
        False,
        "support_lead",
        (("purchasing", 0.75), ("negotiation", 0.65), ("bribery", 0.65), ("spreadsheets", 0.55)),
    ),
    Role(
        "warehouse_worker",
        "Warehouse worker",
        False,
        "buyer",
        (("warehouse", 0.7), ("safety", 0.7), ("fire", 0.5)),
    ),
    Role(
        "support_lead",
        "Support team lead",
        False,
        "department_head",
        (("feedback", 0.65), ("delegation", 0.6), ("planning", 0.65), ("budgeting", 0.55), ("facilitation", 0.6)),
    ),
    Role(
        "department_head",
        "Department head",
        True,
        None,
        (
            ("succession", 0.7),
            ("change", 0.75),
            ("coaching", 0.7),
            ("goalsetting", 0.75),
            ("budgeting", 0.65),
            ("delegation", 0.7),
        ),
    ),
)
