"""How much of a goal rests on one suggested link: what is missing of the weight when the link is not there."""

from datetime import date

import pandas as pd
import pytest

from recommender.catalog import Catalog
from recommender.confirmations.crowd import Crowd
from recommender.confirmations.questions import questions_of
from recommender.confirmations.shares import Leanings
from recommender.goals.goal import SHARES
from tests.builders import named, tables

ON = date(2026, 3, 2)
NOTHING = pd.DataFrame({"learner_id": [], "content_id": []}, dtype="str")
DRAFT = {"status": "suggested", "confidence": 0.5}


def need(role, skill, weight=1.0, **more):
    return {"role_id": role, "skill_id": skill, "level": 0.8, "weight": weight} | more


def rows(**changes):
    """Ada is a cook in the shop, which answers for joy; a cook needs x and, perhaps, y."""
    made = {
        "learners": [{"learner_id": "ada"}],
        "employments": [{"learner_id": "ada", "valid_from": "2024-01-01", "role_id": "cook", "unit_id": "shop"}],
        "units": [{"unit_id": "house", "name": "House"}, {"unit_id": "shop", "name": "Shop", "parent_id": "house"}],
        "skills": named("skill", "x", "y"),
        "roles": named("role", "chef", "cook"),
        "role_skills": [need("cook", "x"), need("cook", "y", 3.0, **DRAFT)],
    }
    return made | changes


JOY = {
    "outcomes": [{"outcome_id": "joy", "name": "Joy", "direction": "up", "weight": 2.0}],
    "outcome_units": [{"outcome_id": "joy", "unit_id": unit, "weight": 1.5} for unit in ("house", "shop")],
    "behaviours": [
        {"behaviour_id": "stir", "name": "Stir", "outcome_id": "joy", "weight": 0.5},
        {"behaviour_id": "taste", "name": "Taste", "outcome_id": "joy"},
    ],
    "behaviour_skills": [
        {"behaviour_id": "stir", "skill_id": "y", "weight": 4.0} | DRAFT,
        {"behaviour_id": "taste", "skill_id": "y"},
        {"behaviour_id": "taste", "skill_id": "x"},
    ],
}


def leaning(**changes):
    """The share of each suggested link, by its ids, and the goal that it is a share of."""
    made = tables(**rows(**changes))
    catalog, questions = Catalog.of(made), questions_of(made)
    [group] = Crowd.of(made, catalog, NOTHING, ON).groups
    found = Leanings.of(questions, made, catalog).on(group)
    return {questions[one.question].ids: one.share for one in found}, group.goal


def test_a_skill_that_nothing_else_wants_rests_on_its_link_alone():
    shares, goal = leaning()
    assert shares == {("cook", "y"): pytest.approx(1.0)}
    assert goal.weight.tolist() == pytest.approx([1 / 2.5, 1.5 / 2.5])


def test_where_a_wish_wants_the_skill_too_only_the_part_of_the_role_rests_on_the_link():
    shares, _ = leaning(goals=[{"learner_id": "ada", "skill_id": "y", "level": 0.5}])
    of_role = SHARES["role"] * 1.5 / 2.5
    assert shares["cook", "y"] == pytest.approx(of_role / (of_role + SHARES["wish"]))


def test_a_role_that_is_both_held_and_aimed_at_counts_twice():
    shares, _ = leaning(learners=[{"learner_id": "ada", "target_role_id": "cook"}])
    assert shares["cook", "y"] == pytest.approx(1.0)
    chef = [need("cook", "x"), need("chef", "y"), need("cook", "y", 3.0, **DRAFT)]
    shares, _ = leaning(role_skills=chef, learners=[{"learner_id": "ada", "target_role_id": "chef"}])
    of_role = SHARES["role"] * 1.5 / 2.5
    assert shares["cook", "y"] == pytest.approx(of_role / (of_role + SHARES["career"]))


def test_of_the_behaviours_behind_a_skill_each_has_its_part_through_every_unit_above():
    shares, _ = leaning(role_skills=[need("cook", "x")], **JOY)
    drafted, sure = 2 * 1.5 * 2.0 * 0.5 * 4.0 * 0.5, 2 * 1.5 * 2.0
    assert shares == {("stir", "y"): pytest.approx(drafted / (drafted + sure))}


def test_links_of_other_roles_and_units_and_of_what_is_no_skill_have_no_share():
    assert leaning(role_skills=[need("cook", "x"), need("chef", "y", **DRAFT)])[0] == {}
    elsewhere = JOY | {"outcome_units": [{"outcome_id": "joy", "unit_id": "yard"}]}
    units = [*rows()["units"], {"unit_id": "yard", "name": "Yard"}]
    assert leaning(role_skills=[need("cook", "x")], units=units, **elsewhere)[0] == {}
    tool = JOY | {"behaviours": [JOY["behaviours"][0] | {"cause": "tool"}, JOY["behaviours"][1]]}
    assert leaning(role_skills=[need("cook", "x")], **tool)[0] == {}


def test_a_link_without_any_confidence_weighs_nothing_and_has_no_share():
    assert leaning(role_skills=[need("cook", "x"), need("cook", "y", status="suggested", confidence=0.0)])[0] == {}
