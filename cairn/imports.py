"""How does an export join the tables that are there already?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from cairn.organisations import OURS
from cairn.places import WRITERS, drafted, require_room, writing_to
from recommender.errors import OutputRefused, SourceRefused, TablesRefused
from recommender.tables import Severity, check, write
from recommender.tables.csv_file import read_csv
from recommender.tables.parquet_file import read_parquet
from recommender.tables.report import Collector
from recommender.tables.schema import TABLES, Table
from recommender.tables.typed import typed
from training.sources import IMPORTERS, Imported
from training.sources.imported import counted
from training.sources.mapped import import_mapped, mapping_file, shipped
from training.sources.merge import disagreements, merge

Importer = Callable[[Path], Imported]

TABLE: Final = "table"
"""The source that is any export: it takes a mapping."""
_ASIDE: Final = "import-problems"


def importer(source: str, mapping: str | None) -> Importer:
    """The importer of a source; `mapping` is a file or a name for `table`. Raises SourceRefused."""
    if source == TABLE and mapping is not None:
        return partial(import_mapped, mapping=mapping_file(mapping))
    if source == TABLE:
        raise SourceRefused("import table needs a mapping", [f"add --map FILE, or --map {'|'.join(shipped())}"])
    if mapping is not None:
        raise SourceRefused(f"import {source} takes no mapping", ["leave --map out, or write: cairn import table"])
    return IMPORTERS[source]


def brought_in(read: Importer, src: Path, out: Path, form: str) -> tuple[tuple[str, ...], Mapping[str, int]]:
    """Imports and merges into `out`: the notes of the importer, and the rows that stand in `out` afterwards, by table.

    Rows that could not be read go to a file of their own, import-problems/SYSTEM.csv in `out`. Raises SourceRefused,
    TablesRefused for what is in `out` already or would have errors, and OutputRefused, also where other files stand.
    """
    require_room(out, OURS)
    imported = read(src)
    there = existing(out, form)
    whole = merge(there, imported.tables)
    if errors := [problem.text for problem in check(whole).report.errors]:
        raise TablesRefused(f"nothing is written to {out}: what would stand there could not be used", errors)
    aside = _put(imported.aside, out, lambda: write(whole, out, form))
    notes = (*imported.notes, *disagreements(there, imported.tables), *aside)
    return notes, {name: len(whole[name]) for name in whole}


def _put(aside: Mapping[str, pd.DataFrame], out: Path, tables: Callable[[], None]) -> list[str]:
    """Writes the tables, and rows that were set aside, or removes those of an earlier import: a note if there are any.

    The rows come to stand once the tables do.
    """
    files = {out / _ASIDE / f"{name}.csv": rows for name, rows in aside.items()}
    with ExitStack() as drafts, writing_to(out):
        for file, rows in files.items():
            if len(rows):
                drafts.enter_context(drafted(file, partial(WRITERS[".csv"], rows)))
        tables()
    for file in [file for file, rows in files.items() if rows.empty]:
        file.unlink(missing_ok=True)
    told = ((counted(len(rows), "problem"), file) for file, rows in files.items() if len(rows))
    return [f"{number} with rows that were set aside: {file}." for number, file in told]


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
