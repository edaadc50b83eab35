"""Is every row named once? Copies are dropped, contradictions are errors."""

from __future__ import annotations

import numpy as np
import pandas as pd

from recommender.tables.draft import Draft
from recommender.tables.report import Collector


def unique(draft: Draft, collector: Collector) -> Draft:
    """The draft with one row a key: exact copies and, noted as errors, rows that contradict an earlier one are gone."""
    key = list(draft.table.key)
    again = draft.frame.duplicated(key).to_numpy()
    if not again.any():
        return draft
    suspects = draft.frame[draft.frame.duplicated(key, keep=False)]
    copies = np.zeros(len(draft), bool)
    copies[suspects.index[suspects.duplicated()]] = True
    clashes = again & ~copies
    draft.note(collector, "duplicate_row", copies, key[0], names(draft.frame, key, copies))
    each = f"one row for each {' and '.join(key)}"
    draft.note(collector, "duplicate_id", clashes, key[0], names(draft.frame, key, clashes), each)
    return draft.without(again)


def names(frame: pd.DataFrame, key: list[str], rows: np.ndarray) -> list[str]:
    """The keys of some rows as text, at most as many as are listed."""
    some = frame.loc[rows, key].head(20)
    return [" + ".join("" if pd.isna(cell) else str(cell) for cell in row) for row in some.itertuples(index=False)]
