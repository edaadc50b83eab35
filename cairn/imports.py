"""How does an export join the tables that are there already?"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from cairn.organisations import OURS
from cairn.places import require_room, writing_to
from recommender.errors import OutputRefused, TablesRefused
from recommender.tables import Severity, write
from recommender.tables.csv_file import read_csv
from recommender.tables.parquet_file import read_parquet
from recommender.tables.report import Collector
from recommender.tables.schema import TABLES, Table
from recommender.tables.typed import typed
from training.sources import IMPORTERS
from training.sources.merge import disagreements, merge


def brought_in(source: str, src: Path, out: Path, form: str) -> tuple[tuple[str, ...], Mapping[str, int]]:
    """Imports and merges into `out`: the notes of the importer, and the rows that stand in `out` afterwards, by table.

    Raises SourceRefused, TablesRefused for what is in `out` already, and OutputRefused, also where other files stand.
    """
    require_room(out, OURS)
    imported = IMPORTERS[source](src)
    there = existing(out, form)
    whole = merge(there, imported.tables)
    with writing_to(out):
        write(whole, out, form)
    return (*imported.notes, *disagreements(there, imported.tables)), {name: len(whole[name]) for name in whole}


def existing(out: Path, form: str) -> Mapping[str, pd.DataFrame]:
    """The tables that stand in a folder as they were written: only their own columns, no default filled in.

    None where there is no folder. Raises OutputRefused where they are of another format, TablesRefused where a row or
    cell could not be kept.
    """
    other = "csv" if form == "parquet" else "parquet"
    files = [name for name in TABLES if (out / f"{name}.{other}").is_file()]
    if files:
        told = [f"{name}.{other}: import with --format {other}, or name another folder" for name in files]
        raise OutputRefused(f"{out} holds tables in another format", told)
    collector = Collector()
    there = {name: out / f"{name}.{form}" for name in TABLES if (out / f"{name}.{form}").is_file()}
    frames = {name: _frame(file, TABLES[name], collector) for name, file in there.items()}
    problems = [one.text for one in collector.report({}, ()).problems if one.severity is not Severity.WARNING]
    if problems:
        raise TablesRefused(f"{out} holds tables that cannot be kept as they are; mend them first", problems)
    return frames


def _frame(file: Path, table: Table, collector: Collector) -> pd.DataFrame:
    raw = (read_csv if file.suffix == ".csv" else read_parquet)(file, table.name, collector)
    if raw is None:
        return pd.DataFrame()
    frame = typed(raw, table, collector).frame
    names = [name for name in frame.columns if name in raw.columns]
    return pd.DataFrame({name: _without_default(frame[name], raw.columns[name]) for name in names})


def _without_default(cells: pd.Series, raw: pa.Array) -> pd.Series:
    """The cells as they stand in the file: what is empty there is missing, whatever the schema fills in."""
    empty = raw.is_null() if not pa.types.is_large_string(raw.type) else pc.equal(pc.fill_null(raw, ""), "")
    hollow = np.asarray(empty).astype(bool)
    return cells.mask(hollow) if len(cells) == len(hollow) and hollow.any() else cells
