"""Small real catalogues, histories and logs, and made-up people whose true levels are known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from recommender.catalog import Catalog
from recommender.columns import EVENT_KINDS, INITIATORS
from recommender.knowledge import EventLog, level_of, rater_number
from recommender.knowledge.log import FOREVER
from recommender.tables import Tables, check
from recommender.types import History

DAY = 86_400
MONDAY = 1_700_000_000
"""Second of day 0 of all histories here."""

Teaches = Mapping[str, Mapping[str, tuple[float, float]]]


def a_catalog(teaches: Teaches, *, half_life=None, provider=None, modality=None, confidence=None) -> Catalog:
    """A catalogue of contents that teach skills from an entry to an exit level."""
    half_life, provider, modality, confidence = half_life or {}, provider or {}, modality or {}, confidence or {}
    skills = sorted({skill for links in teaches.values() for skill in links} | set(half_life))
    rows = [
        {
            "content_id": c,
            "skill_id": s,
            "entry_level": low,
            "exit_level": high,
            "status": "suggested" if c in confidence else "validated",
            "confidence": confidence.get(c, 1.0),
        }
        for c, links in teaches.items()
        for s, (low, high) in links.items()
    ]
    contents = [
        {
            "content_id": c,
            "title": c.title(),
            "minutes": 60.0,
            "provider": provider.get(c),
            "modality": modality.get(c, "self_paced"),
        }
        for c in teaches
    ]
    return Catalog.of(
        tables_of(
            skills=[{"skill_id": s, "name": s.title(), "half_life_days": half_life.get(s)} for s in skills],
            contents=contents,
            content_skills=rows,
        )
    )


def tables_of(**rows: list[dict]) -> Tables:
    """Checked tables; one learner, one content and no events unless told otherwise."""
    given = {
        "learners": [{"learner_id": "ada"}],
        "contents": [{"content_id": "loops", "title": "Loops", "minutes": 60.0}],
        "events": [],
    } | rows
    frames = {name: pd.DataFrame(those) for name, those in given.items() if those}
    return check(frames).tables


class Happening(NamedTuple):
    """One event of one learner; `day` counts from MONDAY, or is the position where `dated` is false."""

    kind: str
    day: float
    content: str | None = None
    skill: str | None = None
    value: float = np.nan
    by: str = "self"
    until: float | None = None
    rater: str | None = None
    recorded: float | None = None
    dated: bool = True


def second(day: float) -> int:
    return MONDAY + round(day * DAY)


def a_history(catalog: Catalog, *happenings: Happening) -> History:
    """A history of what happened, in the order given."""
    stamps = [second(h.day) if h.dated else int(h.day) for h in happenings]
    known = [s if h.recorded is None else second(h.recorded) for s, h in zip(stamps, happenings, strict=True)]
    return History(
        kind=_ints(EVENT_KINDS.index(h.kind) for h in happenings),
        at=_ints(stamps),
        recorded_at=_ints(known),
        content=_ints(-1 if h.content is None else catalog.contents.column[h.content] for h in happenings),
        skill=_ints(-1 if h.skill is None else catalog.skills.column[h.skill] for h in happenings),
        value=np.array([h.value for h in happenings], float),
        initiated_by=_ints(INITIATORS.index(h.by) for h in happenings),
        valid_until=_ints(FOREVER if h.until is None else second(h.until) for h in happenings),
        rater=_ints(-1 if h.rater is None else rater_number(h.rater) for h in happenings),
        dated=np.array([h.dated for h in happenings], bool),
    )


def a_log(catalog: Catalog, people: Mapping[str, Iterable[Happening]]) -> EventLog:
    """A log of the histories of some learners."""
    ids = tuple(sorted(people))
    each = [tuple(people[learner]) for learner in ids]
    events = a_history(catalog, *(h for those in each for h in those))
    return EventLog(ids, np.concatenate([[0], np.cumsum([len(those) for those in each])]).astype(np.int64), events)


def joined(*parts: History) -> History:
    """Histories one after the other."""
    return History(*(np.concatenate([getattr(p, name) for p in parts]) for name in History.__slots__))


def level(theta: float) -> float:
    """A true θ as a value that may stand in an event."""
    return float(np.clip(level_of(theta), 0.0, 1.0))


def _ints(numbers: Iterable[int]) -> np.ndarray:
    return np.array(list(numbers), np.int64)
