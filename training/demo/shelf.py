"""What does the catalogue look like as arrays? One element a content, skills as columns of `SKILL_COLUMN`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from recommender.columns import MODALITIES
from recommender.types import Bools, Floats, Ints
from training.demo.calendar import NEVER
from training.demo.drafts import Draft
from training.demo.forms import PROVIDERS
from training.demo.texts import GROUPS, SKILLS
from training.demo.world import LANGUAGES

SKILL_IDS: Final = (*(f"g-{group}" for group in GROUPS), *(skill.id for skill in SKILLS))
"""Broader skills first: nothing teaches them directly."""
SKILL_COLUMN: Final = {skill: column for column, skill in enumerate(SKILL_IDS)}
GROUP_OF: Final[Ints] = np.array(
    [*range(len(GROUPS)), *(list(GROUPS).index(skill.group) for skill in SKILLS)], dtype=np.int64
)
"""Number of the broader skill of each skill column."""
LIVE_MODALITIES: Final = tuple(MODALITIES.index(name) for name in ("live", "in_person"))
TAUGHT: Final = 3
"""Most skills that one content teaches."""
VERSIONS: Final = 3
"""Most new versions of one content."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Contents in the order of their ids.

    `skill`, `entry`, `leave` and `effect` have the shape (contents, TAUGHT); a skill of -1 is an empty place. The first
    place is the main skill. `requires`, `counts_for` and `twin` name other contents, -1 for none. `edited` has the days
    of new versions, shape (contents, VERSIONS), NEVER for none; `stuck_at` is the progress at which people get stuck, 0
    where they do not.
    """

    drafts: tuple[Draft, ...]
    ids: tuple[str, ...]
    column: Mapping[str, int]
    """Column of each draft's key."""
    skill: Ints
    entry: Floats
    leave: Floats
    effect: Floats
    minutes: Floats
    language: Ints
    modality: Ints
    provider: Ints
    series: Ints
    part: Ints
    liked: Floats
    appeal: Floats
    ending: Ints
    letters: Bools
    pretest: Bools
    certifies: Bools
    silent: Bools
    duty: Bools
    available_from: Ints
    available_to: Ints
    requires: Ints
    counts_for: Ints
    twin: Ints
    edited: Ints
    stuck_at: Floats

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def scheduled(self) -> Bools:
        """Whether a content is taken at set dates."""
        return np.isin(self.modality, LIVE_MODALITIES)

    @property
    def group(self) -> Ints:
        """Number of the main skill's broader skill."""
        return GROUP_OF[self.skill[:, 0]]


def shelve(drafts: Sequence[Draft], rng: np.random.Generator, newest: Sequence[Draft] = ()) -> Shelf:
    """Puts drafts on the shelf in an order that tells nothing, and draws how well each holds its learners.

    The newest stand behind them, so that they leave the ids of the others alone.
    """
    order = (*(drafts[place] for place in rng.permutation(len(drafts))), *newest)
    column = {draft.key: place for place, draft in enumerate(order)}
    taught = [_taught(draft) for draft in order]

    def whole(values: Sequence[int]) -> Ints:
        return np.array(values, dtype=np.int64)

    def pointer(name: str) -> Ints:
        return whole([column.get(getattr(draft, name) or "", -1) for draft in order])

    return Shelf(
        drafts=order,
        ids=tuple(f"C{place + 1:04d}" for place in range(len(order))),
        column=column,
        skill=whole([[row[0] for row in rows] for rows in taught]),  # type: ignore[misc]
        entry=np.array([[row[1] for row in rows] for rows in taught]),
        leave=np.array([[row[2] for row in rows] for rows in taught]),
        effect=np.array([[row[3] for row in rows] for rows in taught]),
        minutes=np.array([float(draft.minutes) for draft in order]),
        language=whole([LANGUAGES.index(draft.language) for draft in order]),
        modality=whole([MODALITIES.index(draft.modality) for draft in order]),
        provider=whole([draft.provider for draft in order]),
        series=np.unique([draft.series for draft in order], return_inverse=True)[1],
        part=whole([draft.part for draft in order]),
        liked=np.array([draft.liked for draft in order]),
        appeal=rng.normal(0.0, 0.4, len(order)),
        ending=whole([draft.ending for draft in order]),
        letters=np.array([draft.letters for draft in order]),
        pretest=np.array([draft.pretest for draft in order]),
        certifies=np.array([draft.certifies for draft in order]),
        silent=np.array([PROVIDERS[draft.provider].silent for draft in order]),
        duty=np.array([draft.trait == "duty" for draft in order]),
        available_from=whole([draft.available_from for draft in order]),
        available_to=whole([draft.available_to for draft in order]),
        requires=pointer("requires"),
        counts_for=pointer("counts_for"),
        twin=_both_ways(pointer("twin_of")),
        edited=whole([[*draft.edited, *[NEVER] * (VERSIONS - len(draft.edited))] for draft in order]),  # type: ignore[misc]
        stuck_at=np.array([draft.stuck_at or 0.0 for draft in order]),
    )


def _both_ways(pointer: Ints) -> Ints:
    """The other of each pair, for both of them."""
    twin, has = pointer.copy(), np.flatnonzero(pointer >= 0)
    twin[pointer[has]] = has
    return twin


def _taught(draft: Draft) -> list[tuple[int, float, float, float]]:
    rows = [
        (SKILL_COLUMN[skill], entry, leave, effect)
        for skill, entry, leave, effect in draft.teaches
        if effect is not None
    ]
    return rows + [(-1, 0.0, 0.0, 0.0)] * (TAUGHT - len(rows))
