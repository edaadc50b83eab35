"""What is wanted of a learner? Four sources join, each with its share; what makes no sense is refused whole."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.errors import QueryRefused
from recommender.goals import goal_of
from recommender.goals.goal import SHARES
from recommender.types import Basis, RoleId, SkillId, UnitId, Wish
from tests.builders import a_catalog, a_learner, a_query, named

SKILLS = ("cooking", "hosting", "safety")
CATALOG = a_catalog(
    skills=named("skill", *SKILLS),
    roles=named("role", "chef", "cook", "idle"),
    role_skills=[
        {"role_id": "cook", "skill_id": "cooking", "level": 0.6, "weight": 3.0},
        {"role_id": "cook", "skill_id": "safety", "level": 0.5, "weight": 1.0},
        {"role_id": "chef", "skill_id": "cooking", "level": 0.9},
    ],
    units=named("unit", "kitchen"),
    outcomes=[{"outcome_id": "guests", "name": "Guests", "direction": "up"}],
    outcome_units=[{"outcome_id": "guests", "unit_id": "kitchen"}],
    behaviours=[{"behaviour_id": "greet", "name": "Greet", "outcome_id": "guests"}],
    behaviour_skills=[{"behaviour_id": "greet", "skill_id": "hosting", "level": 0.7}],
)
COOK, KITCHEN, CHEF = {"role_id": RoleId("cook")}, {"unit_id": UnitId("kitchen")}, {"target_role_id": RoleId("chef")}


def wish(skill, level=0.8, weight=1.0, reason=""):
    return Wish(SkillId(skill), level, weight, reason)


def goal(*wishes, aim=None, **learner):
    return goal_of(a_query(CATALOG, wishes=wishes, aim=aim, learner=a_learner(**learner)), CATALOG)


def by_skill(found):
    return dict(zip(found.skill_ids, zip(found.level.tolist(), found.weight.tolist(), strict=True), strict=True))


def test_a_learner_of_whom_nothing_is_wanted_has_an_empty_goal():
    nothing = goal()
    assert (len(nothing), nothing.basis, nothing.reasons) == (0, Basis.AFFINITY, ())


def test_one_source_alone_weighs_one_split_by_its_weights():
    found = by_skill(goal(**COOK))
    assert found["cooking"] == pytest.approx((0.6, 0.75))
    assert found["safety"] == pytest.approx((0.5, 0.25))


def test_a_source_has_its_share_however_many_skills_it_names():
    found = by_skill(goal(wish("hosting"), **COOK))
    assert found["hosting"][1] == pytest.approx(SHARES["wish"] / (SHARES["wish"] + SHARES["role"]))
    assert found["cooking"][1] + found["safety"][1] == pytest.approx(1 - found["hosting"][1])


def test_the_highest_level_wins_and_weights_add_up():
    level, weight = by_skill(goal(**COOK, **CHEF))["cooking"]
    career, role = SHARES["career"], SHARES["role"]
    assert level == 0.9
    assert weight == pytest.approx((career * 1.0 + role * 0.75) / (career + role))


def test_a_lower_level_from_a_later_source_takes_nothing_back():
    assert by_skill(goal(wish("cooking", 0.95), **COOK))["cooking"][0] == 0.95


def test_the_shares_order_wishes_and_outcomes_before_career_before_role():
    assert SHARES["wish"] == SHARES["outcome"] > SHARES["career"] > SHARES["role"] > 0


@pytest.mark.parametrize(
    ("wishes", "learner", "basis"),
    [
        ((wish("safety"),), COOK | KITCHEN | CHEF, Basis.GAP),
        ((), COOK | KITCHEN | CHEF, Basis.GAP),
        ((), COOK | CHEF, Basis.CAREER),
        ((), COOK, Basis.ROLE),
    ],
)
def test_the_basis_is_the_strongest_source_there_is(wishes, learner, basis):
    assert goal(*wishes, **learner).basis == basis


def test_a_source_that_names_nothing_is_no_basis():
    assert goal(target_role_id=RoleId("idle"), **COOK).basis == Basis.ROLE


def test_an_aim_is_about_that_role_alone():
    found = goal(wish("safety"), aim=RoleId("chef"), **COOK, **KITCHEN)
    assert by_skill(found) == {"cooking": (0.9, 1.0)}
    assert found.basis == Basis.CAREER


def test_each_skill_knows_who_asks_for_it_and_which_outcome_leans_on_it():
    found = goal(wish("hosting", reason="guests ask"), wish("safety"), **COOK, **KITCHEN)
    reasons = dict(zip(found.skill_ids, found.reasons, strict=True))
    assert reasons["hosting"] == ("guests ask", "serves the outcome “Guests”")
    assert reasons["safety"] == ("asked for", "needed as Cook (the role held)")
    chains = dict(zip(found.skill_ids, found.chains, strict=True))
    assert [c.behaviour for c in chains["hosting"]] == ["Greet"]
    assert chains["cooking"] == ()


def test_everything_unknown_is_refused_at_once():
    with pytest.raises(QueryRefused) as refused:
        goal(wish("magic"), wish("cooking"), wish("flying"), aim=RoleId("wizard"))
    assert len(refused.value.problems) == 3
    assert all(any(name in p for p in refused.value.problems) for name in ("magic", "flying", "wizard"))


@pytest.mark.parametrize("level", [-0.1, 1.01, math.nan, math.inf])
def test_a_wish_that_is_no_level_is_refused(level):
    with pytest.raises(QueryRefused, match="expected 0 to 1"):
        goal(wish("cooking", level))


@pytest.mark.parametrize("weight", [-1.0, math.nan, math.inf])
def test_a_wish_without_a_weight_that_can_be_summed_is_refused(weight):
    with pytest.raises(QueryRefused, match="weight"):
        goal(wish("cooking", 0.5, weight))


def test_a_role_or_unit_of_the_learner_that_the_catalogue_lacks_wants_nothing():
    assert len(goal(role_id=RoleId("gone"), unit_id=UnitId("gone"), target_role_id=RoleId("gone"))) == 0


def test_wishes_that_weigh_nothing_leave_the_goal_to_the_role():
    assert by_skill(goal(wish("hosting", 0.9, 0.0), **COOK)) == by_skill(goal(**COOK))


def test_a_skill_wished_twice_is_wanted_once_at_the_higher_level():
    found = by_skill(goal(wish("hosting", 0.9), wish("hosting", 0.4), wish("safety", 0.5)))
    assert found == {"hosting": (0.9, 0.5), "safety": (0.5, 0.5)}


a_wish = st.builds(wish, st.sampled_from(SKILLS), st.floats(0, 1), st.floats(0, 1e6))


@settings(max_examples=100, deadline=None)
@given(st.lists(a_wish, max_size=4), st.sampled_from([{}, COOK, KITCHEN, COOK | CHEF]))
def test_weights_sum_to_one_and_skills_rise_whatever_is_asked(wishes, learner):
    found = goal(*wishes, **learner)
    assert (found.skill[1:] > found.skill[:-1]).all()
    assert (found.weight >= 0).all()
    assert found.weight.sum() == pytest.approx(1.0 if len(found) else 0.0)
    assert tuple(CATALOG.skills.ids[s] for s in found.skill) == found.skill_ids
    assert len(found.chains) == len(found.reasons) == len(found)
