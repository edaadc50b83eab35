"""How do two imports become one set of tables?"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from recommender.tables.schema import TABLES, Kind
from training.sources.imported import counted


def merge(existing: Mapping[str, pd.DataFrame], new: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The union of both by the key columns of the schema, in the order of the keys.

    Where both have a row, existing cells win and missing ones are filled from the new. `disagreements` counts the rest.
    """
    told = {name: [_keyed(name, frames[name]) for frames in (existing, new) if name in frames] for name in TABLES}
    return {name: _union(name, frames) for name, frames in told.items() if frames}


def disagreements(existing: Mapping[str, pd.DataFrame], new: Mapping[str, pd.DataFrame]) -> tuple[str, ...]:
    """One note a column in which both say something, and not the same, of one row: the existing cell stays."""
    notes: list[str] = []
    for name in TABLES:
        if name in existing and name in new:
            notes.extend(_disagreements(name, _keyed(name, existing[name]), _keyed(name, new[name])))
    return tuple(notes)


def _keyed(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The rows with every column that names a row: optional ones that nothing fills are in no file."""
    lacking = [column for column in TABLES[name].key if column not in frame.columns]
    return frame.assign(**{column: pd.Series(None, index=frame.index, dtype="str") for column in lacking})


def _union(name: str, frames: list[pd.DataFrame]) -> pd.DataFrame:
    key = list(TABLES[name].key)
    both = pd.concat([frame for frame in frames if len(frame)] or frames[:1], ignore_index=True)
    twice = both.duplicated(key, keep=False)
    if twice.any():
        first = both[twice].groupby(key, dropna=False, sort=False, as_index=False).first()
        both = pd.concat([both[~twice], first], ignore_index=True)
    flags = {c.name: c.default for c in TABLES[name].columns if c.kind is Kind.BOOLEAN and c.name in both}
    whole = both.fillna(flags).astype(dict.fromkeys(flags, "bool"))
    return whole.sort_values(key, kind="stable", ignore_index=True)


def _disagreements(name: str, existing: pd.DataFrame, new: pd.DataFrame) -> list[str]:
    key = list(TABLES[name].key)
    shared = [column for column in existing.columns if column in new.columns and column not in key]
    if existing.empty or new.empty:
        return []
    both = existing[[*key, *shared]].merge(new[[*key, *shared]], on=key, suffixes=("", " of the new"))
    counts = {column: _differing(both[column], both[f"{column} of the new"]) for column in shared}
    return [
        f"{name}.{column}: {counted(count, 'cell')} of {counted(len(both), 'shared row')} "
        "differ; what was there before stays."
        for column, count in counts.items()
        if count
    ]


def _differing(existing: pd.Series, new: pd.Series) -> int:
    return int((existing.notna() & new.notna() & existing.ne(new)).sum())
