"""What keeps a content out of a path?"""

from __future__ import annotations

from typing import Any

import pytest

from api.flows.why_not import why_not
from recommender.errors import UnknownName
from tests.api.paths.paths_house import House, a_house


def told(house: House, content: str, learner: str = "ada") -> dict[str, Any]:
    """Why a content is not in the current path of a learner."""
    kept = house.paths.current(learner)
    return why_not(house.paths.case_of(kept), kept, content)


def test_what_is_in_the_path_is_said_to_be_there() -> None:
    house = a_house()
    house.assemble()
    assert told(house, "pruning")["verdict"] == "in_path"


@pytest.mark.parametrize(
    ("change", "content", "says"),
    [
        ({}, "digging", "the learner finished it, and that still counts"),
        ({"veto": ["pruning"]}, "pruning", "it is vetoed"),
        (
            {"defer": [{"content_id": "pruning", "until": "2026-05-01"}]},
            "pruning",
            "it is deferred until 2026-05-01",
        ),
    ],
)
def test_a_rule_that_keeps_a_content_out_is_named(change: dict[str, Any], content: str, says: str) -> None:
    house = a_house()
    path_id = house.assemble()["path_id"]
    if change:
        house.change(path_id, **change)
    found = told(house, content)
    assert (found["verdict"], found["rules"]) == ("policy", [says])
    assert says in found["sentence"]


def test_rules_of_the_request_and_of_the_learner_are_named_too() -> None:
    house = a_house()
    house.assemble(exclude=["planting"])
    assert told(house, "planting")["rules"] == ["the request for this path excluded it"]
    house.assemble(only=["first-aid"])
    assert told(house, "pruning")["rules"] == ["the request for this path named other contents only"]
    house.assemble()
    house.happens("ada", "dismissed", "planting")
    assert told(house, "planting")["rules"] == ["the learner dismissed it"]


def test_what_does_not_fit_in_is_told_with_the_clash_and_the_way_out() -> None:
    house = a_house()
    house.assemble(weeks=1, weekly_minutes=50)
    found = told(house, "pruning")
    assert found["verdict"] == "clash"
    assert any("learning minutes" in demand for demand in found["clash"])
    assert found["ways_out"]


def test_what_would_cost_value_is_told_in_numbers_and_a_sentence() -> None:
    house = a_house()
    house.assemble(max_steps=2)
    found = told(house, "planting")
    assert found["verdict"] == "costs"
    assert found["value_with"] < found["value_without"]
    assert found["out"] == ["pruning"]
    assert "it would cost 5.5%" in found["sentence"]


def test_what_would_cost_nothing_is_told_as_that() -> None:
    house = a_house()
    house.assemble(goals=[])
    assert "would cost" in told(house, "filing")["sentence"]


def test_a_content_that_nobody_knows_is_not_found() -> None:
    house = a_house()
    house.assemble()
    with pytest.raises(UnknownName):
        told(house, "zzz")
