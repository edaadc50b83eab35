"""How much is mapped: by people, only as a draft, not at all."""

import pandas as pd

from recommender.confirmations import Cover, coverage
from tests.builders import a_content, a_link, named, tables

NOTHING = pd.DataFrame({"learner_id": [], "content_id": []}, dtype="str")
LINKS = [
    a_link("a", "x", 0, 0.5),
    a_link("a", "y", 0, 0.5, status="suggested"),
    a_link("b", "x", 0, 0.5, status="suggested", confidence=0.3),
    a_link("c", "x", 0, 0.5, status="rejected"),
    a_link("d", "x", 0.5, 0.5),
    a_link("old", "x", 0, 0.5),
]
ROWS = {
    "contents": [*map(a_content, "abcd"), a_content("old", status="retired")],
    "skills": named("skill", "x", "y"),
    "content_skills": LINKS,
}


def covers(finished=NOTHING, **rows):
    return {one.kind: one for one in coverage(tables(**(ROWS | rows)), finished)}


def test_a_content_with_one_validated_link_counts_as_such_whatever_else_is_suggested():
    assert covers()["contents"] == Cover("contents", 1, 1, 2)


def test_a_rejected_link_or_a_mere_demand_maps_nothing():
    assert covers(content_skills=LINKS[3:5])["contents"] == Cover("contents", 0, 0, 4)


def test_completions_count_by_the_content_retired_ones_too():
    finished = pd.DataFrame({"learner_id": ["l"] * 5, "content_id": ["a", "a", "b", "c", "old"]}, dtype="str")
    assert covers(finished)["completions"] == Cover("completions", 3, 1, 1)


def test_only_behaviours_that_miss_a_skill_can_be_mapped():
    outcome = {"outcomes": [{"outcome_id": "o", "name": "O", "direction": "up"}]}
    behaviours = [
        {"behaviour_id": "ask", "name": "Ask", "outcome_id": "o"},
        {"behaviour_id": "buy", "name": "Buy", "outcome_id": "o", "cause": "tool"},
    ]
    links = [{"behaviour_id": "ask", "skill_id": "x", "status": "suggested"}]
    found = covers(**outcome, behaviours=behaviours, behaviour_skills=links)
    assert found["behaviours"] == Cover("behaviours", 0, 1, 0)


def test_kinds_of_which_there_are_none_are_left_out():
    assert set(covers()) == {"contents"}
    assert set(covers(roles=named("role", "cook"))) == {"contents", "roles"}
