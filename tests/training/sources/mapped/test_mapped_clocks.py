from __future__ import annotations

import pandas as pd
import pytest

from tests.training.sources.mapped.mapped_exports import read, values

AT = "events.occurred_at"


def utc(text):
    return pd.Timestamp(text, tz="UTC")


@pytest.mark.parametrize(
    ("cell", "form", "moment"),
    [
        ("03.04.2024 09:00", "%d.%m.%Y %H:%M", "2024-04-03 07:00"),
        ("03/04/2024 09:00", "%m/%d/%Y %H:%M", "2024-03-04 08:00"),
        ("Mar-01-2024 02:30:00 PM -0500", "%b-%d-%Y %I:%M:%S %p %z", "2024-03-01 19:30"),
        ("1706778000", "epoch", "2024-02-01 09:00"),
        ("1706778000123", "epoch_ms", "2024-02-01 09:00:00.123"),
        ("45323.5", "excel", "2024-02-01 11:00"),
        ("2024-02-01T10:00:00Z", "iso", "2024-02-01 10:00"),
        ("2024-02-01 10:00:00", "iso", "2024-02-01 09:00"),
        ("2024-02-01 10:00:00.5 +02:00", "iso", "2024-02-01 08:00:00.5"),
        ("2024-02-01 10:00:00 UTC", "iso", "2024-02-01 10:00"),
    ],
)
def test_times_are_read_in_the_zone_of_their_clock(cell, form, moment):
    found = read([cell, None], AT, kind="time", format=form)
    assert found.values[0] == utc(moment)
    assert found.bad.tolist() == [False, False]
    assert found.day.tolist() == [False, False]


@pytest.mark.parametrize(("cell", "form"), [("03.04.2024", "%d.%m.%Y"), ("2024-04-03", "iso"), ("45385", "excel")])
def test_a_day_without_a_time_is_its_noon_and_known_by_day_only(cell, form):
    found = read([cell], AT, kind="time", format=form)
    assert found.values[0] == utc("2024-04-03 10:00")
    assert found.day.tolist() == [True]


@pytest.mark.parametrize(
    ("cell", "form"),
    [
        ("2024-04-03", "%d.%m.%Y"),
        ("13/25/2024", "%m/%d/%Y"),
        ("31.02.2024", "%d.%m.%Y"),
        ("03.04.24", "%d.%m.%Y"),
        ("03.04.2024 ", "%d.%m.%Y %H:%M"),
        ("yesterday", "iso"),
        ("2024-13-01", "iso"),
        ("12e999", "epoch"),
        ("-99999999999", "epoch"),
        ("01.01.0001", "%d.%m.%Y"),
    ],
)
def test_what_is_not_written_as_said_is_not_guessed(cell, form):
    assert read([cell], AT, kind="time", format=form).bad.tolist() == [True]


def test_several_formats_are_tried_but_a_cell_that_two_read_differently_is_not_read():
    both = {"kind": "time", "format": ["%d/%m/%Y", "%m/%d/%Y"]}
    found = read(["25/12/2024", "12/25/2024", "03/04/2024", "05/05/2024"], AT, **both)
    assert found.bad.tolist() == [False, False, True, False]
    assert found.values[0] == found.values[1] == utc("2024-12-25 11:00")
    assert "only one of them" in found.expected


def test_the_zone_of_a_reader_goes_before_that_of_the_mapping():
    new_york = {"kind": "time", "format": "iso", "zone": "America/New_York"}
    assert values(["2024-02-01 10:00"], AT, **new_york) == [utc("2024-02-01 15:00")]


def test_an_hour_that_a_clock_shows_twice_is_the_first_and_one_that_it_skips_is_as_much_later_both_told():
    found = read(["27.10.2024 02:30", "31.03.2024 02:30", "01.05.2024 02:30"], AT, kind="time", format="%d.%m.%Y %H:%M")
    assert found.values.tolist() == [utc("2024-10-27 00:30"), utc("2024-03-31 01:30"), utc("2024-05-01 00:30")]
    assert found.twice.tolist() == [True, True, False]


def test_midnight_is_a_day_only_where_that_is_said():
    stamp = {"kind": "time", "format": "%d.%m.%Y %H:%M"}
    plain = read(["03.04.2024 00:00"], AT, **stamp)
    told = read(["03.04.2024 00:00", "03.04.2024 00:01"], AT, midnight="day", **stamp)
    assert (plain.values[0], plain.day.tolist()) == (utc("2024-04-02 22:00"), [False])
    assert told.values.tolist() == [utc("2024-04-03 10:00"), utc("2024-04-02 22:01")]
    assert told.day.tolist() == [True, False]


def test_a_column_of_days_gets_the_day_of_the_zones_calendar():
    stamp = {"kind": "time", "format": "epoch"}
    assert values(["1706740200"], "learners.hired_on", **stamp) == [pd.Timestamp("2024-01-31")]
    tokyo = stamp | {"zone": "Asia/Tokyo"}
    assert values(["1706740200"], "learners.hired_on", **tokyo) == [pd.Timestamp("2024-02-01")]


def test_the_last_day_that_hr_systems_write_for_open_is_a_day():
    assert values(["31.12.9999"], "employments.valid_to", kind="time", format="%d.%m.%Y") == [
        pd.Timestamp("9999-12-31")
    ]
