"""The plans of the causes: who is drawn, with which chance, who is asked, and what is noted of it."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest

from recommender.columns import INITIATORS
from tests.training.demo.demo_house import CALENDAR, a_course, some_careers
from training.demo.behaving import BEHAVIOUR_IDS, Behaving
from training.demo.calendar import NEVER
from training.demo.careers import ROLE_IDS
from training.demo.catalogue import catalogue
from training.demo.causes.asking import Asking
from training.demo.causes.causing import Causing
from training.demo.causes.drawing import planned
from training.demo.causes.effects import NOTHING, asked_effect
from training.demo.causes.personal import OWN, Personal
from training.demo.causes.plans import Drawn, Plans, filed, steady
from training.demo.causes.programmes import CLINIC, practice
from training.demo.history import JUDGED
from training.demo.measuring import renamed
from training.demo.mess.reorganisation import reorganised
from training.demo.minds import role_needs
from training.demo.scene import Course, Stage, Week
from training.demo.timetable import timetable
from training.demo.traits import people


@cache
def a_stage(learners: int = 900) -> Stage:
    rng = np.random.default_rng(11)
    shelf = catalogue(CALENDAR, rng, JUDGED)
    paths = some_careers(learners)
    crowd = people(paths.teams.place[paths.teams.seat], paths.role[:, 0], rng)
    return Stage(CALENDAR, shelf, timetable(shelf, CALENDAR, rng), crowd, paths)


@cache
def the_plans() -> Plans:
    return planned(a_stage(), np.random.default_rng(12))


def drawn(cause: str) -> Drawn:
    return next(one for one in the_plans().drawn if one.cause == cause)


def a_course_with_practice() -> Course:
    course = a_course(a_stage())
    course.practice = practice(a_stage().shelf, len(a_stage().people))
    return course


def a_week(number: int) -> Week:
    monday = CALENDAR.start + 7 * number
    return Week(number, monday, a_stage().careers.at(monday), np.zeros(len(a_stage().people)))


def asking(course: Course) -> Asking:
    return Asking.of(a_stage(), course, the_plans(), np.random.default_rng(13))


def a_personal(course: Course) -> Personal:
    behaving = Behaving(a_stage().careers, a_stage().people, practice=course.practice)
    return Personal(a_stage(), course, behaving, the_plans())


def test_every_cause_draws_each_pair_once_and_only_who_is_there() -> None:
    for one in the_plans().drawn:
        assert len(one.learner) > 10, one.cause
        pairs = one.learner * len(a_stage().shelf) + one.content
        assert len(np.unique(pairs)) == len(pairs), one.cause
        assert steady(a_stage(), one.learner, one.day).all(), one.cause
        assert (one.team == a_stage().careers.at(one.day, one.learner).team).all(), one.cause


def test_those_on_leave_or_gone_are_not_drawn() -> None:
    careers = a_stage().careers
    away = np.flatnonzero(careers.leave_from < NEVER)[:5]
    gone = np.flatnonzero(careers.left < CALENDAR.until)[:5]
    assert not steady(a_stage(), away, careers.leave_from[away]).any()
    assert not steady(a_stage(), gone, careers.left[gone] - 10).any()


def test_the_clinic_draws_lots_by_role() -> None:
    clinic = drawn("clinic")
    role = a_stage().careers.at(clinic.day, clinic.learner).role
    managing = role == ROLE_IDS.index("account_manager")
    assert set(clinic.propensity[managing]) == {0.65}
    assert set(clinic.propensity[~managing]) == {0.4}
    assert len(np.unique(clinic.day)) == 3


def test_the_stream_draws_lots_by_what_the_job_needs_and_the_time_in_it() -> None:
    stage, stream = a_stage(), drawn("stream")
    role = stage.careers.at(stream.day, stream.learner).role
    needed = role_needs()[role, stage.shelf.skill[stream.content, 0]] > 0
    new = stream.day - stage.careers.hired[stream.learner] < 365
    assert stream.propensity == pytest.approx(np.where(needed, 0.55, 0.25) - 0.1 * new)
    assert (stream.day < stage.shelf.available_to[stream.content]).all()
    assert not stage.shelf.duty[stream.content].any()
    assert not np.isin(stream.content, [stage.shelf.column[CLINIC.key]]).any()


def test_a_bad_spell_comes_before_the_day() -> None:
    plans, back = the_plans(), drawn("back")
    row = {learner: number for number, learner in enumerate(plans.sellers.who.tolist())}
    quarter = np.searchsorted(plans.quarters, back.day) - 1
    luck = np.array(
        [plans.sellers.luck[row[who], q] for who, q in zip(back.learner.tolist(), quarter.tolist(), strict=True)]
    )
    assert (luck < np.quantile(plans.sellers.luck, 0.12)).all()
    assert plans.sellers.luck.std() == pytest.approx(0.05, rel=0.1)


def test_the_trend_is_in_a_team_of_the_first_wave() -> None:
    rollout, trend = drawn("rollout"), the_plans().trend
    first = rollout.team[rollout.day == rollout.day.min()]
    assert trend.team in first
    assert trend.from_day < rollout.day.min() - 100


def test_only_the_asked_are_filed_in_their_week() -> None:
    queue = filed(a_stage(), the_plans().drawn)
    weeks = CALENDAR.weeks
    pages = [queue.pop(week) for week in range(weeks)]
    total = sum(len(page["learner"]) for page in pages if page)
    assert total == sum(int(one.asked.sum()) for one in the_plans().drawn)
    for week, page in enumerate(pages):
        if page:
            assert ((page["day"] - CALENDAR.start) // 7 == week).all()


def test_the_told_get_an_assignment_and_the_invited_none() -> None:
    course, colours = a_course_with_practice(), drawn("colours")
    week = int((colours.day[0] - CALENDAR.start) // 7)
    asking(course).ask(a_week(week))
    assert course.ledger.size >= colours.asked.sum()
    pages = [course.beginnings.pop(number) for number in range(CALENDAR.weeks)]
    rows = {name: np.concatenate([page[name] for page in pages if page]) for name in ("content", "initiated", "task")}
    mine = rows["content"] == colours.content[0]
    assert mine.sum() == (colours.asked & colours.takes_up).sum()
    assert set(rows["initiated"][mine]) == {INITIATORS.index("manager")}
    assert (rows["task"][mine] >= 0).all()

    course, clinic = a_course_with_practice(), drawn("clinic")
    asking(course).ask(a_week(int((clinic.day.min() - CALENDAR.start) // 7)))
    pages = [course.beginnings.pop(number) for number in range(CALENDAR.weeks)]
    invited = np.concatenate([page["task"][page["content"] == clinic.content[0]] for page in pages if page])
    assert len(invited)
    assert (invited == -1).all()


def test_a_week_without_plans_asks_nobody() -> None:
    course = a_course_with_practice()
    asking(course).ask(a_week(3))
    assert course.ledger.size == 0
    assert not course.beginnings.filed


def test_the_causes_note_before_they_ask() -> None:
    course = a_course_with_practice()
    behaving = Behaving(a_stage().careers, a_stage().people, practice=course.practice)
    causing = Causing.of(a_stage(), course, behaving, the_plans(), np.random.default_rng(1))
    for number in range(6):
        causing.act(a_week(number))
    assert len(causing.personal.days) == 1
    assert causing.personal.showing[0].shape == (len(the_plans().sellers.who), len(OWN))


def notes_of_a_year(course: Course, practising: np.ndarray) -> Personal:
    """Every month noted without events; some practise what the clinic teaches from the first day on."""
    course.practice.finish(practising, np.full(len(practising), a_stage().shelf.column[CLINIC.key]))
    personal = a_personal(course)
    for number in range(CALENDAR.weeks):
        personal.note(a_week(number))
    return personal


def test_the_effect_of_a_programme_is_what_it_adds_for_those_asked_and_for_those_who_finished() -> None:
    clinic = drawn("clinic")
    finishers = clinic.learner[clinic.asked & clinic.takes_up]
    effect = asked_effect(clinic, notes_of_a_year(a_course_with_practice(), finishers))
    assert 0.0 < effect.asked < effect.finished <= 0.07 * CLINIC.shift + 1e-9
    nobody = asked_effect(clinic, notes_of_a_year(a_course_with_practice(), finishers[:0]))
    assert nobody.asked == 0.0
    assert np.isnan(nobody.finished)


def test_a_programme_without_effect_has_none() -> None:
    personal = a_personal(a_course_with_practice())
    assert asked_effect(drawn("colours"), personal) == asked_effect(drawn("stream"), personal) == NOTHING


def test_own_outcomes_without_learning_are_those_with_it() -> None:
    personal = notes_of_a_year(a_course_with_practice(), np.empty(0, np.int64))
    ids = pd.Series([f"L{n}" for n in range(len(a_stage().people))], dtype="str")
    table, truth = personal.frames(ids, np.random.default_rng(2), np.random.default_rng(3))
    assert (truth["value_with"] == truth["value_without"]).all()
    assert np.allclose(table["value"], table["numerator"] / table["denominator"], atol=1e-4)
    assert not table.duplicated(["learner_id", "period"]).any()
    assert set(table["period"].str[4:6]) == {"-Q"}


def test_only_behaviours_of_the_outcome_move_it() -> None:
    assert {BEHAVIOUR_IDS[row] for row in OWN} == {"asks_first", "answers_doubts", "writes_their_words"}


def test_merged_units_add_up_under_their_new_name() -> None:
    careers = reorganised(some_careers(900), CALENDAR)
    tree = careers.teams
    assert tree.later_unit is not None
    moved = np.flatnonzero(tree.later_unit != tree.unit)
    later, many = np.unique(tree.later_unit[moved], return_counts=True)
    both = moved[tree.later_unit[moved] == later[many > 1][0]]
    months = np.array([tree.reorganised_on - 40, tree.reorganised_on + 40])
    table = {
        "unit": np.tile(tree.unit[both], 2),
        "month": np.repeat([0, 1], 2),
        "value": np.array([0.5, 0.25, 0.5, 0.25]),
        "numerator": np.array([5.0, 1.0, 5.0, 1.0]),
        "denominator": np.array([10.0, 4.0, 10.0, 4.0]),
    }
    done = renamed(table, tree, months)
    assert len(done["unit"]) == 3
    assert set(done["unit"][done["month"] == 0]) == set(tree.unit[both])
    assert done["unit"][2] == later[many > 1][0]
    assert done["value"][2] == pytest.approx(6 / 14)
