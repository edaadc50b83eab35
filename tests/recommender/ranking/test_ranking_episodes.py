"""When was what started, how did it end, and when was that known? Nothing may be known before it was."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.columns import EVENT_KINDS, INITIATORS
from recommender.ranking.episodes import (
    DAY,
    NEVER,
    episodes_of,
    outcomes_of,
    record_before,
    window_seconds,
)
from recommender.types import History

MONTH = 30 * DAY


def history(*rows, dated=True):
    """Events from (kind, day, content, day recorded or None, initiator or nothing), in the order given."""
    day = [round(row[1] * DAY) for row in rows]
    noted = [d if len(row) < 4 or row[3] is None else round(row[3] * DAY) for d, row in zip(day, rows, strict=True)]
    n = len(rows)
    return History(
        kind=ints(EVENT_KINDS.index(row[0]) for row in rows),
        at=ints(day),
        recorded_at=ints(noted),
        content=ints(row[2] for row in rows),
        skill=np.full(n, -1, np.int64),
        value=np.full(n, np.nan),
        initiated_by=ints(INITIATORS.index(row[4] if len(row) > 4 else "self") for row in rows),
        valid_until=np.full(n, NEVER),
        rater=np.full(n, -1, np.int64),
        dated=np.full(n, dated, bool),
    )


def ints(values):
    return np.array(list(values), np.int64)


def of_one(*rows, **more):
    events = history(*rows, **more)
    return episodes_of(np.zeros(len(events), np.int64), events)


def test_a_start_is_paired_with_the_first_finish_of_the_same_content_after_it():
    found = of_one(("started", 1, 7), ("completed", 2, 8), ("completed", 5, 7), ("completed", 9, 7))
    assert found.content.tolist() == [7]
    assert (found.start[0], found.finish[0]) == (1 * DAY, 5 * DAY)


def test_a_finish_before_the_start_is_not_its_finish():
    assert of_one(("completed", 1, 7), ("started", 2, 7)).finish.tolist() == [NEVER]


def test_a_finish_in_the_second_of_the_start_counts():
    assert of_one(("started", 2, 7), ("completed", 2, 7)).finish.tolist() == [2 * DAY]


def test_a_finish_without_a_start_is_no_episode():
    assert len(of_one(("completed", 1, 7))) == 0


def test_a_second_start_is_no_second_episode():
    found = of_one(("enrolled", 1, 7), ("started", 3, 7), ("started", 40, 7))
    assert found.start.tolist() == [1 * DAY]


@pytest.mark.parametrize("kind", ["enrolled", "started", "progressed", "attended"])
def test_whatever_takes_a_content_up_starts_an_episode(kind):
    assert len(of_one((kind, 1, 7))) == 1


@pytest.mark.parametrize("kind", ["dismissed", "rated", "failed", "withdrawn", "no_show"])
def test_what_takes_nothing_up_starts_none(kind):
    assert len(of_one((kind, 1, 7))) == 0


@pytest.mark.parametrize(
    ("kind", "counts"), [("completed", True), ("passed", True), ("certified", True), ("failed", False)]
)
def test_only_what_finishes_ends_an_episode_well(kind, counts):
    assert (of_one(("started", 1, 7), (kind, 2, 7)).finish[0] < NEVER) == counts


def test_learners_never_finish_for_each_other():
    found = episodes_of(ints([0, 1]), history(("started", 1, 7), ("completed", 2, 7)))
    assert (found.learner.tolist(), found.finish.tolist()) == ([0], [NEVER])


def test_events_without_dates_or_contents_make_no_episode():
    assert len(of_one(("started", 1, 7), ("completed", 2, 7), dated=False)) == 0
    assert len(of_one(("started", 1, -1))) == 0


@pytest.mark.parametrize(
    ("by", "mandatory"), [("requirement", True), ("manager", True), ("self", False), ("import", False)]
)
def test_an_episode_is_mandatory_if_its_start_was_asked_for(by, mandatory):
    assert of_one(("started", 1, 7, None, by)).mandatory.tolist() == [mandatory]


def test_episodes_come_by_learner_then_start_then_content():
    found = episodes_of(
        ints([1, 0, 0, 0]), history(("started", 1, 1), ("started", 9, 2), ("started", 3, 5), ("started", 3, 4))
    )
    assert found.content.tolist() == [4, 5, 2, 1]


def test_the_window_is_thirty_days_or_four_times_the_weeks_the_minutes_take():
    assert window_seconds(np.array([30.0, 600.0]), 60.0).tolist() == [MONTH, 280 * DAY]
    assert window_seconds(np.array([600.0]), np.array([0.0])).tolist() == [28 * 600 * DAY]


@pytest.mark.parametrize(("days", "finished"), [(29, True), (30, True), (30 + 1 / 86400, False)])
def test_the_last_second_of_the_window_is_in_time_and_the_next_is_not(days, finished):
    found = of_one(("started", 0, 7), ("completed", days, 7))
    assert outcomes_of(found, ints([MONTH])).finished.tolist() == [finished]


def test_a_finish_settles_when_it_was_recorded_and_a_failure_when_its_window_closes():
    found = of_one(("started", 0, 7), ("completed", 5, 7, 8), ("started", 1, 9))
    outcomes = outcomes_of(found, ints([MONTH, MONTH]))
    assert outcomes.settled_at.tolist() == [8 * DAY, 31 * DAY]


def known(events, day, learner=None):
    numbers = np.zeros(len(events), np.int64) if learner is None else learner
    found = episodes_of(numbers, events)
    outcomes = outcomes_of(found, np.full(len(found), MONTH))
    record = record_before(found.learner, outcomes, ints([0]), ints([round(day * DAY)]))
    return record.settled[0], record.finished[0]


@pytest.mark.parametrize(("day", "record"), [(5, (0, 0)), (5.01, (1, 1))])
def test_a_record_knows_what_had_settled_strictly_before(day, record):
    assert known(history(("started", 1, 7), ("completed", 5, 7)), day) == record


@pytest.mark.parametrize(("day", "record"), [(31, (0, 0)), (31.01, (1, 0))])
def test_an_open_window_is_no_failure_yet(day, record):
    assert known(history(("started", 1, 7)), day) == record


@pytest.mark.parametrize(("day", "record"), [(30, (0, 0)), (40, (1, 0)), (90, (1, 0)), (91, (1, 1))])
def test_a_finish_recorded_late_is_a_failure_until_it_becomes_known(day, record):
    assert known(history(("started", 1, 7), ("completed", 5, 7, 90)), day) == record


@pytest.mark.parametrize(("day", "record"), [(59, (0, 0)), (61, (2, 1))])
def test_what_was_loaded_afterwards_was_not_known_before_success_or_failure(day, record):
    loaded = history(("started", 1, 7, 60), ("completed", 5, 7, 60), ("started", 2, 8, 60))
    assert known(loaded, day) == record


def test_what_is_asked_about_and_was_never_seen_has_an_empty_record():
    found = of_one(("started", 1, 7), ("completed", 5, 7))
    outcomes = outcomes_of(found, ints([MONTH]))
    record = record_before(found.content, outcomes, ints([3, 7, 99]), ints([NEVER, NEVER, NEVER]))
    assert record.settled.tolist() == [0, 1, 0]


@pytest.mark.parametrize(
    "rows",
    [
        [("started", 1, 7, 61), ("started", 3, 7)],
        [("started", 1, 7), ("completed", 3, 7, 70), ("completed", 5, 7)],
        [("started", 1, 7), ("completed", 3, 7, 70), ("completed", 45, 7)],
    ],
)
def test_what_is_recorded_later_changes_no_pairing_that_was_known(rows):
    events = history(*rows)
    assert known(events, 50) == known(events[events.recorded_at < 50 * DAY], 50)


a_row = st.tuples(
    st.sampled_from(["enrolled", "started", "completed", "passed", "failed", "dismissed"]),
    st.integers(0, 200),
    st.integers(0, 1),
    st.one_of(st.none(), st.integers(0, 60)),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(a_row, max_size=8), st.integers(0, 250))
def test_deleting_everything_known_at_or_after_a_moment_changes_nothing_known_before_it(rows, moment):
    late = [(kind, day, content, None if wait is None else day + wait) for kind, day, content, wait in rows]
    events = history(*sorted(late, key=lambda row: row[1]))
    earlier = events[events.recorded_at < moment * DAY]
    assert known(events, moment) == known(earlier, moment)
