"""When does a change come at the wrong moment? Moves that a path does not allow, changes of a version that is gone."""

from __future__ import annotations

from recommender.errors import CairnError


class Conflict(CairnError):
    """What is asked does not go with how things stand now: ask again, or ask for what is allowed."""


class Outdated(CairnError):
    """The version that the caller wants to change is no longer the newest: read it again, then decide again."""
