"""How do answers and drafts get into files of links, whole or not at all, with nothing else in the files touched?"""

from __future__ import annotations

import csv
import os
from collections.abc import Mapping
from io import StringIO
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from cairn.places import writing_to
from recommender.errors import OutputRefused

Cells = Mapping[str, str | float]


def amend(folder: Path, table: str, key: Cells, cells: Cells) -> None:
    """Sets some cells of the row that a key names, in `<table>.csv` or `<table>.parquet` of a folder.

    All other rows and columns stay as they are, also those that no check accepts; columns that are new are added. The
    file is on disk when this returns. Raises OutputRefused where the row is gone or nothing can be written.
    """
    file = next((f for f in (folder / f"{table}.csv", folder / f"{table}.parquet") if f.is_file()), None)
    if file is None:
        raise OutputRefused(f"{folder} holds no {table}", ["it was there a moment ago; run the command again"])
    with writing_to(file):
        changed = _csv(file, key, cells) if file.suffix == ".csv" else _parquet(file, key, cells)
        if changed is None:
            told = (
                f"no row says {' and '.join(f'{name} {value}' for name, value in key.items())}; run the command again"
            )
            raise OutputRefused(f"{file.name} was changed meanwhile", [told])
        put({file: changed})


def lines_of(file: Path) -> tuple[list[str], list[list[str]]]:
    """The header of a CSV file and its rows, as they stand there."""
    header, *rows = csv.reader(StringIO(file.read_bytes().decode("utf-8-sig"), newline=""))
    return [name.strip() for name in header], rows


def widened(rows: list[list[str]], width: int, more: int) -> list[list[str]]:
    """Rows with room for more columns; one that is not as wide as the header is none, and stays as it is."""
    return [row + [""] * more if len(row) == width else row for row in rows]


def csv_bytes(header: list[str], rows: list[list[str]]) -> bytes:
    """The content of a CSV file."""
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    return text.getvalue().encode()


def parquet_bytes(table: pa.Table) -> bytes:
    """The content of a Parquet file."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", store_schema=False)
    return bytes(sink.getvalue().to_pybytes())


def _csv(file: Path, key: Cells, cells: Cells) -> bytes | None:
    header, rows = lines_of(file)
    whole = header + [name for name in cells if name not in header]
    place = {name: whole.index(name) for name in (*key, *cells)}
    rows = widened(rows, len(header), len(whole) - len(header))
    found = [row for row in rows if all(_cell(row, place[name]) == str(value) for name, value in key.items())]
    for row in found:
        for name, value in cells.items():
            row[place[name]] = str(value)
    return csv_bytes(whole, rows) if found else None


def _cell(row: list[str], place: int) -> str | None:
    return row[place].strip() if place < len(row) else None


def _parquet(file: Path, key: Cells, cells: Cells) -> bytes | None:
    table = pq.read_table(file)
    columns = [[None if cell is None else str(cell).strip() for cell in table[name].to_pylist()] for name in key]
    wanted = tuple(str(value) for value in key.values())
    rows = [row for row, found in enumerate(zip(*columns, strict=True)) if found == wanted]
    for name, value in cells.items():
        there = name in table.column_names
        kind = table.schema.field(name).type if there else pa.string() if isinstance(value, str) else pa.float64()
        column = table[name].to_pylist() if there else [None] * len(table)
        for row in rows:
            column[row] = str(value) if pa.types.is_string(kind) or pa.types.is_large_string(kind) else value
        array = pa.array(column, kind)
        table = (
            table.set_column(table.column_names.index(name), name, array) if there else table.append_column(name, array)
        )
    return parquet_bytes(table) if rows else None


def put(files: Mapping[Path, bytes]) -> None:
    """Writes files: each beside its place and to disk, before the first of them is renamed into it."""
    beside = {file: file.with_name(f".{file.name}.{os.getpid()}") for file in files}
    try:
        for file, content in files.items():
            with beside[file].open("wb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
        for file, written in beside.items():
            written.replace(file)
    finally:
        for written in beside.values():
            written.unlink(missing_ok=True)
