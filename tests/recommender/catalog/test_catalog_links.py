"""Which content teaches which skill: rejected links are gone, the others stand where both maps find them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.catalog.skills import HALF_LIFE_DAYS
from tests.builders import a_catalog, a_content, a_link, named


def of(*links, contents="abc", skills="xyz"):
    return a_catalog(contents=[a_content(c) for c in contents], skills=named("skill", *skills), content_skills=links)


def test_a_rejected_link_is_not_used():
    links = of(a_link("a", "x", 0, 0.5, status="rejected"), a_link("b", "x", 0, 0.5)).links
    assert (links.content.tolist(), links.skill.tolist()) == ([1], [0])


def test_a_suggested_link_keeps_its_confidence_and_a_validated_one_counts_in_full():
    suggested = a_link("a", "x", 0, 0.5, status="suggested", confidence=0.4)
    validated = a_link("b", "x", 0, 0.5, status="validated", confidence=0.4)
    assert of(suggested, validated).links.confidence.tolist() == [0.4, 1.0]


def test_a_suggested_link_that_only_asks_for_a_level_forbids_nothing_and_is_left_out():
    asks = [a_link("a", "x", 0.5, 0.5, status="suggested"), a_link("b", "x", 0.5, 0.5)]
    assert of(*asks).links.content.tolist() == [1]


def test_a_link_stands_with_its_content_even_if_rows_came_in_another_order():
    links = of(a_link("c", "x", 0.1, 0.3), a_link("a", "z", 0.2, 0.4), a_link("a", "y", 0.3, 0.9)).links
    assert links.content.tolist() == [0, 0, 2]
    assert links.skill.tolist() == [1, 2, 0]
    assert links.entry.tolist() == [0.3, 0.2, 0.1]
    assert links.exit.tolist() == [0.9, 0.4, 0.3]


def test_a_content_owns_the_rows_between_its_starts_and_one_without_links_owns_none():
    links = of(a_link("a", "x", 0, 1), a_link("a", "y", 0, 1), a_link("c", "x", 0, 1)).links
    assert links.starts.tolist() == [0, 2, 2, 3]


def test_the_links_of_some_skills_come_skill_by_skill_in_the_order_asked_for():
    links = of(a_link("a", "x", 0, 1), a_link("a", "z", 0, 1), a_link("b", "x", 0, 1), a_link("c", "z", 0, 1)).links
    assert links.of_skills(np.array([2, 0])).tolist() == [1, 3, 0, 2]
    assert links.of_skills(np.array([1])).tolist() == []
    assert links.of_skills(np.empty(0, np.int64)).tolist() == []


@settings(max_examples=25, deadline=None)
@given(st.sets(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"))))
def test_both_maps_find_every_link_exactly_once(pairs):
    catalog = of(*(a_link(c, s, 0.0, 0.5) for c, s in sorted(pairs)))
    links, expected = catalog.links, sorted(("abc".index(c), "xyz".index(s)) for c, s in pairs)
    assert list(zip(links.content.tolist(), links.skill.tolist(), strict=True)) == expected
    assert sorted(links.by_skill.tolist()) == list(range(len(expected)))
    for skill in range(3):
        own = links.of_skills(np.array([skill]))
        assert (links.skill[own] == skill).all()
        assert len(own) == sum(s == skill for _, s in expected)


def test_a_skill_without_a_half_life_has_the_usual_one_and_a_stated_one_is_kept():
    rows = [{"skill_id": "x", "name": "X"}, {"skill_id": "y", "name": "Y", "half_life_days": 30.0, "parent_id": "x"}]
    skills = a_catalog(skills=rows).skills
    assert skills.half_life_days.tolist() == [HALF_LIFE_DAYS, 30.0]
    assert skills.parent.tolist() == [-1, 0]
    assert skills.names == ("X", "Y")


def test_the_same_tables_make_the_same_version_in_any_order_of_rows():
    one, other = a_link("a", "x", 0, 0.5), a_link("b", "y", 0, 0.5)
    assert of(one, other).version == of(other, one).version


@pytest.mark.parametrize("change", [{"exit_level": 0.6}, {"status": "rejected"}, {"content_id": "b"}])
def test_another_link_makes_another_version(change):
    assert of(a_link("a", "x", 0, 0.5)).version != of(a_link("a", "x", 0, 0.5) | change).version


def test_what_happened_and_to_whom_is_no_part_of_the_version():
    event = {"learner_id": "ada", "kind": "completed", "occurred_at": "2026-01-01T00:00:00Z", "content_id": "loops"}
    more = a_catalog(learners=[{"learner_id": "ada", "language": "en"}, {"learner_id": "bob"}], events=[event])
    assert a_catalog().version == more.version


def test_an_empty_catalogue_of_skills_has_links_that_can_be_asked():
    catalog = a_catalog()
    assert (len(catalog.skills), len(catalog.links), catalog.links.starts.tolist()) == (0, 0, [0, 0])
