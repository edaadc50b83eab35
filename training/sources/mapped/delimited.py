"""What stands in a file of an export, and on which line? Text in any encoding, cells apart by any sign."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pcsv
import pyarrow.parquet as pq

from recommender.errors import SourceRefused
from recommender.types import Ints
from training.sources.mapped.language import SourceFile

_MARKS: Final = "\ufeff"
_WIDE: Final = 1024
_END: Final = "\x04"
"""A last row of our own: where it is not read as one, a quotation mark before it was never closed."""


@dataclass(frozen=True, slots=True)
class Ragged:
    """A row whose cells do not fit the header: its file, its line, what stands there, and why it does not fit."""

    file: str
    line: int
    text: str
    found: str
    expected: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of all files of one kind; `of` says which of `files` a row stands in, `lines` on which line."""

    name: str
    frame: pd.DataFrame
    files: tuple[str, ...]
    of: Ints
    lines: Ints
    ragged: tuple[Ragged, ...] = ()

    @property
    def where(self) -> str:
        """The files by name, for a message."""
        more = f" and {len(self.files) - 1} more" if len(self.files) > 1 else ""
        return f"{self.files[0]}{more}" if self.files else f"no file of {self.name}"


def sheet(wanted: SourceFile, paths: Sequence[Path]) -> Sheet:
    """The rows of some files, every cell as text without spaces around it, None where it is empty.

    Raises SourceRefused with what is wrong with each file.
    """
    problems: list[str] = []
    parts: list[tuple[pd.DataFrame, Ints, tuple[Ragged, ...]]] = []
    names = _names(paths)
    for name, path in zip(names, paths, strict=True):
        try:
            parts.append(_part(wanted, path, name))
        except _Refused as refused:
            problems.append(f"{name}{refused}")
    if not problems:
        problems = _differing(wanted, names, [frame for frame, _, _ in parts])
    if problems:
        raise SourceRefused(f"[files.{wanted.name}] cannot be read", problems)
    return Sheet(
        wanted.name,
        pd.concat([frame for frame, _, _ in parts], ignore_index=True),
        names,
        np.repeat(np.arange(len(parts)), [len(frame) for frame, _, _ in parts]),
        np.concatenate([lines for _, lines, _ in parts]),
        tuple(row for _, _, ragged in parts for row in ragged),
    )


def _names(paths: Sequence[Path]) -> tuple[str, ...]:
    """What the files are called in messages: by their folders too, where several have one name."""
    if len({path.name for path in paths}) == len(paths):
        return tuple(path.name for path in paths)
    above = os.path.commonpath([path.parent for path in paths])
    return tuple(path.relative_to(above).as_posix() for path in paths)


class _Refused(Exception):
    """Why a file cannot be read, as it follows its name."""


def _part(wanted: SourceFile, path: Path, name: str) -> tuple[pd.DataFrame, Ints, tuple[Ragged, ...]]:
    try:
        if path.suffix.lower() == ".parquet":
            return _parquet(path)
        data = path.read_bytes()
    except (OSError, pa.ArrowException) as error:
        raise _Refused(f": it cannot be read ({str(error).splitlines()[0]}); export it again") from error
    text = _decoded(data, wanted.encoding)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        told = "found a NUL character, expected text; if the file is UTF-16, write encoding = 'utf-16'"
        raise _Refused(f", line {line}: {told}")
    body, above = _below(text, wanted.header_line)
    columns, skipped = _parsed(body.encode(), wanted.delimiter)
    return _framed(columns, skipped, wanted, name, above, body)


def _decoded(data: bytes, encoding: str) -> str:
    """The text; raises where a byte is no letter of the encoding, with its line."""
    try:
        text = data.decode(encoding).lstrip(_MARKS)
        return text if "\n" in text else text.replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        found = f"byte 0x{data[error.start]:02x}" if error.start < len(data) else "half a letter"
        told = f", line {line}: found {found}, expected text in {encoding}; say which encoding it is (encoding = …)"
        raise _Refused(told) from error
    except UnicodeError as error:
        told = f", line 1: found no text in {encoding} ({error}); say which encoding it is (encoding = …)"
        raise _Refused(told) from error


def _below(text: str, header_line: int) -> tuple[str, int]:
    """The text from the header on, with `_END` below it, and how many lines stand above it."""
    start = 0
    for _ in range(header_line - 1):
        at = text.find("\n", start)
        if at < 0:
            raise _Refused(f": found fewer than {header_line} lines, expected the header there; correct header_line")
        start = at + 1
    body = text[start:]
    if not body.strip():
        raise _Refused(f": found nothing from line {header_line} on, expected a header; export it again")
    return f"{body}{'' if body.endswith(chr(10)) else chr(10)}{_END}\n", header_line - 1


def _parsed(body: bytes, delimiter: str) -> tuple[list[pa.Array], list[pcsv.InvalidRow]]:
    """All cells as text, the header among them, and the rows that do not fit."""
    skipped: list[pcsv.InvalidRow] = []
    widest = body[: body.index(b"\n")].count(delimiter.encode()) + 1

    def skip(row: pcsv.InvalidRow) -> str:
        skipped.append(row)
        return "skip"

    try:
        parsed = pcsv.read_csv(
            io.BytesIO(body),
            read_options=pcsv.ReadOptions(
                use_threads=False, autogenerate_column_names=True, block_size=min(max(len(body) + 1, 1 << 20), 1 << 30)
            ),
            parse_options=pcsv.ParseOptions(
                delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=skip
            ),
            convert_options=pcsv.ConvertOptions(
                column_types={f"f{place}": pa.large_string() for place in range(max(widest, _WIDE))},
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowException as error:
        mend = "correct delimiter, or the quotation marks"
        told = f": it cannot be read as cells apart by {delimiter!r} ({str(error).splitlines()[0]}); {mend}"
        raise _Refused(told) from error
    return [column.combine_chunks() for column in parsed.columns], skipped


def _framed(
    columns: list[pa.Array], skipped: list[pcsv.InvalidRow], wanted: SourceFile, name: str, above: int, body: str
) -> tuple[pd.DataFrame, Ints, tuple[Ragged, ...]]:
    lines, skipped_lines = _lines(columns, skipped, body.count("\n"), above + 1)
    columns, skipped = _closed(columns, skipped, max(*lines[-1:], *skipped_lines[-1:], 0))
    lines, skipped_lines = lines[: len(columns[0])], skipped_lines[: len(skipped)]
    titles = [str(column[0].as_py()).strip() for column in columns]
    _refuse_titles(titles, wanted)
    cells = [pc.utf8_trim_whitespace(column[1:]) for column in columns]
    frame = pd.DataFrame({title: _text(column) for title, column in zip(titles, cells, strict=True)})
    full = ~frame.isna().all(axis=1).to_numpy(bool)
    ragged = tuple(
        Ragged(name, int(line), row.text, f"{row.actual_columns} cells", f"{row.expected_columns}, as in the header")
        for row, line in zip(skipped, skipped_lines, strict=True)
        if row.text.strip()
    )
    return frame[full].reset_index(drop=True), lines[1:][full], ragged


def _closed(
    columns: list[pa.Array], skipped: list[pcsv.InvalidRow], last: int
) -> tuple[list[pa.Array], list[pcsv.InvalidRow]]:
    """The rows without `_END`; raises where it was swallowed by the row that begins on the last line."""
    if skipped and skipped[-1].text.strip() == _END:
        return columns, skipped[:-1]
    if columns[0][-1].as_py() == _END:
        return [column[:-1] for column in columns], skipped
    told = "found a quotation mark that is never closed, expected one at the end of its cell"
    raise _Refused(f', line {last}: {told}; close it, or write it twice ("") within a cell in quotation marks')


def _text(column: pa.Array) -> pd.Series:
    """Cells as text; what is empty is missing."""
    cells: pd.Series = pc.if_else(pc.equal(column, ""), None, column).to_pandas()
    return cells.astype("str")


def _refuse_titles(titles: list[str], wanted: SourceFile) -> None:
    if len(titles) == 1 and (other := [mark for mark in ";\t|," if mark in titles[0] and mark != wanted.delimiter]):
        mend = f"write delimiter = {json.dumps(other[0])}"
        told = f"cells apart by {other[0]!r}, expected {wanted.delimiter!r}; {mend}"
        raise _Refused(f", line {wanted.header_line}: found {told}")
    if doubled := sorted({title for title in titles if title and titles.count(title) > 1}):
        told = f"{', '.join(doubled)} more than once, expected each title once; rename one, or correct header_line"
        raise _Refused(f", line {wanted.header_line}: found {told}")


def _lines(columns: list[pa.Array], skipped: list[pcsv.InvalidRow], breaks: int, first: int) -> tuple[Ints, Ints]:
    """The lines on which rows begin, those that fit and those that do not; cells may hold line breaks."""
    aside = np.zeros(len(columns[0]) + len(skipped), bool)
    aside[[row.number - 1 for row in skipped]] = True
    height = np.ones(len(aside), np.int64)
    if breaks != len(height):
        height[~aside] += sum(pc.count_substring(column, "\n").to_numpy() for column in columns)
        height[aside] += np.array([row.text.count("\n") for row in skipped], np.int64)
    begin = first + np.cumsum(height) - height
    return begin[~aside], begin[aside]


def _parquet(path: Path) -> tuple[pd.DataFrame, Ints, tuple[Ragged, ...]]:
    """Cells of a Parquet file as text; times as ISO 8601. Rows are counted from 1."""
    table = pq.read_table(path)
    columns = {name: _as_text(table[name]).combine_chunks() for name in table.column_names}
    frame = pd.DataFrame({name: _text(pc.utf8_trim_whitespace(column)) for name, column in columns.items()})
    return frame, np.arange(1, len(frame) + 1), ()


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    known = pc.if_else(pc.is_nan(column), None, column) if pa.types.is_floating(column.type) else column
    return known.cast(pa.large_string())


def _differing(wanted: SourceFile, names: Sequence[str], frames: list[pd.DataFrame]) -> list[str]:
    """Files that lack columns which another file of the same kind has."""
    every = list(dict.fromkeys(str(title) for frame in frames for title in frame))
    return [
        f"{name}: found no column {', '.join(lacking)}, expected the columns of the other files of "
        f"[files.{wanted.name}]; narrow the pattern, or export it again"
        for name, frame in zip(names, frames, strict=True)
        if (lacking := [title for title in every if title not in frame])
    ]
