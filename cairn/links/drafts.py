"""How much of some tables is mapped to skills, and which suggested links should a person look at first?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from recommender.catalog import Catalog
from recommender.columns import FINISHING
from recommender.confirmations import FIRST, Confirmation, Cover, confirmations, coverage, waiting
from recommender.tables import Tables


@dataclass(frozen=True, slots=True)
class Drafts:
    """What is mapped, and the suggested links to confirm first; `waiting` counts all that are suggested."""

    coverage: tuple[Cover, ...]
    first: tuple[Confirmation, ...]
    waiting: int


@dataclass(frozen=True, slots=True)
class Reviewed:
    """How many links were confirmed, rejected and skipped, and how many still wait."""

    confirmed: int
    rejected: int
    skipped: int
    waiting: int


def drafts_of(tables: Tables, limit: int = FIRST) -> Drafts:
    """The drafts of checked tables, as things stand on the day of the last event."""
    events = tables["events"]
    finished = events.loc[events["kind"].isin(FINISHING), ["learner_id", "content_id"]].dropna()
    first = confirmations(tables, Catalog.of(tables), finished, _day_of(tables), limit)
    return Drafts(coverage(tables, finished), first, waiting(tables))


def _day_of(tables: Tables) -> date:
    """The day of the last event that has one; without any, a day on which every job that has no end lasts."""
    events = tables["events"]
    last = events.loc[events["time_precision"] != "position", "occurred_at"].max()
    begun = tables["employments"]["valid_from"].max()
    days = [day.date() for day in (last, begun) if isinstance(day, datetime) and day == day]
    return days[0] if days else datetime.fromtimestamp(0, UTC).date()
