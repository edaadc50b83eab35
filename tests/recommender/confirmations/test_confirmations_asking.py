"""Which questions come first: those that change most paths together, and then what is most uncertain."""

from datetime import date

import pandas as pd

from recommender.catalog import Catalog
from recommender.confirmations import FIRST, LINKS, confirmations
from recommender.confirmations.questions import questions_of
from tests.builders import a_content, a_link, named, tables

ON = date(2026, 3, 2)
NOTHING = pd.DataFrame({"learner_id": [], "content_id": []}, dtype="str")


def draft(confidence=0.5, **more):
    return {"status": "suggested", "confidence": confidence} | more


def asked(limit=FIRST, **rows):
    made = tables(**rows)
    return [one.question.ids for one in confirmations(made, Catalog.of(made), NOTHING, ON, limit)]


def two_roles(cooks, smiths):
    """Cooks need soup, smiths need iron; two drafts teach soup, one teaches iron."""
    learners = [f"l{n:02}" for n in range(cooks + smiths)]
    return {
        "learners": [{"learner_id": one} for one in learners],
        "employments": [
            {"learner_id": one, "valid_from": "2024-01-01", "role_id": "cook" if n < cooks else "smith"}
            for n, one in enumerate(learners)
        ],
        "skills": named("skill", "iron", "soup"),
        "roles": named("role", "cook", "smith"),
        "role_skills": [
            {"role_id": "cook", "skill_id": "soup", "level": 0.8},
            {"role_id": "smith", "skill_id": "iron", "level": 0.8},
        ],
        "contents": [a_content(one) for one in ("boil", "forge", "simmer")],
        "content_skills": [
            a_link("boil", "soup", 0, 0.8, **draft(0.1)),
            a_link("forge", "iron", 0, 0.8, **draft(0.1)),
            a_link("simmer", "soup", 0, 0.8, **draft(0.1)),
        ],
    }


def test_the_link_that_bears_on_most_people_comes_first():
    assert asked(1, **two_roles(9, 5)) == [("boil", "soup")]
    assert asked(1, **two_roles(5, 9)) == [("forge", "iron")]


def test_a_second_question_about_the_same_people_waits_for_one_about_others():
    """Nine in ten cooks have another path after the first answer; the second would change them once more."""
    assert asked(3, **two_roles(9, 5)) == [("boil", "soup"), ("forge", "iron"), ("simmer", "soup")]


def test_what_changes_no_path_comes_last_and_the_more_uncertain_first():
    rows = two_roles(1, 0)
    rows["contents"] += [a_content("melt"), a_content("weld")]
    rows["content_skills"] += [a_link("melt", "iron", 0, 0.8, **draft(0.9)), a_link("weld", "iron", 0, 0.8, **draft())]
    found = asked(**rows)
    assert found[:2] == [("boil", "soup"), ("simmer", "soup")]
    assert len(found) == 5


def test_what_was_answered_is_not_asked_and_no_more_than_the_limit_is():
    rows = two_roles(3, 3)
    rows["content_skills"][0] |= {"status": "validated"}
    rows["content_skills"][1] |= {"status": "rejected"}
    assert asked(**rows) == [("simmer", "soup")]
    assert asked(0, **rows) == []
    assert asked(2, **two_roles(3, 3)) == asked(3, **two_roles(3, 3))[:2]


def test_tables_without_drafts_or_without_people_ask_what_there_is():
    assert asked() == []
    rows = two_roles(1, 0)
    bare = {name: rows[name] for name in ("skills", "contents", "content_skills")}
    assert asked(**bare) == [("boil", "soup"), ("forge", "iron"), ("simmer", "soup")]


def test_every_kind_of_link_is_asked_about_by_name():
    rows = two_roles(1, 0)
    rows["role_skills"][0] |= draft()
    rows["content_requires"] = [{"content_id": "simmer", "requires_content_id": "boil"} | draft(source="order")]
    rows["outcomes"] = [{"outcome_id": "joy", "name": "Joy", "direction": "up"}]
    rows["behaviours"] = [{"behaviour_id": "stir", "name": "Stirs well", "outcome_id": "joy"}]
    rows["behaviour_skills"] = [{"behaviour_id": "stir", "skill_id": "soup"} | draft()]
    questions = questions_of(tables(**rows))
    assert {one.table for one in questions} == set(LINKS)
    assert {one.text for one in questions} >= {
        "Does “Boil” teach “Soup”?",
        "Does a “Cook” need “Soup”?",
        "Does it take “Soup” to do this: “Stirs well”?",
        "Must “Boil” be finished before “Simmer”?",
    }
    [order] = [one for one in questions if one.table == "content_requires"]
    assert (order.source, dict(order.levels), order.key) == ("order", {}, ("content_requires", "simmer", "boil"))


def test_the_same_tables_give_the_same_questions_whatever_the_order_of_their_rows():
    rows = two_roles(4, 4)
    turned = {name: those[::-1] for name, those in rows.items()}
    assert asked(**rows) == asked(**turned)
