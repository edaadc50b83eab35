"""The hostile world's history is as messy as real ones, and the truth names every mess."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from recommender import tables
from tests.training.demo.demo_house import CALENDAR, an_organisation, some_careers
from tests.training.demo.turbulent_house import (
    ASSIGNED,
    LEARNERS,
    VOLUNTARY,
    completions,
    content_of,
    known,
    table,
    turbulent,
    years_employed,
)
from training.demo import make
from training.demo.calendar import NEVER
from training.demo.catalogue import catalogue
from training.demo.history import CALM, TURBULENT, History
from training.demo.mess.blemishes import blemished
from training.demo.mess.reorganisation import reorganised
from training.demo.mess.rush import due_this_year, holidays, hurried, pressure


def day(text: str) -> int:
    return int(np.datetime64(text, "D").astype(np.int64))


def test_a_history_without_anything_changes_nothing() -> None:
    assert CALM.plain
    assert not TURBULENT.plain
    shelf = catalogue(CALENDAR, np.random.default_rng(3))
    again = catalogue(CALENDAR, np.random.default_rng(3), History())
    assert shelf.drafts == again.drafts
    assert (shelf.twin < 0).all()
    assert (shelf.edited == NEVER).all()
    assert not shelf.stuck_at.any()


@pytest.mark.parametrize("world", ["hostile", "misspecified"])
def test_messy_tables_still_pass_the_check_without_errors(world: str) -> None:
    report = tables.check(turbulent(world).tables).report
    assert report.problems == ()
    assert dict(report.quarantined) == {}


def test_the_same_seed_gives_the_same_mess() -> None:
    first, second = make(200, 3, world="hostile"), make(200, 3, world="hostile")
    for name, frame in first.tables.items():
        pd.testing.assert_frame_equal(frame, second.tables[name])
    for name, frame in first.truth.items():
        pd.testing.assert_frame_equal(frame, second.truth[name])


def test_seven_completions_in_ten_go_back_to_an_assignment() -> None:
    by = completions()["initiated_by"]
    assigned, free = by.isin(ASSIGNED).sum(), by.isin(VOLUNTARY).sum()
    assert 0.65 < assigned / (assigned + free) < 0.75


def test_fifteen_in_a_hundred_leave_each_year() -> None:
    leavers = (table("employments")["status"] == "left").sum()
    assert 0.13 < leavers / years_employed() < 0.17


def test_three_contents_in_ten_are_mapped_to_no_skill_and_the_truth_keeps_what_they_teach() -> None:
    contents, links = set(table("contents")["content_id"]), set(table("content_skills")["content_id"])
    lost = contents - links
    assert 0.28 < len(lost) / len(contents) < 0.32
    named = known("contents").set_index("content_id")["mapped"]
    assert set(named[~named].index) == lost
    assert lost <= set(known("content_effects")["content_id"])


def test_the_year_ends_in_a_rush() -> None:
    done = completions()[lambda rows: rows["initiated_by"] != "import"]
    share = done["occurred_at"].dt.month.value_counts(normalize=True)
    calm = an_organisation().tables["events"][lambda rows: rows["kind"] == "completed"]
    usual = calm["occurred_at"].dt.month.value_counts(normalize=True)
    assert share[12] > 1.3 * usual[12]
    assert share[12] > 1.3 * share[2]


def test_a_week_of_the_rush_presses_and_others_do_not() -> None:
    assert pressure(day("2024-11-25"), 2.0) == 3.0
    assert pressure(day("2024-07-01"), 2.0) == 1.0
    assert pressure(day("2024-11-25"), 0.0) == 1.0


def test_what_is_due_after_the_holidays_is_due_before_them_where_it_was_set_late_in_the_year() -> None:
    due = np.array([day("2025-02-01"), day("2024-12-01")])
    assert due_this_year(due, day("2024-11-04")).tolist() == [day("2024-12-21"), day("2024-12-01")]
    assert due_this_year(due, day("2024-05-06")).tolist() == due.tolist()
    assert due_this_year(due[:1], day("2024-12-16")).tolist() == [day("2024-12-23")]


def test_who_would_finish_in_january_hurries_if_there_is_time() -> None:
    begins = np.array([day("2024-11-20"), day("2024-12-15"), day("2024-11-20")]) * 86_400
    end = np.array([day("2025-01-20"), day("2025-01-20"), day("2024-12-01")]) * 86_400
    moved = hurried(begins, end, 1.0, np.random.default_rng(2))
    assert moved[0] < holidays(begins[:1] // 86_400)[0] * 86_400
    assert moved[0] > begins[0]
    assert (moved[1:] == end[1:]).all()
    assert (hurried(begins, end, 0.0, np.random.default_rng(2)) == end).all()


def test_a_block_of_completions_is_stamped_with_one_wrong_day_and_recorded_later() -> None:
    rows = table("events")
    block = rows[rows["source"] == "bulk"]
    assert len(block) > 100
    assert block["occurred_at"].nunique() == 1
    assert block["recorded_at"].nunique() == 1
    assert (block["recorded_at"] > block["occurred_at"] + pd.Timedelta(days=100)).all()
    assert set(block["initiated_by"]) == {"import"}
    assert set(block["kind"]) <= {"completed", "passed"}


def test_some_of_the_block_happened_before_the_learner_was_hired() -> None:
    block = table("events")[lambda rows: rows["source"] == "bulk"]
    hired = block["learner_id"].map(table("learners").set_index("learner_id")["hired_on"])
    assert (block["occurred_at"].dt.tz_localize(None) < hired).any()


def test_the_truth_knows_when_the_block_really_happened() -> None:
    block = table("events")[lambda rows: rows["source"] == "bulk"].set_index("event_id")
    real = known("bulk_load").set_index("event_id")
    assert set(real.index) == set(block.index)
    assert (real["learner_id"] == block["learner_id"].reindex(real.index)).all()
    assert real["happened_at"].nunique() > 100
    assert (real["happened_at"] < block["recorded_at"].reindex(real.index)).all()


def test_certificates_expire() -> None:
    kinds = table("events")["kind"].value_counts()
    calm = an_organisation().tables["events"]["kind"].value_counts()
    assert kinds["expired"] / kinds["certified"] > 1.2 * calm["expired"] / calm["certified"]
    assert kinds["expired"] > 40


def test_people_move_between_units_and_roles() -> None:
    spans = table("employments")[lambda rows: rows["status"] == "active"]
    held = spans.groupby("learner_id").agg(units=("unit_id", "nunique"), roles=("role_id", "nunique"))
    assert (held["units"] > 1).mean() > 0.2
    assert (held["roles"] > 1).mean() > 0.1


def test_units_are_merged_renamed_and_put_under_others_on_one_day() -> None:
    units = table("units").set_index("unit_id")
    assert units.loc["facilities", "parent_id"] == units.loc["supply", "parent_id"] == "operations"
    spans = table("employments").dropna(subset=["unit_id"])
    renamed = spans[spans["unit_id"].str.startswith("care-")]
    day_of = renamed["valid_from"].min()
    on_the_day = renamed[renamed["valid_from"] == day_of]
    before = spans[spans["valid_to"] == day_of - pd.Timedelta(days=1)].set_index("learner_id")["unit_id"]
    pairs = on_the_day.assign(old=on_the_day["learner_id"].map(before)).dropna(subset=["old"])
    steady = pairs[pairs["old"].str.startswith("service-")]
    assert len(steady) > 0.05 * LEARNERS
    origins = steady.groupby("unit_id")["old"].nunique()
    assert (origins == 1).any()
    assert (origins > 1).any()


def test_nobody_is_led_by_who_left_after_a_reorganisation() -> None:
    careers = reorganised(some_careers(800), CALENDAR)
    on = careers.teams.reorganised_on
    now = careers.at(on + 1)
    led = np.flatnonzero(now.active & (now.manager >= 0))
    assert (careers.left[now.manager[led]] > on).all()
    assert (now.manager[led] != led).all()
    moved = careers.teams.later_unit != careers.teams.unit
    assert moved.any()
    merged = careers.leads[moved, 1] != careers.leads[moved, 0]
    assert 0.1 < merged.mean() < 0.5


def test_the_outcomes_of_merged_units_go_on_under_the_new_name() -> None:
    values = table("outcome_values")[lambda rows: rows["outcome_id"] == "escalations"].dropna(subset=["unit_id"])
    whole = values[values["unit_id"] == "service"].set_index("period")["denominator"].sort_index()
    parts = values[values["unit_id"] != "service"].groupby("period")["denominator"].sum().sort_index()
    assert (whole == parts).all()
    assert values["unit_id"].str.startswith("care-").any()
    assert not values.duplicated(["unit_id", "period"]).any()
    spans = values.groupby("unit_id")["period"].agg(["min", "max"])
    new = spans[spans.index.str.startswith("care-")]
    assert (new["min"] == new["min"].iloc[0]).all()
    assert (new["max"] == "2026-06").all()


def test_contents_are_there_twice_and_share_their_history() -> None:
    twins = known("contents").dropna(subset=["twin_id"]).set_index("content_id")["twin_id"]
    assert len(twins) == 2 * TURBULENT.twins
    assert (twins[twins].to_numpy() == twins.index.to_numpy()).all()
    contents = table("contents").set_index("content_id")
    one, other = contents.loc[twins.index], contents.loc[twins.to_numpy()]
    assert (one["title"].to_numpy() != other["title"].to_numpy()).all()
    assert (one["provider"].to_numpy() != other["provider"].to_numpy()).all()
    effect = known("content_effects").drop_duplicates("content_id").set_index("content_id")["effect"]
    assert np.allclose(effect[twins.index], effect[twins.to_numpy()])
    taken = completions().groupby("content_id").size()
    assert twins.index.isin(taken.index).mean() > 0.9


def test_hardly_anyone_takes_both_twins() -> None:
    twins = known("contents").dropna(subset=["twin_id"]).set_index("content_id")["twin_id"]
    taken = completions()[["learner_id", "content_id"]].drop_duplicates()
    taken = taken[taken["content_id"].isin(twins.index)]
    pair = np.minimum(taken["content_id"], taken["content_id"].map(twins))
    assert pair.groupby([taken["learner_id"], pair]).size().gt(1).mean() < 0.05


def test_events_name_the_version_taken_and_contents_the_one_on_offer() -> None:
    rows = table("events").dropna(subset=["content_id"])
    assert rows["content_version"].notna().all()
    latest = table("contents").set_index("content_id")["version"].astype(int)
    version = rows["content_version"].astype(int)
    assert (version <= rows["content_id"].map(latest)).all()
    several = version.groupby(rows["content_id"]).nunique()
    assert (several > 1).sum() > 40
    ordered = rows[rows["source"] != "bulk"].sort_values("occurred_at")
    steps = ordered["content_version"].astype(int).groupby(ordered["content_id"]).diff().dropna()
    assert (steps >= 0).all()


def test_old_editions_are_replaced() -> None:
    replaced = table("contents")["replaced_by"].dropna()
    assert len(replaced) == TURBULENT.first_editions


def test_useless_but_popular_and_good_but_hidden_contents_are_named() -> None:
    effects = known("content_effects").drop_duplicates("content_id").set_index("content_id")
    fashions, gems = effects.loc[sorted(content_of("fashion"))], effects.loc[sorted(content_of("gem"))]
    assert len(fashions) >= 10
    assert len(gems) == TURBULENT.gems
    assert fashions["effect"].max() < 0.03
    assert gems["effect"].min() > 0.8
    plain = effects.loc[sorted(content_of("plain"))]
    assert fashions["completions"].mean() > 2 * plain["completions"].mean() > 4 * gems["completions"].mean()


def test_people_get_stuck_at_one_step_of_one_content() -> None:
    named = known("contents").dropna(subset=["stuck_at"])
    assert len(named) == 1
    content, value = named.iloc[0][["content_id", "stuck_at"]]
    rows = table("events")[lambda events: events["content_id"] == content]
    kinds = rows["kind"].value_counts()
    assert kinds["started"] > 60
    assert kinds["completed"] / kinds["started"] < 0.45
    at = rows[rows["kind"] == "progressed"]["value"].astype(float)
    assert (np.isclose(at, value)).mean() > 0.6


def test_a_blemished_catalogue_keeps_every_draft() -> None:
    drafts = catalogue(CALENDAR, np.random.default_rng(1)).drafts
    done = blemished(drafts, TURBULENT, CALENDAR, np.random.default_rng(2))
    assert [draft.key for draft in done[: len(drafts)]] == [draft.key for draft in drafts]
    assert len(done) == len(drafts) + TURBULENT.twins
    assert all(draft.edited == tuple(sorted(draft.edited)) for draft in done)
