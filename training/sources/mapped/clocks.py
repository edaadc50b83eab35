"""When was it? Times as exports write them, in the zone in which their clock ran; formats are never guessed."""

from __future__ import annotations

import re
from collections.abc import Set
from typing import Final

import numpy as np
import pandas as pd

from recommender.types import Bools
from training.sources.mapped.heard import DAY, TIME, Heard
from training.sources.mapped.language import Times
from training.sources.mapped.numerals import plain

_ISO_DAY: Final = r"\d{4}-\d{2}-\d{2}|\d{8}"
_ISO_TIME: Final = r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?"
_ISO_ZONE: Final = r" ?(?:Z|z|UTC|[+-]\d{2}(?::?\d{2})?)"
_LETTERS: Final = r"[^\W\d_]+\.?"
_SHAPES: Final = {
    **dict.fromkeys(("%d", "%m", "%H", "%I", "%M", "%S"), r"\d{1,2}"),
    **dict.fromkeys(("%b", "%B", "%a", "%A"), _LETTERS),
    "%Y": r"\d{4}",
    "%y": r"\d{2}",
    "%j": r"\d{1,3}",
    "%f": r"\d{1,9}",
    "%p": r"[AaPp][Mm]",
    "%z": r"(?:Z|[+-]\d{2}:?\d{2})",
    "%%": "%",
}
_DIGITS: Final = {**dict.fromkeys(("%d", "%m", "%H", "%I", "%M", "%S"), 2), "%Y": 4, "%y": 2, "%j": 3, "%f": 6}
_UNITS: Final = {"epoch": 1.0, "epoch_ms": 1e-3, "excel": 86_400.0}
_STARTS: Final = {"epoch": 0, "epoch_ms": 0, "excel": -2_209_161_600}
"""1899-12-30 in seconds: the day 0 of spreadsheets."""
_FIRST, _LAST = -2_208_988_800, 253_402_300_799
"""1900-01-01 and 9999-12-31 in seconds."""
NOON: Final = pd.Timedelta(hours=12)


def moments(cells: pd.Series, options: Times, as_day: bool) -> Heard:
    """Days (`as_day`) of the zone's calendar, or moments in UTC; a day alone is its noon.

    A cell that two formats read differently is not read. A clock that shows an hour twice means the first one; a time
    that it skips is as much later as the clock jumped. Only formats that are named are tried.
    """
    local = pd.Series(pd.NaT, index=cells.index, dtype="datetime64[us]")
    utc = pd.Series(pd.NaT, index=cells.index, dtype=TIME)
    torn, day, odd = (np.zeros(len(cells), bool) for _ in range(3))
    for form in options.formats:
        found, only_day, twice = _one(cells, form, options)
        clash = (local.notna() & found.notna()).to_numpy(bool) & _differ(utc, found)
        torn |= clash
        new = (local.isna() & found.notna()).to_numpy(bool)
        utc = utc.where(~new, found)
        local = utc.dt.tz_convert(options.zone).dt.tz_localize(None)
        day, odd = np.where(new, only_day, day), np.where(new, twice, odd)
    bad = torn | (cells.notna() & local.isna()).to_numpy(bool)
    told = local.dt.normalize().astype(DAY) if as_day else utc
    expected = f"a time written as {' or '.join(options.formats)}" + (", and as only one of them" if torn.any() else "")
    return Heard(told.mask(bad), bad, expected, day=day & ~bad, twice=odd & ~bad)


def _one(cells: pd.Series, form: str, options: Times) -> tuple[pd.Series, Bools, Bools]:
    """Moments of one format; which of them are days only, and which the clock showed twice or never."""
    if form in _UNITS:
        return _counted(cells, form, options)
    if form == "iso":
        return _iso(cells, options)
    shaped = cells[cells.str.fullmatch(shape(form)).eq(True)]
    stamps = pd.to_datetime(shaped, format=form, errors="coerce", utc=True).astype(TIME).reindex(cells.index)
    if "%z" in form:
        return _stated(stamps, options)
    only_day = not ("%H" in form or "%I" in form)
    return _by_clock(stamps.dt.tz_localize(None), np.full(len(cells), only_day), options)


def shape(form: str) -> str:
    """What cells of a format look like, as a regular expression: parsing what cannot fit would take long.

    Numbers that touch have all their digits: 1122024 is the first of December to one, the 11th of February to another.

    >>> shape("%d.%m.%Y"), shape("%d%m%Y")
    ('\\\\d{1,2}\\\\.\\\\d{1,2}\\\\.\\\\d{4}', '\\\\d{2}\\\\d{2}\\\\d{4}')
    """
    parts = [part for part in re.split(r"(%.)", form) if part]
    beside = zip(["", *parts], parts, [*parts[1:], ""], strict=False)
    return "".join(_shape(part, _DIGITS.keys() & {before, after}) for before, part, after in beside)


def _shape(part: str, touching: Set[str]) -> str:
    digits = _DIGITS.get(part)
    return f"\\d{{{digits}}}" if digits and touching else _SHAPES.get(part, re.escape(part))


def _counted(cells: pd.Series, form: str, options: Times) -> tuple[pd.Series, Bools, Bools]:
    """Seconds or milliseconds since 1970 in UTC; days of a spreadsheet by the clock of the zone."""
    seconds = plain(cells) * _UNITS[form] + _STARTS[form]
    known = seconds.where(seconds.between(_FIRST, _LAST))
    whole = (known * 1_000_000).round()
    naive = pd.Series(whole.fillna(0).astype("int64").to_numpy().astype("M8[us]"), index=cells.index)
    naive = naive.where(known.notna())
    if form != "excel":
        return _stated(naive.dt.tz_localize("UTC"), options)
    return _by_clock(naive, _at_midnight(naive), options)


def _iso(cells: pd.Series, options: Times) -> tuple[pd.Series, Bools, Bools]:
    """ISO 8601 with or without a clock time, with or without a zone."""
    only_day = cells.str.fullmatch(_ISO_DAY).eq(True).to_numpy(bool)
    zoned = cells.str.fullmatch(_ISO_TIME + _ISO_ZONE).eq(True).to_numpy(bool)
    bare = cells.str.fullmatch(_ISO_TIME).eq(True).to_numpy(bool)
    text = cells.str.replace(" ?UTC$", "Z", regex=True).str.replace(",", ".", regex=False)
    text = text.str.replace(r" ([+-][0-9:]+)$", r"\1", regex=True)
    stated, known_by_day, _ = _stated(_stamps(text.where(zoned)), options)
    told, day, twice = _by_clock(_stamps(text.where(bare | only_day)).dt.tz_localize(None), only_day, options)
    return stated.where(zoned, told), day | known_by_day, twice


def _stamps(text: pd.Series) -> pd.Series:
    return pd.to_datetime(text, format="ISO8601", errors="coerce", utc=True).astype(TIME)


def _stated(stamps: pd.Series, options: Times) -> tuple[pd.Series, Bools, Bools]:
    """Moments whose zone is stated; which of them stand for a day of the reader's zone; none was shown twice."""
    local = stamps.dt.tz_convert(options.zone).dt.tz_localize(None)
    day = _at_midnight(local) & (options.midnight == "day")
    meant = stamps.where(~day, _zoned(local + NOON, options.zone)[0])
    return _clean(meant.astype(TIME)), day, np.zeros(len(day), bool)


def _by_clock(naive: pd.Series, only_day: Bools, options: Times) -> tuple[pd.Series, Bools, Bools]:
    """Times by the clock of the reader's zone; which of them stand for days, which the clock showed twice or never."""
    day = only_day | (_at_midnight(naive) & (options.midnight == "day"))
    zoned, twice = _zoned(naive.where(~day, naive + NOON), options.zone)
    return _clean(zoned), day, twice


def _at_midnight(naive: pd.Series) -> Bools:
    return naive.eq(naive.dt.normalize()).to_numpy(bool)


def _zoned(naive: pd.Series, zone: str) -> tuple[pd.Series, Bools]:
    """Clock times of a zone as moments; which of them the clock showed twice, or never."""
    first = np.ones(len(naive), bool)
    early = naive.dt.tz_localize(zone, ambiguous=first, nonexistent="shift_backward")
    late = naive.dt.tz_localize(zone, ambiguous=~first, nonexistent="shift_backward")
    beyond = naive - early.dt.tz_localize(None)
    twice = ((early.ne(late) | beyond.ne(pd.Timedelta(0))) & naive.notna()).to_numpy(bool)
    return (early.dt.tz_convert("UTC") + beyond).astype(TIME), twice


def _clean(stamps: pd.Series) -> pd.Series:
    """Moments of years that a learning system can know: 1900 to 9999."""
    return stamps.where(stamps.ge(pd.Timestamp(_FIRST, unit="s", tz="UTC")))


def _differ(one: pd.Series, other: pd.Series) -> Bools:
    return one.ne(other).to_numpy(bool)
