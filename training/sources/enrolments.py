"""Which learner took up which content, and when? Read from the one file that every learning system can export."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Final

import pandas as pd

from recommender.columns import EVENT_KINDS, INITIATORS
from recommender.errors import SourceRefused
from training.sources.cells import Cell, refuse, typed
from training.sources.files import read_frame
from training.sources.imported import Imported, counted

_REQUIRED: Final = {"learner_id": Cell.ID, "content_id": Cell.ID}
_WORDS: Final = {"kind": (EVENT_KINDS, "enrolled"), "initiated_by": (INITIATORS, "self")}
_OF_CONTENT: Final = {"title": Cell.TEXT, "language": Cell.TEXT, "minutes": Cell.NUMBER}
_OPTIONAL: Final = _OF_CONTENT | dict.fromkeys(_WORDS, Cell.TEXT)
_EVENT: Final = ["learner_id", "content_id", "kind", "occurred_at", "initiated_by"]
_TIME: Final = "datetime64[us, UTC]"
_ZONED: Final = r"[T ]\d{2}:?\d{2}.*(?:[Zz]|[+-]\d{2}(?::?\d{2})?)$"
_ZONE_WANTED: Final = "a zone: 2026-03-01T09:00:00+01:00 or, if the clock ran in UTC, 2026-03-01T09:00:00Z"
_TIME_WANTED: Final = "a time such as 2026-03-01T09:00:00Z"


def import_enrolments(path: Path) -> Imported:
    """Learners, contents and events from a CSV or Parquet file.

    Columns: learner_id, content_id and occurred_at (ISO 8601 with zone) or position (whole numbers; only their order
    counts); optional kind (default enrolled), initiated_by (default self), and title, language, minutes of the content.
    Raises SourceRefused with every problem.
    """
    raw = read_frame(path)
    problems: list[str] = []
    told = _told(raw, path.name, problems)
    if problems:
        raise SourceRefused(f"{path} cannot be imported", problems)
    told = told.sort_values("occurred_at", kind="stable", ignore_index=True)
    events = _events(told)
    learners = told[["learner_id"]].drop_duplicates().sort_values("learner_id", ignore_index=True)
    tables = {"learners": learners, "contents": _contents(told), "events": events}
    return Imported(tables, _notes(raw, told, events))


def _told(raw: pd.DataFrame, where: str, problems: list[str]) -> pd.DataFrame:
    """Every row with its time, and with every word and optional column filled in or missing; problems are appended."""
    optional = {name: cell for name, cell in _OPTIONAL.items() if name in raw}
    told = typed(raw, _REQUIRED | optional, where, problems)
    told = told.reindex(columns=[*_REQUIRED, *_OPTIONAL])
    for name, (allowed, default) in _WORDS.items():
        told[name] = told[name].astype("str").fillna(default)
        refuse(~told[name].isin(allowed), told[name], f"one of {', '.join(allowed)}", where, problems)
    if "occurred_at" in raw:
        return told.assign(occurred_at=_times(raw["occurred_at"], where, problems), time_precision="second")
    if "position" in raw:
        return told.assign(occurred_at=_positions(raw, where, problems), time_precision="position")
    problems.append(f"{where} lacks occurred_at, a time with zone; give it, or position where only the order is known")
    return told


def _times(cells: pd.Series, where: str, problems: list[str]) -> pd.Series:
    """Times in UTC, from times with a zone or from text that states one."""
    if isinstance(cells.dtype, pd.DatetimeTZDtype):
        refuse(cells.isna(), cells, _TIME_WANTED, where, problems)
        return cells.dt.tz_convert("UTC").astype(_TIME)
    text = cells.astype("str").str.strip()
    zoned = text.str.contains(_ZONED, regex=True).eq(True)
    times = pd.to_datetime(text, format="ISO8601", utc=True, errors="coerce")
    refuse(times.isna(), cells, _TIME_WANTED, where, problems)
    refuse(times.notna() & ~zoned, cells, _ZONE_WANTED, where, problems)
    return times.astype(_TIME)


def _positions(raw: pd.DataFrame, where: str, problems: list[str]) -> pd.Series | None:
    """The epoch plus `position` seconds: only the order means anything."""
    found = len(problems)
    position = typed(raw, {"position": Cell.POSITION}, where, problems)["position"]
    return pd.to_datetime(position, unit="s", utc=True).astype(_TIME) if len(problems) == found else None


def _events(told: pd.DataFrame) -> pd.DataFrame:
    """Each event once, named by 80 bits of the SHA-256 of what it says: a row has the same id in every export."""
    events = told[[*_EVENT, "time_precision"]].drop_duplicates(_EVENT, ignore_index=True)
    said = events["occurred_at"].astype("int64").astype("str")
    for name in ("initiated_by", "kind", "content_id", "learner_id"):
        said = events[name] + "\x1f" + said
    ids = [sha256(text.encode()).hexdigest()[:20] for text in said]
    return events.assign(event_id=pd.Series(ids, dtype="str"), source="enrolments")


def _contents(told: pd.DataFrame) -> pd.DataFrame:
    """Every content with what was last said of it; one that nobody named is titled by its id."""
    contents = told[["content_id", *_OF_CONTENT]].groupby("content_id", sort=True, as_index=False).last()
    return contents.assign(
        title=contents["title"].astype("str").fillna(contents["content_id"]),
        language=contents["language"].astype("str"),
    )


def _notes(raw: pd.DataFrame, told: pd.DataFrame, events: pd.DataFrame) -> tuple[str, ...]:
    known = {*_REQUIRED, *_OPTIONAL, "occurred_at", "position"}
    unknown = sorted(str(name) for name in raw if name not in known)
    repeated = len(told) - len(events)
    untitled = int(told["title"].notna().groupby(told["content_id"]).any().eq(False).sum())
    dated = "occurred_at" in raw
    tied = 0 if dated else int(events.duplicated(["learner_id", "occurred_at"]).sum())
    said = {
        f"{counted(len(raw), 'row')} gave {counted(len(events), 'event')}.": True,
        f"{counted(repeated, 'row')} repeated an earlier row and were dropped.": repeated > 0,
        "initiated_by is not stated: every row counts as the learner's own choice (self). Leave assigned trainings "
        "out or mark them, or the ranking learns compliance.": "initiated_by" not in raw,
        "kind is not stated: every row is an enrolment, none a completion.": "kind" not in raw,
        "Only positions are given: the order of events is kept, their dates (from 1970 on) mean nothing.": not dated,
        f"{counted(tied, 'event')} share a position with another one of the same learner: their order is arbitrary.": (
            tied > 0
        ),
        "position was not used, as occurred_at is there.": dated and "position" in raw,
        f"{counted(untitled, 'content')} without a title: the id stands in its place.": untitled > 0,
        f"Columns left out: {', '.join(unknown)}.": bool(unknown),
    }
    return tuple(note for note, applies in said.items() if applies)
