"""What a request for a path that is not kept asks of the engine, and what comes back."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

from api.flows.answers import LONG
from api.schemas.answered import Path
from recommender.errors import InfeasiblePlan
from recommender.types import PathWishes, Query
from tests.api.api_client import client_of
from tests.api.api_fakes import FakeEngine, a_service
from tests.api.api_house import NOW, an_event

URL = "/v1/paths"


def asked(**body: Any) -> tuple[Query, PathWishes]:
    """The query and the wishes that a request became."""
    engine = FakeEngine()
    answer = a_service(engine).post(URL, {"learner_id": "zed"} | body)
    assert answer.status_code == 200, answer.text
    [found] = engine.asked
    return found


def test_every_wish_reaches_the_engine() -> None:
    _, wishes = asked(weeks=8, weekly_minutes=90, money=100.5, max_steps=4, pinned=["digging"])
    assert wishes == PathWishes(8, 90, 100.5, 4, frozenset({"digging"}))


def test_what_is_left_out_takes_its_default() -> None:
    query, wishes = asked()
    assert wishes == PathWishes()
    assert (query.learner.id, query.as_of) == ("zed", NOW)


def test_a_path_says_all_that_a_question_says() -> None:
    query, _ = asked(exclude=["filing"], context={"minutes_now": 30}, role_id="clerk", profile={})
    assert (query.exclude, query.minutes_now, query.aim) == (frozenset({"filing"}), 30, "clerk")


def test_no_money_at_all_is_not_the_same_as_no_limit() -> None:
    assert asked(money=0)[1].money == 0.0
    assert asked()[1].money is None


def test_a_path_keeps_its_contract_to_the_letter() -> None:
    answer = a_service().post(URL, {"learner_id": "zed"})
    found = Path.model_validate_json(answer.content, strict=True)
    assert (found.steps[0].content_id, found.steps[0].mandatory) == ("filing", True)
    assert found.certificate.work == {"rounds": 3}


def test_an_unknown_learner_gets_a_path_and_is_told_what_it_rests_on() -> None:
    answer = a_service().post(URL, {"learner_id": "zed", "role_id": "clerk"})
    assert answer.status_code == 200
    assert "Clerk" in answer.json()["assumptions"][-1]


def test_demands_that_clash_are_named_with_the_ways_out() -> None:
    def clash() -> None:
        raise InfeasiblePlan(["at most 1 step", "2 pinned contents"], ["allow 2 steps"])

    answer = a_service(FakeEngine(trouble=clash)).post(URL, {"learner_id": "zed"})
    assert answer.status_code == 422
    body = answer.json()
    assert body["type"] == "urn:cairn:problem:infeasible-plan"
    assert body["clash"] == ["at most 1 step", "2 pinned contents"]
    assert body["ways_out"] == ["allow 2 steps"]
    assert [cause["detail"] for cause in body["errors"]] == body["clash"]


def test_what_takes_long_runs_beside_the_event_loop_and_what_is_short_in_it() -> None:
    threads: list[bool] = []
    engine = FakeEngine(trouble=lambda: threads.append(threading.current_thread() is threading.main_thread()))
    service = a_service(engine)
    service.post(URL, {"learner_id": "zed"})
    service.post("/v1/recommendations", {"history": [an_event()] * (LONG + 1)})
    service.post("/v1/recommendations", {"history": [an_event()] * LONG})
    assert threads == [False, False, True]


def test_the_process_answers_while_a_path_is_assembled() -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        begun.set()
        assert go_on.wait(10)

    service = a_service(FakeEngine(trouble=slow))

    async def ask() -> list[int]:
        async with client_of(service.app, service.key) as client:
            path = asyncio.create_task(client.post(URL, json={"learner_id": "zed"}))
            while not begun.is_set():
                await asyncio.sleep(0.001)
            alive = await client.get("/healthz")
            go_on.set()
            return [alive.status_code, (await path).status_code]

    assert asyncio.run(ask()) == [200, 200]
