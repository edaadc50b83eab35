"""What does one raw column say, read as days or as times?"""

from __future__ import annotations

from typing import Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from recommender.tables.arrays import Cells, UnreadableColumn, as_array, as_text, joined, mask, trimmed, where, within

TIME: Final = pa.timestamp("us", "UTC")
_DAY: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_CLOCK: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?"
_ZONED: Final = _CLOCK + r"(Z|[+-][0-9]{2}(:?[0-9]{2})?)$"
_ZONELESS: Final = rf"({_CLOCK}$)|({_DAY})"
_FIRST_DAY: Final = -719162  # 0001-01-01, the first day that datetime.date knows
_LAST_DAY: Final = 2932896  # 9999-12-31, the last one, which HR systems write for "open"
_SECONDS: Final = 86_400


def dates(column: pa.Array) -> Cells:
    """Days, from text such as 2026-03-01, from dates, or from timestamps at midnight."""
    if pa.types.is_temporal(column.type) and not pa.types.is_time(column.type):
        return _days(column)
    text = trimmed(as_text(column))
    try:
        days = text.cast(pa.date32())
    except pa.ArrowInvalid:
        days = _parsed(where(pc.match_substring_regex(text, _DAY), text), "%Y-%m-%d").cast(pa.date32())
    return joined(text, within(days, pa.int32(), _FIRST_DAY, _LAST_DAY))


def _days(column: pa.Array) -> Cells:
    """Dates from Arrow dates or timestamps; a timestamp that is not midnight (in UTC, if it has a zone) is no date."""
    if pa.types.is_duration(column.type):
        raise UnreadableColumn(str(column.type))
    seconds = pc.cast(_utc(column), pa.timestamp("s"), safe=False)
    midnight = pc.equal(pc.cast(pc.floor_temporal(seconds, unit="day"), _utc(column).type), _utc(column))
    days = pc.cast(where(midnight, seconds), pa.date32(), safe=False)
    return joined(column, within(days, pa.int32(), _FIRST_DAY, _LAST_DAY))


def times(column: pa.Array) -> Cells:
    """Moments in UTC, from RFC 3339 text or from timestamps; those without a zone are told apart from nonsense."""
    if pa.types.is_timestamp(column.type):
        return _stamps(column)
    if pa.types.is_temporal(column.type):
        if pa.types.is_date(column.type):
            return _without_zone(column, column.is_valid())
        raise UnreadableColumn(str(column.type))
    text = trimmed(as_text(column))
    try:
        return joined(text, _microseconds(text.cast(TIME)))
    except pa.ArrowInvalid:
        return _odd_times(text)


def _stamps(column: pa.Array) -> Cells:
    if column.type.tz is None:
        return _without_zone(column, column.is_valid())
    return joined(column, _microseconds(column))


def _odd_times(text: pa.Array) -> Cells:
    """Times of which at least one is not plain: mixed precision, lower case, "UTC" for Z, no zone, or nonsense."""
    upper = pc.replace_substring_regex(pc.utf8_upper(text), r" ?UTC$", "Z")
    plain = pc.replace_substring_regex(upper, r" ([+-][0-9:]+)$", r"\1")
    stamps = _parsed(where(pc.match_substring_regex(plain, _ZONED), plain), "ISO8601")
    zoneless = mask(pc.match_substring_regex(plain, _ZONELESS))
    read = joined(text, _microseconds(stamps))
    return Cells(read.values, None if read.bad is None else read.bad & ~zoneless, zoneless)


def _parsed(text: pa.Array, form: str) -> pa.Array:
    """Text as UTC microseconds; null where the calendar has no such day."""
    stamps = pd.to_datetime(text.to_pandas(), format=form, utc=True, errors="coerce")
    return as_array(stamps.dt.as_unit("us"))


def _microseconds(stamps: pa.Array) -> pa.Array:
    """Aware timestamps of any unit as UTC microseconds; null outside the years 1 to 9999."""
    if stamps.type.unit == "ns":
        return pc.cast(stamps, TIME, safe=False)
    ticks = {"s": 1, "ms": 1_000, "us": 1_000_000}[stamps.type.unit] * _SECONDS
    return within(stamps, pa.int64(), _FIRST_DAY * ticks, (_LAST_DAY + 1) * ticks - 1).cast(TIME)


def _without_zone(column: pa.Array, there: pa.Array) -> Cells:
    return Cells(pa.nulls(len(column), TIME), None, mask(there))


def _utc(column: pa.Array) -> pa.Array:
    """Dates or timestamps as naive timestamps in UTC."""
    if not pa.types.is_timestamp(column.type):
        return pc.cast(column, pa.timestamp("ms"), safe=False)
    return column if column.type.tz is None else pc.cast(column, pa.timestamp(column.type.unit))
