"""What does only the maker of a made-up organisation know? The folder of truth beside its tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from recommender.errors import SourceRefused
from training.demo.hidden.following import Hidden


@dataclass(frozen=True, slots=True)
class Truth:
    """`hidden` answers what would happen, `effects` is the frame of true effects.

    `touched` names the skills of each learner whose levels are compared: those of jobs held and contents taken up.
    """

    hidden: Hidden
    effects: pd.DataFrame
    touched: Mapping[str, tuple[str, ...]]

    @classmethod
    def read(cls, folder: Path) -> Truth:
        """The truth in a folder. Raises SourceRefused where there is none, or only part of one."""
        hidden, levels, effects = Hidden.read(folder), _frame(folder, "levels"), _frame(folder, "content_effects")
        last = levels[levels["day"] == levels["day"].max()]
        by_learner = last.groupby("learner_id", sort=True)["skill_id"]
        return cls(hidden, effects, {str(learner): tuple(sorted(skills)) for learner, skills in by_learner})


def _frame(folder: Path, name: str) -> pd.DataFrame:
    if (file := folder / f"{name}.parquet").is_file():
        return pd.read_parquet(file)
    if (file := folder / f"{name}.csv").is_file():
        return pd.read_csv(file)
    told = [f"{name}: found neither CSV nor Parquet; make the organisation anew with `cairn make-demo`"]
    raise SourceRefused(f"{folder} does not hold the whole truth of a made-up organisation", told)
