"""The list, end to end, with a bundle that was really trained."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache

import numpy as np
import pytest

from recommender.catalog import Catalog
from recommender.engine import Engine
from recommender.errors import QueryRefused, UnknownName
from recommender.people import People
from recommender.ranking.value import EFFORT_MINUTES, TIE_BREAK
from recommender.types import NO_EVENTS, Basis, ContentId, RoleId, SkillId, Wish
from tests.builders import NOW, QUICK, a_content, a_learner, a_query, an_engine, organisation, tables, trained
from tests.organisation import an_organisation

MIDDLE = datetime(2025, 2, 1, tzinfo=UTC)


@lru_cache(maxsize=1)
def house():
    engine = an_engine()
    return engine, People.of(organisation(), engine.catalog)


def asked(learner="l00", as_of=NOW, **more):
    engine, people = house()
    return engine.recommend(people.query(learner, as_of, **more))


def ids(*names):
    return frozenset(map(ContentId, names))


def names(found):
    return [item.content_id for item in found.items]


def test_the_same_question_gets_the_same_answer_from_any_engine_of_the_same_parts():
    assert asked() == asked()
    other = Engine(trained(), Catalog.of(organisation()), QUICK)
    assert other.recommend(house()[1].query("l00", NOW)) == asked()


def test_a_list_for_a_gap_falls_by_score_which_is_value_an_hour_lifted_a_little_by_taste():
    found = asked(duties=())
    assert (found.ranked_by, found.answer.basis) == ("value", Basis.GAP)
    scores = [item.score for item in found.items]
    assert scores == sorted(scores, reverse=True)
    for item in found.items:
        plain = item.value / ((item.minutes + EFFORT_MINUTES) / 60)
        assert plain <= item.score <= plain * (1 + TIE_BREAK) + 1e-12


def test_ranks_count_from_one_and_no_content_stands_twice():
    for learner in house()[1].ids[:20]:
        found = asked(learner)
        assert [item.rank for item in found.items] == list(range(1, len(found.items) + 1))
        assert len(set(names(found))) == len(found.items)


def test_nothing_is_offered_that_was_finished_unless_it_is_a_duty_again():
    engine, people = house()
    for learner in people.ids[:20]:
        query = people.query(learner, NOW)
        scene = engine.look(query)
        done = {
            engine.catalog.contents.ids[c] for c, until in scene.state.finished.items() if until > scene.state.as_of
        }
        again = {duty.content_id for duty in query.duties}
        assert set(names(engine.recommend(query))) & done <= again


def test_as_many_as_asked_for_and_a_shorter_list_is_the_head_of_a_longer_one():
    assert names(asked(k=2)) == names(asked(k=9))[:2]
    assert names(asked(k=0)) == []


def test_an_unknown_content_in_only_or_exclude_is_passed_over():
    first = names(asked())[0]
    assert names(asked(only=ids(first, "gone"))) == [first]
    assert first not in names(asked(exclude=ids(first, "gone")))


def test_where_nothing_is_left_the_list_is_empty_and_says_so_without_an_error():
    found = asked(only=ids("gone"))
    assert (found.items, found.answer.learner_id) == ((), "l00")


def test_what_the_question_does_not_know_is_refused():
    with pytest.raises(QueryRefused, match="flying"):
        asked(wishes=(Wish(SkillId("flying"), 0.5),))


def test_a_learner_without_a_past_is_no_error_and_stands_where_the_role_stands():
    engine = house()[0]
    found = engine.recommend(a_query(engine.catalog, learner=a_learner(role_id=RoleId("waiter"))))
    assert found.answer.basis == Basis.ROLE
    assert found.items[0].gains[0].skill_id == "hosting"
    assert any("nothing is known" in sentence for sentence in found.answer.assumptions)


def test_who_wants_nothing_is_offered_what_would_be_chosen():
    engine, people = house()
    found = engine.recommend(a_query(engine.catalog))
    assert (found.ranked_by, found.answer.basis) == ("affinity", Basis.POPULAR)  # of a stranger no taste is known
    known = engine.recommend(a_query(engine.catalog, history=people.query("l00", NOW).history))
    assert (known.ranked_by, known.answer.basis) == ("affinity", Basis.AFFINITY)
    taste = [item.affinity for item in found.items]
    assert taste == sorted(taste, reverse=True)


def test_an_aim_asks_about_that_role_alone():
    found = asked("l02", aim=RoleId("waiter"), duties=())
    assert {gain.skill_id for item in found.items if item.value > 0 for gain in item.gains} <= {"hosting"}
    assert any(item.value > 0 for item in asked("l02", duties=()).items if item.content_id.startswith("cook"))


@lru_cache(maxsize=1)
def truncated():
    """The house as it stood in the middle: everything at or after MIDDLE deleted."""
    rows = an_organisation()
    rows["events"] = [e for e in rows["events"] if datetime.fromisoformat(e["occurred_at"]) <= MIDDLE]
    of = tables(**rows)
    return People.of(of, Catalog.of(of))


def test_deleting_what_happened_later_changes_nothing_not_even_the_id():
    engine, people = house()
    for learner in people.ids[:15]:
        then, now = truncated().query(learner, MIDDLE), people.query(learner, MIDDLE)
        assert engine.recommend(then) == engine.recommend(now)


def test_a_history_that_runs_ahead_is_not_looked_at():
    engine, people = house()
    whole, seen = people.query("l00", MIDDLE, history=people.log.history("l00")), people.query("l00", MIDDLE)
    assert len(whole.history) > len(seen.history)
    assert engine.recommend(whole) == engine.recommend(seen)
    assert engine.look(whole).learner.tolist() == engine.look(seen).learner.tolist()


def test_a_content_that_teaches_nothing_wanted_changes_no_other_score():
    people = house()[1]
    rows = an_organisation()
    wider = Engine(trained(), Catalog.of(tables(**rows | {"contents": [*rows["contents"], a_content("aaa")]})), QUICK)
    there = People.of(organisation(), wider.catalog)
    then = {item.content_id: item.score for item in house()[0].recommend(people.query("l00", NOW)).items}
    now = {item.content_id: item.score for item in wider.recommend(there.query("l00", NOW)).items}
    assert {name: now[name] for name in then} == pytest.approx(then)


def test_a_batch_is_the_lists_one_under_the_other():
    engine, people = house()
    learners = people.ids[:8]
    frame = engine.batch(people, learners, NOW, 3, "value")
    assert frame.columns.tolist() == ["learner_id", "rank", "content_id", "score"]
    for learner in learners:
        mine, alone = frame[frame["learner_id"] == learner], engine.recommend(people.query(learner, NOW, k=3))
        assert mine["content_id"].tolist() == names(alone)
        assert mine["rank"].tolist() == [item.rank for item in alone.items]
        if alone.ranked_by == "value":
            assert mine["score"].tolist() == [item.score for item in alone.items]


def test_a_batch_by_affinity_falls_by_it_where_no_duty_is_due():
    engine, people = house()
    frame = engine.batch(people, ["l01", "l03"], NOW, 4, "affinity")
    for _, mine in frame.groupby("learner_id"):
        assert (np.diff(mine["score"]) <= 0).all()


def test_a_batch_of_nobody_is_empty_and_one_by_an_unknown_word_or_learner_is_refused():
    engine, people = house()
    assert len(engine.batch(people, [], NOW, 3, "value")) == 0
    with pytest.raises(QueryRefused, match="taste"):
        engine.batch(people, ["l01"], NOW, 3, "taste")
    with pytest.raises(UnknownName):
        engine.batch(people, ["nobody"], NOW, 3, "value")


def test_an_answer_names_model_catalogue_and_data():
    found = asked(as_of=NOW + timedelta(days=1)).answer
    engine, people = house()
    assert (found.model_version, found.catalog_version) == (trained().version, engine.catalog.version)
    assert found.data_as_of == people.data_as_of


def test_a_memory_answers_like_the_history_it_was_folded_from_and_later_events_are_folded_onto_it():
    engine, people = house()
    query = people.query("l00", NOW)
    memory = engine.remember(query.history, query.learner.role_id, NOW)
    half = len(query.history) // 2
    early = engine.remember(query.history[:half], query.learner.role_id, NOW)
    whole = engine.recommend(query)
    assert engine.recommend(replace(query, history=NO_EVENTS, memory=memory)) == whole
    assert engine.recommend(replace(query, history=query.history[half:], memory=early)) == whole


def test_what_is_on_offer_is_kept_until_it_turns():
    opens = (NOW + timedelta(days=2)).date()
    rows = [a_content("late", available_from=str(opens)), a_content("open")]
    catalog = Catalog.of(tables(contents=rows))
    days = [int((NOW + timedelta(days=day)).timestamp()) for day in (0, 1, 3, 0)]
    assert [catalog.on_offer(day).tolist() for day in days] == [
        [False, True],
        [False, True],
        [True, True],
        [False, True],
    ]
    assert catalog.on_offer(days[0]) is catalog.on_offer(days[1])
