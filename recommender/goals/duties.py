"""What must this learner finish, by when? Open claims, one entry a content."""

from __future__ import annotations

from datetime import date, datetime

from recommender.catalog import Catalog
from recommender.goals.claims import claims_of
from recommender.types import Assignment, ContentId, Duty, Finishes, Learner


def duties_of(
    learner: Learner, assignments: tuple[Assignment, ...], last: Finishes, catalog: Catalog, as_of: datetime
) -> tuple[Duty, ...]:
    """Contents that must be finished, in order of due day and id; one entry a content, the earliest due day.

    `last` says, by content column, when the learner finished it last and until when that counts by itself. See
    `claims_of` for what is asked of whom; a claim that nothing on offer meets is no duty.
    """
    claims = claims_of(learner, assignments, last, catalog, as_of)
    found = [Duty(c.content_id, c.due_on, c.reason) for c in claims if c.is_open and c.content_id is not None]
    earliest: dict[ContentId, Duty] = {}
    for duty in sorted(found, key=lambda d: (d.due_on or date.max, d.content_id, d.reason)):
        earliest.setdefault(duty.content_id, duty)
    return tuple(earliest.values())
