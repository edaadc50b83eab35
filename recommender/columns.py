"""The words that stand in more than one table: event kinds, states and other closed vocabularies."""

from __future__ import annotations

EVENT_KINDS = (
    "enrolled",
    "started",
    "progressed",
    "completed",
    "passed",
    "failed",
    "scored",
    "rated",
    "dismissed",
    "withdrawn",
    "attended",
    "no_show",
    "self_rated",
    "manager_rated",
    "observed",
    "certified",
    "expired",
)
TAKING_UP = ("enrolled", "started", "progressed", "completed", "passed", "failed", "scored", "attended", "certified")
"""Kinds of events that show that a content was taken up."""
FINISHING = ("completed", "passed", "certified")
RATINGS = ("self_rated", "manager_rated", "observed")
INITIATORS = ("self", "manager", "requirement", "recommendation", "import", "unknown")
PRECISIONS = ("second", "day", "position")
"""How much an event's time can be trusted; `position` means that only the order is known."""

EMPLOYMENT_STATUS = ("active", "leave", "left")
LINK_STATUS = ("suggested", "validated", "rejected")
CAUSES = ("skill", "process", "tool", "motivation")
DIRECTIONS = ("up", "down")
MODALITIES = ("self_paced", "live", "in_person", "mobile")
CONTENT_STATUS = ("active", "retired")
REQUIREMENT_BASES = ("hire", "assignment", "date")
AUDIENCE_KINDS = ("role", "unit", "location", "learner")
ASSIGNMENT_STATUS = ("open", "done", "cancelled")
