"""What can be wrong with tables, how grave is it, and how is it mended? The one place that says so."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Severity(StrEnum):
    """How grave a problem is: an error stops, quarantine sets the row aside and counts it, a warning passes."""

    ERROR = "error"
    QUARANTINE = "quarantine"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that can be wrong; `in_events` is its severity in the events table, where that differs."""

    code: str
    severity: Severity
    doc: str
    expected: str
    mend: str
    in_events: Severity | None = None

    def severity_in(self, table: str) -> Severity:
        """How grave it is in one table."""
        return self.in_events if table == "events" and self.in_events is not None else self.severity


_FILES: Final = (
    Rule(
        "missing_table",
        Severity.ERROR,
        "a required table is not there",
        "a file of this table",
        "add it; a header without rows will do",
    ),
    Rule(
        "two_files",
        Severity.ERROR,
        "a table stands there as CSV and as Parquet; neither is read",
        "one file a table",
        "delete the one that is out of date",
    ),
    Rule(
        "unknown_file",
        Severity.WARNING,
        "a CSV or Parquet file is named like no table; it is not read",
        "the name of a table",
        "rename or remove it",
    ),
    Rule(
        "unreadable_file",
        Severity.ERROR,
        "a file cannot be opened, is empty, or is not of the format that its name claims",
        "a CSV file with a header, or a Parquet file",
        "export it again",
    ),
    Rule("encoding", Severity.ERROR, "text is not UTF-8", "UTF-8", "save it as UTF-8 (in a spreadsheet: CSV UTF-8)"),
    Rule(
        "nul_byte",
        Severity.ERROR,
        "text holds a NUL character",
        "text without NUL",
        "export it again as UTF-8; UTF-16 shows up like this too",
    ),
    Rule(
        "delimiter",
        Severity.ERROR,
        "the header is separated by something else than commas",
        "cells separated by commas",
        "save it comma-separated",
    ),
    Rule(
        "unclosed_quote",
        Severity.ERROR,
        "a quotation mark opens a cell that never ends",
        "a closing quotation mark",
        "close it, or write a quotation mark inside a quoted cell twice",
    ),
    Rule(
        "ragged_row",
        Severity.QUARANTINE,
        "a row has more or fewer cells than the header",
        "as many cells as the header",
        "quote cells that hold commas, and write empty cells too",
    ),
    Rule(
        "no_rows",
        Severity.WARNING,
        "a required table has a header and nothing below",
        "at least one row",
        "add rows, or read on: answers will be poor",
    ),
)

_COLUMNS: Final = (
    Rule(
        "missing_column",
        Severity.ERROR,
        "a required column is not there",
        "a column of this title",
        "add it, or rename the column that holds it",
    ),
    Rule(
        "unknown_column",
        Severity.WARNING,
        "a column is not in the schema; it is not read",
        "a column of the schema",
        "rename or remove it",
    ),
    Rule(
        "doubled_column", Severity.ERROR, "two columns have one name", "each name once", "remove or rename one of them"
    ),
    Rule(
        "unreadable_column",
        Severity.ERROR,
        "a Parquet column has a type that no cell of its kind can come from",
        "text, or the type of the column",
        "export it as text",
    ),
)

_CELLS: Final = (
    Rule(
        "padded_id",
        Severity.WARNING,
        "an id has spaces around it; they are removed",
        "an id without spaces around it",
        "trim it where it comes from",
    ),
    Rule(
        "empty_required",
        Severity.QUARANTINE,
        "a required cell is empty",
        "a value",
        "fill in a value, or delete the row",
    ),
    Rule(
        "unreadable",
        Severity.ERROR,
        "a required number, date or time cannot be read",
        "a value of the column's kind",
        "write it as expected",
    ),
    Rule(
        "unreadable_optional",
        Severity.WARNING,
        "an optional number, flag, date or time cannot be read; the cell counts as empty, an event is set aside",
        "a value of the column's kind",
        "write it as expected, or leave it empty",
        in_events=Severity.QUARANTINE,
    ),
    Rule(
        "no_zone",
        Severity.ERROR,
        "a time has no zone, so that nobody can say when it was",
        "a time with its zone, such as 2026-03-01T09:00:00+01:00",
        "append Z if it is UTC, else the offset",
    ),
    Rule(
        "out_of_range",
        Severity.ERROR,
        "a number is outside its range, as a level outside 0 to 1",
        "a number inside the range",
        "correct it; divide levels by the top of their scale",
        in_events=Severity.QUARANTINE,
    ),
    Rule(
        "unknown_word",
        Severity.ERROR,
        "a cell holds none of the words that the column allows",
        "one of the column's words",
        "map it to one of them",
        in_events=Severity.QUARANTINE,
    ),
)

_ROWS: Final = (
    Rule(
        "duplicate_row",
        Severity.WARNING,
        "a row stands there more than once, alike in every cell; it is kept once",
        "each row once",
        "remove the copies",
    ),
    Rule(
        "duplicate_id",
        Severity.ERROR,
        "two rows share their key and differ elsewhere",
        "one row for each key",
        "decide which one is right",
    ),
    Rule(
        "dangling_id",
        Severity.QUARANTINE,
        "a required id names nothing that is there",
        "an id that stands in the table it refers to",
        "add what it names, or remove the row",
    ),
    Rule(
        "dangling_optional",
        Severity.WARNING,
        "an optional id names nothing that is there; the cell counts as empty, an event is set aside",
        "an id that stands in the table it refers to",
        "add what it names, or leave it empty",
        in_events=Severity.QUARANTINE,
    ),
    Rule(
        "unknown_session",
        Severity.WARNING,
        "an event names a session that is not there; the cell counts as empty",
        "a session of the sessions table",
        "add the session, or leave it: deleted sessions are expected here",
    ),
    Rule(
        "names_nothing",
        Severity.QUARANTINE,
        "a row names nothing that it could be about",
        "one of several ids",
        "fill one of them",
    ),
    Rule(
        "stub_learner",
        Severity.WARNING,
        "an event names a learner who is not there; a row that holds only the id stands in",
        "a learner of the learners table",
        "add the learner, or leave it: leavers are expected here",
    ),
    Rule(
        "stub_content",
        Severity.WARNING,
        "an event names a content that is not there; a retired one, titled by its id, stands in",
        "a content of the contents table",
        "add the content, or leave it: deleted contents are expected here",
    ),
    Rule(
        "cycle",
        Severity.ERROR,
        "rows need, contain or replace one another in a circle",
        "an order without circles",
        "remove one link of the circle",
    ),
    Rule(
        "overlap",
        Severity.ERROR,
        "employments of one learner overlap",
        "one employment a day",
        "end the earlier one the day before",
    ),
    Rule(
        "reversed_span",
        Severity.ERROR,
        "a span of days ends before it begins",
        "an end on or after the beginning",
        "correct one of the two days",
    ),
    Rule(
        "reversed_session",
        Severity.WARNING,
        "a session ends before it starts; its end counts as empty",
        "an end after the start",
        "correct one of the two times",
    ),
    Rule(
        "recorded_early",
        Severity.WARNING,
        "an event was recorded before it happened",
        "recorded_at on or after occurred_at",
        "check the clocks and zones of the source",
    ),
    Rule(
        "no_minutes",
        Severity.WARNING,
        "a content does not say how long it takes; it will be estimated",
        "minutes",
        "fill in the minutes it takes",
    ),
    Rule(
        "no_scale",
        Severity.WARNING,
        "a rating has no scale; it is read as a share from 0 to 1",
        "the scale of the rating",
        "fill scale_id and describe the scale in scales",
    ),
    Rule(
        "unreadable_value",
        Severity.QUARANTINE,
        "an event's value is neither a share nor a mark of its scale",
        "without a scale a number from 0 to 1, else a mark of the scale",
        "divide points by the most points, or add the mark to scales",
    ),
)

RULES: Final[dict[str, Rule]] = {rule.code: rule for rule in (*_FILES, *_COLUMNS, *_CELLS, *_ROWS)}
"""Every rule by its code."""
