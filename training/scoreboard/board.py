"""What does the scoreboard say?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from training.scoreboard.chance import Chances
from training.scoreboard.effects import Effects
from training.scoreboard.figure import Figure
from training.scoreboard.levels import LevelSlice
from training.scoreboard.standing import Standing


@dataclass(frozen=True, slots=True)
class Scoreboard:
    """A bundle against the truth of a made-up organisation.

    `gap` is the mean true gap of the learners judged, in weighted levels; `lists` and `paths` hold a standing a rival:
    the ten contents listed first, and paths of so many `weeks`, each followed `follows` times. Parts that the truth
    does not tell of are None. `trained_here`: whether the bundle learned from these very tables.
    """

    world: str
    model_version: str
    catalog_version: str
    as_of: datetime
    seed: int
    learners: int
    weeks: int
    follows: int
    gap: Figure
    levels: Mapping[str, LevelSlice]
    chance: Chances | None
    effects: Effects
    lists: Mapping[str, Standing]
    paths: Mapping[str, Standing]
    trained_here: bool = True
