"""Is what is said of a content what was computed for it? Numbers in words equal numbers in fields."""

from dataclasses import replace
from datetime import timedelta
from functools import lru_cache

import numpy as np
import pytest

from recommender.explain import suggestions
from recommender.explain.gains import MOST_GAINS
from recommender.people import People
from recommender.types import ContentId, Duty, SkillId, Wish
from tests.builders import NOW, TODAY, a_content, a_history, a_link, an_engine, named, organisation, tables
from tests.organisation import an_organisation


@lru_cache(maxsize=2)
def setting(wide=False):
    """The engine and people of the organisation; wide: with one content that teaches six skills."""
    rows = an_organisation()
    if wide:
        rows["skills"] = rows["skills"] + named("skill", "s1", "s2", "s3")
        rows["contents"] = [*rows["contents"], a_content("wide")]
        skills = ("cooking", "hosting", "safety", "s1", "s2", "s3")
        rows["content_skills"] = rows["content_skills"] + [a_link("wide", s, 0.0, 0.9) for s in skills]
    of = tables(**rows) if wide else organisation()
    engine = an_engine(of if wide else None)
    return engine, People.of(of, engine.catalog)


def looked(who="l00", wide=False, bare=False, **more):
    """The scene of a learner; a bare one has no role and no unit, so that only wishes want anything."""
    engine, people = setting(wide)
    query = people.query(who, NOW, **more)
    if bare:
        query = replace(query, learner=replace(query.learner, role_id=None, target_role_id=None, unit_id=None))
    return engine, engine.look(query)


def said(engine, scene, *contents):
    columns = np.array([engine.catalog.contents.column[c] for c in contents], np.int64)
    return suggestions(scene, engine.fitted, columns, np.linspace(1, 0, len(columns)))


def coded(suggestion, code):
    return [reason for reason in suggestion.reasons if reason.code == code]


def test_ranks_and_scores_follow_the_order_given():
    engine, scene = looked()
    found = said(engine, scene, "host-3", "cook-1")
    assert [(s.rank, s.content_id, s.score) for s in found] == [(1, "host-3", 1.0), (2, "cook-1", 0.0)]


def test_every_number_is_that_of_the_scene():
    engine, scene = looked()
    for found in said(engine, scene, *engine.catalog.contents.ids):
        column = engine.catalog.contents.column[found.content_id]
        assert found.value == scene.values(np.array([column]))[0]
        assert found.affinity == scene.liking.chance(np.array([column]))[0]
        assert found.chance.value == pytest.approx(scene.chances(np.array([column]))[0], rel=1e-12)
        assert 0 <= found.chance.low < found.chance.value < found.chance.high <= 1
        assert found.minutes == engine.catalog.contents.minutes[column]
        assert found.title == engine.catalog.contents.titles[column]


def test_the_numbers_of_the_reasons_are_those_of_the_gains_and_the_chance():
    engine, scene = looked()
    for found in said(engine, scene, *engine.catalog.contents.ids):
        for gap in coded(found, "gap"):
            [gain] = [g for g in found.gains if g.name in gap.text]
            assert (gap.numbers["before"], gap.numbers["after"]) == (gain.before.value, gain.after.value)
            assert f"{gain.before.value:.2f} to {gain.after.value:.2f}" in gap.text
        [chance] = coded(found, "chance")
        assert chance.numbers == {
            k: getattr(found.chance, n) for k, n in (("chance", "value"), ("low", "low"), ("high", "high"))
        }
        assert f"{found.chance.value:.0%}"[:-1] in chance.text


def test_a_gain_starts_where_the_learner_stands_and_never_falls():
    engine, scene = looked()
    for found in said(engine, scene, *engine.catalog.contents.ids):
        for gain in found.gains:
            skill = engine.catalog.skills.column[gain.skill_id]
            assert gain.before.value == pytest.approx(scene.level[skill])
            assert gain.after.value >= gain.before.value
            assert gain.before.low <= gain.before.value <= gain.before.high


def test_what_rises_most_by_weight_comes_first_and_few_are_named():
    wishes = (Wish(SkillId("s3"), 0.9, 5.0), Wish(SkillId("hosting"), 0.9, 9.0))
    engine, scene = looked(wide=True, bare=True, wishes=wishes)
    [found] = said(engine, scene, "wide")
    assert [g.skill_id for g in found.gains][:2] == ["hosting", "s3"]
    assert len(found.gains) == MOST_GAINS


def test_a_skill_that_is_met_is_not_named_as_the_gap_when_another_is_short():
    """The heavier wish is met already: the reason must be the lighter one."""
    wishes = (Wish(SkillId("s1"), 0.01, 9.0), Wish(SkillId("s2"), 0.9, 1.0))
    engine, scene = looked(wide=True, bare=True, wishes=wishes)
    [found] = said(engine, scene, "wide")
    assert coded(found, "gap")[0].numbers["wanted"] == 0.9
    assert "S2" in coded(found, "gap")[0].text


def test_a_content_of_a_skill_that_is_met_claims_to_close_no_gap():
    wishes = (Wish(SkillId("hosting"), 0.01),)
    engine, scene = looked("l01", bare=True, wishes=wishes)
    [found] = said(engine, scene, "host-1")
    assert (coded(found, "gap"), coded(found, "wanted"), found.because) == ([], [], ())


def test_a_content_for_the_goal_says_who_asks_and_through_which_chain():
    engine, scene = looked("l01")
    [found] = said(engine, scene, "host-1")
    texts = [reason.text for reason in coded(found, "wanted")]
    assert "Hosting: guests ask" in texts
    assert "Hosting: serves the outcome “Happy guests”" in texts
    assert [(c.outcome, c.behaviour, c.skill) for c in found.because] == [
        ("Happy guests", "Guests are greeted", "Hosting")
    ]


def test_a_content_without_any_reason_of_its_own_says_how_popular_it_is():
    engine, scene = looked(bare=True, history=a_history(setting()[0].catalog))
    [found] = said(engine, scene, "cook-1")
    [popular] = coded(found, "popular")
    assert popular.numbers["share"] == scene.popularity[engine.catalog.contents.column["cook-1"]]
    assert found.because == ()


@pytest.mark.parametrize(
    ("days", "words"), [(3, ", due on"), (0, ", due on"), (-1, ", overdue since"), (None, "the law asks")]
)
def test_a_duty_says_by_when_it_is_due_or_since_when_it_is_not_done(days, words):
    due = None if days is None else TODAY + timedelta(days=days)
    engine, scene = looked(duties=(Duty(ContentId("safe-1"), due, "the law asks for it"),))
    [reason] = coded(said(engine, scene, "safe-1")[0], "required")
    assert words in reason.text
    assert (str(due) in reason.text) == (due is not None)
    assert coded(said(engine, scene, "cook-1")[0], "required") == []


def test_what_a_content_follows_was_taken_by_this_learner():
    engine, scene = looked()
    taken = {engine.catalog.contents.titles[c] for c in scene.state.sequence.tolist()}
    found = [r for s in said(engine, scene, *engine.catalog.contents.ids) for r in coded(s, "follows")]
    assert found
    assert all(any(f"“{title}”" in reason.text for title in taken) for reason in found)


def test_what_is_assumed_is_not_called_expected():
    engine = an_engine(tables())
    people = People.of(tables(), engine.catalog)
    found = engine.recommend(people.query("ada", NOW)).items[0]
    assert coded(found, "chance")[0].text.startswith("We assume")


def test_nothing_to_say_of_no_content():
    engine, scene = looked()
    assert said(engine, scene) == ()
