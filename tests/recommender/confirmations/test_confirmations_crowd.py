"""Who counts as present, with what wanted of them, and what they finished."""

from datetime import date

import pandas as pd

from recommender.catalog import Catalog
from recommender.confirmations.crowd import Crowd
from tests.builders import a_content, named, tables

ON = date(2026, 3, 2)


def job(learner, begin="2024-01-01", **more):
    return {"learner_id": learner, "valid_from": begin, "role_id": "cook"} | more


def crowd(employments=(), learners="ab", finished=(), **more):
    rows = {
        "learners": [one if isinstance(one, dict) else {"learner_id": one} for one in learners],
        "employments": list(employments),
        "skills": named("skill", "x", "y"),
        "roles": named("role", "cook", "smith"),
        "role_skills": [{"role_id": r, "skill_id": s, "level": 0.8} for r, s in (("cook", "x"), ("smith", "y"))],
        "contents": [a_content("one"), a_content("two", language="de")],
    } | more
    made = tables(**rows)
    pairs = pd.DataFrame([*finished], columns=["learner_id", "content_id"], dtype="str")
    return Crowd.of(made, Catalog.of(made), pairs, ON)


def test_learners_of_whom_the_same_is_wanted_stand_together():
    found = crowd([job("a"), job("b")])
    assert [group.members.tolist() for group in found.groups] == [[0, 1]]
    assert (found.size, found.each) == (2, 1.0)


def test_of_two_jobs_the_later_counts_and_one_that_is_over_counts_no_more():
    later = crowd([job("a", valid_to="2024-12-31"), job("a", "2025-01-01", role_id="smith")], "a")
    assert later.groups[0].goal.skill_ids == ("y",)
    over = crowd([job("a", valid_to="2026-03-01"), job("b", valid_to="2026-03-02")])
    assert (over.size, len(over.groups)) == (1, 1)
    left = crowd([job("a", status="left"), job("b", status="leave")])
    assert left.size == 1


def test_of_whom_no_job_is_known_at_all_is_present():
    found = crowd([job("a", "2026-03-03")], "ab")
    assert (found.size, found.groups) == (1, ())


def test_a_wish_makes_a_group_of_its_own():
    found = crowd([job("a"), job("b")], goals=[{"learner_id": "b", "skill_id": "y", "level": 0.4}])
    assert [(group.members.tolist(), group.wishes) for group in found.groups] == [([0], False), ([1], True)]


def test_contents_of_another_language_are_not_offered():
    found = crowd([job("a"), job("b")], ["a", {"learner_id": "b", "language": "en"}])
    assert [group.offered.tolist() for group in found.groups] == [[True, True], [True, False]]


def test_what_was_finished_stands_with_who_finished_it_and_what_is_unknown_nowhere():
    found = crowd([job("a"), job("b")], finished=[("b", "one"), ("b", "one"), ("z", "one"), ("a", "gone")])
    assert found.finished.toarray().tolist() == [[False, False], [True, False]]
