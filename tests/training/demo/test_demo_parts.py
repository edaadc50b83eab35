"""The small parts that a made-up organisation is put together from."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd

from recommender.columns import INITIATORS
from tests.training.demo.demo_house import CALENDAR, a_beginner, a_course, a_finisher, a_stage, a_week
from training.demo import chances
from training.demo.calendar import NEVER, Calendar, month_name, week_of_year
from training.demo.cells import dates, joined, named, numbered, picked, times
from training.demo.diary import Diary
from training.demo.duties import TRACKS, Duties, bound
from training.demo.duty_texts import DUTIES
from training.demo.finisher import turns
from training.demo.ledger import Ledger
from training.demo.measuring import by_group
from training.demo.queue import Queue
from training.demo.scene import FINISHED, TAKEN, moments
from training.demo.shelf import SKILL_COLUMN
from training.demo.tastes import Tastes, draw

WHO = np.array([0, 1, 2])


def rows_for(stage, content: int, learners: np.ndarray = WHO, day: int = 0) -> dict[str, np.ndarray]:  # type: ignore[no-untyped-def]
    many = len(learners)
    at = np.full(many, (CALENDAR.start + 70 + day) * 86_400 + 9 * 3600)
    return {
        "learner": learners,
        "content": np.full(many, content),
        "asked": at - 300,
        "at": at,
        "initiated": np.full(many, INITIATORS.index("self")),
        "mandatory": np.zeros(many, bool),
        "task": np.full(many, -1),
        "duty": np.full(many, -1),
    }


def stayers(stage, many: int = 60) -> np.ndarray:  # type: ignore[no-untyped-def]
    careers = stage.careers
    steady = (careers.left == NEVER) & (careers.leave_from == NEVER) & (careers.hired < CALENDAR.start)
    return np.flatnonzero(steady)[:many]


def test_the_calendar_starts_on_a_monday_and_spans_three_years() -> None:
    for until in (date(2026, 6, 30), date(2024, 2, 29), date(2021, 1, 1)):
        calendar = Calendar.up_to(until)
        assert (calendar.start + 3) % 7 == 0
        assert 1089 <= calendar.until - calendar.start <= 1095
        assert calendar.start + 7 * calendar.weeks > calendar.until


def test_months_and_quarters_end_on_their_last_day() -> None:
    ends = CALENDAR.ends("M").astype("datetime64[D]")
    assert str(ends[-1]) == "2026-06-30"
    assert str(ends[0]) == "2023-07-31"
    assert len(ends) == 36
    assert [str(day)[5:] for day in CALENDAR.ends("Q").astype("datetime64[D]")[:4]] == [
        "09-30",
        "12-31",
        "03-31",
        "06-30",
    ]


def test_days_have_names() -> None:
    assert month_name(59) == "1970-03"
    assert week_of_year(0) == 1
    assert week_of_year(3) == 1


def test_seconds_know_their_week() -> None:
    monday = CALENDAR.start * 86_400
    assert CALENDAR.week_of(np.array([monday, monday + 7 * 86_400 - 1, monday + 7 * 86_400])).tolist() == [0, 0, 1]


def test_codes_become_words_and_a_negative_one_is_missing() -> None:
    cells = named(["a", "b"], np.array([1, -1, 0]))
    assert cells.dtype == "str"
    assert cells.fillna("?").tolist() == ["b", "?", "a"]
    assert picked(cells, np.array([2, 0])).tolist() == ["a", "b"]


def test_ids_are_padded_and_words_joined() -> None:
    assert numbered("E", np.array([3, 120]), 4).tolist() == ["E0003", "E0120"]
    assert joined(named(["Ada"], np.array([0])), named(["Kelly"], np.array([0]))).tolist() == ["Ada Kelly"]


def test_days_and_seconds_become_dates_and_times() -> None:
    assert dates(np.array([0, NEVER])).tolist() == [pd.Timestamp("1970-01-01"), pd.NaT]
    assert times(np.array([60, -1]))[0] == pd.Timestamp("1970-01-01T00:01:00Z")
    assert times(np.array([60, -1])).isna().tolist() == [False, True]


def test_a_queue_gives_back_each_week_once_in_the_order_of_filing() -> None:
    queue = Queue()
    queue.put(np.array([2, 1, 2]), {"n": np.array([1, 2, 3])})
    queue.put(np.array([2]), {"n": np.array([4])})
    assert queue.pop(2)["n"].tolist() == [1, 3, 4]
    assert queue.pop(2) == {}
    assert queue.pop(1)["n"].tolist() == [2]


def test_a_diary_fills_what_was_not_said() -> None:
    diary = Diary()
    first = diary.write("started", np.array([4, 5]), np.array([10, 20]), content=3)
    second = diary.write("rated", np.array([4]), np.array([30]), mark=np.array([20]))
    entries = diary.closed()
    assert first.tolist() == [0, 1]
    assert second.tolist() == [2]
    assert entries["content"].tolist() == [3, 3, -1]
    assert entries["mark"].tolist() == [-1, -1, 20]
    assert INITIATORS[entries["initiated"][0]] == "unknown"


def test_entries_stand_by_learner_and_time_and_only_if_known_in_time() -> None:
    diary = Diary()
    diary.write("started", np.array([2, 1, 1, 1]), np.array([5, 9, 7, 8]), recorded=np.array([-1, -1, -1, 99]))
    assert diary.closed().order(50).tolist() == [2, 1, 0]


def test_a_ledger_knows_what_became_of_each_assignment() -> None:
    stage = a_stage()
    ledger, ids = Ledger(), numbered("L", np.arange(400), 4)
    stay, gone = stayers(stage, 3), np.flatnonzero(stage.careers.left <= CALENDAR.until)[:1]
    who = np.append(stay, gone)
    due = CALENDAR.until + np.array([30, 30, -90, 30])
    tasks = ledger.assign(who, 5, -1, CALENDAR.until - 200, stay[0], due, np.ones(4, bool))
    ledger.finish(np.array([tasks[0], -1]))
    frame = ledger.frame(stage.shelf, ids, stage.careers.left, CALENDAR, np.zeros(4))
    assert frame["status"].tolist() == ["done", "open", "cancelled", "cancelled"]
    assert frame["content_id"].tolist() == [stage.shelf.ids[5]] * 4


def test_moments_fall_on_working_days() -> None:
    at = moments(CALENDAR.start, 500, np.random.default_rng(1))
    day, hour = at // 86_400 - CALENDAR.start, at % 86_400 / 3600
    assert set(day.tolist()) == {0, 1, 2, 3, 4}
    assert hour.min() >= 7
    assert hour.max() <= 19


def test_turns_count_earlier_rows_of_the_same_learner() -> None:
    assert turns(np.array([1, 1, 4, 6, 6, 6])).tolist() == [0, 1, 0, 0, 1, 2]


def test_groups_are_summed_along_the_second_axis() -> None:
    counts = np.array([[1.0, 2.0, 4.0], [8.0, 16.0, 32.0]])
    assert by_group(counts, np.array([1, 0, 1])).tolist() == [[2.0, 5.0], [16.0, 40.0]]


def test_the_next_session_is_the_first_after_a_moment() -> None:
    stage = a_stage()
    table, content = stage.timetable, int(stage.timetable.content[0])
    own = table.starts[table.content == content]
    assert own.tolist() == sorted(own.tolist())
    assert table.next(np.array([content]), own[:1]).tolist() == [0]
    assert table.next(np.array([content]), own[:1] + 1).tolist() == [1]
    assert table.next(np.array([content]), own[-1:] + 1).tolist() == [-1]
    unscheduled = np.flatnonzero(~stage.shelf.scheduled)[:1]
    assert table.next(unscheduled, own[:1]).tolist() == [-1]


def test_learning_moves_a_share_of_the_way_and_never_back() -> None:
    minds = a_course(a_stage()).minds
    skill, day = np.full(3, SKILL_COLUMN["sql"]), CALENDAR.start + 100
    before = minds.level(WHO, skill, day)
    minds.learn(WHO, skill, np.array([0.5, 0.5, 0.5]), np.array([0.9, 0.9, 0.0]), day)
    after = minds.level(WHO, skill, day)
    assert np.allclose(after[:2], before[:2] + 0.5 * (0.9 - before[:2]), atol=1e-6)
    assert np.isclose(after[2], before[2], atol=1e-6)


def test_forgetting_is_fast_at_first_and_stops_at_the_floor() -> None:
    minds = a_course(a_stage()).minds
    skill, day = np.full(3, SKILL_COLUMN["sql"]), CALENDAR.start + 100
    minds.learn(WHO, skill, np.full(3, 0.9), np.full(3, 0.9), day)
    levels = [minds.level(WHO, skill, day + later)[0] for later in (0, 200, 400, 600, 100_000)]
    losses = [a - b for a, b in pairwise(levels[:4])]
    assert losses[0] > losses[1] > losses[2] > 0
    assert levels[-1] > minds.floor[0, SKILL_COLUMN["sql"]]


def test_what_was_learned_more_often_fades_more_slowly() -> None:
    minds = a_course(a_stage()).minds
    skill, day = np.full(2, SKILL_COLUMN["sql"]), CALENDAR.start + 100
    minds.floor[:2], minds.scale[:2] = 0.1, 400.0
    for times_learned in (np.array([0, 1]), np.array([1])):
        minds.learn(
            times_learned,
            skill[: len(times_learned)],
            np.full(len(times_learned), 0.5),
            np.full(len(times_learned), 0.8),
            day,
        )
    minds.peak[:2] = 0.7
    once, twice = minds.level(np.array([0, 1]), skill, day + 300)
    assert twice > once


def test_longer_harder_and_foreign_contents_are_finished_less_often() -> None:
    stage = a_stage()
    shelf, people = stage.shelf, stage.people
    pair = np.array([shelf.column["sql/1/en"], shelf.column["sql/4/en"]])
    english = np.flatnonzero(people.language == 0)[:1].repeat(2)
    level, free, calm = np.array([0.3, 0.3]), np.zeros(2, bool), np.zeros(2)
    short, long = chances.finishing(shelf, people, english, pair, level, calm, free) - 0.0
    assert short > long
    german = shelf.column["sql/1/de"]
    one = np.array([german])
    own = chances.finishing(shelf, people, np.flatnonzero(people.language == 1)[:1], one, level[:1], calm[:1], free[:1])
    asked = chances.finishing(shelf, people, english[:1], one, level[:1], calm[:1], ~free[:1])
    unasked = chances.finishing(shelf, people, english[:1], one, level[:1], calm[:1], free[:1])
    assert asked[0] > unasked[0]
    assert 0 < own[0] < 1


def test_only_exams_can_be_failed() -> None:
    shelf = a_stage().shelf
    contents = np.array([shelf.column["sql/1/en"], shelf.column["sql/4/en"]])
    assert chances.passing(shelf, contents, np.array([0.0, 0.0]))[0] == 1.0
    low, high = (chances.passing(shelf, contents, np.full(2, level))[1] for level in (0.4, 0.8))
    assert low < 0.3 < high


def test_readiness_decides_how_far_a_completion_brings() -> None:
    stage = a_stage()
    content = np.full(2, stage.shelf.column["sql/4/en"])
    unready, ready = chances.gain_share(stage.shelf, stage.people, np.zeros(2, int), content, 0, np.array([0.1, 0.6]))
    assert unready < 0.3 * ready


def test_a_draw_follows_the_weights() -> None:
    liking = np.log(np.tile([0.7, 0.2, 0.1], (20_000, 1)))
    shares = np.bincount(draw(liking, np.random.default_rng(1)), minlength=3) / 20_000
    assert np.allclose(shares, [0.7, 0.2, 0.1], atol=0.02)


def test_nobody_is_offered_what_is_taken_missing_or_not_yet_allowed() -> None:
    stage, course, day = a_stage(), None, CALENDAR.start + 500
    course = a_course(stage)
    tastes = Tastes.of(stage.shelf, np.random.default_rng(2))
    taken, locked = 7, int(np.flatnonzero(stage.shelf.requires >= 0)[0])
    gone = int(np.flatnonzero(stage.shelf.available_to < CALENDAR.until)[0])
    course.taken[0, taken] = TAKEN
    liking = tastes.chosen_freely(stage, course, WHO, stage.careers.role[WHO, 0], int(stage.shelf.available_to[gone]))
    assert liking[0, taken] < -50
    assert (liking[:, gone] < -50).all()
    assert (liking[:, locked] < -50).all()
    course.taken[1, stage.shelf.requires[locked]] = FINISHED
    again = tastes.chosen_freely(stage, course, WHO, stage.careers.role[WHO, 0], day)
    assert again[1, locked] > -50 > again[0, locked]
    assert (again[:, stage.shelf.duty] < -50).all()


def test_duties_bind_by_role_unit_and_place() -> None:
    stage = a_stage()
    department = stage.careers.teams.department[stage.careers.team[:, 0]]
    binds = bound(stage.people, department, stage.careers.role[:, 0])
    column = {DUTIES[number].id: track for track, (number, _) in enumerate(TRACKS)}
    assert binds[:, column["awareness"]].all()
    assert (binds[:, column["payments"]] == (department == 3)).all()
    assert (binds[:, column["evacuation"]] == np.isin(stage.people.place, [3, 5])).all()


def test_a_duty_is_asked_once_and_then_waits_for_what_comes_of_it() -> None:
    stage = a_stage()
    course = a_course(stage)
    duties = Duties(stage, course, np.random.default_rng(3))
    duties.ask(a_week(stage))
    first = course.ledger.size
    duties.ask(a_week(stage, 11))
    assert first > 400
    newly = stage.careers.at(CALENDAR.start + 77).active & ~stage.careers.at(CALENDAR.start + 70).active
    assert course.ledger.size - first <= newly.sum() * len(TRACKS) + len(stage.people) // 10


def test_whoever_begins_is_written_down_and_ends_some_day() -> None:
    stage = a_stage()
    course, who, content = a_course(stage), stayers(stage), stage.shelf.column["sql/1/de"]
    week = a_week(stage)
    course.beginnings.put(np.full(len(who), week.number), rows_for(stage, content, who))
    a_beginner(stage, course).begin(week)
    assert (course.taken[who, content] == TAKEN).all()
    ending = sum(len(page["learner"]) for pages in course.endings.filed.values() for page in pages)
    assert 0.3 * len(who) < ending <= len(who)


def test_nobody_begins_the_same_content_twice_by_choice() -> None:
    stage = a_stage()
    course, content, week = a_course(stage), stage.shelf.column["sql/1/de"], a_week(stage)
    who = stayers(stage)[:3]
    course.taken[who[0], content] = FINISHED
    course.beginnings.put(np.full(3, week.number), rows_for(stage, content, who))
    course.beginnings.put(np.full(3, week.number), rows_for(stage, content, who))
    beginner = a_beginner(stage, course)
    beginner.begin(week)
    assert len(beginner.starts[0]["chance"]) == 2


def test_an_end_moves_the_mind_from_the_next_monday_on_and_counts_for_other_versions() -> None:
    stage = a_stage()
    course, week = a_course(stage), a_week(stage)
    who, content = stayers(stage)[:3], stage.shelf.column["sql/1/de"]
    skill = np.full(3, SKILL_COLUMN["sql"])
    before = course.minds.level(who, skill, week.monday + 7)
    done = {**rows_for(stage, content, who), "session": np.full(3, -1), "attempt": np.ones(3, np.int64)}
    done["end"] = done["at"] + 3600
    course.endings.put(np.full(3, week.number), done)
    finisher = a_finisher(stage, course)
    finisher.end(week)
    assert (course.minds.level(who, skill, week.monday + 7) >= before).all()
    assert (course.taken[who, content] == FINISHED).all()
    assert (course.taken[who, stage.shelf.column["sql/1/en"]] == FINISHED).all()
    assert (course.trained[who] == SKILL_COLUMN["sql"]).all()
    assert len(finisher.gains[0]["share"]) == 3
