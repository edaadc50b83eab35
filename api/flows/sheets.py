"""Which rows does a body hold? A JSON array, or one JSON object a line; every line that is none is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import orjson

from api.intake import NDJSON
from api.problems import NOT_UTF8, BodyMalformed, Cause, RequestRefused, pointer

MOST: Final = 5_000
"""Rows of one call."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of one call as they were sent; `lines` says on which line each stands, where they came as lines."""

    rows: tuple[Any, ...]
    lines: tuple[int, ...] = ()

    def cause(self, row: int, detail: str, *field: str) -> Cause:
        """What is wrong with one row, or one field of it."""
        where = f"line {self.lines[row]}: " if self.lines else ""
        return Cause(f"{where}{detail}", pointer(row, *field))


def sheet_of(body: bytes, media: str) -> Sheet:
    """The rows of a body. Raises BodyMalformed, and RequestRefused where it holds no rows or too many."""
    sheet = _of_lines(body) if media == NDJSON else _of_array(body)
    if not sheet.rows:
        raise RequestRefused([Cause("there are no rows: send at least one", "#")])
    if len(sheet.rows) > MOST:
        raise RequestRefused([Cause(f"there are {len(sheet.rows):,} rows: send at most {MOST:,} a call", "#")])
    return sheet


def _of_array(body: bytes) -> Sheet:
    try:
        found = orjson.loads(body) if body else []
    except orjson.JSONDecodeError as error:
        raise BodyMalformed([Cause(_why(body, error))]) from None
    if not isinstance(found, list):
        raise RequestRefused([Cause(f"found no array: send an array of rows, or one row a line as {NDJSON}", "#")])
    return Sheet(tuple(found))


def _of_lines(body: bytes) -> Sheet:
    """One row a line; blank lines are skipped, but counted."""
    rows, lines, causes = [], [], []
    for number, line in enumerate(body.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            rows.append(orjson.loads(line))
            lines.append(number)
        except orjson.JSONDecodeError as error:
            causes.append(Cause(f"line {number}: {_why(line, error)}"))
    if causes:
        raise BodyMalformed(causes)
    return Sheet(tuple(rows), tuple(lines))


def _why(text: bytes, error: orjson.JSONDecodeError) -> str:
    try:
        text.decode()
    except UnicodeDecodeError as found:
        return f"{NOT_UTF8}: see byte {found.start}"
    return f"at character {error.pos}: {error.msg.partition(':')[0]}"
