"""When steps start and finish, sessions above all."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from recommender.planning.timing import Moment, Timetable, dates
from tests.planning_builders import a_content, a_problem, weeks

WEEK = weeks(2, 100, (date(2026, 1, 8), date(2026, 1, 8)))  # 20 minutes a day, Thursday the 8th off: 80 in week one


def at(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 1, day, hour, tzinfo=UTC)


def a_table(*contents):
    problem = a_problem(*contents, calendar=WEEK)
    return problem, Timetable.of(problem)


def test_a_self_paced_step_takes_the_next_minutes():
    _, table = a_table(a_content("a", minutes=50))
    assert table.after(0, Moment(30)) == Moment(80)


def test_a_step_must_end_within_the_horizon():
    _, table = a_table(a_content("a", minutes=50))
    assert table.after(0, Moment(130)) is not None
    assert table.after(0, Moment(131)) is None


def test_a_step_must_end_by_its_due_day():
    _, table = a_table(a_content("a", minutes=50, due=date(2026, 1, 9)))
    assert table.after(0, Moment(30)) is not None
    assert table.after(0, Moment(31)) is None


def test_what_was_due_before_the_first_day_never_fits_not_even_without_minutes():
    _, table = a_table(a_content("a", minutes=0, due=date(2026, 1, 4)))
    assert table.after(0, Moment()) is None


def test_a_session_uses_what_is_unused_up_to_its_day():
    _, table = a_table(a_content("a", minutes=30, sessions=(at(7),)))  # Wednesday: minutes 40 to 60
    then = table.after(0, Moment(25))
    assert then.position == 60  # 35 minutes were free until then, the 5 that stay unused are lost


def test_a_session_takes_what_is_missing_from_the_days_after():
    _, table = a_table(a_content("a", minutes=50, sessions=(at(7),)))
    assert table.after(0, Moment(25)).position == 75


def test_the_rest_of_a_session_day_can_still_be_used():
    _, table = a_table(a_content("a", minutes=5, sessions=(at(7),)))
    assert table.after(0, Moment(10)).position == 45


def test_earlier_steps_must_be_finished_on_the_day_of_a_session():
    _, table = a_table(a_content("a", minutes=10, sessions=(at(7),)))
    assert table.after(0, Moment(60)) is not None
    assert table.after(0, Moment(61)) is None


def test_a_missed_session_is_followed_by_the_next_one():
    _, table = a_table(a_content("a", minutes=10, sessions=(at(12), at(7))))
    assert table.after(0, Moment(61)).position == 90


def test_two_sessions_may_not_overlap():
    _, table = a_table(
        a_content("a", minutes=10, sessions=(at(7, 9),)), a_content("b", minutes=10, sessions=(at(7, 9),))
    )
    assert table.after(1, table.after(0, Moment())) is None


def test_two_sessions_may_follow_each_other_on_a_day():
    _, table = a_table(
        a_content("a", minutes=10, sessions=(at(7, 9),)), a_content("b", minutes=10, sessions=(at(7, 10),))
    )
    assert table.after(1, table.after(0, Moment())) is not None


@pytest.mark.parametrize("day", [4, 8, 10, 19, 25])
def test_nobody_attends_before_the_horizon_after_it_or_on_a_day_off(day):
    _, table = a_table(a_content("a", minutes=10, sessions=(at(day),)))
    assert table.sessions[0] == ()
    assert table.after(0, Moment()) is None
    assert table.latest_start(0) == -float("inf")


def test_a_session_after_the_due_day_is_too_late():
    _, table = a_table(a_content("a", minutes=10, sessions=(at(9),), due=date(2026, 1, 7)))
    assert table.after(0, Moment()) is None


def test_the_latest_start_is_the_close_of_the_last_session():
    _, table = a_table(a_content("a", minutes=10, sessions=(at(6), at(7))), a_content("b", minutes=30))
    assert table.latest_start(0) == 60
    assert table.latest_start(1) == 150


def test_dates_are_days_of_the_first_and_the_last_minute():
    problem, table = a_table(a_content("a", minutes=20), a_content("b", minutes=50))
    assert dates(problem, table, (0, 1)) == ((at(5, 0), at(5, 0)), (at(6, 0), at(9, 0)))


def test_a_live_step_has_the_real_times_of_its_session():
    problem, table = a_table(a_content("a", minutes=90, sessions=(at(7, 13),)))
    assert dates(problem, table, (0,)) == ((at(7, 13), datetime(2026, 1, 7, 14, 30, tzinfo=UTC)),)


def test_sessions_are_given_in_any_zone_and_answered_in_utc():
    seen = datetime.fromisoformat("2026-01-07T23:30:00-05:00")  # Thursday the 8th in UTC, a day off
    _, table = a_table(a_content("a", minutes=10, sessions=(seen,)))
    assert table.sessions[0] == ()


def test_a_step_without_minutes_stands_on_the_day_of_what_came_before():
    problem, table = a_table(a_content("a", minutes=20), a_content("b", minutes=0))
    assert dates(problem, table, (0, 1))[1] == (at(5, 0), at(5, 0))


def test_dates_of_an_order_that_does_not_fit_are_refused():
    problem, table = a_table(a_content("a", minutes=500))
    with pytest.raises(ValueError, match="content a does not fit"):
        dates(problem, table, (0,))
