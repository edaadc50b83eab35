"""What stands in a folder of tables, and can it be used?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

import pandas as pd

from recommender.errors import TablesRefused
from recommender.tables.checking import Reading, judged, missing, raw_of
from recommender.tables.csv_file import read_csv
from recommender.tables.parquet_file import read_parquet
from recommender.tables.raw import Raw
from recommender.tables.report import Collector
from recommender.tables.schema import TABLES
from recommender.tables.value import Tables

_READERS = {".csv": read_csv, ".parquet": read_parquet}


def read(folder: Path, beside: Mapping[str, pd.DataFrame] | None = None) -> Reading:
    """Read `<table>.csv` or `<table>.parquet` of every table and check them as a whole.

    Tables that the folder lacks are taken from `beside`, if given; then none has to be in the folder, and the report
    says nothing of those beside.
    Bad data never raises: the report says what is wrong, where, and how to mend it. Raises `TablesRefused` where there
    is nothing to report on: the folder is not there, or a required file is missing or cannot be opened.
    """
    collector = Collector()
    files = _files(_entries(folder), collector)
    _refuse_absent(folder, files, missing(files) if beside is None else [])
    others = {} if beside is None else {name: frame for name, frame in beside.items() if name not in files}
    raws = {name: raw_of(name, frame, collector) for name, frame in others.items()}
    unread = {name for name, paths in files.items() if len(paths) > 1}
    for name, paths in files.items():
        if len(paths) > 1:
            collector.note("two_files", name, file=paths[0].name, found=" and ".join(path.name for path in paths))
        elif (raw := _raw(paths[0], name, collector)) is None:
            unread.add(name)
        else:
            raws[name] = raw
    reading = judged(raws, unread, collector)
    return replace(reading, report=reading.report.without(others)) if others else reading


def tables_in(folder: Path) -> frozenset[str]:
    """The tables that a folder has a file of. Raises `TablesRefused` where it is no folder."""
    return frozenset(_files(_entries(folder), Collector()))


def checked(folder: Path) -> Tables:
    """The tables of a folder; raises `TablesRefused` with every error if there are any."""
    reading = read(folder)
    if errors := reading.report.errors:
        total = sum(count for key, count in reading.report.counts.items() if key[0] == "error")
        raise TablesRefused(f"{folder} holds {total} errors", [problem.text for problem in errors])
    return reading.tables


def _entries(folder: Path) -> list[Path]:
    """The CSV and Parquet files of a folder, by name."""
    try:
        return sorted(path for path in folder.iterdir() if path.suffix.lower() in _READERS and path.is_file())
    except OSError as error:
        mend = "name the folder that holds learners, contents and events"
        raise TablesRefused(f"{folder} cannot be read as a folder: {error.strerror}", [mend]) from error


def _files(paths: list[Path], collector: Collector) -> dict[str, list[Path]]:
    """The files of each table, in the order of the schema; files that are named like no table are noted."""
    for path in paths:
        if path.stem not in TABLES or path.suffix not in _READERS:
            near = get_close_matches(path.stem.lower(), TABLES, 1)
            expected = f"the name of a table, such as {near[0]}.csv" if near else None
            collector.note("unknown_file", path.stem, file=path.name, found=repr(path.name), expected=expected)
    found = {name: [path for path in paths if path.stem == name and path.suffix in _READERS] for name in TABLES}
    return {name: those for name, those in found.items() if those}


def _refuse_absent(folder: Path, files: dict[str, list[Path]], lacking: list[str]) -> None:
    absent = [f"{name}.csv (or {name}.parquet) is not there" for name in lacking]
    sealed = [f"{path.name}: {why}" for name in files for path in files[name] if (why := _seal(path)) is not None]
    if absent or sealed:
        raise TablesRefused(f"{folder} cannot be read as tables", [*absent, *sealed])


def _seal(path: Path) -> str | None:
    """Why the file cannot be opened, None if it can."""
    try:
        with path.open("rb"):
            return None
    except OSError as error:
        return f"it cannot be opened ({error.strerror}); give the reader access"


def _raw(path: Path, name: str, collector: Collector) -> Raw | None:
    return _READERS[path.suffix](path, name, collector)
