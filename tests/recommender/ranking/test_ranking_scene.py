"""What is a list ordered by, what does it rest on, and what comes before everything else?"""

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.ranking.scene import SOON_DAYS, ranked
from recommender.ranking.value import LEADING, LEAST_RATE
from recommender.types import Basis, ContentId, Duty, LearnerState, Numbers, RoleId, SkillId, Wish
from tests.builders import NOW, TODAY, a_catalog, a_content, a_learner, a_link, a_query, named
from tests.recommender.ranking.scenes import a_scene

CATALOG = a_catalog(
    contents=[a_content(c, minutes=50.0) for c in "abcd"],
    skills=named("skill", "x"),
    content_skills=[a_link(c, "x", 0.0, 0.9) for c in "abcd"],
    content_requires=[{"content_id": "d", "requires_content_id": "c"}],
    roles=named("role", "cook"),
    role_skills=[{"role_id": "cook", "skill_id": "x", "level": 0.8}],
)
GOAL = {"wishes": (Wish(SkillId("x"), 0.8),)}


TASTED = LearnerState(0, np.zeros(1), np.ones(1), np.zeros(1, int), sequence=np.array([0]))


def duty(content, days):
    return Duty(ContentId(content), None if days is None else TODAY + timedelta(days=days), "the law")


def scene(*duties, goal=True, **numbers):
    query = a_query(CATALOG, duties=duties, **(GOAL if goal else {}))
    return a_scene(CATALOG, query, **({"value": np.array([0.1, 0.3, 0.2, 0.4])} | numbers))


def order(found, k=4, by=None):
    columns, _ = ranked(found, CATALOG, by or found.ranked_by, k)
    return [CATALOG.contents.ids[c] for c in columns.tolist()]


def test_contents_come_by_value_and_what_needs_another_first_is_kept_out():
    assert order(scene()) == ["b", "c", "a"]


def test_what_is_needed_first_and_held_keeps_nothing_out():
    state = LearnerState(
        int(NOW.timestamp()), np.zeros(1), np.ones(1), np.zeros(1, int), finished=Numbers.of({2: 2**62})
    )
    assert order(scene(state=state)) == ["d", "b", "c", "a"]


def test_who_is_not_ready_is_not_offered_it():
    assert order(scene(ready=lambda columns: columns != 1)) == ["c", "a"]


def test_what_is_not_allowed_is_not_offered_whatever_it_is_worth():
    assert order(scene(allowed=np.array([True, False, True, True]))) == ["c", "a"]


def test_duties_that_are_due_soon_come_first_by_day_though_worth_nothing():
    found = scene(duty("a", 9), duty("c", 2), value=np.array([0.0, 0.3, 0.0, 0.4]))
    assert order(found) == ["c", "a", "b"]


def test_duties_come_by_day_even_if_they_were_not_given_so():
    assert order(scene(duty("b", 9), duty("a", -4), duty("c", 2)))[:3] == ["a", "c", "b"]


@pytest.mark.parametrize(("days", "first"), [(SOON_DAYS, True), (SOON_DAYS + 1, False), (-400, True), (None, False)])
def test_only_what_is_due_within_the_month_or_overdue_jumps_the_queue(days, first):
    assert (order(scene(duty("a", days)))[0] == "a") == first


def test_a_duty_named_twice_stands_once():
    assert order(scene(duty("a", 3), duty("a", 5))) == ["a", "b", "c"]


def test_a_duty_that_cannot_be_started_jumps_no_queue():
    assert order(scene(duty("d", 1))) == ["b", "c", "a"]
    assert order(scene(duty("a", 1), allowed=np.array([False, True, True, True]))) == ["b", "c"]


def test_duties_count_towards_what_was_asked_for():
    assert order(scene(duty("a", 9), duty("c", 2)), k=1) == ["c"]
    assert order(scene(duty("a", 9), duty("c", 2)), k=0) == []


def test_a_duty_that_the_catalogue_lacks_is_passed_over():
    assert order(scene(duty("gone", 1))) == ["b", "c", "a"]


def test_ties_in_value_go_to_what_would_rather_be_chosen_then_to_the_column():
    even = np.full(4, 0.2)
    assert order(scene(value=even)) == ["a", "b", "c"]
    assert order(scene(value=even, affinity=np.array([0.1, 0.1, 0.5, 0.3]))) == ["c", "a", "b"]


def test_the_second_score_breaks_ties_where_minutes_make_values_alike():
    assert order(scene(goal=False, popularity=np.array([0.1, 0.5, 0.2, 0.2]))) == ["b", "c", "a"]


@pytest.mark.parametrize(
    ("numbers", "goal", "by", "basis"),
    [
        ({}, True, "value", Basis.GAP),
        ({}, False, "popularity", Basis.POPULAR),
        ({"affinity": np.full(4, 0.25)}, False, "affinity", Basis.POPULAR),
        ({"affinity": np.full(4, 0.25), "state": TASTED}, False, "affinity", Basis.AFFINITY),
        ({"affinity": np.full(4, 0.25)}, True, "value", Basis.GAP),
        ({"level": 0.9}, True, "popularity", Basis.POPULAR),
        ({"value": np.zeros(4)}, True, "popularity", Basis.GAP),
        ({"allowed": np.zeros(4, bool)}, True, "popularity", Basis.GAP),
    ],
)
def test_value_orders_where_something_is_missing_and_can_be_taught_else_taste_else_popularity(numbers, goal, by, basis):
    found = scene(goal=goal, **numbers)
    assert (found.ranked_by, found.basis) == (by, basis)


def test_a_met_goal_with_a_duty_rests_on_the_requirement():
    assert scene(duty("a", 99), level=0.9).basis == Basis.REQUIREMENT
    barred = np.array([False, True, True, True])
    assert scene(duty("a", 99), level=0.9, allowed=barred).basis == Basis.POPULAR


def test_a_role_alone_is_the_basis_of_a_role():
    query = a_query(CATALOG, learner=a_learner(role_id=RoleId("cook")))
    assert a_scene(CATALOG, query).basis == Basis.ROLE


MANY = a_catalog(contents=[a_content(f"c{n:02d}", minutes=50.0) for n in range(60)])


@settings(max_examples=150, deadline=None)
@given(st.data(), st.integers(0, 40))
def test_asking_only_the_leaders_finds_what_asking_everybody_would_find(data, k):
    size = len(MANY.contents)
    kinds = (st.integers(0, 3), st.booleans(), st.booleans())
    draws = [data.draw(st.lists(one, min_size=size, max_size=size)) for one in kinds]
    value, allowed, ready = np.array(draws[0], float), np.array(draws[1]), np.array(draws[2])
    found = a_scene(MANY, value=value, allowed=allowed, ready=lambda columns: ready[columns])
    columns, score = ranked(found, MANY, "value", k)
    whole = sorted(np.flatnonzero(allowed & ready).tolist(), key=lambda c: (-value[c], c))
    enough = LEAST_RATE * value[[c for c in whole if value[c] > 0][:LEADING]].sum() / LEADING
    some = [c for c in whole if value[c] > max(enough, 0.0)]
    assert columns.tolist() == (some or whole)[:k]
    assert score == pytest.approx(value[columns])


def test_a_list_ends_where_what_is_left_is_hardly_worth_its_hours():
    assert order(scene(value=np.array([0.1, 0.3, 0.2, 0.4]))) == ["b", "c", "a"]
    assert order(scene(value=np.array([0.01, 0.3, 0.2, 0.4]))) == ["b", "c"]
    assert order(scene(value=np.array([0.0, 0.3, 0.2, 0.4]))) == ["b", "c"]


@pytest.mark.parametrize("k", [0, 1, 2, 5, 10, 11, 30])
def test_where_a_list_ends_does_not_depend_on_how_much_was_asked_for(k):
    found = a_scene(MANY, value=np.repeat([1.0, 0.2, 0.0], 20))
    assert ranked(found, MANY, "value", k)[0].tolist() == list(range(20))[:k]
    alike = a_scene(MANY, value=np.repeat([1.0, 0.8, 0.0], 20))
    assert ranked(alike, MANY, "value", k)[0].tolist() == list(range(40))[:k]


def test_duties_that_are_due_stay_however_little_they_are_worth_and_bar_nothing_else():
    found = scene(duty("a", 9), value=np.array([0.001, 0.3, 0.2, 0.0]))
    assert order(found) == ["a", "b", "c"]


def test_duties_that_are_due_later_take_the_room_that_is_left_once_each():
    later = (duty("b", 200), duty("a", None), duty("c", 300))
    found = scene(*later, value=np.array([0.0, 0.3, 0.001, 0.0]))
    assert order(found) == ["b", "c", "a"]
    assert order(found, k=2) == ["b", "c"]
    assert order(scene(*later, goal=False, popularity=np.array([0.1, 0.5, 0.2, 0.2]))) == ["b", "c", "a"]


def test_where_nothing_is_worth_anything_now_a_list_is_not_empty():
    blocked = scene(value=np.array([0.0, 0.0, 0.0, 0.4]), popularity=np.array([0.1, 0.5, 0.2, 0.2]))
    assert blocked.ranked_by == "value"
    assert order(blocked) == ["b", "c", "a"], "what is worth something needs another first"


def test_what_does_not_serve_the_goal_is_worth_nothing():
    found = scene(serving=np.array([1, 3]), worth=np.array([0.3, 0.4]))
    assert found.values(np.array([3, 0, 1, 2])).tolist() == [0.4, 0.0, 0.3, 0.0]
    only = scene(serving=np.array([1]), worth=np.array([0.3]))
    assert only.values(np.array([2, 1, 3])).tolist() == [0.0, 0.3, 0.0]
    nothing = scene(serving=np.empty(0, np.int64), worth=np.empty(0))
    assert nothing.values(np.array([0, 3])).tolist() == [0.0, 0.0]
