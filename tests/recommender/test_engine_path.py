"""The path, end to end: what it promises step by step, what it proves, and what it leaves open."""

from dataclasses import replace
from datetime import timedelta
from functools import lru_cache

import pytest

from recommender.catalog import Catalog
from recommender.engine import Engine
from recommender.errors import InfeasiblePlan, QueryRefused
from recommender.people import People
from recommender.types import ContentId, Duty, PathWishes, SkillId, Wish
from tests.builders import NOW, QUICK, TODAY, an_engine, organisation, tables, trained
from tests.organisation import an_organisation

PLENTY = PathWishes(weeks=26, weekly_minutes=300.0)


@lru_cache(maxsize=1)
def house():
    engine = an_engine()
    return engine, People.of(organisation(), engine.catalog)


def asked(learner="l00", wishes=PLENTY, **more):
    engine, people = house()
    return engine.path(people.query(learner, NOW, **more), wishes)


def titles(path):
    return [step.suggestion.content_id for step in path.steps]


def wish(skill, level):
    return (Wish(SkillId(skill), level),)


PATHS = ("l00", "l01", "l04", "l07")


def test_the_same_question_gets_the_same_path():
    assert asked() == asked()


@pytest.mark.parametrize("learner", PATHS)
def test_what_one_step_leaves_is_where_the_next_one_of_that_skill_starts(learner):
    engine, people = house()
    level = {}
    scene = engine.look(people.query(learner, NOW))
    for step in asked(learner).steps:
        for gain in step.suggestion.gains:
            start = float(scene.level[engine.catalog.skills.column[gain.skill_id]])
            assert gain.before.value == pytest.approx(level.get(gain.skill_id, start))
            level[gain.skill_id] = gain.after.value
    assert level


@pytest.mark.parametrize("learner", PATHS)
def test_the_reason_of_a_step_says_the_levels_that_the_step_meets(learner):
    for step in asked(learner).steps:
        for reason in step.suggestion.reasons:
            if reason.code == "gap":
                pairs = [(gain.before.value, gain.after.value) for gain in step.suggestion.gains]
                assert (reason.numbers["before"], reason.numbers["after"]) in pairs


@pytest.mark.parametrize("learner", PATHS)
def test_steps_follow_each_other_from_tomorrow_within_the_weeks_asked_for(learner):
    path = asked(learner)
    assert path.steps[0].start.date() >= TODAY + timedelta(days=1)
    assert all(step.start <= step.finish for step in path.steps)
    assert all(a.finish <= b.finish for a, b in zip(path.steps, path.steps[1:], strict=False))
    assert path.steps[-1].finish.date() <= TODAY + timedelta(weeks=PLENTY.weeks)


@pytest.mark.parametrize("learner", PATHS)
def test_minutes_and_cost_are_those_of_the_steps(learner):
    path, contents = asked(learner), house()[0].catalog.contents
    assert path.minutes == sum(step.suggestion.minutes for step in path.steps)
    assert path.cost == sum(contents.cost[contents.column[name]] for name in titles(path))


@pytest.mark.parametrize("learner", PATHS)
def test_the_proof_never_promises_more_than_is_wanted_or_less_than_is_planned(learner):
    proof = asked(learner).certificate
    assert 0 <= proof.value <= proof.bound <= proof.wanted + 1e-9
    assert proof.gap == pytest.approx((proof.bound - proof.value) / proof.bound)
    assert proof.simulated.low <= proof.simulated.value <= proof.simulated.high


@pytest.mark.parametrize("learner", PATHS)
def test_a_forecast_is_a_level_within_its_interval_and_never_falls(learner):
    for gain in asked(learner).forecast:
        for level in (gain.before, gain.after):
            assert 0 <= level.low <= level.value <= level.high <= 1
        assert gain.after.value >= gain.before.value


def test_what_a_forecast_promises_leaves_room_for_steps_that_are_not_finished():
    path = asked("l01")
    level = {gain.skill_id: gain.after.value for step in path.steps for gain in step.suggestion.gains}
    for gain in path.forecast:
        if gain.skill_id in level:
            assert gain.after.value < level[gain.skill_id] + 0.1


def test_what_is_needed_first_comes_first_and_says_what_it_opens():
    wishes, seen = replace(PLENTY, pinned=frozenset({ContentId("cook-3")})), 0
    for learner in house()[1].ids[:20]:
        try:
            path = asked(learner, wishes)
        except (InfeasiblePlan, QueryRefused):  # far from ready, or done with it
            continue
        steps = titles(path)
        if "cook-2" in steps:
            assert steps.index("cook-2") < steps.index("cook-3")
            told = [r.text for r in path.steps[steps.index("cook-2")].suggestion.reasons if r.code == "opens"]
            assert any("Cooking 3" in text or "cook-3" in text for text in told)
            seen += 1
    assert seen


@pytest.mark.parametrize("days", [-40, 0])
def test_a_duty_that_is_overdue_is_in_the_path_though_no_day_can_be_kept(days):
    duties = (Duty(ContentId("safe-1"), TODAY + timedelta(days=days), "the law asks"),)
    path = asked("l01", duties=duties)
    [step] = [step for step in path.steps if step.mandatory]
    assert step.suggestion.content_id == "safe-1"


def test_a_duty_that_can_be_kept_is_kept():
    due = TODAY + timedelta(days=9)
    path = asked("l01", duties=(Duty(ContentId("safe-1"), due, "the law asks"),))
    [step] = [step for step in path.steps if step.mandatory]
    assert step.finish.date() <= due


def test_what_is_pinned_and_may_not_be_offered_is_refused_by_name():
    with pytest.raises(QueryRefused, match="gone"):
        asked(wishes=PathWishes(pinned=frozenset({ContentId("gone")})))
    with pytest.raises(QueryRefused, match="host-2"):
        asked(wishes=PathWishes(pinned=frozenset({ContentId("host-2")})), exclude=frozenset({ContentId("host-2")}))


def test_a_goal_that_is_met_needs_no_path():
    path = asked("l01", aim=None, wishes=PLENTY, duties=(), only=frozenset({ContentId("gone")}))
    assert (path.steps, path.minutes, path.certificate.value) == ((), 0.0, 0.0)


def short(path, skill):
    [found] = [unmet for unmet in path.unmet if unmet.skill_id == skill]
    return found


def test_what_nobody_teaches_is_left_open_for_that_reason():
    rows = an_organisation()
    rows["skills"] = [*rows["skills"], {"skill_id": "dancing", "name": "Dancing"}]
    of = tables(**rows)
    engine = Engine(trained(), Catalog.of(of), QUICK)
    path = engine.path(People.of(of, engine.catalog).query("l01", NOW, wishes=wish("dancing", 0.9)), PLENTY)
    found = short(path, "dancing")
    assert "no content teaches it" in found.reason
    assert found.expected.value < found.wanted == 0.9


def test_what_may_not_be_offered_is_left_open_for_that_reason():
    shut = frozenset(ContentId(f"host-{part}") for part in (1, 2, 3))
    assert "not on offer" in short(asked("l01", wishes=PLENTY, exclude=shut), "hosting").reason


def test_what_there_is_no_time_for_is_left_open_for_that_reason():
    assert "no hours" in short(asked("l01", PathWishes(weeks=1, weekly_minutes=1.0), duties=()), "hosting").reason


def test_a_path_that_is_full_says_so_of_what_it_had_to_leave():
    path = asked("l00", PathWishes(weeks=26, weekly_minutes=600, max_steps=1), duties=())
    assert [s.suggestion.gains[0].skill_id for s in path.steps] == ["hosting"]
    assert "long as it may be" in short(path, "cooking").reason


def test_what_the_path_raises_and_leaves_short_is_told_so():
    path = asked("l00", PathWishes(weeks=26, weekly_minutes=600, max_steps=1), duties=())
    assert "the path raises it" in short(path, "hosting").reason


def test_a_forecast_begins_where_the_first_step_that_moves_the_skill_begins():
    path = asked("l00", PLENTY, duties=())
    begins = {gain.skill_id: gain.before.value for gain in path.forecast}
    first = {gain.skill_id: gain.before.value for step in reversed(path.steps) for gain in step.suggestion.gains}
    assert {skill: begins[skill] for skill in first if skill in begins} == {s: first[s] for s in first if s in begins}


def test_what_is_reached_is_not_listed_as_open():
    path = asked("l01")
    reached = {g.skill_id for g in path.forecast} - {unmet.skill_id for unmet in path.unmet}
    goal = house()[0].look(house()[1].query("l01", NOW)).goal
    wanted = dict(zip(goal.skill_ids, goal.level.tolist(), strict=True))
    assert all(g.after.value >= wanted[g.skill_id] - 0.05 for g in path.forecast if g.skill_id in reached)


def test_less_money_never_buys_a_better_path():
    values = [asked("l01", replace(PLENTY, money=money)).certificate.value for money in (0.0, 60.0, 1000.0)]
    assert values == sorted(values)
    assert asked("l01", replace(PLENTY, money=0.0)).cost == 0.0
