"""Workers: they share a door, are replaced when they die, and finish what is under way before they stop."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from time import monotonic, sleep

import httpx
import pytest

from tests.api.api_crew import Crew, lives


@pytest.fixture
def crew() -> Iterator[Crew]:
    made = Crew()
    made.pid()
    yield made
    if made.process.poll() is None:
        made.process.kill()
    made.process.communicate()


def test_every_worker_answers(crew: Crew) -> None:
    workers = crew.pids(2)
    with ThreadPoolExecutor(8) as threads:
        answered = {pid for _ in range(20) for pid in threads.map(lambda _: crew.pid(), range(8))}
    assert answered == workers


def test_a_caller_who_opens_many_connections_at_once_has_them_with_all_workers(crew: Crew) -> None:
    workers = crew.pids(2)
    with ExitStack() as kept:
        callers = [kept.enter_context(httpx.Client(base_url=crew.url)) for _ in range(40)]
        with ThreadPoolExecutor(40) as threads:
            answered = Counter(threads.map(lambda one: int(one.get("/pid").text), callers))
    assert set(answered) == workers
    assert min(answered.values()) >= 12


def test_callers_who_come_after_many_have_left_are_shared_among_all_workers(crew: Crew) -> None:
    crew.pids(2)
    for _ in range(4):
        with ExitStack() as kept:
            callers = [kept.enter_context(httpx.Client(base_url=crew.url)) for _ in range(12)]
            answered = Counter(int(one.get("/pid").text) for one in callers)
        assert min(answered.values()) >= 4
        assert len(answered) == 2


def test_a_worker_that_is_killed_is_replaced_and_nobody_else_is_disturbed(crew: Crew) -> None:
    first, second = sorted(crew.pids(2))
    os.kill(first, signal.SIGKILL)
    after = crew.pids(2, but=first)
    assert second in after
    assert {crew.pid() for _ in range(20)} <= after
    assert f"worker {first} died: another one begins in 0.1 s" in crew.end()


def test_workers_that_die_young_are_replaced_later_each_time(crew: Crew) -> None:
    for _ in range(3):
        victim = min(crew.pids(2))
        os.kill(victim, signal.SIGKILL)
        crew.pids(2, but=victim)
    log = crew.end()
    assert [f"in {seconds} s" in log for seconds in ("0.1", "0.2", "0.4")] == [True] * 3


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_what_is_under_way_is_finished(crew: Crew, number: signal.Signals) -> None:
    with ThreadPoolExecutor(1) as threads:
        slow = threads.submit(httpx.get, f"{crew.url}/slow")
        sleep(0.4)
        crew.process.send_signal(number)
        assert slow.result().text == "done"
    assert crew.process.wait(10) == -number


def test_ctrl_c_which_all_processes_hear_finishes_too(crew: Crew) -> None:
    with ThreadPoolExecutor(1) as threads:
        slow = threads.submit(httpx.get, f"{crew.url}/slow")
        sleep(0.4)
        for process_id in (*crew.pids(2), crew.process.pid):
            os.kill(process_id, signal.SIGINT)
        assert slow.result().text == "done"


def test_workers_end_with_the_process_that_leads_them(crew: Crew) -> None:
    workers = crew.pids(2)
    crew.process.kill()
    end = monotonic() + 5
    while any(map(lives, workers)) and monotonic() < end:
        sleep(0.02)
    assert not any(map(lives, workers))


def test_nobody_is_left_after_the_end(crew: Crew) -> None:
    workers = crew.pids(2)
    crew.end()
    assert not any(map(lives, workers))
