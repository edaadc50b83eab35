"""Raters of other worlds are lenient with good teams, swayed by the whole person, and silent on what is poor."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest
from scipy.stats import kurtosis

from tests.training.demo.demo_house import UNTIL, an_organisation

UNLIKE = ("misspecified", "hostile")
RATED = {"1": 0.1, "2": 0.3, "3": 0.5, "4": 0.7, "5": 0.9}


@cache
def ratings(world: str, kind: str) -> pd.DataFrame:
    """Ratings with the true level at the nearest end of a quarter and the error, without the rater's leniency."""
    made = an_organisation(2000, 7, world)
    events = made.tables["events"]
    some = events[events["kind"] == kind]
    day = some["occurred_at"].dt.tz_localize(None).astype("datetime64[s]")
    left = some.assign(day=day)[["learner_id", "skill_id", "day", "value", "rater_id"]].sort_values("day")
    right, by = made.truth["levels"].sort_values("day"), ["learner_id", "skill_id"]
    both = pd.merge_asof(left, right, on="day", by=by, direction="nearest", tolerance=pd.Timedelta(days=50))
    both = both.dropna(subset=["level"])
    lenient = both["rater_id"].map(made.truth["rater_leniency"].set_index("rater_id")["leniency"]).fillna(0.0)
    return both.assign(error=both["value"].map(RATED) - both["level"] - lenient)


def of_the_job(world: str, day: pd.Timestamp) -> pd.DataFrame:
    """Levels on a day in the skills that everyone's job needs, with whoever leads them."""
    made = an_organisation(2000, 7, world)
    spans = made.tables["employments"]
    now = spans[(spans["valid_from"] <= day) & (spans["valid_to"].fillna(UNTIL) >= day)]
    levels = made.truth["levels"][lambda rows: rows["day"] == day]
    rows = levels.merge(now[["learner_id", "role_id", "manager_id"]], on="learner_id")
    return rows.merge(made.tables["role_skills"][["role_id", "skill_id"]], on=["role_id", "skill_id"])


def leniency_and_level(world: str) -> float:
    """Correlation over those who lead four or more, on average over all quarters."""
    made = an_organisation(2000, 7, world)
    lenient = made.truth["rater_leniency"].set_index("rater_id")["leniency"]
    found = []
    for day in sorted(made.truth["levels"]["day"].unique()):
        person = of_the_job(world, day).groupby(["manager_id", "learner_id"])["level"].mean()
        teams = person.groupby("manager_id").agg(["mean", "size"]).join(lenient, how="inner")
        found.append(teams[teams["size"] >= 4].corr().loc["mean", "leniency"])
    return float(np.mean(found))


@pytest.mark.parametrize("world", UNLIKE)
def test_lenient_raters_lead_good_teams(world: str) -> None:
    assert 0.25 < leniency_and_level(world) < 0.55
    assert abs(leniency_and_level("friendly")) < 0.15


@pytest.mark.parametrize("world", UNLIKE)
def test_errors_of_ratings_have_heavy_tails(world: str) -> None:
    assert kurtosis(ratings("friendly", "manager_rated")["error"]) < 0.4
    assert kurtosis(ratings(world, "manager_rated")["error"]) > 0.7


@pytest.mark.parametrize("world", UNLIKE)
def test_ratings_stay_in_five_marks_and_some_raters_in_three(world: str) -> None:
    rows = ratings(world, "manager_rated")
    coarse = an_organisation(2000, 7, world).truth["learner_traits"].set_index("learner_id")["coarse"]
    middling = coarse.reindex(rows["rater_id"]).to_numpy(bool)
    assert set(rows["value"][middling]) == {"2", "3", "4"}
    assert set(rows["value"][~middling]) == set(RATED)


def within_people(world: str) -> float:
    """How far errors of two skills of one person, rated on one day, go together at equal levels."""
    rows = ratings(world, "manager_rated")
    slope, start = np.polyfit(rows["level"], rows["error"], 1)
    rows = rows.assign(rest=rows["error"] - slope * rows["level"] - start, on=rows["day"].dt.floor("D"))
    pairs = rows.groupby(["learner_id", "on"])["rest"].agg(["first", "last", "size"])
    return float(pairs[pairs["size"] > 1][["first", "last"]].corr().iloc[0, 1])


@pytest.mark.parametrize("world", UNLIKE)
def test_a_general_impression_leaks_into_every_skill(world: str) -> None:
    assert abs(within_people("friendly")) < 0.05
    assert within_people(world) > 0.15


@pytest.mark.parametrize("world", UNLIKE)
def test_a_general_impression_hides_where_someone_is_strong_and_weak(world: str) -> None:
    slope, alike = (
        np.polyfit(rows["level"], rows["error"], 1)[0]
        for rows in (ratings(world, "manager_rated"), ratings("friendly", "manager_rated"))
    )
    assert slope < alike - 0.15


@pytest.mark.parametrize("world", UNLIKE)
def test_those_who_know_least_inflate_most_and_experts_are_modest(world: str) -> None:
    rows, alike = ratings(world, "self_rated"), ratings("friendly", "self_rated")
    bands = [0.0, 0.35, 0.5, 0.65]
    means = rows.groupby(pd.cut(rows["level"], bands), observed=True)["error"].mean()
    assert (means.diff().dropna() < -0.04).all()
    assert means.iloc[0] > alike[alike["level"] < 0.35]["error"].mean() + 0.02


def told(world: str) -> pd.Series:
    """Share of skills of jobs that were rated within the three years, by third of the level."""
    levels = of_the_job(world, pd.Timestamp("2024-12-31"))
    rows = ratings(world, "manager_rated").drop_duplicates(["learner_id", "skill_id"])
    known = levels.merge(rows[["learner_id", "skill_id", "value"]], on=["learner_id", "skill_id"], how="left")
    return known["value"].notna().groupby(pd.qcut(known["level"], 3, labels=False)).mean()


@pytest.mark.parametrize("world", UNLIKE)
def test_what_is_poor_is_rated_less(world: str) -> None:
    alike, shares = told("friendly"), told(world)
    assert shares[0] / shares[2] < alike[0] / alike[2] - 0.15
