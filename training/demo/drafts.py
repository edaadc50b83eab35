"""What is one content of the made-up catalogue, in words and in truth?"""

from __future__ import annotations

from dataclasses import dataclass

from training.demo.calendar import NEVER
from training.demo.forms import COMPLETED


@dataclass(frozen=True, slots=True)
class Draft:
    """One content before it gets its id; other contents are named by their `key`.

    `teaches` rows are (skill, entry, exit, effect) in truth; an effect of None marks a skill that is required, not
    taught. `liked` is log popularity, `series` and `part` drive what is chosen next, `trait` says why it was put here.
    `twin_of` is the same thing under another title, `edited` has the days of new versions, `stuck_at` is the progress
    at which people get stuck.
    """

    key: str
    title: str
    about: str
    teaches: tuple[tuple[str, float, float, float | None], ...]
    minutes: int
    language: str
    modality: str
    provider: int
    series: str
    part: int
    liked: float
    cost: float = 0.0
    ending: int = COMPLETED
    letters: bool = False
    pretest: bool = False
    certifies: bool = False
    available_from: int = -NEVER
    available_to: int = NEVER
    replaced_by: str | None = None
    requires: str | None = None
    counts_for: str | None = None
    twin_of: str | None = None
    edited: tuple[int, ...] = ()
    stuck_at: float | None = None
    trait: str = "plain"
