"""Folders of tables as a nightly export writes them, brought into a store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from api.flows.syncing import Synced, Terms, beside, sync
from api.store import Store
from recommender.tables import read, write
from recommender.tables.reading import tables_in
from tests.api.api_house import AT, frames

ALL = 100.0


def put(
    store: Store, folder: Path, *, at: int = AT, snapshot: bool = True, most: float = ALL, dry: bool = False
) -> Synced:
    """Brings a folder into a store."""
    given = tables_in(folder)
    return sync(store, read(folder, beside(store, given)), Terms(at, given, snapshot, most, dry))


def a_folder(at: Path, **tables: Any) -> Path:
    """A folder of some tables: frames as they are, a function of the house's table, or lists of columns."""
    made = {name: one(frames()[name]) if callable(one) else pd.DataFrame(one) for name, one in tables.items()}
    for old in at.glob("*.csv"):
        old.unlink()
    write(made, at)
    return at


def whole(at: Path, **changes: Any) -> Path:
    """A folder of all tables of the house, some of them changed."""
    return a_folder(at, **(frames() | changes))


def without(*ids: str) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """A table of the house without the rows that begin with some ids."""
    return lambda frame: frame[~frame.iloc[:, 0].isin(ids)]
