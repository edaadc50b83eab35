"""Do spans of time begin before they end, and do those of one learner keep apart?"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from recommender.tables.draft import Draft
from recommender.tables.report import Collector

SPANS: Final = (
    ("employments", "valid_from", "valid_to"),
    ("absences", "from_on", "to_on"),
    ("contents", "available_from", "available_to"),
    ("content_equivalents", "from_on", "until_on"),
)
"""Tables with a first and a last day, both inclusive."""
_NEVER: Final = pd.Timestamp("9999-12-31").as_unit("s")


def note_reversed(draft: Draft, begin: str, end: str, collector: Collector) -> None:
    """Note spans of days that end before they begin."""
    wrong = (draft[end] < draft[begin]).to_numpy(bool)
    if wrong.any():
        draft.note(collector, "reversed_span", wrong, end, _spelled(draft, begin, end, wrong))


def note_overlaps(draft: Draft, collector: Collector) -> None:
    """Note employments that begin before an earlier one of the same learner has ended."""
    known = draft.frame[draft["valid_from"].notna()].sort_values(["learner_id", "valid_from"], kind="stable")
    last = known["valid_to"].fillna(_NEVER)
    latest = last.groupby(known["learner_id"]).cummax().groupby(known["learner_id"]).shift()
    late = known["valid_from"] <= latest
    wrong = np.zeros(len(draft), bool)
    wrong[late.index[late]] = True
    if wrong.any():
        draft.note(collector, "overlap", wrong, "valid_from", _spelled(draft, "learner_id", "valid_from", wrong))


def ordered_sessions(draft: Draft, collector: Collector) -> Draft:
    """The sessions, their ends emptied where they lie before the start."""
    wrong = (draft["ends_at"] < draft["starts_at"]).to_numpy(bool)
    draft.note(collector, "reversed_session", wrong, "ends_at")
    return draft.emptied(wrong, "ends_at")


def _spelled(draft: Draft, begin: str, end: str, rows: np.ndarray) -> list[str]:
    some = draft.frame.loc[rows, [begin, end]].head(20)
    return [f"{_day(first)} → {_day(last)}" for first, last in some.itertuples(index=False)]


def _day(cell: object) -> str:
    return f"{cell:%Y-%m-%d}" if isinstance(cell, pd.Timestamp) else str(cell)
