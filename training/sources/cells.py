"""Does a column of an export hold what it must? Cells are turned into the types wanted; every bad one is named."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

import numpy as np
import pandas as pd

from recommender.types import Bools

LAST_POSITION: Final = 1_000_000_000
_SHOWN = 5
_LONGEST = 60
_MOST_DAYS = 100_000
_INTEGER = r"[+-]?\d{1,18}"


class Cell(StrEnum):
    """What a column must hold; the value is how a message says it."""

    ID = "text or whole numbers, no empty cell"
    TEXT = "text"
    WHOLE = "whole numbers, no empty cell"
    POSITION = f"whole numbers from 0 to {LAST_POSITION:,}, no empty cell"
    NUMBER = "numbers from 0 up"
    DAY = "whole numbers of days, which may be below 0, or empty cells"
    NAMES = "lists of text"


def typed(frame: pd.DataFrame, columns: Mapping[str, Cell], where: str, problems: list[str]) -> pd.DataFrame:
    """The wanted columns, each of the type that its cell says; what stands in the way is appended to `problems`.

    ID and TEXT become text without blanks around it (missing NaN), WHOLE and POSITION int64, NUMBER and DAY float64.
    """
    if frame.empty:
        problems.append(f"{where} has no rows; export it again")
    missing = [name for name in columns if name not in frame.columns]
    if missing:
        problems.append(f"{where} lacks {', '.join(missing)}; it has {', '.join(map(str, frame.columns))}")
    present = {name: cell for name, cell in columns.items() if name in frame.columns}
    return pd.DataFrame({name: _read(frame[name], cell, where, problems) for name, cell in present.items()})


def refuse(bad: pd.Series, cells: pd.Series, expected: str, where: str, problems: list[str]) -> None:
    """Append one problem for the marked cells of a column, with the first of them as it was found."""
    marked: Bools = bad.to_numpy(bool)
    if marked.any():
        first = cells[marked].iloc[:1]
        found = "an empty cell" if first.isna().all() else repr(str(first.iloc[0])[:_LONGEST])
        problems.append(f"{where}, column {cells.name}: found {found} ({rows(marked, where)}), expected {expected}")


def rows(bad: Bools, where: str) -> str:
    """Which rows a mask marks: lines of a CSV file (the header is line 1), else rows (the first is row 1).

    >>> rows(np.array([True, False, True]), "a.csv"), rows(np.array([False, True]), "a.parquet")
    ('lines 2 and 4', 'row 2')
    >>> rows(np.ones(9, bool), "a.parquet")
    'rows 1, 2, 3, 4, 5 and 4 more'
    """
    word, first = ("line", 2) if where.endswith((".csv", ".txt")) else ("row", 1)
    numbers = [f"{number:d}" for number in np.flatnonzero(bad) + first]
    if len(numbers) == 1:
        return f"{word} {numbers[0]}"
    if len(numbers) > _SHOWN:
        return f"{word}s {', '.join(numbers[:_SHOWN])} and {len(numbers) - _SHOWN:,} more"
    return f"{word}s {', '.join(numbers[:-1])} and {numbers[-1]}"


def _read(cells: pd.Series, cell: Cell, where: str, problems: list[str]) -> pd.Series:
    if isinstance(cells.dtype, pd.CategoricalDtype):
        cells = cells.astype(cells.cat.categories.dtype)
    if cell is Cell.NAMES:
        held = cells.map(_is_names).astype(bool)
        refuse(~held, cells, cell, where, problems)
        return cells
    if not _may_hold(cells, cell):
        problems.append(f"{where}, column {cells.name}: found {_type_name(cells)}, expected {cell}")
        return cells
    return (
        _as_text(cells, cell, where, problems)
        if cell in (Cell.ID, Cell.TEXT)
        else _as_number(cells, cell, where, problems)
    )


def _may_hold(cells: pd.Series, cell: Cell) -> bool:
    """Whether cells of this type can be read as wanted at all: text may hold numbers, but decimals name nobody."""
    if cells.isna().all() or _is_text(cells):
        return True
    if cell in (Cell.NUMBER, Cell.DAY):
        return cells.dtype.kind in "iuf"
    return cell is not Cell.TEXT and cells.dtype.kind in "iu"


def _is_text(cells: pd.Series) -> bool:
    text_objects = cells.dtype == object and pd.api.types.infer_dtype(cells, skipna=True) == "string"
    return isinstance(cells.dtype, pd.StringDtype) or bool(text_objects)


def _is_names(names: object) -> bool:
    return isinstance(names, (list, np.ndarray)) and all(isinstance(name, str) for name in names)


def _as_text(cells: pd.Series, cell: Cell, where: str, problems: list[str]) -> pd.Series:
    text = cells.astype("str").str.strip()
    text = text.where(text.ne(""))
    if cell is Cell.ID:
        refuse(text.isna(), cells, cell, where, problems)
    return text


def _as_number(cells: pd.Series, cell: Cell, where: str, problems: list[str]) -> pd.Series:
    if cell is Cell.DAY:
        return _as_days(cells, where, problems)
    whole = cell is not Cell.NUMBER
    if cells.dtype.kind in "iu" and whole:
        numbers = cells
    elif whole:
        text = cells.astype("str").str.strip()
        numbers = pd.to_numeric(text.where(text.str.fullmatch(_INTEGER).eq(True)), errors="coerce")
    else:
        numbers = pd.to_numeric(cells, errors="coerce").astype("float64")
    low, high = (0, LAST_POSITION) if cell is Cell.POSITION else (0, np.finfo(float).max)
    bad = numbers.isna() if cell is Cell.WHOLE else ~numbers.between(low, high)
    bad &= whole | cells.notna()
    refuse(bad, cells, cell, where, problems)
    return numbers.astype("int64") if whole and not bad.any() else numbers


def _as_days(cells: pd.Series, where: str, problems: list[str]) -> pd.Series:
    days = pd.to_numeric(cells, errors="coerce").astype("float64")
    refuse(cells.notna() & ~(days.abs().le(_MOST_DAYS) & days.mod(1).eq(0)), cells, Cell.DAY, where, problems)
    return days


def _type_name(cells: pd.Series) -> str:
    names = {"i": "whole numbers", "u": "whole numbers", "f": "decimal numbers", "M": "times", "b": "true and false"}
    return names.get(cells.dtype.kind, f"cells of type {cells.dtype}")
