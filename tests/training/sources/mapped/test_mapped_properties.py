"""What was written by a rule is read by it; what was not never breaks a reader."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.training.sources.mapped.mapped_exports import events, imported, read, values

MOMENTS = st.datetimes(datetime.fromisoformat("1971-01-01"), datetime.fromisoformat("2099-12-31")).map(
    lambda at: at.replace(microsecond=0)
)
FORMATS = ("%d.%m.%Y %H:%M:%S", "%m/%d/%Y %I:%M:%S %p", "%Y%m%d%H%M%S", "%b-%d-%Y %H:%M:%S", "%Y-%j %H:%M:%S")
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "UTC")
QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@QUICK
@given(MOMENTS, st.sampled_from(FORMATS), st.sampled_from(ZONES))
def test_a_clock_time_is_the_moment_that_its_zone_says(at, form, zone):
    local = at.replace(tzinfo=ZoneInfo(zone))
    exists = local.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) == at
    once = local.utcoffset() == local.replace(fold=1).utcoffset()
    found = read([at.strftime(form)], "events.occurred_at", kind="time", format=form, zone=zone)
    assert found.bad.tolist() == [False]
    assert found.twice.tolist() == [not (exists and once)]
    assert found.values[0] == pd.Timestamp(local.astimezone(UTC))


@QUICK
@given(MOMENTS, st.integers(-14 * 60, 14 * 60))
def test_an_offset_that_is_written_is_believed(at, minutes):
    sign, size = "-" if minutes < 0 else "+", abs(minutes)
    cell = f"{at:%Y-%m-%dT%H:%M:%S}{sign}{size // 60:02d}:{size % 60:02d}"
    wanted = pd.Timestamp(at - timedelta(minutes=minutes), tz="UTC")
    for form in ("iso", "%Y-%m-%dT%H:%M:%S%z"):
        assert read([cell], "events.occurred_at", kind="time", format=form).values[0] == wanted


@QUICK
@given(st.dates(date(1900, 1, 2), date(2200, 1, 1)), st.sampled_from(ZONES))
def test_a_day_stays_that_day_in_every_zone(day, zone):
    told = {"kind": "time", "format": "%d.%m.%Y", "zone": zone}
    cell = f"{day.day:02d}.{day.month:02d}.{day.year}"
    assert values([cell], "learners.hired_on", **told) == [pd.Timestamp(day)]
    noon = read([cell], "events.occurred_at", **told).values[0]
    assert noon.tz_convert(zone).date() == day


@QUICK
@given(st.integers(-(10**9), 10**9), st.integers(0, 999))
def test_numbers_are_read_with_the_signs_that_they_are_written_with(whole, parts):
    plain = f"{whole}.{parts:03d}"
    grouped = f"{whole:,}.{parts:03d}"
    german = grouped.translate(str.maketrans(",.", ".,"))
    wanted = pytest.approx(float(plain))
    assert values([plain], "outcomes.baseline", kind="number") == [wanted]
    assert values([grouped], "outcomes.baseline", kind="number", thousands=",") == [wanted]
    assert values([german], "outcomes.baseline", kind="number", thousands=".", decimal=",") == [wanted]


@QUICK
@given(st.integers(0, 999), st.integers(0, 59))
def test_durations_written_in_five_ways_are_the_same_minutes(hours, minutes):
    told = hours * 60 + minutes
    units = {"kind": "amount", "units": {"h": 60, "min": 1}}
    assert values([f"{hours}:{minutes:02d}"], kind="clock") == [told]
    assert values([f"{hours}:{minutes:02d}:00"], kind="clock", first="minutes") == [told]
    assert values([f"{hours} h {minutes} min"], **units) == [told]
    assert values([f"{hours}H,{minutes}MIN"], **units) == [told]
    assert values([str(told * 60)], kind="number", factor=1 / 60) == [pytest.approx(told)]


ANY = st.lists(st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=12), min_size=1, max_size=5)
READERS = (
    ("events.learner_id", {"kind": "id", "prefix": "u-", "drop_zeros": True, "case": "lower"}),
    ("contents.description", {"kind": "text", "tags": "drop"}),
    ("events.kind", {"kind": "words", "words": {"a": "completed"}}),
    ("events.occurred_at", {"kind": "time", "format": ["iso", "epoch", "excel", "%d.%m.%Y"]}),
    ("learners.hired_on", {"kind": "time", "format": "%d %b %Y %H:%M %z"}),
    ("contents.minutes", {"kind": "number", "decimal": ",", "thousands": "."}),
    ("events.value", {"kind": "share", "low": 1, "high": 5}),
    ("contents.minutes", {"kind": "amount", "units": {"h": 60, "(m)": 1}}),
    ("contents.minutes", {"kind": "clock"}),
)


@QUICK
@given(ANY, st.sampled_from(READERS))
def test_whatever_stands_in_a_cell_is_read_or_said_to_be_unreadable(cells, how):
    column, keys = how
    found = read(cells, column, **keys)
    assert len(found.values) == len(found.bad) == len(cells)
    for cell, value, bad in zip(cells, found.values, found.bad, strict=True):
        assert not (cell is None and bad)
        assert pd.isna(value) or not bad
        assert not (isinstance(value, float) and math.isinf(value))


@settings(QUICK, max_examples=12)
@given(st.permutations(["a,c,2024-01-05T10:00Z", "b,c,2024-01-05T10:00Z", "a,d,2024-01-06", "a,d,2024-01-05T10:00Z"]))
def test_the_order_of_rows_does_not_matter(tmp_path, rows):
    made = imported(tmp_path, events(), log="\n".join(["who,what,at", *rows]) + "\n").tables["events"]
    still = imported(tmp_path, events(), log="\n".join(["who,what,at", *sorted(rows)]) + "\n").tables["events"]
    assert made.equals(still)
