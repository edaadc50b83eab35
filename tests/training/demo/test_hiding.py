"""What a world hides goes into frames and comes back the same."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import pytest

from recommender.tables import checked
from tests.training.demo.demo_house import CALENDAR, a_course, a_stage, an_organisation
from training.demo import write
from training.demo.characters import shaped
from training.demo.hidden.hiding import FRAMES, Secrets, followed, hidden_frames, read
from training.demo.plateaus import Plateaus
from training.demo.scene import Course, Stage
from training.demo.shelf import SKILL_IDS
from training.demo.worlds import WORLDS

FORMS = ("csv", "parquet")


@cache
def a_scene() -> tuple[Stage, Course]:
    plain = replace(a_stage(), world=WORLDS["misspecified"])
    stage = replace(plain, people=shaped(plain, np.random.default_rng(5)))
    course = a_course(stage)
    course.minds.plateaus = Plateaus.drawn(course.minds.peak.shape, 0.4, np.random.default_rng(2))
    return stage, course


def who() -> np.ndarray:
    return followed(a_scene()[0], np.arange(0, 400, 3))


def learner_ids() -> pd.Series:
    return pd.Series([f"L{number}" for number in range(400)], dtype="str")


@cache
def brought_back(form: str) -> Secrets:
    frames = hidden_frames(*a_scene(), who(), learner_ids())
    with TemporaryDirectory() as folder:
        for name, frame in frames.items():
            path = Path(folder) / f"{name}.{form}"
            frame.to_csv(path, index=False) if form == "csv" else frame.to_parquet(path, index=False)
        return read(Path(folder))


def test_only_those_are_followed_who_are_still_there() -> None:
    stage, _ = a_scene()
    assert 0 < len(who()) < 134
    assert (stage.careers.left[who()] > CALENDAR.until).all()


@pytest.mark.parametrize("form", FORMS)
def test_contents_come_back(form: str) -> None:
    shelf, back = a_scene()[0].shelf, brought_back(form).shelf
    assert back.ids == shelf.ids
    for field in fields(shelf):
        before = getattr(shelf, field.name)
        if isinstance(before, np.ndarray):
            after = getattr(back, field.name)
            assert after.shape == before.shape, field.name
            assert np.allclose(after.astype(float), before.astype(float)), field.name
    assert (back.scheduled == shelf.scheduled).all()


@pytest.mark.parametrize("form", FORMS)
def test_people_come_back(form: str) -> None:
    people, back = a_scene()[0].people, brought_back(form).people
    assert len(back) == len(who())
    for field in fields(people):
        before = getattr(people, field.name)
        if isinstance(before, np.ndarray):
            assert np.allclose(getattr(back, field.name).astype(float), before[who()].astype(float)), field.name


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("later", [0, 90, 900])
def test_minds_come_back_and_fade_alike(form: str, later: int) -> None:
    minds, back = a_scene()[1].minds, brought_back(form).minds
    shape = (len(who()), len(SKILL_IDS))
    skill = np.broadcast_to(np.arange(shape[1]), shape)
    here, there = np.broadcast_to(who()[:, None], shape), np.broadcast_to(np.arange(shape[0])[:, None], shape)
    day = CALENDAR.until + later
    assert np.allclose(minds.level(here, skill, day), back.level(there, skill, day), atol=1e-4)


def test_plateaus_that_are_worked_off_lie_behind() -> None:
    minds, back = a_scene()[1].minds.plateaus, brought_back("csv").minds.plateaus
    assert minds is not None
    assert back is not None
    assert (back.stuck == minds.stuck[who()]).all()
    ahead = minds.stuck[who()] > 0
    assert np.allclose(back.wall[ahead], minds.wall[who()][ahead], atol=1e-4)
    assert (back.wall[~ahead] > 1.0).all()


def test_there_are_no_plateaus_where_the_world_has_none(tmp_path: Path) -> None:
    write(an_organisation(200, 7), tmp_path)
    assert read(tmp_path / "truth").minds.plateaus is None


def test_a_half_life_is_what_it_says() -> None:
    minds = a_scene()[1].minds
    rows, skill = who()[:20], np.zeros(20, np.int64)
    minds.peak[rows, 0], minds.floor[rows, 0] = 0.8, 0.2
    half = minds.half_life(rows, skill)
    day = minds.since[rows, skill] + np.rint(half).astype(np.int64)
    assert minds.level(rows, skill, day) == pytest.approx(0.5, abs=0.005)


def test_the_last_day_and_the_departments_come_back() -> None:
    back, careers = brought_back("csv"), a_scene()[0].careers
    assert (back.until, back.world) == (CALENDAR.until, "misspecified")
    assert (back.department == careers.teams.department[careers.at(CALENDAR.until, who()).team]).all()


@pytest.mark.parametrize("world", ["misspecified", "hostile"])
def test_tables_are_the_same_with_and_without_the_truth_beside_them(tmp_path: Path, world: str) -> None:
    write(an_organisation(200, 7, world), tmp_path)
    seeing = checked(tmp_path).fingerprint
    for file in (tmp_path / "truth").iterdir():
        file.unlink()
    (tmp_path / "truth").rmdir()
    assert checked(tmp_path).fingerprint == seeing


def test_no_frame_of_the_truth_is_named_like_a_table_that_is_read() -> None:
    assert set(FRAMES) <= set(an_organisation(200, 7, "hostile").truth)
    assert not set(FRAMES) & set(an_organisation(200, 7, "hostile").tables)
