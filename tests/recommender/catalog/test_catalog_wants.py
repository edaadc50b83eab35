"""What roles and outcomes want: whose, of which skill, how much, and through which chain."""

import pytest

from recommender.types import Chain
from tests.builders import a_catalog, named

UNITS = [
    {"unit_id": "firm", "name": "Firm"},
    {"unit_id": "shop", "name": "Shop", "parent_id": "firm"},
    {"unit_id": "till", "name": "Till", "parent_id": "shop"},
    {"unit_id": "yard", "name": "Yard", "parent_id": "firm"},
]


def a_role_skill(role, skill, level, **more):
    return {"role_id": role, "skill_id": skill, "level": level} | more


def roles_of(*needs):
    return a_catalog(
        skills=named("skill", "x", "y"), roles=named("role", "cook", "waiter"), role_skills=list(needs)
    ).roles


def of_units(**changes):
    """Sales answer to the shop: asking (a skill) and pricing (a process) move them, through x and y."""
    rows = {
        "skills": named("skill", "x", "y", "z"),
        "units": UNITS,
        "outcomes": [{"outcome_id": "sales", "name": "Sales", "direction": "up", "weight": 2.0}],
        "outcome_units": [{"outcome_id": "sales", "unit_id": "shop", "weight": 3.0}],
        "behaviours": [
            {"behaviour_id": "ask", "name": "Ask", "outcome_id": "sales", "weight": 0.5},
            {"behaviour_id": "price", "name": "Price", "outcome_id": "sales", "cause": "process"},
        ],
        "behaviour_skills": [
            {"behaviour_id": "ask", "skill_id": "x", "level": 0.6, "weight": 4.0},
            {"behaviour_id": "price", "skill_id": "y", "level": 0.9},
        ],
    }
    return a_catalog(**(rows | changes))


def wants(catalog, unit):
    return catalog.units.wants[catalog.units.index.column[unit]]


def test_a_role_wants_its_own_skills_only():
    roles = roles_of(a_role_skill("waiter", "y", 0.7), a_role_skill("cook", "x", 0.8, weight=2.0))
    cook, waiter = roles.wants
    assert (cook.skill.tolist(), cook.level.tolist(), cook.weight.tolist()) == ([0], [0.8], [2.0])
    assert (waiter.skill.tolist(), waiter.level.tolist(), waiter.weight.tolist()) == ([1], [0.7], [1.0])


def test_a_role_that_names_no_skill_wants_nothing():
    assert [len(w) for w in roles_of(a_role_skill("cook", "x", 0.8)).wants] == [1, 0]


def test_a_rejected_need_of_a_role_is_not_wanted():
    assert len(roles_of(a_role_skill("cook", "x", 0.8, status="rejected")).wants[0]) == 0


def test_a_suggested_need_weighs_by_its_confidence_and_a_validated_one_in_full():
    needs = (
        a_role_skill("cook", "x", 0.8, weight=2.0, status="suggested", confidence=0.25),
        a_role_skill("cook", "y", 0.8, weight=2.0, status="validated", confidence=0.25),
    )
    assert roles_of(*needs).wants[0].weight.tolist() == [0.5, 2.0]


def test_a_unit_answers_for_outcomes_of_units_above_but_not_below_or_beside():
    catalog = of_units()
    assert [len(wants(catalog, unit)) for unit in ("firm", "shop", "till", "yard")] == [0, 1, 1, 0]
    assert catalog.units.with_parents(catalog.units.index.column["till"]) == tuple(
        catalog.units.index.column[u] for u in ("till", "shop", "firm")
    )


def test_only_a_behaviour_whose_cause_is_a_skill_wants_one():
    found = wants(of_units(), "shop")
    assert found.skill.tolist() == [0]
    assert found.chains == ((Chain("Sales", "Ask", "X"),),)


@pytest.mark.parametrize("cause", ["process", "tool", "motivation"])
def test_no_course_mends_what_is_not_a_skill(cause):
    behaviour = {"behaviour_id": "ask", "name": "Ask", "outcome_id": "sales", "cause": cause}
    links = [{"behaviour_id": "ask", "skill_id": "x"}]
    assert len(wants(of_units(behaviours=[behaviour], behaviour_skills=links), "shop")) == 0


def test_weights_along_a_chain_multiply():
    assert wants(of_units(), "shop").weight.tolist() == [3.0 * 2.0 * 0.5 * 4.0]


def test_a_rejected_link_of_a_behaviour_is_left_out_and_a_suggested_one_weighs_less():
    links = [
        {"behaviour_id": "ask", "skill_id": "x", "status": "rejected"},
        {"behaviour_id": "ask", "skill_id": "y", "status": "suggested", "confidence": 0.5},
        {"behaviour_id": "ask", "skill_id": "z", "confidence": 0.5},
    ]
    found = wants(of_units(behaviour_skills=links), "shop")
    assert found.skill.tolist() == [1, 2]
    assert found.weight.tolist() == [1.5, 3.0]


def test_two_chains_to_one_skill_join_the_highest_level_the_summed_weight_and_the_heavier_chain_first():
    catalog = of_units(
        behaviours=[
            {"behaviour_id": "ask", "name": "Ask", "outcome_id": "sales"},
            {"behaviour_id": "tell", "name": "Tell", "outcome_id": "sales", "weight": 5.0},
        ],
        behaviour_skills=[
            {"behaviour_id": "ask", "skill_id": "x", "level": 0.9},
            {"behaviour_id": "tell", "skill_id": "x", "level": 0.4},
        ],
    )
    found = wants(catalog, "shop")
    assert (found.level.tolist(), found.weight.tolist()) == ([0.9], [36.0])
    assert [chain.behaviour for chain in found.chains[0]] == ["Tell", "Ask"]


def test_outcomes_of_a_unit_and_of_the_unit_above_add_up():
    both = [{"outcome_id": "sales", "unit_id": unit} for unit in ("firm", "shop")]
    catalog = of_units(outcome_units=both)
    assert wants(catalog, "firm").weight.tolist() == [4.0]
    assert wants(catalog, "till").weight.tolist() == [8.0]
    assert len(wants(catalog, "till").chains[0]) == 1


def test_without_outcomes_units_want_nothing_and_still_know_their_parents():
    catalog = a_catalog(units=UNITS)
    assert [len(w) for w in catalog.units.wants] == [0, 0, 0, 0]
    assert catalog.units.with_parents(-1) == ()
