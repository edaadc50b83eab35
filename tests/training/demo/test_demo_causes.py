"""Causes to be found or refused: each is in the tables, fools whom it should, and stands in the truth."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.training.demo.demo_house import CALENDAR, an_organisation
from tests.training.demo.turbulent_house import (
    before_and_after,
    cause,
    content_of,
    difference,
    known,
    members,
    own_values,
    table,
    turbulent,
)
from training.demo.catalogue import catalogue
from training.demo.causes.personal import quarter_name
from training.demo.causes.programmes import PROGRAMMES, ROLLOUT, practice
from training.demo.causes.thinning import thinned
from training.demo.history import TURBULENT
from training.demo.practice import Practice
from training.demo.shelf import Shelf

CAUSES = {"rollout", "academy", "clinic", "colours", "back", "stream", "trend"}


def test_the_friendly_world_has_no_causes() -> None:
    calm = an_organisation()
    assert not {"causes", "cause_members", "invitations", "outcomes", "contents"} & set(calm.truth)
    assert "recommendation_id" not in calm.tables["events"]


@pytest.mark.parametrize("world", ["misspecified", "hostile"])
def test_every_cause_has_a_row_that_says_what_to_do_with_it(world: str) -> None:
    rows = turbulent(world).truth["causes"]
    assert set(rows["cause_id"]) == CAUSES
    assert set(rows["verdict"]) == {"find", "refuse"}
    assert rows[["kind", "why", "who"]].notna().all().all()
    assert (rows["from_on"] <= rows["until_on"]).all()
    asked = turbulent(world).truth["cause_members"].groupby("cause_id")["asked"].sum()
    counts = rows.set_index("cause_id")["members"].drop("trend")
    assert (asked[counts.index] == counts).all()


def test_programmes_stand_in_the_tables_like_any_other_content() -> None:
    assert len(content_of("programme")) == len(PROGRAMMES)
    rows = table("contents")[lambda contents: contents["content_id"].isin(content_of("programme"))]
    assert set(rows["title"]) == {programme.title for programme in PROGRAMMES}
    starts = table("events")[lambda events: events["kind"] == "started"]
    asked = known("cause_members")[lambda frame: frame["asked"]].set_index(["learner_id", "content_id"]).index
    begun = starts[starts["content_id"].isin(content_of("programme"))].set_index(["learner_id", "content_id"]).index
    assert begun.isin(asked).all()


def test_the_roll_out_reaches_teams_one_after_the_other() -> None:
    who = members("rollout")
    assert who["day"].nunique() == 4
    assert (who.groupby("unit_id")["day"].nunique() == 1).mean() > 0.9
    given = table("assignments")[lambda rows: rows["content_id"] == cause("rollout")["content_id"]]
    both = given.merge(who, on="learner_id")
    assert len(both) == who["asked"].sum()
    assert (both["assigned_on"] - both["day"]).dt.days.between(-7, 7).all()


def test_the_roll_out_shows_in_teams_reached_against_teams_not_yet_reached() -> None:
    truth = cause("rollout")["effect_asked"]
    values = table("outcome_values")[lambda rows: rows["outcome_id"] == "escalations"].dropna(subset=["unit_id"])
    wave = members("rollout").drop_duplicates("unit_id").set_index("unit_id")["day"]
    days = sorted(wave.unique())
    month = pd.to_datetime(values["period"])
    early = values["unit_id"].map(wave).isin(days[:2])
    late = values["unit_id"].map(wave).isin(days[2:])
    before = month < days[0]
    between = (month > days[1] + pd.Timedelta(days=60)) & (month < days[2])
    steady = values["unit_id"] != cause("trend")["unit_id"]
    team = values["unit_id"]
    change = values[between].groupby(team)["value"].mean() - values[before].groupby(team)["value"].mean()
    reached, waiting = (change.reindex(team[which & steady].unique()).dropna() for which in (early, late))
    shown, error = difference(reached, waiting)
    assert truth < -0.015
    assert shown < -2 * error
    assert abs(shown - truth) < 3 * error


def test_the_diligent_look_helped_by_a_programme_that_hardly_helps() -> None:
    truth = cause("academy")["effect_asked"]
    people = before_and_after("academy").dropna(subset=["after"])
    shown, error = difference(people["after"][people["asked"]], people["after"][~people["asked"]])
    assert 0.0 < truth < 0.012
    assert shown - truth > 2 * error
    ahead, error = difference(people["before"].dropna()[people["asked"]], people["before"].dropna()[~people["asked"]])
    assert ahead > 2 * error


def test_the_diligent_enrol() -> None:
    who = members("academy").set_index("learner_id")
    diligence = known("learner_traits").set_index("learner_id")["diligence"]
    asked = who["asked"]
    assert diligence[who.index[asked]].mean() > diligence[who.index[~asked]].mean() + 0.5


@pytest.mark.parametrize("name", ["clinic", "colours"])
@pytest.mark.parametrize("world", ["misspecified", "hostile"])
def test_lots_with_known_chances_give_an_honest_comparison(name: str, world: str) -> None:
    truth = turbulent(world).truth["causes"].set_index("cause_id").loc[name, "effect_asked"]
    people = before_and_after(name, world).dropna(subset=["before", "after"])
    gain = people["after"] - people["before"]
    estimates, errors, sizes = [], [], []
    for _, group in people.groupby("propensity"):
        shown, error = difference(gain[group.index][group["asked"]], gain[group.index][~group["asked"]])
        estimates, errors, sizes = [*estimates, shown], [*errors, error], [*sizes, len(group)]
    weight = np.array(sizes) / sum(sizes)
    shown, error = float(weight @ estimates), float(np.sqrt(weight**2 @ np.square(errors)))
    assert abs(shown - truth) < 3 * error
    assert error < 0.02


def test_the_clinic_helps_and_colours_do_not() -> None:
    assert cause("clinic")["effect_finished"] > cause("clinic")["effect_asked"] > 0.01
    assert cause("colours")["effect_asked"] == cause("back")["effect_asked"] == 0.0


def test_those_sent_after_a_bad_spell_were_as_good_before_it_as_after() -> None:
    sent = members("back")[lambda rows: rows["asked"]].merge(own_values(), on="learner_id")
    quarter = np.floor((sent["end"] - sent["day"]).dt.days / 91.3)
    mean = sent.groupby(quarter)["value"].mean()
    earlier, spell, later = mean.loc[-4:-2].mean(), mean.loc[-1], mean.loc[1:3].mean()
    assert spell < earlier - 0.04
    assert later > spell + 0.04
    assert abs(later - earlier) < 0.03


def test_one_team_gets_better_by_itself() -> None:
    row = cause("trend")
    truth = known("outcomes")[lambda rows: (rows["outcome_id"] == "escalations") & rows["unit_id"].notna()]
    others = truth[truth["unit_id"].str.match(r"(service|care)-\d")]
    units = {row["unit_id"], row["unit_id"].replace("service", "care")}
    own = others[others["unit_id"].isin(units)]
    assert own["period"].nunique() == 36
    month = pd.PeriodIndex(own["period"], freq="M").astype("int64")
    slope = np.polyfit(month, own["value_without"], 1)[0]
    rest = others[~others["unit_id"].isin(units)].groupby("period")["value_without"].mean()
    usual = np.polyfit(np.arange(len(rest)), rest, 1)[0]
    assert slope - usual == pytest.approx(row["trend_a_month"], abs=0.0011)
    assert row["trend_a_month"] < 0


def test_invitations_are_as_frequent_as_their_propensities() -> None:
    rows = known("invitations")
    assert rows["propensity"].between(0.1, 0.7).all()
    for chance, group in rows.groupby("propensity"):
        error = np.sqrt(chance * (1 - chance) / len(group))
        assert abs(group["invited"].mean() - chance) < 3 * error
    assert rows["invited"].sum() == rows["recommendation_id"].notna().sum() == rows["recommendation_id"].nunique()


def test_an_invitation_leads_to_events_that_name_it() -> None:
    rows = table("events").dropna(subset=["recommendation_id"])
    sent = known("invitations").dropna(subset=["recommendation_id"]).set_index("recommendation_id")
    assert set(rows["initiated_by"]) == {"recommendation"}
    assert set(rows["recommendation_id"]) <= set(sent.index)
    named = sent.loc[rows["recommendation_id"]]
    assert (named["learner_id"].to_numpy() == rows["learner_id"].to_numpy()).all()
    assert (named["content_id"].to_numpy() == rows["content_id"].to_numpy()).all()
    assert (named["day"].to_numpy() <= rows["occurred_at"].dt.tz_localize(None).to_numpy()).all()
    assert 0.2 < rows["recommendation_id"].nunique() / len(sent) < 0.9


def test_the_invited_start_and_the_others_do_not_because_of_it() -> None:
    starts = table("events")[lambda rows: rows["kind"] == "started"]
    begun = set(zip(starts["learner_id"], starts["content_id"], strict=True))
    rows = known("invitations")
    did = np.array([pair in begun for pair in zip(rows["learner_id"], rows["content_id"], strict=True)])
    assert did[rows["invited"]].mean() > did[~rows["invited"]].mean() + 0.2


@pytest.mark.parametrize("world", ["misspecified", "hostile"])
def test_outcomes_with_training_are_those_of_the_table(world: str) -> None:
    made = turbulent(world)
    keys = ["outcome_id", "unit_id", "learner_id", "period"]
    both = made.tables["outcome_values"].merge(made.truth["outcomes"], on=keys, validate="1:1")
    assert len(both) == len(made.tables["outcome_values"]) == len(made.truth["outcomes"])
    assert (both["value"] == both["value_with"]).all()


def test_without_training_hardly_any_outcome_is_better_and_many_are_worse() -> None:
    rows = known("outcomes").merge(table("outcomes")[["outcome_id", "direction"]], on="outcome_id")
    gain = (rows["value_with"] - rows["value_without"]) * rows["direction"].map({"up": 1, "down": -1})
    share = gain[rows["outcome_id"] != "containment_time"]
    assert (share < 0).mean() < 0.03
    assert (share > 0).mean() > 0.3
    assert share.min() > -0.03  # what was refreshed lately fades faster than what was left alone
    assert (gain.groupby(rows["outcome_id"]).mean() > 0).all()
    year = rows["period"].str[:4]
    assert gain[year == "2026"].mean() > gain[year == "2023"].mean()
    early = rows["period"] == "2023-07"
    assert gain[early].mean() < 0.1 * gain[year == "2026"].mean()


def test_a_count_thinned_has_the_other_chance_and_never_moves_against_it() -> None:
    rng = np.random.default_rng(4)
    cases, chance = np.full(40_000, 50), np.full(40_000, 0.3)
    count = rng.binomial(cases, chance).astype(float)
    for other in (0.2, 0.3, 0.45):
        moved = thinned(count, cases, chance, np.full(40_000, other), rng)
        assert moved.mean() / 50 == pytest.approx(other, abs=0.002)
        assert moved.std() == pytest.approx(np.sqrt(50 * other * (1 - other)), rel=0.02)
        assert (np.sign(moved - count) * np.sign(other - 0.3) >= 0).all()


def test_finishing_a_programme_makes_people_practise_and_nothing_else_does() -> None:
    nobody = Practice()
    nobody.finish(np.array([0]), np.array([3]))
    assert nobody.empty
    assert nobody.added(np.array([0]), 2) == 0.0
    some = Practice(np.array([-1, 2]), np.array([0.0, 0.4]), np.zeros((3, 4), np.float32))
    some.finish(np.array([0, 1]), np.array([0, 1]))
    assert some.added(np.array([0, 1, 2]), 2).tolist() == pytest.approx([0.0, 0.4, 0.0])


def test_programmes_find_their_place_on_the_shelf(turbulent_shelf: Shelf) -> None:
    empty = practice(turbulent_shelf, 5)
    column = turbulent_shelf.column[ROLLOUT.key]
    assert empty.strength[column] == ROLLOUT.shift
    assert (empty.behaviour >= 0).sum() == sum(programme.behaviour is not None for programme in PROGRAMMES)
    assert not empty.shift.any()


@pytest.fixture(scope="module")
def turbulent_shelf() -> Shelf:
    return catalogue(CALENDAR, np.random.default_rng(5), TURBULENT)


def test_quarters_have_names() -> None:
    assert [quarter_name(day) for day in (0, 89, 90, 364)] == ["1970-Q1", "1970-Q1", "1970-Q2", "1970-Q4"]
