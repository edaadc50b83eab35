"""Single cells: what is read, and what is not."""

from __future__ import annotations

import datetime as dt
import decimal
import math

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from recommender.tables.arrays import Cells, UnreadableColumn, as_array
from recommender.tables.cells import cells
from recommender.tables.schema import Kind

UTC = dt.UTC


def read_as(kind: Kind, *raw: object) -> Cells:
    return cells(as_array(pd.Series(list(raw))), kind)


def one(kind: Kind, raw: object) -> object:
    """The cell as read; an Ellipsis where it is bad, None where it is empty."""
    read = read_as(kind, raw)
    if (read.bad is not None and read.bad[0]) or (read.zoneless is not None and read.zoneless[0]):
        return ...
    return read.values[0].as_py()


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("1", 1.0),
        (" 1.50 ", 1.5),
        ("-.5", -0.5),
        ("1e3", 1000.0),
        ("", None),
        ("  ", None),
        (None, None),
        (7, 7.0),
        (math.nan, None),
        (decimal.Decimal("2.5"), 2.5),
        ("1,5", ...),
        ("1_000", ...),
        ("50%", ...),
        ("n/a", ...),
        ("nan", ...),
        ("inf", ...),
        ("1e999", ...),
        (math.inf, ...),
        (-math.inf, ...),
        ("0x10", ...),
        ("١", ...),
    ],
)
def test_numbers_are_finite_with_a_decimal_point(raw: object, number: object) -> None:
    assert one(Kind.NUMBER, raw) == number


@pytest.mark.parametrize("bad", ["x", "inf", "1e999"])
def test_one_bad_number_spoils_no_other(bad: str) -> None:
    read = read_as(Kind.NUMBER, "1", bad, "", "2")
    assert read.values.to_pylist() == [1.0, None, None, 2.0]
    assert read.bad is not None
    assert read.bad.tolist() == [False, True, False, False]


@pytest.mark.parametrize(("raw", "whole"), [("3", 3.0), ("3.0", 3.0), (3.0, 3.0), ("3.5", ...), (3.5, ...), ("x", ...)])
def test_integers_are_whole(raw: object, whole: object) -> None:
    assert one(Kind.INTEGER, raw) == whole


def test_an_integer_column_tells_apart_what_is_empty_and_what_is_bad() -> None:
    read = read_as(Kind.INTEGER, "1", "x", None, "2.5")
    assert read.bad is not None
    assert read.bad.tolist() == [False, True, False, True]


@pytest.mark.parametrize(
    ("raw", "flag"),
    [
        ("true", True),
        ("FALSE", False),
        (" 1", True),
        ("0", False),
        ("no", False),
        (True, True),
        (0, False),
        (1.0, True),
        ("maybe", ...),
        ("2", ...),
        ("", None),
    ],
)
def test_flags_have_few_spellings(raw: object, flag: object) -> None:
    assert one(Kind.BOOLEAN, raw) == flag


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("2026-02-28", dt.date(2026, 2, 28)),
        (" 2024-02-29", dt.date(2024, 2, 29)),
        ("9999-12-31", dt.date(9999, 12, 31)),
        (dt.date(2026, 1, 2), dt.date(2026, 1, 2)),
        (pd.Timestamp("2026-01-02"), dt.date(2026, 1, 2)),
        (pd.Timestamp("2026-01-02", tz="UTC"), dt.date(2026, 1, 2)),
        (pd.Timestamp("2026-01-02", tz="Asia/Tokyo"), ...),
        (pd.Timestamp("2026-01-02 10:00"), ...),
        ("2026-02-30", ...),
        ("2025-02-29", ...),
        ("0000-01-01", ...),
        ("01/02/2026", ...),
        ("2026-1-2", ...),
        ("2026-01-02T00:00:00", ...),
        ("20260102", ...),
        ("46000", ...),
        ("", None),
    ],
)
def test_days_are_written_in_one_way(raw: object, day: object) -> None:
    value = one(Kind.DATE, raw)
    assert (value.date() if isinstance(value, dt.datetime) else value) == day


@pytest.mark.parametrize(
    ("raw", "moment"),
    [
        ("2026-03-01T09:00:00Z", dt.datetime(2026, 3, 1, 9, tzinfo=UTC)),
        ("2026-03-01T09:00:00+01:00", dt.datetime(2026, 3, 1, 8, tzinfo=UTC)),
        ("2026-03-01 09:00:00-0530", dt.datetime(2026, 3, 1, 14, 30, tzinfo=UTC)),
        ("2026-03-01T09:00Z", dt.datetime(2026, 3, 1, 9, tzinfo=UTC)),
        ("2026-03-01t09:00:00z", dt.datetime(2026, 3, 1, 9, tzinfo=UTC)),
        ("2026-03-01 09:00:00 UTC", dt.datetime(2026, 3, 1, 9, tzinfo=UTC)),
        ("2026-03-01 09:00:00 +01:00", dt.datetime(2026, 3, 1, 8, tzinfo=UTC)),
        ("2026-03-01T09:00:00.1234567Z", dt.datetime(2026, 3, 1, 9, 0, 0, 123456, tzinfo=UTC)),
        ("2026-03-01T09:00:00.5Z", dt.datetime(2026, 3, 1, 9, 0, 0, 500000, tzinfo=UTC)),
        ("9999-12-31T23:59:59Z", dt.datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
        (pd.Timestamp("2026-03-01 09:00", tz="Europe/Berlin"), dt.datetime(2026, 3, 1, 8, tzinfo=UTC)),
        ("2026-03-01T24:00:00Z", ...),
        ("2026-02-30T09:00:00Z", ...),
        ("2026-03-01T09:00:00+25:00", ...),
        ("9999-12-31T23:59:59-02:00", ...),
        ("0000-01-01T00:00:00Z", ...),
        ("1772355600", ...),
        (1772355600, ...),
        ("soon", ...),
        ("", None),
    ],
)
def test_times_are_moments(raw: object, moment: object) -> None:
    assert one(Kind.TIME, raw) == moment


@pytest.mark.parametrize(
    "raw",
    ["2026-03-01T09:00:00", "2026-03-01 09:00", "2026-03-01", pd.Timestamp("2026-03-01"), dt.date(2026, 3, 1)],
)
def test_a_time_without_a_zone_is_told_apart_from_nonsense(raw: object) -> None:
    read = read_as(Kind.TIME, raw)
    assert read.zoneless is not None
    assert read.zoneless.tolist() == [True]
    assert read.bad is None or not read.bad.any()


def test_good_times_survive_among_bad_ones() -> None:
    read = read_as(Kind.TIME, "2026-03-01T09:00:00Z", "soon", "2026-03-01", None)
    assert read.values.null_count == 3
    assert read.bad is not None
    assert read.zoneless is not None
    assert (read.bad.tolist(), read.zoneless.tolist()) == ([False, True, False, False], [False, False, True, False])


@pytest.mark.parametrize(
    ("unit", "far"),
    [("s", 2**62), ("ms", 2**62), ("us", 2**62), ("ms", -(2**62))],
)
def test_timestamps_of_other_ages_are_bad_and_not_an_overflow(unit: str, far: int) -> None:
    stamps = pa.array([far, 0], pa.int64()).cast(pa.timestamp(unit, "UTC"))
    read = cells(stamps, Kind.TIME)
    assert read.bad is not None
    assert read.bad.tolist() == [True, False]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (12, "12"),
        (12.0, "12"),
        (2.0**40, "1099511627776"),
        (0.25, "0.25"),
        (True, "true"),
        (math.nan, None),
        ("12.0", "12.0"),
        ("007", "007"),
        (b"abc", "abc"),
    ],
)
def test_ids_of_any_type_become_text(raw: object, text: object) -> None:
    assert one(Kind.ID, raw) == text


def test_numbers_with_gaps_are_still_ids_without_a_point() -> None:
    assert read_as(Kind.ID, 1.0, np.nan, 3.0).values.to_pylist() == ["1", None, "3"]


def test_a_mixed_column_of_a_frame_is_read_cell_by_cell() -> None:
    assert read_as(Kind.ID, 12.0, "ada", None, 3).values.to_pylist() == ["12", "ada", None, "3"]


def test_half_a_character_is_replaced_and_not_a_crash() -> None:
    broken = pd.Series(["a\ud800b"], dtype=object)
    assert cells(as_array(broken), Kind.TEXT).values.to_pylist() == ["a?b"]


def test_dictionary_columns_are_read_as_what_they_hold() -> None:
    column = pa.array(["1", "x", "1"]).dictionary_encode()
    read = cells(pa.chunked_array([column, column]), Kind.NUMBER)
    assert read.values.to_pylist() == [1.0, None, 1.0] * 2


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize(
    "column",
    [pa.array([[1]]), pa.array([{"a": 1}]), pa.array([1], pa.duration("s")), pa.array([b"\xff"])],
    ids=["list", "struct", "duration", "bytes"],
)
def test_columns_of_odd_types_are_refused_as_a_whole(kind: Kind, column: pa.Array) -> None:
    with pytest.raises(UnreadableColumn):
        cells(column, kind)


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("column", [pa.nulls(2), pa.array([], pa.string()), pa.chunked_array([], pa.int32())])
def test_columns_without_a_value_are_of_every_kind(kind: Kind, column: pa.Array) -> None:
    read = cells(column, kind)
    assert read.values.null_count == len(column)
    assert read.bad is None or not read.bad.any()
