"""Each principal has a bucket of calls, refilled evenly."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from api.access.limits import Limits
from api.problems import TooMany
from tests.api.access.access_house import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


def taken(limits: Limits, name: str = "a", rate: int | None = None, tries: int = 1_000) -> int:
    """How many calls go through before the first that does not."""
    for done in range(tries):
        try:
            limits.take(name, rate)
        except TooMany:
            return done
    return tries


@pytest.mark.parametrize("rate", [1, 7, 60, 600])
def test_a_minutes_worth_may_come_at_once_and_no_more(clock: Clock, rate: int) -> None:
    limits = Limits(rate, clock.ticks)
    assert taken(limits) == rate
    clock.pass_(3_600)
    assert taken(limits) == rate


def test_a_bucket_fills_evenly(clock: Clock) -> None:
    limits = Limits(60, clock.ticks)
    taken(limits)
    clock.pass_(10)
    assert taken(limits) == 10


def test_what_is_refused_costs_nothing_and_says_when_to_come_again(clock: Clock) -> None:
    limits = Limits(6, clock.ticks)
    taken(limits)
    for _ in range(100):
        with pytest.raises(TooMany) as found:
            limits.take("a", None)
    assert found.value.retry_after_seconds == 10
    clock.pass_(found.value.retry_after_seconds)
    limits.take("a", None)


def test_a_wait_is_never_told_as_none_at_all(clock: Clock) -> None:
    limits = Limits(600, clock.ticks)
    taken(limits)
    with pytest.raises(TooMany) as found:
        limits.take("a", None)
    assert found.value.retry_after_seconds == 1


def test_one_does_not_pay_for_another(clock: Clock) -> None:
    limits = Limits(5, clock.ticks)
    assert [taken(limits, name) for name in ("a", "b")] == [5, 5]


def test_a_rate_of_its_own_wins(clock: Clock) -> None:
    limits = Limits(5, clock.ticks)
    assert [taken(limits, "a", 9), taken(limits, "b", 2)] == [9, 2]


def test_full_buckets_are_forgotten_and_others_are_not(clock: Clock) -> None:
    limits = Limits(60, clock.ticks, kept=3)
    taken(limits, "busy", tries=30)
    for number in range(100):
        clock.pass_(0.01)
        limits.take(f"guest {number}", 10_000)
    assert len(limits._full_at) <= 5
    assert taken(limits, "busy") == 31


def test_threads_share_a_bucket(clock: Clock) -> None:
    limits = Limits(200, clock.ticks)
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda _: taken(limits, tries=50), range(16))) == 200
