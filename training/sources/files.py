"""Can a file be read as what it claims to be? Missing files, missing columns and bad cells are all named at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from recommender.errors import SourceRefused
from recommender.types import Bools

_SHOWN = 5
_ENDINGS = (".parquet", ".csv", "_en.parquet", "_en.csv")
_INTEGERS = r"[+-]?\d{1,18}"


class Cell(StrEnum):
    """What a column of an export must hold; the value is how a message says it."""

    ID = "text or whole numbers, no empty cells"
    TEXT = "text"
    WHOLE = "whole numbers, no empty cells"
    NAMES = "lists of text"


@dataclass(frozen=True, slots=True)
class Export:
    """One file of an export: `stem` is its name without .parquet, .csv and _en, `columns` are those it needs."""

    stem: str
    columns: Mapping[str, Cell]


def read_exports(folder: Path, exports: Sequence[Export]) -> dict[str, pd.DataFrame]:
    """The files of a folder by stem, with the wanted columns only, each of the type that its cell says.

    Raises SourceRefused with every missing file, missing column and bad cell.
    """
    if not folder.is_dir():
        raise SourceRefused(
            f"{folder} is not a folder", [f"expected a folder with {', '.join(e.stem + '.parquet' for e in exports)}"]
        )
    problems: list[str] = []
    frames = {export.stem: _read_export(folder, export, problems) for export in exports}
    if problems:
        raise SourceRefused(f"{folder} cannot be imported (rows are counted from 1 below the header)", problems)
    return frames


def _read_export(folder: Path, export: Export, problems: list[str]) -> pd.DataFrame:
    names = [export.stem + ending for ending in _ENDINGS]
    path = next((folder / name for name in names if (folder / name).is_file()), None)
    if path is None:
        problems.append(f"{names[0]} is missing; put it, or {names[1]}, into {folder}")
        return pd.DataFrame()
    try:
        return typed(read_frame(path), export.columns, path.name, problems)
    except SourceRefused as refused:
        problems.extend(refused.problems)
        return pd.DataFrame()


def read_frame(path: Path) -> pd.DataFrame:
    """A Parquet file with the types it holds, or a CSV file (comma, semicolon or tab; UTF-8) with text in every cell.

    Raises SourceRefused if the file is missing, damaged, or of another kind.
    """
    if not path.is_file():
        raise SourceRefused(f"{path} cannot be read", [f"{path.name} is missing or not a file; check the path"])
    try:
        return pd.read_parquet(path) if path.suffix.lower() == ".parquet" else _read_csv(path)
    except (OSError, ValueError, pa.ArrowException) as problem:
        reason = str(problem).strip().splitlines()[0]
        raise SourceRefused(
            f"{path} cannot be read",
            [f"{path.name} is not a whole Parquet file or UTF-8 CSV file ({reason}); export it again"],
        ) from problem


def _read_csv(path: Path) -> pd.DataFrame:
    with path.open(encoding="utf-8-sig") as lines:
        header = lines.readline()
    separator = max(",;\t", key=header.count)
    return pd.read_csv(path, sep=separator, dtype=str, keep_default_na=False, na_values=[""], encoding="utf-8-sig")


def typed(frame: pd.DataFrame, columns: Mapping[str, Cell], where: str, problems: list[str]) -> pd.DataFrame:
    """The wanted columns, each of the type that its cell says; what stands in the way is appended to `problems`."""
    if frame.empty:
        problems.append(f"{where} has no rows; export it again")
        return frame
    missing = [name for name in columns if name not in frame.columns]
    if missing:
        problems.append(f"{where} lacks the columns {', '.join(missing)}; it has {', '.join(map(str, frame.columns))}")
        return frame
    return pd.DataFrame({name: _cells(frame[name], cell, where, problems) for name, cell in columns.items()})


def _cells(cells: pd.Series, cell: Cell, where: str, problems: list[str]) -> pd.Series:
    """Cells of one column in the type wanted, or the problems with them."""
    fitting = _FITS[cell](cells)
    if fitting is None:
        problems.append(f"{where}, column {cells.name}: found {_named(cells)}, expected {cell}")
        return cells
    bad = _empty(fitting) if cell in (Cell.ID, Cell.WHOLE) else np.zeros(len(cells), bool)
    if bad.any():
        problems.append(f"{where}, column {cells.name}: {rows(bad)} empty or not readable, expected {cell}")
        return cells
    return fitting.astype("int64") if cell is Cell.WHOLE else fitting


def _is_text(cells: pd.Series) -> bool:
    return isinstance(cells.dtype, pd.StringDtype) or bool(
        cells.dtype == object and pd.api.types.infer_dtype(cells, skipna=True) in ("string", "empty")
    )


def _as_text(cells: pd.Series) -> pd.Series | None:
    return cells.astype("str").str.strip() if _is_text(cells) or cells.isna().all() else None


def _as_id(cells: pd.Series) -> pd.Series | None:
    return cells.astype("str") if pd.api.types.is_integer_dtype(cells) else _as_text(cells)


def _as_whole(cells: pd.Series) -> pd.Series | None:
    if pd.api.types.is_integer_dtype(cells):
        return cells
    text = _as_text(cells)
    return None if text is None else pd.to_numeric(text.where(text.str.fullmatch(_INTEGERS).eq(True)))


def _as_names(cells: pd.Series) -> pd.Series | None:
    held = cells.map(lambda names: isinstance(names, (list, np.ndarray)) and all(isinstance(n, str) for n in names))
    return cells if held.all() else None


_FITS = {Cell.ID: _as_id, Cell.TEXT: _as_text, Cell.WHOLE: _as_whole, Cell.NAMES: _as_names}


def _named(cells: pd.Series) -> str:
    return {"i": "whole numbers", "f": "decimal numbers", "M": "times", "b": "true and false"}.get(
        cells.dtype.kind, "something else"
    )


def _empty(cells: pd.Series) -> Bools:
    blank = cells.isna() | (cells == "") if isinstance(cells.dtype, pd.StringDtype) else cells.isna()
    return blank.to_numpy(bool)


def rows(bad: Bools) -> str:
    """Which rows a mask marks, as a message says it, counted from 1.

    >>> rows(np.array([True, False, True])), rows(np.array([False, True]))
    ('rows 1 and 3 are', 'row 2 is')
    >>> rows(np.ones(9, bool))
    'rows 1, 2, 3, 4, 5 and 4 more are'
    """
    numbers = [str(row + 1) for row in np.flatnonzero(bad)]
    if len(numbers) == 1:
        return f"row {numbers[0]} is"
    if len(numbers) > _SHOWN:
        return f"rows {', '.join(numbers[:_SHOWN])} and {len(numbers) - _SHOWN:,} more are"
    return f"rows {', '.join(numbers[:-1])} and {numbers[-1]} are"
