"""What does a table say once its cells are read, and which of its rows and cells can be used?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from recommender.tables.report import Collector
from recommender.tables.schema import Table
from recommender.types import Bools, Ints


@dataclass(frozen=True, slots=True)
class Draft:
    """One table while it is checked: typed cells, and where each row stands in its file (0: it stands in)."""

    table: Table
    file: str | None
    frame: pd.DataFrame
    lines: Ints

    def __len__(self) -> int:
        return len(self.frame)

    @property
    def name(self) -> str:
        return self.table.name

    def __getitem__(self, column: str) -> pd.Series:
        return self.frame[column]

    def note(
        self,
        collector: Collector,
        code: str,
        rows: Bools,
        column: str | None = None,
        found: Sequence[object] | pd.Series | str | None = None,
        expected: str | None = None,
    ) -> None:
        """Note a problem of every marked row; what was found are by default the marked cells of the column."""
        if not rows.any():
            return
        cells = self.frame[column][rows] if found is None and column is not None else found
        collector.note(
            code,
            self.name,
            file=self.file,
            column=column,
            lines=self.lines[rows],
            found="nothing" if cells is None else cells,
            expected=expected,
        )

    def without(self, rows: Bools, collector: Collector | None = None) -> Draft:
        """The draft without the marked rows, which the collector counts as set aside."""
        if not rows.any():
            return self
        if collector is not None:
            collector.set_aside(self.name, int(rows.sum()))
        return replace(self, frame=self.frame[~rows].reset_index(drop=True), lines=self.lines[~rows])

    def emptied(self, rows: Bools, column: str) -> Draft:
        """The draft with the marked cells of one column empty."""
        if not rows.any():
            return self
        return self.having(column, self.frame[column].mask(rows))

    def having(self, column: str, values: pd.Series) -> Draft:
        """The draft with other cells in one column."""
        return replace(self, frame=self.frame.assign(**{column: values}))

    def extended(self, rows: pd.DataFrame) -> Draft:
        """The draft with rows that stand in for what is missing."""
        frame = pd.concat([self.frame, rows[list(self.frame.columns)]], ignore_index=True)
        return replace(self, frame=frame, lines=np.concatenate((self.lines, np.zeros(len(rows), np.int64))))
