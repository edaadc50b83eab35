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

    `stem` is its name without .parquet, .csv and _en, and `published` a whole name that it has as well; `columns` are
    those it needs; `keys` name columns that must be unique together; `words` are closed vocabularies by column;
    `nothing` are texts that stand in cells that are empty. An export that is not `needed` has no rows where it is not.
    """

    stem: str
    columns: Mapping[str, Cell]
    keys: tuple[tuple[str, ...], ...] = ()
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    published: str | None = None
    nothing: tuple[str, ...] = ()
    needed: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        """The names that its file may have."""
        own = tuple(self.stem + ending for ending in _ENDINGS)
        return own if self.published is None else (*own, self.published)


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
    path = next((folder / name for name in export.names if (folder / name).is_file()), None)
    if path is None and not export.needed:
        return pd.DataFrame({name: pd.Series(dtype="str") for name in export.columns})
    if path is None:
        problems.append(f"{export.names[0]} is missing; put it, or {_other(export)}, into {folder}")
        return pd.DataFrame()
    try:
        raw = read_frame(path)
        frame = typed(
            raw.mask(raw.isin(export.nothing)) if export.nothing else raw, export.columns, path.name, problems
        )
    except SourceRefused as refused:
        problems.extend(refused.problems)
        return pd.DataFrame()
    _check(frame, export, path.name, problems)
    return frame


def _other(export: Export) -> str:
    return export.published or export.names[1]


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
