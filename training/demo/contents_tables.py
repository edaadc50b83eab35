"""How does the shelf become rows? contents, what they teach, require and count for."""

from __future__ import annotations

import numpy as np
import pandas as pd

from recommender.columns import MODALITIES
from recommender.types import Ints
from training.demo.calendar import NEVER, Calendar
from training.demo.cells import dates, named
from training.demo.forms import PROVIDERS
from training.demo.shelf import Shelf
from training.demo.world import LANGUAGES


def contents_frames(shelf: Shelf, calendar: Calendar, rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    """The tables contents, content_skills, content_requires and content_equivalents."""
    return {
        "contents": _contents(shelf, calendar),
        "content_skills": _content_skills(shelf, rng),
        "content_requires": _pairs(shelf, "requires", "content_id", "requires_content_id"),
        "content_equivalents": _pairs(shelf, "counts_for", "content_id", "counts_for"),
    }


def _contents(shelf: Shelf, calendar: Calendar) -> pd.DataFrame:
    drafts = shelf.drafts
    cost = np.array([draft.cost for draft in drafts])
    places = np.arange(len(shelf))
    replaced = np.array([shelf.column[draft.replaced_by] if draft.replaced_by else -1 for draft in drafts])
    retired = shelf.available_to <= calendar.until
    systems = [provider.system for provider in PROVIDERS]
    return pd.DataFrame(
        {
            "content_id": named(shelf.ids, places),
            "title": [draft.title for draft in drafts],
            "description": [draft.about for draft in drafts],
            "url": [f"https://learn.halden.example/{content}" for content in shelf.ids],
            "system": named(systems, shelf.provider),
            "minutes": shelf.minutes,
            "cost": cost,
            "currency": named(["EUR"], np.where(cost > 0, 0, -1)),
            "language": named(LANGUAGES, shelf.language),
            "modality": named(MODALITIES, shelf.modality),
            "offline": shelf.modality == MODALITIES.index("mobile"),
            "provider": named([provider.name for provider in PROVIDERS], shelf.provider),
            "status": named(["active", "retired"], retired.astype(np.int64)),
            "version": _versions(shelf, replaced, calendar),
            "replaced_by": named(shelf.ids, replaced),
            "available_from": dates(np.where(shelf.available_from < 0, NEVER, shelf.available_from)),
            "available_to": dates(np.where(retired, shelf.available_to, NEVER)),
        }
    )


def _versions(shelf: Shelf, replaced: np.ndarray, calendar: Calendar) -> np.ndarray:
    """The version on offer, 1 being the first; where nothing is edited, 1 for what was replaced, else 2."""
    if (shelf.edited >= NEVER).all():
        return np.where(replaced >= 0, "1", "2")
    return np.array([str(number) for number in version_on(shelf, np.arange(len(shelf)), calendar.until)])


def version_on(shelf: Shelf, content: Ints, day: int | Ints) -> Ints:
    """Number of the version of each content that is on offer on a day, from 1 on."""
    version, days = np.ones(len(content), np.int64), np.broadcast_to(day, content.shape)
    some = np.flatnonzero((shelf.edited[:, 0] < NEVER)[content])
    version[some] += (shelf.edited[content[some]] <= days[some, None]).sum(axis=-1)
    return version


def _content_skills(shelf: Shelf, rng: np.random.Generator) -> pd.DataFrame:
    """Declared links: levels as the makers state them, near the true ones, a few links only suggested."""
    rows = [
        (content, skill, entry, leave, effect is None)
        for content, draft in zip(shelf.ids, shelf.drafts, strict=True)
        for skill, entry, leave, effect in draft.teaches
    ]
    frame = pd.DataFrame(rows, columns=["content_id", "skill_id", "entry_level", "exit_level", "needed"])
    noise = np.where(frame["needed"].to_numpy()[:, None], 0.0, rng.normal(0.0, 0.05, (len(frame), 2)))
    guessed = rng.random(len(frame)) < 0.15
    entry = (frame["entry_level"] + noise[:, 0]).clip(0.0, 0.9)
    leave = (frame["exit_level"] + noise[:, 1]).clip(0.05, 1.0)
    return pd.DataFrame(
        {
            "content_id": frame["content_id"],
            "skill_id": frame["skill_id"],
            "entry_level": entry.round(2),
            "exit_level": leave.round(2),
            "status": np.where(guessed, "suggested", "validated"),
            "source": np.where(guessed, "text match", "provider"),
            "confidence": np.where(guessed, rng.uniform(0.55, 0.9, len(frame)).round(2), 1.0),
        }
    )


def _pairs(shelf: Shelf, pointer: str, own: str, other: str) -> pd.DataFrame:
    target: np.ndarray = getattr(shelf, pointer)
    rows = np.flatnonzero(target >= 0)
    return pd.DataFrame({own: named(shelf.ids, rows), other: named(shelf.ids, target[rows])})
