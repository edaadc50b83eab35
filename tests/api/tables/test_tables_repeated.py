"""A call that comes twice under one key is done once."""

from __future__ import annotations

import pytest

from api.flows.kept import call_of
from api.problems import RequestRefused
from tests.api.tables.tables_house import causes

SOIL = [{"skill_id": "soil", "name": "Soil"}]
GONE = [{"skill_id": "soil", "deleted": True}]


def test_the_same_call_gets_the_same_answer_and_does_nothing(house):
    first = house.put("skills", SOIL, Idempotency_Key="a")
    house.put("skills", GONE)
    again = house.put("skills", SOIL, Idempotency_Key="a")
    assert (again.status_code, again.content) == (200, first.content)
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert len(house.rows("skills")) == 3


def test_another_body_or_table_under_the_same_key_is_refused(house):
    house.put("skills", SOIL, Idempotency_Key="a")
    assert "choose a new one" in next(iter(causes(house.put("skills", GONE, Idempotency_Key="a")).values()))
    assert causes(house.put("roles", SOIL, Idempotency_Key="a"))
    assert len(house.rows("skills")) == 4


def test_without_a_key_a_call_is_done_again(house):
    assert [house.put("skills", SOIL).json()["created"] for _ in (1, 2)] == [1, 0]


def test_keys_of_two_callers_are_two_keys(house):
    house.put("skills", SOIL, Idempotency_Key="a")
    house.client = house.client.with_key(house.admin)
    assert house.put("skills", GONE, Idempotency_Key="a").json()["deleted"] == 1


def test_an_answer_is_kept_for_a_day(house):
    house.put("skills", SOIL, Idempotency_Key="a")
    house.clock.go_on(hours=23, minutes=59)
    assert causes(house.put("skills", GONE, Idempotency_Key="a"))
    house.clock.go_on(minutes=1)
    assert house.put("skills", GONE, Idempotency_Key="a").json()["deleted"] == 1
    assert house.put("skills", GONE, Idempotency_Key="a").headers["idempotent-replayed"] == "true"


def test_a_refused_call_keeps_nothing(house):
    assert causes(house.put("skills", [{"skill_id": "soil"}], Idempotency_Key="a"))
    assert house.put("skills", SOIL, Idempotency_Key="a").json()["created"] == 1


def test_a_key_that_is_too_long_or_empty_is_refused(house):
    assert causes(house.put("skills", SOIL, Idempotency_Key="a" * 201))
    assert causes(house.put("skills", SOIL, Idempotency_Key=""))


def test_parts_of_a_call_do_not_run_into_each_other():
    one, other = call_of("p", "k", "PUT", "/ab", b"c"), call_of("p", "k", "PUT", "/a", b"bc")
    assert one is not None
    assert other is not None
    assert one.digest != other.digest
    with pytest.raises(RequestRefused):
        call_of("p", "\n", "PUT")
