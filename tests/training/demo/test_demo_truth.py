"""What only the maker knows agrees with what happened, and can be learned from it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.training.demo.demo_house import UNTIL, completions, events, table, truth

RATED = {"1": 0.1, "2": 0.3, "3": 0.5, "4": 0.7, "5": 0.9}


def outcomes_of_starts() -> pd.DataFrame:
    """Starts at least half a year before the end by people who stayed: their chance, and whether they were finished."""
    starts = truth("chances").merge(events()[["event_id", "occurred_at"]], on="event_id").sort_values("occurred_at")
    done = completions()[["learner_id", "content_id", "occurred_at"]].sort_values("occurred_at")
    done = done.assign(done_at=done["occurred_at"])
    by = ["learner_id", "content_id"]
    both = pd.merge_asof(starts, done, on="occurred_at", by=by, direction="forward")
    following = both.groupby(by)["occurred_at"].shift(-1)
    both["finished"] = both["done_at"].notna() & ~(both["done_at"] > following)
    left = table("employments")[lambda rows: rows["status"] == "left"]["learner_id"]
    ripe = both["occurred_at"] < pd.Timestamp("2026-01-01", tz="UTC")
    return both[ripe & ~both["learner_id"].isin(left)]


def test_every_start_has_a_chance() -> None:
    starts = events()[lambda rows: rows["kind"] == "started"]
    chances = truth("chances")
    assert (chances["event_id"].to_numpy() == starts["event_id"].to_numpy()).all()
    assert (chances["learner_id"].to_numpy() == starts["learner_id"].to_numpy()).all()
    assert (chances["content_id"].to_numpy() == starts["content_id"].to_numpy()).all()
    assert chances["chance"].between(0, 1).all()


def test_chances_are_as_often_true_as_they_say() -> None:
    starts = outcomes_of_starts()
    bands = pd.cut(starts["chance"], [0, 0.3, 0.5, 0.7, 0.8, 0.9, 1])
    said, seen = (starts.groupby(bands, observed=True)[name].mean() for name in ("chance", "finished"))
    assert len(starts) > 15_000
    assert (said - seen).abs().max() < 0.05


def test_chances_can_be_learned_from_length_and_obligation() -> None:
    chances = truth("chances").merge(table("contents")[["content_id", "minutes", "modality"]], on="content_id")
    free = chances[~chances["mandatory"] & (chances["modality"] == "self_paced")]
    short, long = free[free["minutes"] <= 60], free[free["minutes"] >= 600]
    assert short["chance"].mean() > long["chance"].mean() + 0.15


def test_people_differ_in_how_much_they_finish() -> None:
    free = truth("chances")[lambda rows: ~rows["mandatory"]]
    means = free.groupby("learner_id")["chance"].agg(["mean", "size"])
    assert means[means["size"] >= 5]["mean"].std() > 0.1


def test_effects_show_in_tests_before_and_after() -> None:
    scores = events()[lambda rows: (rows["kind"] == "scored") & rows["scale_id"].isna()]
    scores = scores.assign(value=pd.to_numeric(scores["value"]))
    first, second = (
        scores[scores["attempt"] == n].groupby(["learner_id", "content_id"])["value"].first() for n in (1, 2)
    )
    gains = (second - first).dropna().groupby("content_id").agg(["mean", "size"])
    main = truth("content_effects").drop_duplicates("content_id").set_index("content_id")
    known = gains[gains["size"] >= 20].join(main[["effect"]])
    assert len(known) > 30
    assert known["mean"].corr(known["effect"]) > 0.6


def test_what_was_realised_stays_below_the_effect_on_the_ready() -> None:
    effects = truth("content_effects")[lambda rows: rows["completions"] >= 30]
    assert len(effects) > 100
    assert effects["realised"].corr(effects["effect"]) > 0.8
    assert (effects["realised"] < effects["effect"] + 0.12).all()


def test_levels_are_taken_at_ends_of_quarters_while_people_are_there() -> None:
    levels = truth("levels")
    assert levels["day"].nunique() == 12
    assert (levels["day"] + pd.Timedelta(days=1)).dt.is_quarter_start.all()
    assert levels["level"].between(0, 1).all()
    assert not levels.duplicated(["learner_id", "skill_id", "day"]).any()
    hired = levels["learner_id"].map(table("learners").set_index("learner_id")["hired_on"])
    assert (levels["day"] >= hired).all()


def test_completions_raise_levels() -> None:
    levels = truth("levels").set_index(["learner_id", "skill_id", "day"])["level"].unstack()
    days = sorted(levels.columns)
    change = (levels[days[-1]] - levels[days[-3]]).dropna()
    effects = truth("content_effects")[lambda rows: (rows["effect"] > 0.4) & (rows["trait"] != "duty")]
    since = completions()[lambda rows: rows["occurred_at"].dt.tz_localize(None) > days[-3]]
    trained = (
        since[["learner_id", "content_id"]].merge(effects, on="content_id").drop_duplicates(["learner_id", "skill_id"])
    )
    moved = change.reindex(pd.MultiIndex.from_frame(trained[["learner_id", "skill_id"]])).dropna()
    untrained = change.drop(moved.index)
    assert len(moved) > 300
    assert moved.mean() > untrained.mean() + 0.05


def test_unused_skills_fade() -> None:
    levels = truth("levels").set_index(["learner_id", "skill_id", "day"])["level"].unstack()
    days = sorted(levels.columns)
    high = levels[(levels[days[3]] - levels[days[0]]) > 0.15]
    later = high[days[7]] - high[days[3]]
    assert len(high) > 100
    assert later.quantile(0.25) < -0.02


def test_lenient_raters_rate_higher() -> None:
    nearest = levels_at(events()[lambda rows: rows["kind"] == "manager_rated"])
    over = (nearest["value"].map(RATED) - nearest["level"]).groupby(nearest["rater_id"]).agg(["mean", "size"])
    known = over[over["size"] >= 40].join(truth("rater_leniency").set_index("rater_id"))
    assert len(known) > 30
    assert known["mean"].corr(known["leniency"]) > 0.7


def test_people_who_know_little_think_that_they_know_more() -> None:
    nearest = levels_at(events()[lambda rows: rows["kind"] == "self_rated"])
    over = nearest["value"].map(RATED) - nearest["level"]
    low, high = over[nearest["level"] < 0.3], over[nearest["level"] > 0.6]
    assert low.mean() > 0.08
    assert abs(high.mean()) < 0.08
    inflation = nearest["learner_id"].map(truth("self_inflation").set_index("learner_id")["inflation"])
    assert over[(nearest["level"] < 0.4)].corr(inflation) > 0.2


def levels_at(ratings: pd.DataFrame) -> pd.DataFrame:
    """Ratings with the true level at the nearest end of a quarter."""
    day = ratings["occurred_at"].dt.tz_localize(None).astype("datetime64[s]")
    left = ratings.assign(day=day)[["learner_id", "skill_id", "day", "value", "rater_id"]].sort_values("day")
    right = truth("levels").sort_values("day")
    by = ["learner_id", "skill_id"]
    both = pd.merge_asof(left, right, on="day", by=by, direction="nearest", tolerance=pd.Timedelta(days=50))
    return both.dropna(subset=["level"])


BEHIND = {
    "containment_time": ["triage", "monitoring", "containment", "access"],
    "escalations": ["listening", "deescalation", "complaints", "explaining", "product"],
    "conversion": ["discovery", "listening", "objections", "offers", "writing"],
}


@pytest.mark.parametrize(
    ("outcome", "least"), [("containment_time", -0.5), ("escalations", -0.35), ("conversion", 0.2)]
)
def test_teams_that_know_more_do_better(outcome: str, least: float) -> None:
    quarters = [pd.Timestamp(day) for day in ("2024-03-31", "2024-09-30", "2025-03-31", "2025-09-30", "2026-03-31")]
    teams = pd.concat([teams_on(day, outcome) for day in quarters])
    assert len(teams) > 100
    assert np.sign(least) * teams["level"].corr(teams["value"]) > abs(least)


def teams_on(day: pd.Timestamp, outcome: str) -> pd.DataFrame:
    """Mean level of each team in the skills behind an outcome, and the outcome in the months around."""
    spans = table("employments")
    now = spans[(spans["valid_from"] <= day) & (spans["valid_to"].fillna(UNTIL) >= day)].set_index("learner_id")
    levels = truth("levels")[lambda rows: (rows["day"] == day) & rows["skill_id"].isin(BEHIND[outcome])]
    person = levels.pivot_table(index="learner_id", columns="skill_id", values="level").fillna(0.2).mean(axis=1)
    months = [str((day + pd.DateOffset(months=shift)).to_period("M")) for shift in (-1, 0, 1)]
    values = table("outcome_values")
    near = values[(values["outcome_id"] == outcome) & values["period"].isin(months)]
    team = person.groupby(now["unit_id"].reindex(person.index)).mean()
    return pd.concat([team, near.groupby("unit_id")["value"].mean()], axis=1, keys=["level", "value"]).dropna()


def test_outcomes_are_measured_every_month_by_team_and_department() -> None:
    values = table("outcome_values")
    months = values.groupby(["outcome_id", "unit_id"])["period"].nunique()
    assert set(months) == {36}
    assert {"sales", "service", "technology"} <= set(values["unit_id"])
    counted = values.dropna(subset=["numerator"])
    assert np.allclose(counted["value"], counted["numerator"] / counted["denominator"], atol=1e-4)
    assert set(values["outcome_id"]) == set(table("outcomes")["outcome_id"])


def test_a_department_counts_what_its_teams_count() -> None:
    values = table("outcome_values")[lambda rows: rows["outcome_id"] == "conversion"]
    whole = values[values["unit_id"] == "sales"].set_index("period")["numerator"]
    parts = values[values["unit_id"] != "sales"].groupby("period")["numerator"].sum()
    assert (whole.sort_index() == parts.sort_index()).all()


def test_behaviours_move_outcomes_the_way_they_should() -> None:
    moves = truth("outcome_effects").merge(table("outcomes")[["outcome_id", "direction"]], on="outcome_id")
    assert (np.sign(moves["move"]) == moves["direction"].map({"up": 1, "down": -1})).all()
