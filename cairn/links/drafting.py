"""How do drafted links get into a folder of tables, all of them or none, with nothing else touched?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from cairn.links.file import csv_bytes, lines_of, parquet_bytes, put, widened
from cairn.places import writing_to
from recommender.errors import QueryRefused, TablesRefused
from recommender.tables import Tables, check, checked
from recommender.tables.schema import TABLES
from training.drafting.drafts import Drafts, draft
from training.drafting.examples import DRAFTED

_SKILL: Final = ("skill_id", "name", "description")


@dataclass(frozen=True, slots=True)
class Written:
    """What was drafted, the skills that came along, and the files that changed."""

    drafts: Drafts
    skills: int
    files: tuple[str, ...]


def draft_into(folder: Path, skills: Path | None) -> Written:
    """Suggests links for the tables of a folder, learning also from the tables of a second one, and writes them there.

    Drafts that nobody has answered are drafted anew; every other row stays as it is. Raises TablesRefused for tables
    with errors, QueryRefused where there are no skills, OutputRefused where a file cannot be written.
    """
    tables = checked(folder)
    more = () if skills is None else (checked(skills),)
    if not any(one.has("skills") for one in (tables, *more)):
        told = "skills: found none; add skills.csv, or name tables that have them with --skills DIR"
        raise QueryRefused("there is nothing that links could lead to", [told])
    drafts = draft(tables, more)
    new = {name: rows for name, rows in drafts.rows.items() if len(rows) or len(tables[name])}
    come = _skills(tables, more, new)
    changes = {**({"skills": come} if len(come) else {}), **new}
    _require_sound(folder, tables, changes)
    with writing_to(folder):
        files = {file: text for name, rows in changes.items() for file, text in _changed(folder, name, rows)}
        put(files)
    return Written(drafts, len(come), tuple(sorted(file.name for file in files)))


def _skills(tables: Tables, more: tuple[Tables, ...], new: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The skills of other tables that links lead to, without their place in the tree."""
    led = {skill for rows in new.values() if "skill_id" in rows for skill in rows["skill_id"]}
    wanted = led - set(tables["skills"]["skill_id"])
    found = [one["skills"] for one in more] or [tables["skills"]]
    frame = pd.concat(found, ignore_index=True).drop_duplicates("skill_id")
    return frame[frame["skill_id"].isin(wanted)][list(_SKILL)].sort_values("skill_id", ignore_index=True)


def _require_sound(folder: Path, tables: Tables, changes: Mapping[str, pd.DataFrame]) -> None:
    """Raises TablesRefused where the tables would have errors with the new rows in them."""
    there = {name: tables[name] for name in tables.names}
    for name, rows in changes.items():
        kept = there[name]
        if "source" in kept:
            kept = kept[~(kept["status"].eq("suggested") & kept["source"].fillna("").str.startswith(DRAFTED))]
        there[name] = pd.concat([kept, rows], ignore_index=True) if len(kept) else rows
    if errors := [problem.text for problem in check(_with_rows(there)).report.errors]:
        raise TablesRefused(f"nothing is written to {folder}: what would stand there could not be used", errors)


def _with_rows(frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    return {name: frame for name, frame in frames.items() if len(frame) or TABLES[name].required}


def _changed(folder: Path, name: str, rows: pd.DataFrame) -> list[tuple[Path, bytes]]:
    """The file of a table and its new content; nothing where it stays as it is."""
    ending = "parquet" if (folder / "contents.parquet").is_file() else "csv"
    files = (folder / f"{name}.csv", folder / f"{name}.parquet")
    file = next((one for one in files if one.is_file()), folder / f"{name}.{ending}")
    wanted = [column for column in TABLES[name].names if column in rows]
    cells = [
        {column: cell for column, cell in zip(wanted, row, strict=True) if not pd.isna(cell)}
        for row in rows[wanted].itertuples(index=False)
    ]
    if not cells and not file.is_file():
        return []
    content = _csv(file, wanted, cells) if file.suffix == ".csv" else _parquet(file, wanted, cells)
    return [] if file.is_file() and content == file.read_bytes() else [(file, content)]


def _csv(file: Path, wanted: list[str], cells: list[dict[str, Any]]) -> bytes:
    header, old = lines_of(file) if file.is_file() and file.stat().st_size else ([], [])
    waits = {header.index(name): word for name, word in _WAITS.items() if name in header}
    kept = [row for row in old if len(waits) < len(_WAITS) or not _waits(row, waits)]
    if len(kept) == len(old) and not cells:
        return file.read_bytes()
    whole = header + [name for name in wanted if name not in header]
    new = [[str(row.get(name, "")) for name in whole] for row in cells]
    return csv_bytes(whole, [*widened(kept, len(header), len(whole) - len(header)), *new])


_WAITS: Final = {"status": "suggested", "source": DRAFTED}


def _waits(row: list[str], waits: Mapping[int, str]) -> bool:
    return all(place < len(row) and row[place].strip().startswith(word) for place, word in waits.items())


def _parquet(file: Path, wanted: list[str], cells: list[dict[str, Any]]) -> bytes:
    new = pa.table({name: pa.array([row.get(name) for row in cells]) for name in wanted}) if cells else None
    old = pq.read_table(file) if file.is_file() else None
    if old is not None and set(_WAITS) <= set(old.column_names):
        said = zip(*(old[name].to_pylist() for name in _WAITS), strict=True)
        words = tuple(_WAITS.values())
        keep = [not all((cell or "").startswith(word) for cell, word in zip(row, words, strict=True)) for row in said]
        if all(keep) and new is None:
            return file.read_bytes()
        old = old.filter(pa.array(keep, pa.bool_()))
    parts = [part for part in (old, new) if part is not None and part.num_columns]
    return parquet_bytes(pa.concat_tables(parts, promote_options="permissive"))
