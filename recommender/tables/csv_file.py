"""What stands in a CSV file (RFC 4180, UTF-8), and on which line?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pcsv

from recommender.tables.raw import Raw
from recommender.tables.report import Collector
from recommender.types import Bools, Ints

_BLOCK: Final = 1 << 24
_LARGEST: Final = (1 << 31) - 1
_WIDEST: Final = 1024
_BOM: Final = b"\xef\xbb\xbf"
_WIDE_BOMS: Final = (b"\xff\xfe", b"\xfe\xff")
_OTHER_DELIMITERS: Final = {";": "semicolons", "\t": "tabs", "|": "bars"}


class _Refused(Exception):
    """The file cannot be read as CSV: by which rule, what was found, and on which line if that is known."""

    def __init__(self, code: str, found: str, line: int | None = None) -> None:
        self.code, self.found = code, found
        self.lines = None if line is None else np.array([line])
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class _Skipped:
    """A row that does not fit the header: its place among all rows, its cells and theirs, its inner line breaks."""

    place: int
    expected: int
    actual: int
    breaks: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class _Sheet:
    """All rows that fit, the header first, with the line of each; and the skipped ones, with theirs."""

    columns: list[pa.Array]
    lines: Ints
    skipped: tuple[_Skipped, ...]
    skipped_lines: Ints


def read_csv(path: Path, table: str, collector: Collector) -> Raw | None:
    """The file's cells as text, None where it is unreadable; rows that do not fit the header are set aside."""
    try:
        sheet = _sheet(path.read_bytes())
        header = _header(sheet)
    except _Refused as why:
        collector.note(why.code, table, file=path.name, lines=why.lines, found=why.found)
        return None
    for row, line in zip(sheet.skipped, sheet.skipped_lines, strict=True):
        where, expected = np.array([line]), f"{row.expected} cells, as in the header"
        found = f"{row.actual} cells"
        collector.note("ragged_row", table, file=path.name, lines=where, found=found, expected=expected)
    collector.set_aside(table, len(sheet.skipped))
    full = ~_blank(sheet.columns)
    full[0] = False
    kept = {name: column.filter(pa.array(full)) for name, column in zip(header, sheet.columns, strict=True)}
    return Raw(table, path.name, kept, sheet.lines[full])


def _sheet(data: bytes) -> _Sheet:
    """The rows of a file; raises `_Refused` where they cannot be told apart."""
    if data.startswith(_WIDE_BOMS):
        raise _Refused("encoding", f"byte 0x{data[0]:02x}, the mark of UTF-16", 1)
    text = data.removeprefix(_BOM)
    body = text.lstrip(b"\r\n")
    if not body:
        raise _Refused("unreadable_file", "an empty file")
    above = _breaks(text[: len(text) - len(body)])
    body = body if body.endswith(b"\n") else body + b"\n"
    _refuse_encoding(body, above)
    try:
        columns, skipped = _parsed(body)
    except pa.ArrowException as error:
        raise _Refused("unreadable_file", str(error).splitlines()[0][:200]) from error
    if len(columns) > _WIDEST:
        raise _Refused("unreadable_file", f"{len(columns)} columns")
    kept_lines, skipped_lines = _lines(columns, skipped, _breaks(body), above + 1)
    _refuse_unclosed(columns, kept_lines, skipped, skipped_lines, body)
    return _Sheet(columns, kept_lines, skipped, skipped_lines)


def _parsed(body: bytes) -> tuple[list[pa.Array], tuple[_Skipped, ...]]:
    """All cells as text, header among them; a second try has room for the longest cell there can be."""
    try:
        return _cells(body, _BLOCK)
    except pa.ArrowInvalid as error:
        if "straddling" not in str(error):
            raise
        return _cells(body, min(len(body) + 1, _LARGEST))


def _cells(body: bytes, block: int) -> tuple[list[pa.Array], tuple[_Skipped, ...]]:
    skipped: list[_Skipped] = []

    def skip(row: pcsv.InvalidRow) -> str:
        breaks, is_open = _breaks(row.text.encode()), row.text.count('"') % 2 == 1
        skipped.append(_Skipped(row.number - 1, row.expected_columns, row.actual_columns, breaks, is_open))
        return "skip"

    parsed = pcsv.read_csv(
        pa.BufferReader(body),
        read_options=pcsv.ReadOptions(use_threads=False, autogenerate_column_names=True, block_size=block),
        parse_options=pcsv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=skip),
        convert_options=pcsv.ConvertOptions(
            column_types={f"f{place}": pa.large_string() for place in range(_WIDEST)},
            strings_can_be_null=True,
            null_values=[""],
            quoted_strings_can_be_null=True,
        ),
    )
    return [column.combine_chunks() for column in parsed.columns], tuple(skipped)


def _header(sheet: _Sheet) -> list[str]:
    """The names in the first row; raises `_Refused` where they are not names of columns."""
    cells = [column[0].as_py() for column in sheet.columns]
    names = [f"(column {place})" if cell is None else cell.strip() for place, cell in enumerate(cells, 1)]
    line = int(sheet.lines[0])
    if any("\0" in name for name in names):
        raise _Refused("nul_byte", "a NUL character in the header", line)
    if len(names) == 1 and (others := [word for mark, word in _OTHER_DELIMITERS.items() if mark in names[0]]):
        raise _Refused("delimiter", f"cells separated by {others[0]}", line)
    if doubled := sorted({name for name in names if names.count(name) > 1}):
        raise _Refused("doubled_column", f"{' and '.join(map(repr, doubled))} more than once", line)
    return names


def _lines(columns: list[pa.Array], skipped: tuple[_Skipped, ...], breaks: int, first: int) -> tuple[Ints, Ints]:
    """The lines on which the kept rows begin, and those of the skipped ones; cells may hold line breaks."""
    is_skipped = np.zeros(len(columns[0]) + len(skipped), bool)
    is_skipped[[row.place for row in skipped]] = True
    height = np.ones(len(is_skipped), np.int64)
    if breaks != len(height):
        height[~is_skipped] += _cell_breaks(columns)
        height[is_skipped] += np.array([row.breaks for row in skipped], np.int64)
    begin = first + np.cumsum(height) - height
    return begin[~is_skipped], begin[is_skipped]


def _refuse_unclosed(
    columns: list[pa.Array], lines: Ints, skipped: tuple[_Skipped, ...], skipped_lines: Ints, body: bytes
) -> None:
    """Refuse a file whose last row swallowed lines because a quotation mark opens a cell that never ends."""
    found = "a quotation mark that is never closed"
    if skipped and skipped[-1].is_open and skipped[-1].breaks:
        raise _Refused("unclosed_quote", found, int(skipped_lines[-1]))
    if body.count(b'"') % 2 and any("\n" in (column[-1].as_py() or "") for column in columns):
        raise _Refused("unclosed_quote", found, int(lines[-1]))


def _refuse_encoding(body: bytes, above: int) -> None:
    """Refuse text that is not UTF-8, naming its first wrong byte; the parser would not say where."""
    ends = pa.py_buffer(np.array([0, len(body)], np.int64))
    try:
        pa.Array.from_buffers(pa.large_string(), 1, [None, ends, pa.py_buffer(body)]).validate(full=True)
    except pa.ArrowInvalid:
        start = _first_wrong_byte(body)
        line = above + 1 + _breaks(body[:start])
        raise _Refused("encoding", f"byte 0x{body[start]:02x}", line) from None


def _first_wrong_byte(body: bytes) -> int:
    try:
        body.decode()
    except UnicodeDecodeError as error:
        return error.start
    return 0


def _breaks(text: bytes) -> int:
    """Line breaks of any of the three kinds."""
    return text.count(b"\n") + text.count(b"\r") - text.count(b"\r\n")


def _cell_breaks(columns: list[pa.Array]) -> Ints:
    """Line breaks inside the cells of each row."""
    total = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        total += pc.fill_null(pc.count_substring_regex(column, "\r\n|\r|\n"), 0).to_numpy(zero_copy_only=False)
    return total


def _blank(columns: list[pa.Array]) -> Bools:
    """Rows without a single cell: empty lines, and the rows of commas that spreadsheets leave behind."""
    blank = np.ones(len(columns[0]), bool)
    for column in columns:
        blank &= column.is_null().to_numpy(zero_copy_only=False)
    return blank
