"""What happens in the made-up organisation: who starts what, by whose wish, and in which order."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pandas as pd

from recommender.catalog import Catalog
from recommender.columns import EVENT_KINDS
from recommender.people import People
from recommender.tables import check
from tests.training.demo.demo_house import (
    CALENDAR,
    UNTIL,
    VOLUNTARY,
    an_organisation,
    completions,
    days_employed,
    events,
    free_starts,
    table,
    truth,
)

END = pd.Timestamp(UNTIL, tz="UTC") + pd.Timedelta(days=1)


def main_skill() -> pd.Series:
    return table("content_skills").drop_duplicates("content_id").set_index("content_id")["skill_id"]


def series() -> pd.Series:
    return truth("content_effects").drop_duplicates("content_id").set_index("content_id")["series"]


def next_choices() -> pd.DataFrame:
    """Free starts with the content that the learner started freely before."""
    starts = free_starts()[["learner_id", "content_id"]]
    return starts.assign(before=starts.groupby("learner_id")["content_id"].shift()).dropna()


def test_about_seventy_percent_of_completions_were_assigned() -> None:
    by = completions()["initiated_by"].value_counts(normalize=True)
    assert 0.62 <= by["requirement"] + by["manager"] <= 0.78
    assert by["manager"] > 0.1


def test_half_of_all_choose_fewer_than_three_contents_a_year() -> None:
    years = days_employed() / 365
    there = years[years > 0.5]
    rate = free_starts().groupby("learner_id").size().reindex(there.index).fillna(0) / there
    assert 0.5 < rate.median() < 3
    assert rate.quantile(0.95) > 4


def test_every_kind_of_event_happens() -> None:
    assert set(events()["kind"]) == set(EVENT_KINDS)


def test_everything_was_known_by_the_end() -> None:
    rows = events()
    assert (rows["occurred_at"] < END).all()
    assert (rows["recorded_at"].dropna() < END).all()
    assert rows["occurred_at"].min() >= pd.Timestamp(CALENDAR.start, unit="D", tz="UTC")


def test_some_events_became_known_late() -> None:
    rows = events()
    late = rows["recorded_at"].notna()
    delay = rows["recorded_at"][late] - rows["occurred_at"][late]
    assert 0.02 < late.mean() < 0.08
    assert delay.min() >= pd.Timedelta(days=1)


def test_events_stand_in_the_order_of_learner_time_and_id() -> None:
    rows = events()
    again = rows.sort_values(["learner_id", "occurred_at", "event_id"], kind="stable")
    assert (again.index == rows.index).all()
    assert rows["event_id"].is_unique


def test_voids_take_back_an_earlier_event_of_the_same_learner() -> None:
    rows = events().set_index("event_id")
    voids = rows[rows["voids_event_id"].notna()]
    taken_back = rows.loc[voids["voids_event_id"]]
    assert len(voids) > 20
    assert (taken_back["learner_id"].to_numpy() == voids["learner_id"].to_numpy()).all()
    assert (taken_back["kind"].to_numpy() == voids["kind"].to_numpy()).all()
    assert (taken_back["occurred_at"].to_numpy() < voids["occurred_at"].to_numpy()).all()


def test_one_system_reports_completions_only() -> None:
    silent = set(table("contents")[lambda rows: rows["system"] == "openfield"]["content_id"])
    rows = events()[lambda rows: rows["content_id"].isin(silent)]
    assert {"started", "enrolled", "scored"}.isdisjoint(rows["kind"])
    assert (rows["kind"] == "completed").sum() > 300
    assert set(rows[rows["kind"] == "completed"]["time_precision"]) == {"day"}


def test_who_attends_a_session_starts_at_its_beginning_and_ends_at_its_end() -> None:
    sessions = table("sessions").set_index("session_id")
    rows = events().dropna(subset=["session_id"])
    started = rows[rows["kind"].isin(["attended", "started", "no_show"])]
    done = rows[(rows["kind"] == "completed") & (rows["source"] != "admin")]
    assert (started["occurred_at"] == started["session_id"].map(sessions["starts_at"])).all()
    assert (done["occurred_at"] == done["session_id"].map(sessions["ends_at"])).mean() > 0.99
    assert (rows["content_id"] == rows["session_id"].map(sessions["content_id"])).all()


def test_nobody_starts_what_they_did_not_come_to() -> None:
    rows = events().dropna(subset=["session_id"])
    missed = rows[rows["kind"] == "no_show"][["learner_id", "session_id"]]
    there = rows[rows["kind"].isin(["attended", "started", "completed"])][["learner_id", "session_id"]]
    assert len(missed) > 100
    assert missed.merge(there).empty


def test_a_completion_comes_after_its_start() -> None:
    rows = events()
    started = rows[rows["kind"] == "started"].groupby(["learner_id", "content_id"])["occurred_at"].min()
    done = completions().groupby(["learner_id", "content_id"])["occurred_at"].max()
    both = pd.concat([started, done], axis=1, keys=["started", "done"]).dropna()
    assert len(both) > 10_000
    assert (both["done"] > both["started"]).all()


def test_exams_are_passed_from_the_pass_mark_on_and_some_try_twice() -> None:
    rows = events()
    mark = pd.to_numeric(rows["value"], errors="coerce")
    assert mark[rows["kind"] == "passed"].min() >= 0.6
    assert mark[rows["kind"] == "failed"].max() < 0.6
    assert ((rows["kind"] == "passed") & (rows["attempt"] == 2)).sum() > 5


def test_certificates_run_out_unless_renewed() -> None:
    rows = events()
    expired, certified = rows[rows["kind"] == "expired"], rows[rows["kind"] == "certified"]
    assert len(expired) > 20
    ends = certified[["learner_id", "content_id", "valid_until"]]
    found = expired.merge(ends, left_on=["learner_id", "content_id", "occurred_at"], right_on=list(ends))
    assert len(found) == len(expired)
    held = certified.merge(expired[["learner_id", "content_id", "occurred_at"]], on=["learner_id", "content_id"])
    covering = (held["occurred_at_x"] < held["occurred_at_y"]) & (held["valid_until"] > held["occurred_at_y"])
    assert not covering.any()


def test_ratings_carry_a_scale_and_a_rater() -> None:
    rows, known = events(), set(table("scales")[["scale_id", "mark"]].itertuples(index=False, name=None))
    rated = rows[rows["kind"].isin(["manager_rated", "self_rated", "observed"])]
    assert set(rated[["scale_id", "value"]].itertuples(index=False, name=None)) <= known
    assert rated["rater_id"].notna().eq(rated["kind"] != "self_rated").all()
    assert rows[rows["kind"] == "observed"]["behaviour_id"].notna().all()


def test_raters_are_the_managers_of_that_time() -> None:
    rows = events()[lambda frame: frame["kind"] == "manager_rated"].head(3000)
    spans = table("employments").merge(rows, on="learner_id")
    day = spans["occurred_at"].dt.tz_localize(None).dt.normalize()
    week = pd.Timedelta(days=7)
    near = (spans["valid_from"] <= day + week) & (spans["valid_to"].fillna(UNTIL) >= day - week)
    fits = near & (spans["manager_id"] == spans["rater_id"])
    assert fits.groupby(spans["event_id"]).any().all()


def test_letters_and_shares_both_occur_as_scores() -> None:
    scores = events()[lambda rows: rows["kind"] == "scored"]
    letters = scores["scale_id"] == "grade_a_f"
    assert 0.005 < letters.mean() < 0.5
    assert set(scores["value"][letters]) <= set("ABCDF")
    assert pd.to_numeric(scores["value"][~letters]).between(0, 1).all()
    assert scores["skill_id"].notna().all()


def test_many_contents_are_tested_before_and_after() -> None:
    scores = events()[lambda rows: rows["kind"] == "scored"]
    attempts = scores.groupby(["learner_id", "content_id"])["attempt"].nunique()
    both = attempts[attempts == 2].reset_index()
    assert len(both) > 2000
    assert (both.groupby("content_id").size() >= 10).sum() > 40


def test_the_next_choice_stays_in_the_series_far_more_often_than_by_chance() -> None:
    choices, of = next_choices(), series()
    now, before = choices["content_id"].map(of), choices["before"].map(of)
    shares = now.value_counts(normalize=True)
    by_chance = float((shares * before.value_counts(normalize=True).reindex(shares.index).fillna(0)).sum())
    assert (now == before).mean() > 2.5 * by_chance


def test_the_next_choice_prefers_the_following_part() -> None:
    choices = next_choices()
    skill = main_skill()
    same = choices[choices["content_id"].map(skill) == choices["before"].map(skill)]
    exits = table("content_skills").drop_duplicates("content_id").set_index("content_id")["exit_level"]
    higher = same["content_id"].map(exits) > same["before"].map(exits)
    assert higher.mean() > 0.55


def test_knowing_the_last_choice_beats_popularity_on_later_choices() -> None:
    choices, of = next_choices(), series()
    popular = list(free_starts()["content_id"].value_counts().index)
    inside = {name: [content for content in popular if of[content] == name] for name in of.unique()}
    pairs = list(zip(choices["content_id"], choices["before"], strict=True))
    top = set(popular[:10])
    by_popularity = np.mean([now in top for now, _ in pairs])
    by_series = np.mean([now in (inside[of[before]] + popular[:10])[:10] for now, before in pairs])
    assert by_series > 1.15 * by_popularity


def test_choices_fit_the_role() -> None:
    starts = free_starts().merge(table("employments"), on="learner_id")
    day = starts["occurred_at"].dt.tz_localize(None)
    now = starts[(starts["valid_from"] <= day) & (starts["valid_to"].fillna(UNTIL) >= day)]
    needs = set(table("role_skills")[["role_id", "skill_id"]].itertuples(index=False, name=None))
    skills = now["content_id"].map(main_skill())
    own = np.mean([pair in needs for pair in zip(now["role_id"], skills, strict=True)])
    shuffled = now["role_id"].sample(frac=1, random_state=1)
    other = np.mean([pair in needs for pair in zip(shuffled, skills, strict=True)])
    assert own > 1.5 * other


def test_choices_fit_the_language() -> None:
    starts = free_starts().merge(table("learners")[["learner_id", "language"]], on="learner_id")
    language = starts["content_id"].map(table("contents").set_index("content_id")["language"])
    assert (language[starts["language"] == "en"] != "en").mean() < 0.05
    assert (language[starts["language"] == "de"] == "de").mean() > 0.2


def test_women_are_assigned_contents_of_leading_a_little_less_often() -> None:
    parents = table("skills").set_index("skill_id")["parent_id"]
    rows = events()[lambda frame: (frame["kind"] == "started") & (frame["initiated_by"] == "manager")]
    rows = rows.merge(table("learners")[["learner_id", "audit_gender"]], on="learner_id")
    leading = rows["content_id"].map(main_skill()).map(parents) == "g-leading"
    shares = leading.groupby(rows["audit_gender"]).mean()
    assert 0.55 < shares["female"] / shares["male"] < 0.9


def test_gender_does_not_change_what_people_choose() -> None:
    parents = table("skills").set_index("skill_id")["parent_id"]
    rows = free_starts().merge(table("learners")[["learner_id", "audit_gender"]], on="learner_id")
    leading = rows["content_id"].map(main_skill()).map(parents) == "g-leading"
    shares = leading.groupby(rows["audit_gender"]).mean()
    assert 0.85 < shares["female"] / shares["male"] < 1.18


def test_mandatory_things_are_finished_more_often() -> None:
    chances = truth("chances").groupby("mandatory")["chance"].mean()
    assert chances[True] > chances[False] + 0.1


def test_open_assignments_have_due_dates_ahead_and_done_ones_were_finished() -> None:
    rows = table("assignments")
    assert ((rows["status"] == "open") & (rows["due_on"] > UNTIL)).sum() > 200
    assert (rows["due_on"] > rows["assigned_on"]).all()
    contents = rows[(rows["status"] == "done") & rows["content_id"].notna()]
    done = completions()[["learner_id", "content_id"]].drop_duplicates()
    known = contents.merge(done, on=["learner_id", "content_id"])
    assert len(known) / len(contents) > 0.97


def test_an_assignment_names_a_content_or_a_requirement() -> None:
    rows = table("assignments")
    assert (rows["content_id"].notna() ^ rows["requirement_id"].notna()).all()
    assert rows["assigned_by"].notna().eq(rows["content_id"].notna()).all()


def test_requirements_recur() -> None:
    rows = table("assignments")[lambda frame: frame["requirement_id"] == "awareness"]
    times = rows.groupby("learner_id").size()
    years = days_employed().reindex(times.index) / 365
    assert 0.7 < times.sum() / years.sum() < 1.5


def test_a_requirement_binds_its_audience_only() -> None:
    rows = table("assignments")[lambda frame: frame["requirement_id"] == "forklift"]
    roles = table("employments").groupby("learner_id")["role_id"].agg(set)
    assert len(rows) > 50
    assert all("warehouse_worker" in held for held in rows["learner_id"].map(roles))


def test_nobody_is_behind_with_what_was_due_before_the_history_begins() -> None:
    tables = check(an_organisation().tables).tables
    people = People.of(tables, Catalog.of(tables))
    at, began = datetime(2026, 6, 30, 22, tzinfo=UTC), date(1970, 1, 1) + timedelta(days=CALENDAR.start)
    due = [duty.due_on for learner in people.ids[::5] for duty in people.query(learner, at).duties if duty.due_on]
    assert len(due) > 100
    assert min(due) >= began


def test_a_licence_is_renewed_with_the_short_course() -> None:
    titles = table("contents").set_index("content_id")["title"]
    rows = completions()[lambda frame: frame["content_id"].map(titles).str.startswith("Forklift licence")]
    order = rows.groupby("learner_id")["content_id"].agg(lambda contents: [titles[c] for c in contents])
    assert any("Forklift licence: renewal" in taken for taken in order)
    assert all(taken[0] == "Forklift licence" for taken in order)


def test_requirements_are_fulfilled_in_ones_own_language() -> None:
    language = table("contents").set_index("content_id")["language"]
    needed = table("requirement_contents")[lambda rows: rows["requirement_id"] == "privacy"]["content_id"]
    rows = completions()[lambda frame: frame["content_id"].isin(needed) & (frame["initiated_by"] == "requirement")]
    own = rows["learner_id"].map(table("learners").set_index("learner_id")["language"])
    assert (rows["content_id"].map(language) == own).all()


def test_recommendations_are_taken_and_dismissed() -> None:
    rows = events()
    assert (rows["kind"] == "dismissed").sum() > 300
    assert (free_starts()["initiated_by"] == "recommendation").mean() > 0.15
    assert set(rows[rows["kind"] == "dismissed"]["initiated_by"]) <= set(VOLUNTARY)
