"""What is a content worth, and which come first? Ties by column, taste as a bounded tie-breaker."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.gaps import bands_of, coverage_of
from recommender.goals import goal_of
from recommender.ranking.policy import ready
from recommender.ranking.value import (
    EFFORT_MINUTES,
    LEADING,
    LEAST_RATE,
    TIE_BREAK,
    Teaching,
    best,
    value_of,
    value_per_hour,
    worth_their_hours,
)
from recommender.types import LearnerState, SkillId, Wish
from tests.builders import a_catalog, a_content, a_link, a_query, named

LINKS = (
    a_link("a", "x", 0.0, 0.5),
    a_link("a", "y", 0.1, 0.9),
    a_link("b", "x", 0.3, 0.95),
    a_link("c", "y", 0.6, 0.2),
    a_link("c", "x", 0.0, 0.35),
)
CATALOG = a_catalog(
    contents=[a_content(c) for c in "abcd"], skills=named("skill", "x", "y", "z"), content_skills=list(LINKS)
)


def goal(*wants):
    wishes = tuple(Wish(SkillId(skill), level, weight) for skill, level, weight in wants)
    return goal_of(a_query(CATALOG, wishes=wishes), CATALOG)


def value(found, level, effect=0.5, chance=1.0):
    whole = np.zeros(len(CATALOG.contents))
    teaching = Teaching.of(found, np.full(len(CATALOG.links), effect), CATALOG)
    whole[teaching.contents] = value_of(teaching, np.array(level), np.full(len(teaching.contents), chance))
    return whole


def test_value_is_chance_times_weight_times_effect_times_the_part_of_the_gap_that_is_taught():
    found = value(goal(("x", 0.4, 3.0), ("y", 0.5, 1.0)), [0.2, 0.2, 0.2], effect=0.5, chance=0.8)
    expected = [0.8 * (0.75 * 0.5 * 0.2 + 0.25 * 0.5 * 0.3), 0.8 * 0.75 * 0.5 * 0.1, 0.8 * 0.75 * 0.5 * 0.15, 0.0]
    assert found.tolist() == pytest.approx(expected)


def test_what_is_met_or_not_wanted_is_worth_nothing():
    assert not value(goal(("x", 0.4, 1.0)), [0.4, 0.0, 0.0]).any()
    assert not value(goal(("z", 0.9, 1.0)), [0.0, 0.0, 0.0]).any()
    assert not value(goal(), [0.0, 0.0, 0.0]).any()


def test_a_content_that_only_asks_for_a_skill_is_worth_nothing_in_it():
    assert value(goal(("y", 0.9, 1.0)), [0.0, 0.1, 0.0])[2] == 0.0


level = st.integers(0, 100).map(lambda n: n / 100)


def believed(found, levels, spread):
    """Values where levels are known up to a standard deviation."""
    size, mean = len(CATALOG.skills), 6 * (np.array(levels) - 0.5)
    state = LearnerState(0, mean, np.full(size, (6 * spread) ** 2), np.zeros(size, int))
    teaching, whole = Teaching.of(found, np.full(len(CATALOG.links), 0.5), CATALOG), np.zeros(len(CATALOG.contents))
    whole[teaching.contents] = value_of(teaching, np.array(levels), np.ones(len(teaching.contents)), state)
    return whole


@settings(max_examples=100, deadline=None)
@given(st.tuples(level, level, level), level, level)
def test_what_is_known_for_sure_is_worth_what_it_is_worth(levels, x, y):
    found = goal(("x", x, 2.0), ("y", y, 1.0))
    assert believed(found, levels, 0.0) == pytest.approx(value(found, levels), abs=1e-7)


def test_a_value_is_the_mean_over_all_that_the_levels_may_be():
    found, spread = goal(("x", 0.7, 2.0), ("y", 0.5, 1.0)), 0.15
    drawn = np.random.default_rng(3).normal([0.3, 0.45, 0.2], spread, (4000, 3))
    mean = np.mean([value(found, np.clip(one, 0.0, 1.0)) for one in drawn], axis=0)
    assert believed(found, [0.3, 0.45, 0.2], spread) == pytest.approx(mean, rel=0.03)


def test_the_less_is_known_the_more_may_be_missing_but_what_is_met_as_it_stands_is_worth_nothing():
    found = goal(("x", 0.5, 1.0))
    assert believed(found, [0.45, 0.0, 0.0], 0.2)[0] > believed(found, [0.45, 0.0, 0.0], 0.05)[0] > 0.0
    assert not believed(found, [0.5, 0.0, 0.0], 0.3).any()


def test_a_goal_that_nothing_serves_has_no_ends():
    assert not believed(goal(("z", 0.9, 1.0)), [0.0, 0.0, 0.0], 0.2).any()


@settings(max_examples=150, deadline=None)
@given(st.tuples(level, level, level), level, level, st.floats(0, 0.95), st.floats(0, 1))
def test_lists_and_plans_value_a_single_content_alike(levels, x, y, effect, chance):
    found = goal(("x", x, 2.0), ("y", y, 1.0))
    bands = bands_of(found, np.array(levels))
    share = coverage_of(bands, CATALOG.links, np.full(len(CATALOG.links), effect), len(CATALOG.contents))
    planned = chance * (share @ (bands.weight * bands.missing))
    assert value(found, levels, effect, chance) == pytest.approx(planned, abs=1e-9)


def test_an_hour_counts_what_taking_up_costs_so_that_tiny_contents_do_not_win_by_being_tiny():
    rate = value_per_hour(np.array([0.1, 0.01]), np.array([60.0, 1.0]), None, 0.0)
    assert rate == pytest.approx([0.1 * 60 / (60 + EFFORT_MINUTES), 0.01 * 60 / (1 + EFFORT_MINUTES)])
    assert rate[0] > rate[1]


def test_taste_lifts_by_a_tenth_at_the_most_and_never_lowers():
    plain = value_per_hour(np.full(4, 0.1), np.full(4, 60.0), None, 0.0)
    lifted = value_per_hour(np.full(4, 0.1), np.full(4, 60.0), np.array([0.0, 0.2, 0.4, 0.1]), 0.4)
    assert (lifted / plain).tolist() == pytest.approx([1.0, 1 + TIE_BREAK / 2, 1 + TIE_BREAK, 1 + TIE_BREAK / 4])
    assert TIE_BREAK == 0.1


def test_taste_cannot_make_up_for_an_eighth_less_value():
    rate = value_per_hour(np.array([0.1, 0.0875]), np.full(2, 60.0), np.array([0.0, 1.0]), 1.0)
    assert rate[0] > rate[1]


@pytest.mark.parametrize("affinity", [None, np.zeros(2), np.empty(0)])
def test_without_taste_the_value_stands_as_it_is(affinity):
    value_now = np.array([0.1, 0.2]) if affinity is None or len(affinity) else np.empty(0)
    rate = value_per_hour(value_now, np.full(len(value_now), 50.0), affinity, 0.0)
    assert rate == pytest.approx(value_now)


def listed(*rows):
    """The contents (value, minutes), the best first, that are worth their hours."""
    value, minutes = np.array(rows, float).T
    return np.flatnonzero(worth_their_hours(value, minutes)).tolist()


def test_what_brings_far_less_an_hour_than_the_leading_ones_together_is_not_worth_its_hours():
    hour = 60.0 - EFFORT_MINUTES
    bar = LEAST_RATE * (0.3 + 0.1 + 0.02) / 3
    assert listed((0.3, hour), (0.1, hour), (0.02, hour)) == [0, 1]
    assert 0.02 < bar < 0.1
    assert listed((0.3, hour), (0.1, hour), (0.1, 6 * hour)) == [0, 1]


def test_a_tiny_content_does_not_raise_the_bar_for_others_and_a_single_one_is_its_own_bar():
    assert listed((0.02, 0.0), (0.1, 590.0)) == [0, 1], "twenty times less an hour, but nearly all there is"
    assert listed((1e-9, 5000.0)) == [0]


def test_the_bar_is_that_of_the_leading_ones_however_many_follow():
    few = [(1.0, 50.0)] * LEADING
    assert listed(*few, *[(LEAST_RATE * 1.01, 50.0)] * 90) == list(range(LEADING + 90))
    assert listed(*few, *[(LEAST_RATE * 0.99, 50.0)] * 90) == list(range(LEADING))


def test_nothing_at_all_is_no_content_worth_its_hours():
    assert worth_their_hours(np.empty(0), np.empty(0)).tolist() == []


def ranked(score, k, tie=None):
    score = np.array(score, float)
    return best(score, np.zeros(len(score)) if tie is None else np.array(tie, float), k).tolist()


def test_the_highest_come_first_ties_by_the_second_score_then_by_column():
    assert ranked([1, 3, 2, 3], 3) == [1, 3, 2]
    assert ranked([1, 1, 1, 1], 3, tie=[0, 0, 5, 0]) == [2, 0, 1]
    assert ranked([1, 1, 1], 2) == [0, 1]


@pytest.mark.parametrize(("k", "found"), [(0, []), (-1, []), (1, [0]), (99, [0, 1])])
def test_as_many_as_asked_for_none_for_none_and_all_if_there_are_fewer(k, found):
    assert ranked([2, 1], k) == found


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), max_size=12), st.integers(0, 12))
def test_the_best_are_what_sorting_everything_would_give(rows, k):
    score, tie = (list(column) for column in zip(*rows, strict=True)) if rows else ([], [])
    whole = sorted(range(len(rows)), key=lambda c: (-score[c], -tie[c], c))
    assert ranked(score, k, tie) == whole[:k]


@settings(max_examples=100, deadline=None)
@given(st.tuples(level, level, level), level, level)
def test_who_is_ready_for_what_serves_a_goal_is_told_as_the_policy_tells_it(levels, x, y):
    teaching = Teaching.of(goal(("x", x, 2.0), ("y", y, 1.0)), np.full(len(CATALOG.links), 0.5), CATALOG)
    assert teaching.ready(np.array(levels)).tolist() == ready(np.array(levels), CATALOG, teaching.contents).tolist()
