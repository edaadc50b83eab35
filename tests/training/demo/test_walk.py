"""Someone who keeps to a plan comes or not, gets to the end or not, passes or not, and it is reported as systems do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.training.demo.walking_house import (
    DAY,
    SILENT,
    a_draft,
    a_hundred_walks,
    a_shelf,
    a_walk,
    kinds,
    some_minds,
    some_odds,
)
from training.demo.forms import COMPLETED, EXAM, TESTED
from training.demo.hidden.walk import Luck
from training.demo.nature import MISSPECIFIED
from training.demo.shelf import SKILL_COLUMN

WRITING = SKILL_COLUMN["writing"]


def test_luck_belongs_to_learner_content_and_seed() -> None:
    def luck(learner: str, content: str, seed: int) -> float:
        return Luck.of(learner, content, seed).finishes

    assert luck("L1", "C1", 3) == luck("L1", "C1", 3)
    assert len({luck("L1", "C1", 3), luck("L2", "C1", 3), luck("L1", "C2", 3), luck("L1", "C1", 4)}) == 4


def test_what_is_finished_is_started_and_completed() -> None:
    done = [walk for walk in a_hundred_walks(a_shelf()) if walk.finished]
    assert len(done) > 50
    for walk in done:
        assert kinds(walk) == ["started", "completed"]
        assert walk.finished == ["C0001"]
        assert walk.minutes == 30.0
        assert walk.minds.peak[0, WRITING] > 0.3


def test_what_is_dropped_costs_some_of_its_minutes_and_teaches_nothing() -> None:
    dropped = [walk for walk in a_hundred_walks(a_shelf(), diligence=-2.0) if not walk.finished]
    assert len(dropped) > 20
    for walk in dropped:
        assert kinds(walk) == ["started"]
        assert 0.0 < walk.minutes < 30.0
        assert walk.minds.peak[0, WRITING] == 0.3


def test_the_diligent_finish_more_often_and_gain_more() -> None:
    lazy, keen = (a_hundred_walks(a_shelf(), diligence=value) for value in (-2.0, 2.0))
    assert sum(len(walk.finished) for walk in keen) > sum(len(walk.finished) for walk in lazy) + 15
    low, high = (max(walk.minds.peak[0, WRITING] for walk in walks) for walks in (lazy, keen))
    assert high > low + 0.05


def test_whoever_does_not_come_leaves_nothing_but_that() -> None:
    walks = a_hundred_walks(a_shelf(a_draft(modality="live")), diligence=-3.0)
    away = [walk for walk in walks if kinds(walk) == ["no_show"]]
    assert 30 < len(away) < 80
    assert all(walk.minutes == 0.0 and not walk.finished for walk in away)
    assert all("attended" in kinds(walk) for walk in walks if walk not in away)


def test_a_silent_system_reports_days_of_completions_alone() -> None:
    shelf = a_shelf(a_draft(provider=SILENT, ending=TESTED, pretest=True))
    done = next(walk for walk in a_hundred_walks(shelf) if walk.finished).events()
    assert done["kind"].tolist() == ["completed"]
    assert done["time_precision"].tolist() == ["day"]
    assert done["source"].tolist() == ["openfield"]


def test_tests_before_and_after_are_scored() -> None:
    shelf = a_shelf(a_draft(ending=TESTED, pretest=True))
    done = [walk.events() for walk in a_hundred_walks(shelf) if walk.finished]
    assert all(rows["kind"].tolist() == ["started", "scored", "scored", "completed"] for rows in done)
    assert all(rows["attempt"].dropna().tolist() == [1.0, 2.0] for rows in done)
    before, after = (np.mean([float(rows["value"].iloc[place]) for rows in done]) for place in (1, 2))
    assert before == pytest.approx(0.3, abs=0.03)
    assert after > before + 0.15
    assert {rows["skill_id"].iloc[1] for rows in done} == {"writing"}


def test_grades_are_letters_where_the_content_gives_letters() -> None:
    shelf = a_shelf(a_draft(ending=TESTED, letters=True))
    rows = next(walk for walk in a_hundred_walks(shelf) if walk.finished).events()
    scored = rows[rows["kind"] == "scored"].iloc[0]
    assert scored["value"] in "ABCDF"
    assert scored["scale_id"] == "grade_a_f"


def test_an_exam_is_passed_with_three_fifths() -> None:
    shelf = a_shelf(a_draft(ending=EXAM, teaches=(("writing", 0.4, 0.9, 0.3),)))
    rows = [walk.events().iloc[-1] for walk in a_hundred_walks(shelf, level=0.35) if len(walk.rows) > 1]
    passed = [float(row["value"]) for row in rows if row["kind"] == "passed"]
    failed = [float(row["value"]) for row in rows if row["kind"] == "failed"]
    assert min(passed) >= 0.6 > max(failed)


def test_some_of_those_who_fail_come_again_which_takes_time() -> None:
    shelf = a_shelf(a_draft(ending=EXAM, teaches=(("writing", 0.4, 0.9, 0.3),)))
    walks = [a_walk(shelf, seed, level=0.3) for seed in range(100)]
    again = [walk for walk in walks if walk.begin(0, DAY) and walk.end(0, DAY + 5, 1)]
    assert len(again) > 10
    for walk in again:
        assert walk.minutes == pytest.approx(39.0)
        assert not walk.end(0, DAY + 18, 2)
        assert walk.minutes == pytest.approx(39.0)


def test_a_certificate_holds_for_a_year() -> None:
    shelf = a_shelf(a_draft(ending=EXAM, certifies=True))
    walk = next(walk for walk in a_hundred_walks(shelf, level=0.7) if walk.finished)
    row = walk.events().iloc[-1]
    assert row["kind"] == "certified"
    assert (row["valid_until"] - row["occurred_at"]).days == 364


def test_those_who_get_stuck_say_where() -> None:
    walks = a_hundred_walks(a_shelf(a_draft(stuck_at=0.4)))
    stuck = [walk for walk in walks if not walk.finished]
    assert len(stuck) > 50
    assert all(kinds(walk) == ["started", "progressed"] for walk in stuck)
    assert {walk.events()["value"].iloc[1] for walk in stuck} == {"0.40"}
    assert {walk.minutes for walk in stuck} == {12.0}


def test_several_skills_of_one_content_all_rise() -> None:
    shelf = a_shelf(a_draft(teaches=(("writing", 0.0, 0.8, 0.5), ("listening", 0.0, 0.7, 0.4))))
    walk = next(walk for walk in a_hundred_walks(shelf) if walk.finished)
    assert walk.minds.peak[0, SKILL_COLUMN["listening"]] > 0.35
    assert walk.minds.peak[0, SKILL_COLUMN["privacy"]] == 0.3


def test_whoever_is_not_ready_finishes_without_gain_in_a_world_with_a_threshold() -> None:
    shelf = a_shelf(a_draft(teaches=(("writing", 0.5, 0.9, 0.6),)))
    below, ready = (a_hundred_walks(shelf, level=level, nature=MISSPECIFIED) for level in (0.49, 0.51))
    assert sum(len(walk.finished) for walk in below) > 20
    assert max(walk.minds.peak[0, WRITING] for walk in below) == pytest.approx(0.49, abs=1e-6)
    assert max(walk.minds.peak[0, WRITING] for walk in ready) > 0.6


def test_the_odds_are_those_of_the_walk() -> None:
    drafts = a_draft(ending=EXAM, teaches=(("writing", 0.3, 0.9, 0.5),)), a_draft(key="l", modality="live", minutes=90)
    for draft in drafts:
        shelf = a_shelf(draft)
        said = some_odds(shelf, a_walk(shelf).people, some_minds(0.35)).chance(np.zeros(1, int), np.zeros(1, int))[0]
        seen = 0
        for seed in range(600):
            walk = a_walk(shelf, seed, level=0.35)
            if walk.begin(0, DAY) and walk.end(0, DAY, 1):
                walk.end(0, DAY, 2)
            seen += len(walk.finished)
        assert seen / 600 == pytest.approx(said, abs=0.05)


def test_nobody_is_asked_for_an_exam_where_there_is_none() -> None:
    shelf = a_shelf(a_draft(ending=COMPLETED))
    odds = some_odds(shelf, a_walk(shelf).people, some_minds(0.0))
    assert odds.chance(np.zeros(1, int), np.zeros(1, int))[0] > 0.5


def test_a_plan_moves_nobody_but_the_walker() -> None:
    shelf = a_shelf()
    minds = some_minds()
    before = minds.peak.copy()
    walk = replace(a_walk(shelf), minds=some_minds())
    walk.begin(0, DAY)
    walk.end(0, DAY, 1)
    assert (minds.peak == before).all()
