"""Which planning problem does a question pose? Contents that help or must be, with their days, pairs and groups."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from recommender.errors import InfeasiblePlan, QueryRefused
from recommender.planning import plan
from recommender.planning.formulate import LEAST_RATE, LEAST_SHARE
from recommender.ranking.value import EFFORT_MINUTES
from recommender.types import LearnerState, Numbers
from tests.builders import NOW, QUICK, TODAY, a_content, a_learner, a_link
from tests.recommender.planning.posing import CONTENTS, LINKS, catalog_of, must, posed


def test_what_closes_a_gap_is_in_with_the_bridge_to_what_is_not_ready_and_nothing_else():
    assert posed(catalog_of()).ids == ("base", "cheap", "far", "next")


def test_a_bridge_that_is_not_needed_stays_out():
    assert posed(catalog_of(*LINKS[:2], *LINKS[4:])).ids == ("base", "next")


def test_what_is_needed_first_comes_along_through_every_step_of_the_chain():
    rows = [{"content_id": a, "requires_content_id": b} for a, b in (("base", "side"), ("side", "spare"))]
    problem = posed(catalog_of(LINKS[0], contents=(*CONTENTS, "spare"), content_requires=rows))
    assert problem.ids == ("base", "side", "spare")
    assert problem.requires.tolist() == [[0, 1], [1, 2]]


def test_what_needs_something_that_cannot_be_had_is_left_out_with_all_that_needs_it():
    rows = [{"content_id": a, "requires_content_id": b} for a, b in (("base", "side"), ("next", "base"))]
    barred = {"allowed": np.array([True, True, True, True, False])}
    assert posed(catalog_of(content_requires=rows), scene=barred).ids == ("cheap", "far")


def test_what_is_held_is_needed_no_more():
    rows = [{"content_id": "base", "requires_content_id": "side"}]
    state = LearnerState(
        int(NOW.timestamp()), np.zeros(3), np.ones(3), np.zeros(3, int), finished=Numbers.of({4: 2**62})
    )
    assert posed(catalog_of(content_requires=rows), scene={"state": state}).requires.tolist() == []


def test_what_is_not_allowed_is_no_column():
    barred = np.array([True, True, False, True, True])
    assert posed(catalog_of(), scene={"allowed": barred}).ids == ("base", "next")


def test_without_a_gap_or_a_duty_there_is_nothing_to_plan():
    assert len(posed(catalog_of(), level=0.9)) == 0
    assert len(posed(catalog_of(), wants=())) == 0


def test_what_is_pinned_must_be_in_and_is_refused_where_it_may_not_be_offered():
    assert must(posed(catalog_of(), pinned=["side"])) == ["side"]
    barred = np.array([False, True, True, True, False])
    with pytest.raises(QueryRefused) as refused:
        posed(catalog_of(), pinned=["side", "base", "gone", "next"], scene={"allowed": barred})
    assert [p.split("'")[1] for p in refused.value.problems] == ["base", "gone", "side"]


def test_what_must_be_and_cannot_is_said_not_dropped():
    rows = [{"content_id": "side", "requires_content_id": "base"}]
    barred = np.array([False, True, True, True, True])
    problem = posed(catalog_of(content_requires=rows), pinned=["side"], scene={"allowed": barred})
    with pytest.raises(InfeasiblePlan, match="cannot be had"):
        plan(problem, QUICK)


@pytest.mark.parametrize(
    ("pairs", "together"),
    [
        ([("base", "next")], [{"base", "next"}]),
        ([("base", "next"), ("next", "base")], [{"base", "next"}]),
        ([("base", "next"), ("far", "next")], [{"base", "far", "next"}]),
        ([("base", "next"), ("base", "far")], []),
        ([("side", "next")], []),
    ],
)
def test_versions_of_one_content_are_alternatives_but_modules_of_a_course_are_not(pairs, together):
    rows = [{"content_id": a, "counts_for": b} for a, b in pairs]
    problem = posed(catalog_of(content_equivalents=rows))
    groups = {}
    for name, group in zip(problem.ids, problem.alternatives.tolist(), strict=True):
        groups.setdefault(group, set()).add(name)
    groups.pop(-1, None)
    assert list(groups.values()) == together


def test_only_sessions_to_come_are_planned_and_contents_without_sessions_have_none():
    at = [("s1", "2026-03-01T09:00:00Z"), ("s2", "2026-03-12T09:00:00Z"), ("s3", "2026-03-05T09:00:00Z")]
    rows = [{"session_id": name, "content_id": "base", "starts_at": starts} for name, starts in at]
    sessions = dict(zip(*(lambda p: (p.ids, p.sessions))(posed(catalog_of(sessions=rows))), strict=True))
    assert sessions["base"] == (datetime(2026, 3, 5, 9, tzinfo=UTC), datetime(2026, 3, 12, 9, tzinfo=UTC))
    assert sessions["next"] == ()


@pytest.mark.parametrize(
    ("asked", "own", "total"), [(None, None, 60.0), (None, 90.0, 90.0), (30.0, 90.0, 30.0), (None, 0.0, 0.0)]
)
def test_the_hours_are_those_asked_for_else_the_learner_s_else_an_hour_a_week(asked, own, total):
    problem = posed(catalog_of(), learner=a_learner(weekly_minutes=own), weekly_minutes=asked, weeks=3)
    assert problem.calendar.total == pytest.approx(3 * total)
    assert problem.calendar.first_day == TODAY + timedelta(days=1)


def test_days_of_absence_hold_no_minutes():
    away = ((TODAY, TODAY + timedelta(days=7)),)
    assert posed(catalog_of(), learner=a_learner(absences=away), weeks=2).calendar.total == pytest.approx(60.0)


def test_money_steps_and_the_least_gain_are_passed_on():
    problem = posed(catalog_of(), money=70.0, max_steps=3)
    assert (problem.money, problem.max_steps) == (70.0, 3)
    assert problem.step_cost == pytest.approx(LEAST_SHARE * 0.6)
    assert posed(catalog_of()).money == np.inf


def test_an_hour_costs_a_share_of_what_the_best_by_hour_bring():
    problem = posed(catalog_of(LINKS[0], LINKS[2]), scene={"chance": np.full(5, 0.5)}, max_steps=1)
    bands = problem.band_weight * problem.band_missing
    rate = 0.5 * (problem.coverage @ bands) / ((problem.minutes + EFFORT_MINUTES) / 60.0)
    assert (-problem.bonus / problem.minutes * 60.0).tolist() == pytest.approx([LEAST_RATE * rate.max()] * 2)


def test_what_must_be_costs_no_hours():
    problem = posed(catalog_of(), pinned=["base"])
    cost = dict(zip(problem.ids, problem.bonus.tolist(), strict=True))
    assert cost.pop("base") == 0.0
    assert max(cost.values()) < 0.0


def test_however_long_all_contents_are_the_path_is_not_empty():
    changed = [{**a_content(c), "minutes": 700.0} for c in CONTENTS]
    problem = posed(catalog_of(changed=changed), weekly_minutes=60.0)
    assert len(plan(problem, QUICK, seed=0).order) == 1


def test_what_brings_next_to_nothing_for_its_hours_is_not_planned():
    long = [{**a_content("far"), "minutes": 600.0}]
    links = (a_link("base", "x", 0.0, 0.9), a_link("far", "x", 0.7, 0.75))
    problem = posed(catalog_of(*links, changed=long), weekly_minutes=120.0)
    assert [problem.ids[c] for c in plan(problem, QUICK, seed=0).order] == ["base"]


def test_rows_of_a_problem_belong_to_their_content():
    problem = posed(catalog_of(), scene={"chance": np.array([0.1, 0.2, 0.3, 0.4, 0.5])})
    assert problem.chance.tolist() == [0.1, 0.2, 0.3, 0.4]
    by_content = [[problem.ids[c] for c in problem.link_content[problem.link_skill == s]] for s in range(3)]
    assert by_content == [["base", "far", "next"], [], ["cheap", "far"]]
