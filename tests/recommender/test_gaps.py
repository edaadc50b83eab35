"""How far is it, and how much of that does each content close? In bands that sum to what completing moves."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.gaps import bands_of, coverage_of, wanted_of
from recommender.goals import goal_of
from recommender.knowledge import move
from recommender.types import SkillId, Wish
from tests.builders import a_catalog, a_content, a_link, a_query, named

SKILLS = ("x", "y")


def setting(*links, wants=(("x", 0.75, 1.0),)):
    contents = sorted({link["content_id"] for link in links} | {"zzz"})
    catalog = a_catalog(
        contents=[a_content(c) for c in contents], skills=named("skill", *SKILLS), content_skills=list(links)
    )
    wishes = tuple(Wish(SkillId(s), level, weight) for s, level, weight in wants)
    return catalog, goal_of(a_query(catalog, wishes=wishes), catalog)


def bands(goal, *levels):
    return bands_of(goal, np.array(levels))


def closed(catalog, found, effect):
    share = coverage_of(found, catalog.links, np.asarray(effect, float), len(catalog.contents))
    return share @ (found.weight * found.missing)


def test_bands_are_cut_at_tenths_and_at_the_level_and_the_target():
    _, goal = setting()
    found = bands(goal, 0.43, 0.0)
    assert found.low.tolist() == pytest.approx([0.43, 0.5, 0.6, 0.7])
    assert found.high.tolist() == pytest.approx([0.5, 0.6, 0.7, 0.75])
    assert found.missing.tolist() == pytest.approx([0.07, 0.1, 0.1, 0.05])


@pytest.mark.parametrize(("level", "count"), [(0.75, 0), (0.9, 0), (0.75 - 1e-12, 0), (0.74, 1), (0.0, 8)])
def test_a_met_goal_leaves_no_band_and_no_sliver(level, count):
    _, goal = setting()
    assert len(bands(goal, level, 0.0)) == count


def test_each_skill_is_measured_from_its_own_level_with_its_own_weight():
    _, goal = setting(wants=(("x", 0.3, 3.0), ("y", 0.5, 1.0)))
    found = bands(goal, 0.2, 0.4)
    assert found.skill.tolist() == [0, 1]
    assert found.weight.tolist() == pytest.approx([0.75, 0.25])
    assert found.weight @ found.missing == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("level", "missing"), [(0.75, 0.0), (0.9, 0.0), (0.75 - 1e-12, 0.0), (0.74, 0.01), (0.0, 0.75)]
)
def test_what_is_wanted_is_what_the_bands_miss(level, missing):
    _, goal = setting(wants=(("x", 0.75, 3.0), ("y", 0.5, 1.0)))
    found, levels = bands(goal, level, 0.4), np.array([level, 0.4])
    assert wanted_of(goal, levels) == pytest.approx(found.weight @ found.missing)
    assert wanted_of(goal, levels) == pytest.approx(0.75 * missing + 0.25 * 0.1)


def test_skills_that_nobody_wants_have_no_band():
    _, goal = setting(wants=(("y", 0.2, 1.0),))
    assert bands(goal, 0.0, 0.0).skill.tolist() == [1, 1]


def test_a_link_covers_its_effect_times_the_part_of_a_band_between_entry_and_exit():
    catalog, goal = setting(a_link("a", "x", 0.25, 0.52))
    found = bands(goal, 0.2, 0.0)
    share = coverage_of(found, catalog.links, np.array([0.6]), len(catalog.contents)).toarray()
    assert share[0].tolist() == pytest.approx([0.3, 0.6, 0.6, 0.12, 0.0, 0.0])
    assert not share[1].any()


def test_what_only_asks_for_a_skill_covers_nothing():
    catalog, goal = setting(a_link("a", "x", 0.6, 0.3))
    assert not closed(catalog, bands(goal, 0.2, 0.0), [0.9]).any()


def test_a_link_of_another_skill_covers_nothing():
    catalog, goal = setting(a_link("a", "y", 0.0, 0.9))
    assert not closed(catalog, bands(goal, 0.2, 0.0), [0.9]).any()


def test_a_content_of_two_wanted_skills_covers_both():
    links = (a_link("a", "x", 0.0, 0.9), a_link("a", "y", 0.0, 0.9))
    catalog, goal = setting(*links, wants=(("x", 0.5, 1.0), ("y", 0.5, 1.0)))
    assert closed(catalog, bands(goal, 0.3, 0.1), [0.5, 0.25])[0] == pytest.approx(0.5 * 0.1 + 0.5 * 0.1)


def test_what_leads_beyond_the_goal_is_worth_no_more_than_what_is_wanted():
    catalog, goal = setting(a_link("a", "x", 0.0, 1.0), a_link("b", "x", 0.0, 0.75))
    gain = closed(catalog, bands(goal, 0.35, 0.0), [0.5, 0.5])
    assert gain[0] == pytest.approx(gain[1]) == pytest.approx(0.5 * 0.4)


def test_without_bands_or_links_the_coverage_is_an_empty_matrix_of_the_right_shape():
    catalog, goal = setting()
    found = bands(goal, 0.9, 0.0)
    assert coverage_of(found, catalog.links, np.empty(0), len(catalog.contents)).shape == (1, 0)


levels = st.integers(0, 100).map(lambda n: n / 100)
pairs = st.tuples(levels, levels).map(sorted)
CATALOG, _ = setting(a_link("a", "x", 0.0, 1.0))


def closed_by(level, entry, leave, effect, target):
    """What one link closes of the way from a level to a target, and the shares of the bands that it covers."""
    goal = goal_of(a_query(CATALOG, wishes=(Wish(SkillId("x"), target),)), CATALOG)
    found = bands(goal, level, 0.0)
    link = replace(CATALOG.links, entry=np.array([entry]), exit=np.array([leave]))
    share = coverage_of(found, link, np.array([effect]), len(CATALOG.contents))
    return (share @ (found.weight * found.missing))[0], share.data


@settings(max_examples=300, deadline=None)
@given(pairs, pairs, st.floats(0.0, 0.95))
def test_what_is_covered_is_what_the_transition_moves(entry_and_level, leave_and_target, effect):
    (entry, level), (leave, target) = entry_and_level, leave_and_target
    gain, _ = closed_by(level, entry, leave, effect, target)
    moves = move(np.array([level]), np.array([entry]), np.array([leave]), np.array([effect if leave > entry else 0.0]))
    assert gain == pytest.approx(float(moves[0]) - level, abs=1e-9)


@settings(max_examples=300, deadline=None)
@given(levels, levels, st.floats(0.0, 0.95), levels)
def test_shares_stay_within_the_effect(level, target, effect, entry):
    _, share = closed_by(level, entry, 1.0, effect, target)
    assert (share > 0).all()
    assert (share <= effect * (1 + 1e-9)).all()
