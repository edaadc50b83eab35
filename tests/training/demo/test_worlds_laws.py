"""People of other worlds learn, forget and take part by other laws, and those of the friendly one by today's."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pandas as pd
import pytest

from cairn.options import World
from recommender.errors import QueryRefused
from tests.training.demo.demo_house import a_stage, an_organisation, days_employed
from training.demo import chances, make
from training.demo.characters import shaped
from training.demo.minds import Minds
from training.demo.plateaus import Plateaus
from training.demo.scene import Stage
from training.demo.traits import People
from training.demo.worlds import WORLDS

UNLIKE = ("misspecified", "hostile")


def in_world(name: str, learners: int = 400) -> Stage:
    stage = replace(a_stage(learners), world=WORLDS[name])
    return replace(stage, people=shaped(stage, np.random.default_rng(5)))


def arrays(people: People) -> dict[str, np.ndarray]:
    return {f.name: getattr(people, f.name) for f in fields(people) if isinstance(getattr(people, f.name), np.ndarray)}


def test_the_command_line_offers_every_world() -> None:
    assert [world.value for world in World] == list(WORLDS)


def test_an_unknown_world_is_refused_by_name() -> None:
    with pytest.raises(QueryRefused, match=r"world: found sunny, expected friendly, misspecified, hostile"):
        make(200, 7, world="sunny")


def test_the_friendly_world_changes_nobody() -> None:
    before, after = arrays(a_stage().people), arrays(in_world("friendly").people)
    for name, array in before.items():
        assert np.array_equal(array, after[name]), name


@pytest.mark.parametrize("world", UNLIKE)
def test_a_seed_makes_the_same_people_in_every_world(world: str) -> None:
    names = ["learner_id", "display_name", "hired_on", "language", "weekly_minutes"]
    first, second = (an_organisation(2000, 7, name).tables["learners"][names] for name in ("friendly", world))
    assert (first["display_name"] == second["display_name"]).all()
    assert (first["language"] == second["language"]).all()


@pytest.mark.parametrize("world", UNLIKE)
def test_nothing_at_all_is_gained_below_the_entry_level(world: str) -> None:
    stage = in_world(world)
    content = np.flatnonzero(stage.shelf.entry[:, 0] > 0.2)
    who = np.zeros(len(content), np.int64)
    entry = stage.shelf.entry[content, 0]
    assert (chances.gain_share(stage.shelf, stage.people, who, content, 0, entry - 1e-6) == 0.0).all()
    assert (chances.gain_share(stage.shelf, stage.people, who, content, 0, entry) > 0.0).all()


def test_readiness_is_smooth_in_the_friendly_world() -> None:
    stage = in_world("friendly")
    content = np.flatnonzero((stage.shelf.entry[:, 0] > 0.2) & (stage.shelf.effect[:, 0] > 0.1))
    who = np.zeros(len(content), np.int64)
    entry = stage.shelf.entry[content, 0]
    assert (chances.gain_share(stage.shelf, stage.people, who, content, 0, entry - 0.1) > 0.01).all()


def kept_after(world: str, days: np.ndarray) -> np.ndarray:
    """Share of what stood above the floor that is left after some days, shape (learners, days)."""
    people = in_world(world).people
    many = len(people)
    ones = np.ones((many, 1), np.float32)
    minds = Minds(ones, 0.0 * ones, 200.0 * ones, np.zeros((many, 1), np.int32), people.exponent)
    who, skill = np.arange(many), np.zeros(many, np.int64)
    return np.stack([minds.level(who, skill, int(day)) for day in days], axis=1)


@pytest.mark.parametrize("world", UNLIKE)
def test_forgetting_is_a_power_law_and_no_exponential(world: str) -> None:
    days = np.array([0, 100, 200, 400, 800, 1600])
    left = np.log(kept_after(world, days))
    rate = -np.diff(left, axis=1) / np.diff(days)
    assert (np.diff(rate, axis=1) < 0).all()
    powers = left[:, 1:] / np.log1p(days[1:] / 200.0)
    assert np.allclose(powers, powers[:, :1])


@pytest.mark.parametrize("world", UNLIKE)
def test_people_differ_in_how_they_forget(world: str) -> None:
    half = an_organisation(2000, 7, world).truth["hidden_minds"].groupby("learner_id")["half_life_days"].median()
    alike = an_organisation().truth["hidden_minds"].groupby("learner_id")["half_life_days"].median()
    assert np.log(half).std() > 1.5 * np.log(alike).std()
    assert an_organisation(2000, 7, world).truth["learner_traits"]["exponent"].std() > 0.15
    assert an_organisation().truth["learner_traits"]["exponent"].nunique() == 1


def test_growth_stops_at_a_plateau_until_it_is_worked_off() -> None:
    minds = Minds(*(np.full((1, 1), value) for value in (0.2, 0.2, 1e6, 0)), np.array([0.5]))
    minds.plateaus = Plateaus(np.full((1, 1), 0.4), np.full((1, 1), 2))
    me, half = np.zeros(1, np.int64), np.array([0.5])
    levels = []
    for day in range(4):
        minds.learn(me, me, half, np.array([0.9]), day)
        levels.append(float(minds.level(me, me, day)[0]))
    assert levels[:2] == pytest.approx([0.4, 0.4])
    assert levels[2] == pytest.approx(0.65, abs=0.01)
    assert levels[3] > levels[2]


def test_what_came_of_a_completion_is_what_is_noted() -> None:
    minds = Minds(*(np.full((1, 1), value) for value in (0.2, 0.2, 1e6, 0)), np.array([0.5]))
    minds.plateaus = Plateaus(np.full((1, 1), 0.4), np.full((1, 1), 1))
    me = np.zeros(1, np.int64)
    came = minds.learn(me, me, np.array([0.5]), np.array([1.0]), 0)
    assert came[0] == pytest.approx(0.25)


@pytest.mark.parametrize("world", UNLIKE)
def test_people_stand_at_plateaus_and_not_beyond(world: str) -> None:
    rows = an_organisation(2000, 7, world).truth["hidden_minds"]
    below = rows[rows["floor"] < rows["plateau"] - 0.1]
    assert (below["level"] < below["plateau"] + 0.001).mean() > 0.995
    assert ((below["peak"] - below["plateau"]).abs() < 0.001).sum() > 100


def test_what_brought_nothing_does_not_make_forgetting_begin_anew() -> None:
    minds = Minds(*(np.full((1, 1), value) for value in (0.8, 0.2, 100.0, 0)), np.array([0.5]))
    minds.plateaus = Plateaus(np.full((1, 1), 2.0), np.zeros((1, 1), np.int64))
    me, none = np.zeros(1, np.int64), np.zeros(1)
    before = float(minds.level(me, me, 900)[0])
    minds.learn(me, me, none, np.array([0.9]), 300)
    assert float(minds.level(me, me, 900)[0]) == before


@pytest.mark.parametrize(("world", "share"), [("misspecified", 0.5), ("hostile", 0.7)])
def test_plateaus_lie_ahead_of_many(world: str, share: float) -> None:
    ahead = an_organisation(2000, 7, world).truth["hidden_minds"]
    assert ahead["plateau"].notna().mean() == pytest.approx(share, abs=0.03)
    assert ahead["plateau"].dropna().between(0.2, 0.6).all()
    assert an_organisation().truth["hidden_minds"]["plateau"].isna().all()


def test_kinds_of_content_suit_people_differently_in_the_hostile_world_alone() -> None:
    assert in_world("hostile").people.suits.std() > 0.4
    assert not in_world("misspecified").people.suits.any()


def by_diligence(world: str) -> pd.DataFrame:
    """Of everyone: diligence, voluntary starts a year, mean chance of finishing what was free, behaviours seen."""
    made = an_organisation(2000, 7, world)
    events, seen = made.tables["events"], {"never": 0.0, "sometimes": 0.5, "always": 1.0}
    free = events[(events["kind"] == "started") & events["initiated_by"].isin(["self", "recommendation"])]
    observed = events[events["kind"] == "observed"]
    rows = made.truth["learner_traits"].set_index("learner_id")[["diligence"]]
    chance = made.truth["chances"][lambda c: ~c["mandatory"]].groupby("learner_id")["chance"].mean()
    starts = free.groupby("learner_id").size().reindex(rows.index, fill_value=0)
    shown = observed["value"].map(seen).groupby(observed["learner_id"]).mean()
    there = days_employed().reindex(rows.index)
    return rows.assign(starts=365 * starts / there, chance=chance, shown=shown)[there > 180]


@pytest.mark.parametrize("world", UNLIKE)
def test_hidden_diligence_drives_enrolment_completion_and_behaviour(world: str) -> None:
    told, alike = by_diligence(world).corr()["diligence"], by_diligence("friendly").corr()["diligence"]
    assert told["starts"] > alike["starts"] + 0.12
    assert told["chance"] > alike["chance"]
    assert told["shown"] > 0.2 > abs(alike["shown"]) + 0.1


def outcomes_by_diligence(world: str) -> float:
    """Correlation over teams of mean diligence with how good their outcomes are, on average over two outcomes."""
    made = an_organisation(2000, 7, world)
    spans, values = made.tables["employments"], made.tables["outcome_values"]
    traits = made.truth["learner_traits"].set_index("learner_id")["diligence"]
    there = spans[spans["status"] != "left"]
    diligent = there["learner_id"].map(traits).groupby(there["unit_id"]).mean()
    good = {"conversion": 1.0, "escalations": -1.0}
    by_team = {name: values[values["outcome_id"] == name].groupby("unit_id")["value"].mean() for name in good}
    return float(np.mean([sign * by_team[name].corr(diligent) for name, sign in good.items()]))


@pytest.mark.parametrize("world", UNLIKE)
def test_hidden_diligence_drives_outcomes(world: str) -> None:
    assert outcomes_by_diligence(world) > outcomes_by_diligence("friendly") + 0.15


def test_diligence_stands_in_no_table() -> None:
    for name, frame in an_organisation(2000, 7, "hostile").tables.items():
        assert "diligence" not in frame.columns, name
