"""How do tables look that name nobody? Learners by their pseudonyms, without names and without free text about them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from recommender.tables import check
from recommender.tables.schema import TABLES
from recommender.tables.value import Tables

_DROPPED: Final = frozenset({"identities"})
"""Tables that exist to say who somebody is."""
_SILENT: Final = (("learners", "display_name"), ("goals", "reason"))
"""Columns that may name somebody."""
_OTHERS: Final = {"requirement_audiences": "value"}
"""Columns that name a learner in some rows only."""


def pseudonymous(tables: Tables, names: Mapping[str, str]) -> Tables:
    """The tables with the pseudonym of every learner in the place of the id.

    Whoever has none, such as a rater of whom nothing else is known, gets a number of this export.
    Ids of events may be made of those of learners, so they become pseudonym and number; the order stays.
    """
    strangers = sorted(set(tables["learners"]["learner_id"]) - set(names))
    known = {**names, **{one: f"stranger-{number:06d}" for number, one in enumerate(strangers)}}
    frames = {name: _hidden(name, tables[name], known) for name in tables.names if name not in _DROPPED}
    frames["events"] = _renumbered(frames["events"])
    return check(frames).tables


def _hidden(name: str, frame: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """One table without what tells who somebody is."""
    hidden = {column: _mapped(frame[column], names) for column in _naming(name)}
    silent = {column: pd.Series([None] * len(frame), dtype="str") for table, column in _SILENT if table == name}
    if name in _OTHERS:
        column = _OTHERS[name]
        hidden[column] = frame[column].mask(frame["kind"] == "learner", frame[column].map(names).astype("str"))
    return frame.assign(**hidden, **silent)


def _naming(name: str) -> list[str]:
    """The columns of a table that name a learner in every row."""
    columns = [column.name for column in TABLES[name].columns if column.references == "learners"]
    return ["learner_id", *columns] if name == "learners" else columns


def _mapped(column: pd.Series, names: Mapping[str, str]) -> pd.Series:
    there = column.notna()
    ids: Any = column[there].map(lambda one: names[one])
    return ids.reindex(column.index).astype("str")


def _renumbered(events: pd.DataFrame) -> pd.DataFrame:
    """Events with ids that tell nothing, in the order in which they stand."""
    numbers = events.groupby("learner_id", sort=False).cumcount().to_numpy(np.int64)
    fresh = [f"{learner}-{number:06d}" for learner, number in zip(events["learner_id"], numbers, strict=True)]
    ids = dict(zip(events["event_id"], fresh, strict=True))
    voided = events["voids_event_id"].map(ids).astype("str")
    return events.assign(event_id=pd.Series(fresh, dtype="str"), voids_event_id=voided)
