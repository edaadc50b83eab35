"""What did a reader make of some cells?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from recommender.types import Bools

DAY: Final = "datetime64[s]"
TIME: Final = "datetime64[us, UTC]"


@dataclass(frozen=True, slots=True)
class Heard:
    """Values (missing where there are none), and which cells could not be read.

    `expected` says what would have been right; `leave_out` marks cells that say there is to be no row; `day` marks
    times of which only the day is known; `twice` marks times that the clock showed twice, or never.
    """

    values: pd.Series
    bad: Bools
    expected: str
    leave_out: Bools | None = None
    day: Bools | None = None
    twice: Bools | None = None


def flags(of: Bools | None, length: int) -> Bools:
    """The flags, all false where there are none."""
    return np.zeros(length, bool) if of is None else of
