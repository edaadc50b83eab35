"""Which duties recur, whom do they bind, and which contents fulfil them? Written by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class DutyText:
    """A requirement; `audience` rows are (kind, value), `contents` groups of which one content suffices."""

    id: str
    name: str
    basis: str
    due_days: int
    valid_days: int | None
    renew_from_days: int | None
    audience: tuple[tuple[str, str], ...]
    contents: tuple[tuple[str, ...], ...]


DUTIES: Final = (
    DutyText("awareness", "Security awareness", "hire", 30, 365, 60, (("unit", "halden"),), (("awareness",),)),
    DutyText("privacy", "Data protection", "hire", 45, 730, 60, (("unit", "halden"),), (("privacy",),)),
    DutyText("conduct", "Code of conduct", "hire", 30, 730, 90, (("unit", "halden"),), (("conduct",),)),
    DutyText(
        "antibribery",
        "Bribery prevention",
        "assignment",
        60,
        365,
        60,
        (("role", "account_manager"), ("role", "sales_lead"), ("role", "buyer"), ("role", "controller")),
        (("antibribery",),),
    ),
    DutyText(
        "evacuation",
        "Evacuation drill",
        "hire",
        120,
        730,
        90,
        (("location", "Berlin"), ("location", "Madrid")),
        (("evacuation",),),
    ),
    DutyText(
        "hazards", "Safety briefing", "hire", 30, 365, 60, (("unit", "facilities"), ("unit", "supply")), (("hazards",),)
    ),
    DutyText(
        "forklift",
        "Forklift licence",
        "assignment",
        90,
        365,
        60,
        (("role", "warehouse_worker"),),
        (("forklift", "forklift_again"),),
    ),
    DutyText(
        "responder",
        "Incident responder",
        "assignment",
        120,
        365,
        90,
        (("role", "security_analyst"), ("role", "cloud_engineer")),
        (("responder",),),
    ),
    DutyText(
        "new_leads",
        "First hundred days as a lead",
        "assignment",
        100,
        None,
        None,
        (("role", "sales_lead"), ("role", "service_lead"), ("role", "tech_lead"), ("role", "support_lead")),
        (("new_leads",), ("lead_talks",)),
    ),
    DutyText("payments", "Safe payments", "date", 0, 365, 90, (("unit", "finance"),), (("payments",),)),
    DutyText("calls", "Customer data in calls", "hire", 30, 365, 60, (("unit", "service"),), (("calls",),)),
)
