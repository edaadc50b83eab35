"""Learning minutes by day."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from recommender.planning import Calendar

MONDAY = date(2026, 1, 5)


def test_weekly_minutes_are_spread_over_monday_to_friday():
    calendar = Calendar.of(MONDAY, 1, 100)
    assert calendar.minutes.tolist() == [20, 20, 20, 20, 20, 0, 0]
    assert calendar.total == 100


def test_a_horizon_that_starts_midweek_still_knows_its_weekends():
    calendar = Calendar.of(date(2026, 1, 9), 1, 100)  # a Friday
    assert calendar.minutes.tolist() == [20, 0, 0, 20, 20, 20, 20]


def test_both_ends_of_an_absence_are_days_off():
    calendar = Calendar.of(MONDAY, 1, 100, ((date(2026, 1, 6), date(2026, 1, 7)),))
    assert calendar.minutes.tolist() == [20, 0, 0, 20, 20, 0, 0]


def test_an_absence_that_began_before_the_horizon_counts_from_its_first_day():
    calendar = Calendar.of(MONDAY, 1, 100, ((date(2025, 12, 1), MONDAY),))
    assert calendar.minutes[0] == 0
    assert calendar.total == 80


def test_absences_may_overlap():
    away = ((MONDAY, date(2026, 1, 7)), (date(2026, 1, 6), date(2026, 1, 8)))
    assert Calendar.of(MONDAY, 1, 100, away).total == 20


@pytest.mark.parametrize(
    ("day", "minutes"),
    [
        (date(2026, 1, 4), 0),
        (MONDAY, 20),
        (date(2026, 1, 9), 100),
        (date(2026, 1, 11), 100),
        (date(2026, 1, 12), 120),
        (date(2030, 1, 1), 200),
    ],
)
def test_minutes_until_a_day_include_that_day(day, minutes):
    assert Calendar.of(MONDAY, 2, 100).minutes_until(day) == minutes


@pytest.mark.parametrize(("minutes", "day"), [(0, 5), (1, 5), (20, 5), (20.5, 6), (100, 9), (101, 12), (999, 18)])
def test_day_of_is_the_day_on_which_the_minute_is_learned(minutes, day):
    assert Calendar.of(MONDAY, 2, 100).day_of(minutes) == date(2026, 1, day)


@pytest.mark.parametrize(("minutes", "day"), [(0, 5), (19, 5), (20, 6), (100, 12), (999, 18)])
def test_day_after_is_the_day_of_the_next_minute(minutes, day):
    assert Calendar.of(MONDAY, 2, 100).day_after(minutes) == date(2026, 1, day)


def test_rounding_errors_do_not_move_a_day():
    calendar = Calendar.of(MONDAY, 1, 1)
    assert calendar.day_of(0.2 + 1e-12) == MONDAY
    assert calendar.day_after(0.2 - 1e-12) == date(2026, 1, 6)


def test_a_horizon_of_no_days_has_no_minutes():
    calendar = Calendar.of(MONDAY, 0, 100)
    assert calendar.total == 0
    assert calendar.minutes_until(MONDAY) == 0
    assert calendar.day_of(5) == MONDAY


def test_any_minutes_may_be_given_day_by_day():
    calendar = Calendar(MONDAY, np.array([10.0, 0.0, 30.0]))
    assert calendar.cumulative.tolist() == [10, 10, 40]
    assert calendar.position_of(date(2026, 1, 7)) == 2
