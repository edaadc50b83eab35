"""Can an export be read as what it claims to be? Missing files, missing columns and bad cells are all named at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
from pyarrow.lib import ArrowException

from recommender.errors import SourceRefused
from training.sources.cells import Cell, refuse, rows, typed

_ENDINGS = (".parquet", ".csv", "_en.parquet", "_en.csv")


@dataclass(frozen=True, slots=True)
class Export:
    """One file of an export.

    `stem` is its name without .parquet, .csv and _en; `columns` are those it needs; `keys` name columns that must be
    unique together; `words` are closed vocabularies by column.
    """

    stem: str
    columns: Mapping[str, Cell]
    keys: tuple[tuple[str, ...], ...] = ()
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def read_exports(folder: Path, exports: Sequence[Export], others: Sequence[str] = ()) -> dict[str, pd.DataFrame]:
    """The files of a folder by stem, with the wanted columns only, each of the type that its cell says.

    Raises SourceRefused with every missing file, missing column and bad cell, after `others`, found elsewhere.
    """
    problems = list(others)
    if not folder.is_dir():
        expected = ", ".join(export.stem + _ENDINGS[0] for export in exports)
        raise SourceRefused(f"{folder} is not a folder", [f"expected a folder with {expected}; check the path"])
    frames = {export.stem: _read_export(folder, export, problems) for export in exports}
    if problems:
        raise SourceRefused(f"{folder} cannot be imported", problems)
    return frames


def _read_export(folder: Path, export: Export, problems: list[str]) -> pd.DataFrame:
    names = [export.stem + ending for ending in _ENDINGS]
    path = next((folder / name for name in names if (folder / name).is_file()), None)
    if path is None:
        problems.append(f"{names[0]} is missing; put it, or {names[1]}, into {folder}")
        return pd.DataFrame()
    try:
        frame = typed(read_frame(path), export.columns, path.name, problems)
    except SourceRefused as refused:
        problems.extend(refused.problems)
        return pd.DataFrame()
    _check(frame, export, path.name, problems)
    return frame


def _check(frame: pd.DataFrame, export: Export, where: str, problems: list[str]) -> None:
    """Appends what breaks the keys and vocabularies of the columns that are there."""
    for name in export.words.keys() & {*frame}:
        words = export.words[name]
        refuse(~frame[name].isin(words), frame[name], f"one of {', '.join(words)}", where, problems)
    for key in export.keys:
        if {*key} <= {*frame} and (again := frame.duplicated([*key]).to_numpy(bool)).any():
            named = " and ".join(key)
            problems.append(
                f"{where}: {named} stand in an earlier row already ({rows(again, where)}); keep one of them"
            )


def read_frame(path: Path) -> pd.DataFrame:
    """A Parquet file with the types it holds, or a CSV file (comma, semicolon or tab; UTF-8) with text in every cell.

    Raises SourceRefused if the file is missing, damaged, or of another kind.
    """
    if not path.is_file():
        raise SourceRefused(f"{path} cannot be read", [f"{path.name} is missing or not a file; check the path"])
    try:
        return pd.read_parquet(path) if path.suffix.lower() == ".parquet" else _read_csv(path)
    except (OSError, ValueError, ArrowException) as problem:
        reason = str(problem).strip().splitlines()[0]
        mend = f"{path.name} is not a whole Parquet file or UTF-8 CSV file ({reason}); export it again"
        raise SourceRefused(f"{path} cannot be read", [mend]) from problem


def _read_csv(path: Path) -> pd.DataFrame:
    with path.open(encoding="utf-8-sig") as lines:
        header = lines.readline()
    separator = max(",;\t", key=header.count)
    return pd.read_csv(path, sep=separator, dtype=str, keep_default_na=False, na_values=[""], encoding="utf-8-sig")
