"""Days, clocks that jump, what was recorded when, and loads of long ago: no trap of time is walked into."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from recommender.columns import EVENT_KINDS
from tests.training.sources.mapped.mapped_exports import aside, events, imported, read, values

AT = "events.occurred_at"
NOTED = 'recorded_at = { from = "noted", as = "when" }'


def utc(text):
    return pd.Timestamp(text, tz="UTC")


def in_zone(mapping, zone):
    return mapping.replace("Europe/Berlin", zone)


@pytest.mark.parametrize(
    ("zone", "local"),
    [
        pytest.param("Europe/Berlin", "2024-03-31 02:10", id="skipped"),
        pytest.param("America/New_York", "2024-03-10 02:59:59", id="skipped, its last second"),
        pytest.param("Australia/Lord_Howe", "2023-10-01 02:15", id="half an hour skipped"),
        pytest.param("America/Sao_Paulo", "2018-11-04 00:00", id="midnight skipped"),
        pytest.param("Pacific/Apia", "2011-12-30 12:00", id="a whole day skipped"),
        pytest.param("Europe/Berlin", "2024-10-27 02:59:59", id="shown twice"),
        pytest.param("Australia/Lord_Howe", "2024-04-07 01:45", id="half an hour shown twice"),
    ],
)
def test_what_a_clock_skips_or_repeats_is_read_by_the_offset_before_it_jumped(zone, local):
    found = read([local], AT, kind="time", format="%Y-%m-%d %H:%M:%S" if local.count(":") > 1 else "iso", zone=zone)
    assert found.values[0] == datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    assert found.twice.tolist() == [True]


def test_times_of_an_hour_that_the_clock_skips_keep_their_order_and_are_counted(tmp_path):
    made = imported(tmp_path, events(), log="who,what,at\na,second,2024-03-31 02:50\na,first,2024-03-31 02:10\n")
    told = made.tables["events"].sort_values("occurred_at")
    assert told["content_id"].tolist() == ["first", "second"]
    assert told["occurred_at"].diff().iloc[1] == pd.Timedelta(minutes=40)
    assert any("2 times fell into the hour that a clock change repeats or skips" in note for note in made.notes)


def test_a_midnight_that_the_clock_skipped_stands_for_its_day_like_any_other():
    found = read(
        ["04.11.2018 00:00", "05.11.2018 00:00"],
        AT,
        kind="time",
        format="%d.%m.%Y %H:%M",
        zone="America/Sao_Paulo",
        midnight="day",
    )
    assert found.day.tolist() == [True, True]
    assert found.values.tolist() == [utc("2018-11-04 14:00"), utc("2018-11-05 14:00")]
    assert not found.twice.any()


def test_a_midnight_with_an_offset_is_a_day_where_it_is_midnight_in_the_zone_of_the_reader():
    cells = ["2024-04-03T00:00:00+02:00", "2024-04-03T00:00:00Z", "2024-04-02T22:00:00Z"]
    found = read(cells, AT, kind="time", format="iso", midnight="day")
    assert found.day.tolist() == [True, False, True]
    assert found.values.tolist() == [utc("2024-04-03 10:00"), utc("2024-04-03"), utc("2024-04-03 10:00")]
    epoch = read(["1712095200"], AT, kind="time", format="epoch", midnight="day")
    assert (epoch.day.tolist(), epoch.values[0]) == ([True], utc("2024-04-03 10:00"))


@pytest.mark.parametrize(
    ("form", "cell", "moment"),
    [
        ("%d%m%Y", "01122024", "2024-12-01 11:00"),
        ("%d%m%Y", "1122024", None),
        ("%Y%m%d", "2024111", None),
        ("%Y%m%d %H%M", "20240115 930", None),
        ("%Y%m%d %H%M", "20240115 0930", "2024-01-15 08:30"),
        ("%Y%m%d%H%M%S%f", "20240115093000500000", "2024-01-15 08:30:00.5"),
        ("%Y-%j", "2024-32", "2024-02-01 11:00"),
        ("%d.%m.%Y %H:%M", "1.2.2024 9:05", "2024-02-01 08:05"),
        ("%b%d %Y", "Feb1 2024", "2024-02-01 11:00"),
    ],
)
def test_numbers_that_touch_are_read_only_where_all_their_digits_are_there(form, cell, moment):
    assert values([cell], AT, kind="time", format=form) == [None if moment is None else utc(moment)]


def test_a_day_of_february_that_was_not_and_an_hour_25_are_set_aside_each_with_its_line(tmp_path):
    mapping = f"set_aside_at_most = 1\n{events()}".replace('"iso"', '["iso", "%d.%m.%Y %H:%M"]')
    rows = ["a,c,2023-02-29", "b,c,28.02.2023 25:00", "c,c,2024-02-29", "d,c,2024-01-05T24:00", "e,c,28.02.2023 23:59"]
    made = imported(tmp_path, mapping, log="\n".join(["who,what,at", *rows]))
    assert sorted(made.tables["events"]["learner_id"]) == ["c", "e"]
    assert [line for line, *_ in aside(made)] == [2, 3, 5]


@pytest.mark.parametrize("clock", ["00:00:00", "00:00:05", "00:00:17", "00:00:40", "08:00:00", "12:00:01", "23:59:59"])
def test_whatever_is_known_by_day_stays_on_that_day_and_is_not_later_than_it_was_recorded(tmp_path, clock):
    mapping = events(columns=NOTED).replace('{ value = "completed" }', '"kind"')
    rows = [f"a,c,{kind},2024-01-05,2024-01-05T{clock}" for kind in EVENT_KINDS]
    told = imported(tmp_path, mapping, log="\n".join(["who,what,kind,at,noted", *rows])).tables["events"]
    told = told.set_index("kind").loc[list(EVENT_KINDS)]
    assert (told["occurred_at"] <= told["recorded_at"]).all()
    assert set(told["occurred_at"].dt.tz_convert("Europe/Berlin").dt.day) == {5}
    assert told["occurred_at"].is_monotonic_increasing
    assert told["occurred_at"].is_unique or clock < "00:00:17"


def test_a_day_after_the_one_on_which_it_was_recorded_is_left_as_it_is_for_the_check(tmp_path):
    mapping = events(columns=NOTED)
    told = imported(tmp_path, mapping, log="who,what,at,noted\na,c,2024-01-05,2024-01-04T10:00\n").tables["events"]
    assert f"{told['occurred_at'][0]:%m-%d %H}" == "01-05 11"


def bulk(rows, zone="Europe/Berlin"):
    return in_zone(events(f"bulk = {{ rows = {rows}, days_later = 30 }}", NOTED), zone)


def loaded(tmp_path, mapping, *rows):
    told = imported(tmp_path, mapping, log="\n".join(["who,what,at,noted", *rows])).tables["events"]
    return sorted(told["learner_id"][told["initiated_by"].eq("import")]) if "initiated_by" in told else []


def test_events_that_were_recorded_in_time_do_not_make_a_late_one_a_bulk_load(tmp_path):
    timely = [f"{who},c,2024-01-05T10:00,2024-01-05T11:00" for who in "abc"]
    late = [f"{who},c,2024-01-05T10:00,2024-06-01T11:00" for who in "de"]
    assert loaded(tmp_path, bulk(3), *timely, *late) == []
    assert loaded(tmp_path, bulk(2), *timely, *late) == ["d", "e"]


def test_copies_of_one_event_do_not_add_up_to_a_bulk_load(tmp_path):
    late = "2024-01-05T10:00,2024-06-01T11:00"
    assert loaded(tmp_path, bulk(3), *[f"a,c,{late}"] * 5, f"b,c,{late}") == []
    assert loaded(tmp_path, bulk(2), *[f"a,c,{late}"] * 5, f"b,c,{late}") == ["a", "b"]


def test_kinds_and_days_are_counted_apart_and_the_days_are_those_of_the_zone(tmp_path):
    mapping = bulk(2).replace('{ value = "completed" }', '"what"').replace('content_id = "what"\n', "")
    at = "2024-06-01T11:00"
    rows = [f"a,completed,2024-01-05T23:30Z,{at}", f"b,completed,2024-01-06T12:00Z,{at}"]
    rows += [f"c,failed,2024-01-06T12:00Z,{at}", f"d,completed,2024-01-05T12:00Z,{at}"]
    assert loaded(tmp_path, mapping, *rows) == ["a", "b"]


def test_a_bulk_load_of_a_day_without_a_midnight_is_one_too(tmp_path):
    rows = [f"{who},c,2018-11-04T10:00,2019-06-01" for who in "ab"]
    assert loaded(tmp_path, bulk(2, "America/Sao_Paulo"), *rows) == ["a", "b"]
