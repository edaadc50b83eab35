"""What is left to do once rows are read: one row a key, spans that do not overlap, events with ids and order."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import Final

import numpy as np
import pandas as pd

from recommender.columns import EVENT_KINDS
from recommender.tables.schema import TABLES, Column, Kind
from recommender.tables.spans import SPANS
from recommender.types import Bools
from training.sources.imported import counted
from training.sources.mapped.building import Built, constant_rows
from training.sources.mapped.delimited import Sheet
from training.sources.mapped.heard import Heard, flags
from training.sources.mapped.hearing import heard, said
from training.sources.mapped.journal import Journal
from training.sources.mapped.language import Amounts, Clocks, Keep, Numbers, Rule, Script, Shares, Times
from training.sources.mapped.rows import Rows

_SAID: Final = (
    "learner_id", "kind", "occurred_at", "content_id", "content_version", "session_id", "skill_id", "behaviour_id",
    "value", "scale_id", "rater_id", "attempt",
)  # fmt: skip
"""What makes an event that event: its id is a digest of these."""
_HALF_DAY: Final = pd.Timedelta(hours=12)
_SECOND: Final = pd.Timedelta(seconds=1)


def finished(rule: Rule, script: Script, made: Built, sheet: Sheet, journal: Journal) -> pd.DataFrame:
    """The rows of one rule as they go to the table."""
    whole = _forward(rule, _once(rule, _made(rule, script, made, journal), sheet, journal), sheet, journal)
    return _ended(rule, whole.frame, journal) if rule.end_earlier else whole.frame


def spelled_out(rule: Rule, script: Script, journal: Journal) -> pd.DataFrame:
    """The rows that a mapping writes out itself, as they go to the table."""
    frame = constant_rows(rule)
    return _made(rule, script, Built(frame, np.arange(len(frame)), {}), journal).frame


def ranked(rule: Rule, rows: Rows, journal: Journal) -> Rows:
    """The rows in the order in which `keep` prefers them, the one that counts first; rows without an answer last."""
    if rule.keep is None:
        return rows
    found = _by(rule.keep, rows.frame[rule.keep.by])
    number, order = int(found.bad.sum()), found.values.reset_index(drop=True)
    told = f"{rule.place}, keep {rule.keep.by}: {counted(number, 'cell')} could not be read and count as empty."
    journal.tell(told, number > 0)
    index = order.sort_values(ascending=not rule.keep.last, kind="stable", na_position="last").index.to_numpy()
    return Rows(rows.frame.iloc[index].reset_index(drop=True), rows.at[index])


def _by(keep: Keep, cells: pd.Series) -> Heard:
    options = None if keep.reader is None else keep.reader.options
    numeric = isinstance(options, Numbers | Shares | Amounts | Clocks)
    kind = Kind.TIME if isinstance(options, Times) else Kind.NUMBER if numeric else Kind.TEXT
    return heard(said(cells, keep.reader), options, Column("by", kind, "what decides"))


def _made(rule: Rule, script: Script, made: Built, journal: Journal) -> Built:
    """The rows with what is made where the mapping or the export does not give it."""
    if rule.table == "events":
        return _events(rule, script, made, journal)
    if rule.table in ("contents", "identities"):
        return replace(made, frame=made.frame.assign(system=_given(made.frame, "system", script.system)))
    return made


def _given(frame: pd.DataFrame, name: str, otherwise: pd.Series | str) -> pd.Series | str:
    """The cells of a column, and what is made where they say nothing."""
    return frame[name].where(frame[name].notna(), otherwise) if name in frame else otherwise


def _once(rule: Rule, made: Built, sheet: Sheet, journal: Journal) -> Built:
    """One row a key: copies are dropped; of others the preferred one stays, or all but the first are set aside."""
    key = list(TABLES[rule.table].key)
    key = [name for name in key if name in made.frame]
    copies = made.frame.duplicated().to_numpy(bool)
    journal.tell(f"{rule.place}: {counted(int(copies.sum()), 'row')} said the same as another one.", bool(copies.any()))
    single = made.where(~copies)
    again = single.frame.duplicated(key).to_numpy(bool)
    if again.any() and rule.keep is not None:
        which = "last" if rule.keep.last else "first"
        number = counted(int(again.sum()), "row")
        journal.tell(f"{rule.place}: {number} gave way to the {which} by {rule.keep.by} of the same {' + '.join(key)}.")
    elif again.any():
        found = single.frame.loc[again, key].astype("str").fillna("").agg(" + ".join, axis=1)
        mend = "say which one counts, such as keep = { last = COLUMN }"
        place = (rule, sheet, " + ".join(key))
        journal.set_aside(place, single.at[again], found, "one row for each, or rows that are alike", mend)
    return single.where(~again)


def _ended(rule: Rule, frame: pd.DataFrame, journal: Journal) -> pd.DataFrame:
    """Employments of a learner in order, each ended the day before the next one begins."""
    ordered = frame.sort_values(["learner_id", "valid_from"], kind="stable", ignore_index=True)
    before_next = ordered.groupby("learner_id")["valid_from"].shift(-1) - pd.Timedelta(days=1)
    ends = ordered.get("valid_to", pd.Series(pd.NaT, index=ordered.index, dtype="datetime64[s]"))
    late = before_next.notna() & ~(ends <= before_next)
    number, clipped = counted(int(late.sum()), "span"), int((late & ends.notna()).sum())
    told = f"{rule.place}: {number} ended the day before the next one began, {clipped:,} of them stated a later end."
    journal.tell(told, bool(late.any()))
    return ordered.assign(valid_to=ends.where(~late, before_next).astype("datetime64[s]"))


def _forward(rule: Rule, made: Built, sheet: Sheet, journal: Journal) -> Built:
    """The rows whose spans do not end before they begin."""
    for table, begin, end in SPANS:
        if table == rule.table and {begin, end} <= {*made.frame}:
            back = (made.frame[end] < made.frame[begin]).to_numpy(bool)
            found = made.frame.loc[back, end].astype("str")
            expected = f"a day on or after {begin}"
            journal.set_aside((rule, sheet, end), made.at[back], found, expected, "correct one of the two days")
            return made.where(~back)
    return made


def _events(rule: Rule, script: Script, made: Built, journal: Journal) -> Built:
    """Events with precision, in their order within a day, with source and id."""
    frame, length = made.frame.copy(), len(made.at)
    if not length:
        return replace(made, frame=frame.assign(event_id=pd.Series(dtype="str"), source=pd.Series(dtype="str")))
    day = flags(made.days.get("occurred_at"), length)
    frame["occurred_at"] = _in_order(frame, day)
    if "valid_until" in frame:
        last = frame["valid_until"] + _HALF_DAY - _SECOND
        frame["valid_until"] = frame["valid_until"].where(~flags(made.days.get("valid_until"), length), last)
    if "time_precision" not in frame:
        journal.tell(f"{rule.place}: of {counted(int(day.sum()), 'event')} only the day is known.", bool(day.any()))
    heard_of = pd.Series(np.where(day, "day", "second"), index=frame.index, dtype="str")
    frame["time_precision"] = _given(frame, "time_precision", heard_of)
    frame["source"] = _given(frame, "source", script.system)
    frame["event_id"] = _given(frame, "event_id", _ids(frame))
    return replace(made, frame=_bulk(rule, script.zone, frame, journal))


def _in_order(frame: pd.DataFrame, day: Bools) -> pd.Series:
    """Moments of events; those known by day only stand at noon, a second apart in the order in which things go.

    None is later than it was recorded on that day, though its first seconds have no room for an order.
    """
    noon, after = frame["occurred_at"], pd.to_timedelta(_rank(frame["kind"]), unit="s")
    moment = noon.where(~day, noon + after)
    if "recorded_at" in frame:
        recorded, begin = frame["recorded_at"], noon - _HALF_DAY
        sooner = (recorded - len(EVENT_KINDS) * _SECOND + after).clip(lower=begin)
        early = day & (recorded >= begin) & (recorded - len(EVENT_KINDS) * _SECOND < noon)
        moment = moment.where(~early, sooner)
    return moment.astype(noon.dtype)


def _rank(kinds: pd.Series) -> pd.Series:
    return kinds.map({kind: place for place, kind in enumerate(EVENT_KINDS)}).astype("int64")


def _bulk(rule: Rule, zone: str, frame: pd.DataFrame, journal: Journal) -> pd.DataFrame:
    """Marks what was loaded long after it happened: only the day is believed, and that it was loaded is said."""
    bulk = rule.bulk
    if bulk is None or "recorded_at" not in frame:
        return frame
    day = frame["occurred_at"].dt.tz_convert(zone).dt.tz_localize(None).dt.normalize()
    late = frame["recorded_at"] - frame["occurred_at"] >= pd.Timedelta(days=bulk.days_later)
    many = frame["event_id"].where(late).groupby([day, frame["kind"]]).transform("nunique") >= bulk.rows
    loaded = (late & many).to_numpy(bool)
    number = counted(int(loaded.sum()), "event")
    told = f"{number} of one day, recorded at least {bulk.days_later:g} days later, count as loaded in bulk"
    journal.tell(f"{rule.place}: {told}: known by day, initiated by import.", bool(loaded.any()))
    by = frame["initiated_by"] if "initiated_by" in frame else pd.Series("unknown", index=frame.index, dtype="str")
    precision = frame["time_precision"].where(~loaded, "day")
    return frame.assign(time_precision=precision, initiated_by=by.where(~loaded, "import"))


def _ids(frame: pd.DataFrame) -> pd.Series:
    """80 bits of the SHA-256 of what an event says: the same in every export."""
    said = frame["source"].astype("str").fillna("")
    for name in _SAID:
        if name in frame:
            cells = frame[name].astype("int64") if name == "occurred_at" else frame[name]
            said = said + "\x1f" + cells.astype("str").fillna("")
    return pd.Series([sha256(text.encode()).hexdigest()[:20] for text in said], index=frame.index, dtype="str")
