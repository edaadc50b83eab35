"""Twins, versions, bad steps and new units, each in the small part that it lives in."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from recommender.columns import EVENT_KINDS, INITIATORS
from tests.training.demo.demo_house import CALENDAR, a_beginner, a_course, a_finisher, a_stage, a_week, some_careers
from training.demo import chances
from training.demo.behaving import BEHAVIOUR_IDS, BEHAVIOURS, Behaving
from training.demo.calendar import NEVER
from training.demo.catalogue import catalogue
from training.demo.causes.plans import Trend
from training.demo.drafts import Draft
from training.demo.forms import PROVIDERS
from training.demo.history import JUDGED, TURBULENT, History
from training.demo.measuring import Measuring
from training.demo.mess.blemishes import blemished
from training.demo.mess.reorganisation import reorganised
from training.demo.minds import Minds
from training.demo.practice import Practice
from training.demo.queue import rows_of
from training.demo.scene import TAKEN, Course, Stage
from training.demo.shelf import shelve
from training.demo.tastes import Tastes
from training.demo.wishes import Wishes
from training.demo.world import OUTCOMES
from training.demo.worlds import WORLDS

SHELF = catalogue(CALENDAR, np.random.default_rng(1))


def blemishes(**changes: float) -> list[Draft]:
    return blemished(SHELF.drafts, History(**changes), CALENDAR, np.random.default_rng(4))  # type: ignore[arg-type]


def with_history(**changes: float) -> Stage:
    world = replace(WORLDS["friendly"], history=History(**changes))  # type: ignore[arg-type]
    return replace(a_stage(), world=world)


def test_without_blemishes_the_catalogue_is_as_it_was() -> None:
    assert tuple(blemishes()) == SHELF.drafts


def test_a_twin_teaches_the_same_under_another_title_from_another_provider() -> None:
    done = blemishes(twins=12)
    before = {draft.key: draft for draft in SHELF.drafts}
    twins = [draft for draft in done if draft.twin_of]
    assert len(twins) == 12
    for twin in twins:
        one = before[twin.twin_of or ""]
        assert twin.teaches == one.teaches
        assert twin.title != one.title
        assert twin.provider != one.provider
        assert twin.provider < 3
        assert abs(twin.minutes - one.minutes) <= max(5, 0.15 * one.minutes)


def test_twins_share_what_would_have_been_taken_of_one() -> None:
    done = {draft.key: draft for draft in blemishes(twins=12)}
    before = {draft.key: draft for draft in SHELF.drafts}
    for twin in (draft for draft in done.values() if draft.twin_of):
        one = done[twin.twin_of or ""]
        together = np.exp(one.liked) + np.exp(twin.liked)
        assert together == pytest.approx(np.exp(before[one.key].liked))


def test_the_shelf_knows_both_of_a_pair() -> None:
    shelf = shelve(blemishes(twins=12), np.random.default_rng(2))
    has = np.flatnonzero(shelf.twin >= 0)
    assert len(has) == 24
    assert (shelf.twin[shelf.twin[has]] == has).all()
    assert (shelf.twin[has] != has).all()


def test_whoever_took_one_twin_is_not_offered_the_other() -> None:
    stage = a_stage()
    twin = np.full(len(stage.shelf), -1)
    open_now = np.flatnonzero((stage.shelf.available_from < 0) & (stage.shelf.requires < 0) & ~stage.shelf.duty)
    one, other = open_now[:2].tolist()
    twin[[one, other]] = other, one
    paired = replace(stage, shelf=replace(stage.shelf, twin=twin))
    course, who = a_course(paired), np.array([0, 1])
    course.taken[0, one] = TAKEN
    tastes = Tastes.of(paired.shelf, np.random.default_rng(1))
    liking = tastes.assigned(paired, course, who, np.array([0, 0]), CALENDAR.start + 50)
    assert liking[0, other] < -50
    assert liking[1, other] > -50
    assert liking[1, one] > -50


def test_versions_come_in_order_and_to_the_share_asked_for() -> None:
    done = blemishes(edited=0.25)
    some = [draft.edited for draft in done if draft.edited]
    assert 0.18 < len(some) / len(done) < 0.32
    assert {len(days) for days in some} == {1, 2, 3}
    assert all(CALENDAR.start < day < CALENDAR.until for days in some for day in days)
    assert all(draft.edited for draft in blemishes(edited=1.0))


def test_one_popular_content_of_a_system_that_reports_progress_has_a_bad_step() -> None:
    stuck = [draft for draft in blemishes(sticking=True) if draft.stuck_at is not None]
    assert len(stuck) == 1
    assert not PROVIDERS[stuck[0].provider].silent
    assert stuck[0].minutes > 60
    assert stuck[0].liked > np.quantile([draft.liked for draft in SHELF.drafts], 0.95)
    assert round(20 * (stuck[0].stuck_at or 0)) / 20 == stuck[0].stuck_at


def test_programmes_leave_the_ids_of_all_other_contents_alone() -> None:
    plain = catalogue(CALENDAR, np.random.default_rng(1))
    judged = catalogue(CALENDAR, np.random.default_rng(1), JUDGED)
    assert judged.ids[: len(plain)] == plain.ids
    assert judged.drafts[: len(plain)] == plain.drafts
    assert (judged.appeal[: len(plain)] == plain.appeal).all()
    assert {draft.trait for draft in judged.drafts[len(plain) :]} == {"programme"}


def stuck_stage() -> tuple[Stage, int]:
    """A stage on which one long content of a reporting system cannot be got past, nearly."""
    stage = a_stage()
    shelf = stage.shelf
    fits = ~shelf.silent & (shelf.minutes > 60) & ~shelf.scheduled & ~shelf.duty & (shelf.requires < 0)
    content = int(np.flatnonzero(fits & (shelf.available_from < 0) & (shelf.available_to >= NEVER))[0])
    stuck = np.zeros(len(shelf))
    stuck[content] = 0.65
    return replace(stage, shelf=replace(shelf, stuck_at=stuck)), content


def starts(stage: Stage, content: int, many: int = 150) -> dict[str, np.ndarray]:
    careers = stage.careers
    steady = (careers.left == NEVER) & (careers.leave_from == NEVER) & (careers.hired < CALENDAR.start)
    who = np.flatnonzero(steady)[:many]
    at = np.full(len(who), (CALENDAR.start + 70) * 86_400 + 9 * 3600)
    return {
        "learner": who,
        "content": np.full(len(who), content),
        "asked": at - 300,
        "at": at,
        "initiated": np.full(len(who), INITIATORS.index("self")),
        "mandatory": np.zeros(len(who), bool),
        "task": np.full(len(who), -1),
        "duty": np.full(len(who), -1),
    }


def test_a_bad_step_lowers_the_chance_of_finishing_of_that_content_alone() -> None:
    (stage, content), plain = stuck_stage(), a_stage()
    who = np.arange(20)
    for column, ratio in ((content, chances.PAST_THE_STEP), (content + 1, 1.0)):
        both = [
            chances.finishing(
                some.shelf, stage.people, who, np.full(20, column), np.full(20, 0.3), np.zeros(20), np.zeros(20, bool)
            )
            for some in (stage, plain)
        ]
        assert both[0] == pytest.approx(ratio * both[1])


def test_who_does_not_get_past_a_bad_step_reports_the_same_progress() -> None:
    stage, content = stuck_stage()
    course = a_course(stage)
    rows = starts(stage, content)
    course.beginnings.put(np.full(len(rows["learner"]), 10), rows)
    a_beginner(stage, course).begin(a_week(stage))
    entries = course.diary.closed()
    progressed = entries["kind"] == EVENT_KINDS.index("progressed")
    finishing = sum(len(page["learner"]) for pages in course.endings.filed.values() for page in pages)
    lost = len(rows["learner"]) - finishing
    assert (entries["mark"][progressed] == 13).sum() >= lost > 60


def test_the_rush_makes_people_take_up_more() -> None:
    taken = {}
    for rush in (0.0, 2.0):
        stage = with_history(rush=rush)
        for number, name in ((20, "november"), (3, "july")):
            course = a_course(stage)
            wishes = Wishes(stage, course, Tastes.of(stage.shelf, np.random.default_rng(1)), np.random.default_rng(2))
            for _ in range(6):
                wishes.choose(a_week(stage, number))
                wishes.assign(a_week(stage, number))
            rows = [page for pages in course.beginnings.filed.values() for page in pages]
            taken[name, rush] = sum(len(page["learner"]) for page in rows)
    assert taken["november", 2.0] > 2.3 * taken["november", 0.0]
    assert taken["july", 2.0] == taken["july", 0.0]


def test_a_lapsing_renewal_is_asked_for_after_the_certificate_ends() -> None:
    due = {}
    for lapsing in (0.0, 1.0):
        stage = with_history(lapsing=lapsing)
        course = a_course(stage)
        who = starts(stage, 0)["learner"]
        rows = {"learner": who, "duty": np.zeros(len(who), np.int64)}
        end = np.full(len(who), (CALENDAR.start + 70) * 86_400)
        a_beginner(stage, course)._renew(rows, np.ones(len(who), bool), end)
        due[lapsing] = course.due[who, 0] - 10
    assert (due[0.0] <= 365 // 7).all()
    assert (due[1.0] > 365 // 7).all()


def test_finishing_a_programme_shows_in_what_people_do() -> None:
    stage = a_stage()
    course = a_course(stage)
    row = BEHAVIOUR_IDS.index("cools_down")
    behaviour, strength = np.full(len(stage.shelf), -1), np.zeros(len(stage.shelf))
    behaviour[5], strength[5] = row, 0.5
    course.practice = Practice(behaviour, strength, np.zeros((len(stage.people), len(BEHAVIOURS)), np.float32))
    behaving = Behaving(stage.careers, stage.people, practice=course.practice)
    number, who = behaving.numbers.index(row), np.arange(10)
    before = behaving.share(course.minds, who, number, CALENDAR.start)
    rows = {"learner": who[:5], "content": np.full(5, 5), "task": np.full(5, -1)}
    a_finisher(stage, course)._settle(rows_of(rows, np.ones(5, bool)))
    after = behaving.share(course.minds, who, number, CALENDAR.start)
    assert after[:5] == pytest.approx(np.minimum(before[:5] + 0.5, 1.0))
    assert (after[5:] == before[5:]).all()
    assert (behaving.unpractised(course.minds, who, number, CALENDAR.start) == before).all()


def measured(stage: Stage, course: Course, trend: Trend | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    behaving = Behaving(stage.careers, stage.people, practice=course.practice)
    measuring = Measuring(stage, course, behaving, trend)
    for number, monday in CALENDAR.mondays():
        measuring.note(replace(a_week(stage), number=number, monday=monday, now=stage.careers.at(monday)))
    table, truth = measuring.frames(np.random.default_rng(6), np.random.default_rng(7))
    assert truth is not None
    return table, truth


def knowing(stage: Stage, more: float) -> tuple[Course, Minds]:
    course = a_course(stage)
    before = replace(course.minds, peak=course.minds.peak.copy(), floor=course.minds.floor.copy())
    course.minds.floor += more
    course.minds.peak += more
    return course, before


def test_outcomes_without_training_lie_where_levels_without_it_put_them() -> None:
    stage = a_stage()
    course, course.untrained = knowing(stage, 0.15)
    table, truth = measured(stage, course)
    assert (table["value"] == truth["value_with"]).all()
    up = {outcome.id: 1.0 if outcome.direction == "up" else -1.0 for outcome in OUTCOMES}
    gain = (truth["value_with"] - truth["value_without"]) * truth["outcome_id"].map(up)
    assert (gain.groupby(truth["outcome_id"]).mean() > 0).all()
    assert gain.min() >= 0.0


def test_where_nobody_learned_anything_nothing_is_lost_without_training() -> None:
    stage = a_stage()
    course, course.untrained = knowing(stage, 0.0)
    _, truth = measured(stage, course)
    assert (truth["value_with"] == truth["value_without"]).all()


def test_a_trend_moves_one_team_with_and_without_training_alike() -> None:
    stage = a_stage()
    course, course.untrained = knowing(stage, 0.0)
    calm = measured(stage, course)[1]
    team = int(np.flatnonzero(stage.careers.teams.department == 1)[0])
    moved = measured(stage, course, Trend("escalations", team, -0.003, CALENDAR.start))[1]
    name = stage.careers.teams.unit_ids[int(stage.careers.teams.unit[team])]
    own = moved["unit_id"] == name
    assert (moved["value_with"] == moved["value_without"]).all()
    last = own & (moved["period"] > "2025-06")
    assert moved[last]["value_with"].mean() < calm[last]["value_with"].mean() - 0.03
    elsewhere = moved["outcome_id"] == "conversion"
    assert moved[elsewhere].equals(calm[elsewhere])


def test_units_change_on_the_day_of_the_reorganisation_and_not_before() -> None:
    careers = reorganised(some_careers(800), CALENDAR)
    teams, every = careers.teams, np.arange(len(careers.teams))
    assert (teams.unit_on(every, teams.reorganised_on - 1) == teams.unit).all()
    after = teams.unit_on(every, teams.reorganised_on)
    moved = after != teams.unit
    assert {teams.unit_ids[unit].split("-")[0] for unit in after[moved]} == {"care"}
    assert {teams.unit_ids[unit].split("-")[0] for unit in teams.unit[moved]} == {"service"}
    assert len(np.unique(after[moved])) < moved.sum()
    assert (some_careers(800).teams.unit_on(every, 10**6) == teams.unit).all()


def test_every_new_unit_has_a_parent_and_a_head() -> None:
    careers = reorganised(some_careers(800), CALENDAR)
    teams = careers.teams
    heads = careers.unit_heads(CALENDAR.until)
    assert len(set(teams.unit_ids)) == len(teams.unit_ids) == len(teams.unit_names) == len(heads)
    assert (heads >= 0).all()
    names = dict(zip(teams.unit_ids, teams.unit_parents.tolist(), strict=True))
    for unit, parent in names.items():
        steps = 0
        while parent >= 0:
            parent, steps = names[teams.unit_ids[parent]], steps + 1
            assert steps < 6, unit


def test_the_hostile_history_asks_for_everything_that_the_page_tells() -> None:
    assert TURBULENT.unmapped == 0.3
    assert min(TURBULENT.rush, TURBULENT.hurry, TURBULENT.lapsing, TURBULENT.edited) > 0
    assert all((TURBULENT.bulk, TURBULENT.reorganised, TURBULENT.sticking, TURBULENT.causes))
    assert replace(JUDGED, causes=False).plain
