"""Which learner took up which content, and when? Read from the one file that every learning system can export."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd

from recommender.columns import EVENT_KINDS, INITIATORS
from recommender.errors import SourceRefused
from recommender.types import Bools
from training.sources.files import Cell, read_frame, rows, typed
from training.sources.imported import Imported, counted

_REQUIRED = {"learner_id": Cell.ID, "content_id": Cell.ID}
_WORDS = {"kind": (EVENT_KINDS, "enrolled"), "initiated_by": (INITIATORS, "self")}
_OF_CONTENT = ("title", "language", "minutes")
_EVENT = ["learner_id", "content_id", "kind", "occurred_at", "initiated_by"]
_ZONED = r"\d[T ]\d{2}(?::?\d{2}).*(?:[Zz]|[+-]\d{2}(?::?\d{2})?)$"
_LAST_POSITION = 1_000_000_000


def import_enrolments(path: Path) -> Imported:
    """Learners, contents and events from a CSV or Parquet file.

    Columns: learner_id, content_id and occurred_at (ISO 8601 with zone) or position (whole numbers, only the order
    counts); optional kind (default enrolled), initiated_by (default self), and of the content title, language, minutes.
    Raises SourceRefused with every problem.
    """
    raw = read_frame(path)
    problems: list[str] = []
    told = _told(raw, path.name, problems)
    if problems:
        raise SourceRefused(f"{path} cannot be imported (rows are counted from 1 below the header)", problems)
    told = told.sort_values("occurred_at", kind="stable", ignore_index=True)
    events = told[[*_EVENT, "time_precision"]].drop_duplicates(_EVENT, ignore_index=True)
    events = events.assign(event_id=_event_ids(events), source="enrolments")
    tables = {
        "learners": pd.DataFrame({"learner_id": told["learner_id"].drop_duplicates().sort_values(ignore_index=True)}),
        "contents": _contents(told),
        "events": events,
    }
    return Imported(tables, _notes(raw, told, events))


def _told(raw: pd.DataFrame, where: str, problems: list[str]) -> pd.DataFrame:
    """Every row with all columns typed; problems are appended."""
    timed = "occurred_at" if "occurred_at" in raw or "position" not in raw else "position"
    optional = {name: Cell.TEXT for name in ("title", "language", *_WORDS) if name in raw}
    position = {"position": Cell.WHOLE} if timed == "position" else {}
    told = typed(raw, _REQUIRED | position | optional, where, problems)
    if timed == "occurred_at" and timed not in raw and len(raw):
        problems.append(f"{where} lacks occurred_at (time with zone); give it, or position where only order is known")
    if len(told) == 0 or not {*_REQUIRED, *position} <= {*told}:
        return told
    at = _positions(told, where, problems) if position else _times(raw.get(timed), where, problems)
    words = {name: _words(told, name, where, problems) for name in _WORDS}
    precision = "position" if position else "second"
    return told.assign(occurred_at=at, time_precision=precision, minutes=_minutes(raw, where, problems), **words)


def _words(told: pd.DataFrame, name: str, where: str, problems: list[str]) -> pd.Series | str:
    """A column of a closed vocabulary with its default filled in."""
    allowed, default = _WORDS[name]
    if name not in told:
        return default
    cells = told[name].replace("", np.nan).fillna(default)
    _refuse(~cells.isin(allowed), f"not one of {', '.join(allowed)}; map them to these words", where, name, problems)
    return cells


def _times(cells: pd.Series | None, where: str, problems: list[str]) -> pd.Series | None:
    """Aware times in UTC, from aware times or from text with a zone."""
    if cells is None:
        return None
    if isinstance(cells.dtype, pd.DatetimeTZDtype):
        times, zoned = cells, cells.notna()
    else:
        text = cells.astype("str").str.strip()
        zoned = text.str.contains(_ZONED, regex=True).eq(True)
        times = pd.to_datetime(text.where(zoned), format="ISO8601", utc=True, errors="coerce")
        read = zoned & times.notna()
        naive = ~zoned & pd.to_datetime(text.where(~zoned), format="ISO8601", errors="coerce", utc=True).notna()
        mend = "without a zone; write 2026-03-01T09:00:00+01:00 or, if the clock ran in UTC, 2026-03-01T09:00:00Z"
        _refuse(naive, mend, where, "occurred_at", problems)
        zoned = read | naive
    _refuse(~zoned, "no time; write it as 2026-03-01T09:00:00Z", where, "occurred_at", problems)
    return times.dt.tz_convert("UTC").astype("datetime64[us, UTC]")


def _positions(told: pd.DataFrame, where: str, problems: list[str]) -> pd.Series | None:
    """The epoch plus `position` seconds: only the order means anything."""
    position = pd.to_numeric(told["position"], errors="coerce")
    bad = ~position.between(0, _LAST_POSITION)
    _refuse(bad & position.notna(), f"not between 0 and {_LAST_POSITION:,}", where, "position", problems)
    return pd.to_datetime(position.where(~bad), unit="s", utc=True).astype("datetime64[us, UTC]")


def _minutes(raw: pd.DataFrame, where: str, problems: list[str]) -> pd.Series | float:
    """Minutes as stated; a cell that is neither empty nor a number from 0 up is a problem."""
    if "minutes" not in raw:
        return np.nan
    minutes = pd.to_numeric(raw["minutes"], errors="coerce").astype("float64")
    bad = raw["minutes"].notna() & ~(minutes.ge(0) & np.isfinite(minutes))
    _refuse(bad, "not numbers from 0 up; write minutes as a number or leave the cell empty", where, "minutes", problems)
    return minutes


def _refuse(bad: pd.Series, why: str, where: str, name: str, problems: list[str]) -> None:
    marked: Bools = bad.to_numpy(bool)
    if marked.any():
        problems.append(f"{where}, column {name}: {rows(marked)} {why}")


def _contents(told: pd.DataFrame) -> pd.DataFrame:
    """Every content with what was last said of it; one that nobody named is titled by its id."""
    stated = told.reindex(columns=["content_id", *_OF_CONTENT]).replace("", np.nan)
    contents = stated.groupby("content_id", sort=True, as_index=False).last()
    return contents.assign(title=contents["title"].astype("str").fillna(contents["content_id"]))


def _event_ids(events: pd.DataFrame) -> list[str]:
    """80 bits of the SHA-256 of what an event says: the same row has the same id in every export."""
    said = events["occurred_at"].astype("int64").astype("str")
    for name in ("initiated_by", "kind", "content_id", "learner_id"):
        said = events[name] + "\x1f" + said
    return [sha256(text.encode()).hexdigest()[:20] for text in said]


def _notes(raw: pd.DataFrame, told: pd.DataFrame, events: pd.DataFrame) -> tuple[str, ...]:
    known = {*_REQUIRED, *_WORDS, *_OF_CONTENT, "occurred_at", "position"}
    unknown = sorted(str(name) for name in raw if name not in known)
    untitled = told["content_id"].nunique() - (
        told.loc[told["title"].fillna("").ne(""), "content_id"].nunique() if "title" in told else 0
    )
    said = (
        (True, f"{counted(len(raw), 'row')} gave {counted(len(events), 'event')}."),
        (
            len(told) > len(events),
            f"{counted(len(told) - len(events), 'row')} repeated an earlier row and were dropped.",
        ),
        (
            "initiated_by" not in raw,
            "initiated_by is not stated: every row counts as the learner's own choice (self). "
            "Leave assigned trainings out, or the ranking learns compliance.",
        ),
        ("kind" not in raw, "kind is not stated: every row is an enrolment, none a completion."),
        (
            (told["time_precision"] == "position").all(),
            "Only positions are given: the order of a learner's events is kept, their dates (from 1970 on) mean nothing.",
        ),
        ("occurred_at" in raw and "position" in raw, "position was not used, as occurred_at is there."),
        (untitled > 0, f"{counted(untitled, 'content')} without a title: the id stands in its place."),
        (bool(unknown), f"Columns left out: {', '.join(unknown)}."),
    )
    return tuple(note for applies, note in said if applies)
