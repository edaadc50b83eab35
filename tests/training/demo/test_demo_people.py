"""Who works in the made-up organisation, from when to when."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tests.training.demo.demo_house import CALENDAR, UNTIL, an_organisation, days_employed, events, some_careers, table
from training.demo.calendar import NEVER
from training.demo.teams import LEADERSHIP, teams
from training.demo.world import DEPARTMENTS


def at_the_end() -> pd.DataFrame:
    rows = table("employments")
    return rows[rows["valid_to"].isna()]


def test_employments_of_a_learner_do_not_overlap_and_leave_no_gap() -> None:
    rows = table("employments").sort_values(["learner_id", "valid_from"])
    following = rows.groupby("learner_id")["valid_from"].shift(-1)
    inner = following.notna()
    assert (rows["valid_to"].notna() == inner).all()
    assert (rows["valid_to"][inner] + pd.Timedelta(days=1) == following[inner]).all()
    assert (rows["valid_to"][inner] >= rows["valid_from"][inner]).all()


def test_everyone_who_is_there_at_the_end_has_a_unit_and_a_role() -> None:
    there = at_the_end()[lambda rows: rows["status"] != "left"]
    assert len(at_the_end()) == 2000
    assert there[["unit_id", "role_id"]].notna().all(axis=None)
    assert 0.6 < len(there) / 2000 < 0.85


def test_everyone_but_the_head_of_all_has_a_manager_who_is_there_and_leads() -> None:
    there = at_the_end()[lambda rows: rows["status"] != "left"].set_index("learner_id")
    alone = there.index[there["manager_id"].isna()]
    root = table("units").set_index("unit_id").loc["halden"]
    assert list(alone) == [root["head_id"]]
    managers = there.loc[there["manager_id"].dropna().unique()]
    assert (managers["status"] == "active").all()
    assert managers["role_id"].str.contains("_lead|department_head").all()


def test_nobody_leads_themselves_and_lines_of_managers_end_at_the_top() -> None:
    boss = at_the_end()[lambda rows: rows["status"] != "left"].set_index("learner_id")["manager_id"]
    assert not (boss == boss.index).any()
    for _ in range(4):
        boss = boss[boss.notna()].map(at_the_end().set_index("learner_id")["manager_id"])
    assert boss.isna().all()


def test_some_ten_to_fifteen_percent_leave_in_a_year() -> None:
    years = days_employed().sum() / 365
    leavers = (table("employments")["status"] == "left").sum()
    assert 0.10 <= leavers / years <= 0.15


def test_people_join_move_and_go_on_leave() -> None:
    rows = table("employments")
    joined = table("learners")["hired_on"] >= pd.Timestamp(CALENDAR.start, unit="D")
    held = rows.dropna(subset=["role_id"]).groupby("learner_id")[["role_id", "unit_id"]].nunique()
    assert 0.2 < joined.mean() < 0.4
    assert 0.05 < (held["role_id"] > 1).mean() < 0.4
    assert 0.03 < (held["unit_id"] > 1).mean() < 0.3
    assert 20 < (rows["status"] == "leave").sum() < 300


def test_teams_change_hands() -> None:
    rows = table("employments").dropna(subset=["manager_id"])
    assert rows.groupby("unit_id")["manager_id"].nunique().max() >= 2


def test_nothing_happens_to_people_before_they_come_or_after_they_leave() -> None:
    day = events()["occurred_at"].dt.tz_localize(None).dt.normalize()
    who = events()["learner_id"]
    gone = table("employments")[lambda rows: rows["status"] == "left"].set_index("learner_id")["valid_from"]
    hired = table("learners").set_index("learner_id")["hired_on"]
    assert (day >= who.map(hired)).all()
    left = who.map(gone)
    assert (day[left.notna()] < left[left.notna()]).all()


def test_nobody_takes_anything_up_by_choice_while_on_leave() -> None:
    rows = events()[lambda frame: (frame["kind"] == "started") & (frame["initiated_by"] == "self")]
    leave = table("employments")[lambda frame: frame["status"] == "leave"]
    both = rows.merge(leave, on="learner_id")
    day = both["occurred_at"].dt.tz_localize(None).dt.normalize()
    within = (day >= both["valid_from"]) & (day <= both["valid_to"].fillna(UNTIL))
    assert len(both) > 20
    assert not within.any()


def test_units_form_a_tree_with_heads() -> None:
    units = table("units").set_index("unit_id")
    assert units["head_id"].notna().all()
    assert list(units.index[units["parent_id"].isna()]) == ["halden"]
    assert set(units["parent_id"].dropna()) <= set(units.index)
    assert {unit.id for unit in DEPARTMENTS} <= set(units.index[units["parent_id"] == "halden"])
    assert len(units) > 100


def test_teams_have_room_for_everyone_and_two_leads() -> None:
    made = teams(1000, np.random.default_rng(1))
    size = np.bincount(made.seat, minlength=len(made))
    assert size.sum() == 1000
    assert size.min() >= 2
    assert size[made.department != LEADERSHIP].max() <= 25
    assert (np.bincount(made.seat[made.rank == 0], minlength=len(made)) == 1).all()


def test_a_second_lead_takes_over_on_the_day_after_the_first_one_has_left() -> None:
    careers = some_careers()
    changing = np.flatnonzero(careers.lead_changed < NEVER)
    assert len(changing) >= 3
    first, second = careers.leads[changing].T
    assert (careers.left[first] == careers.lead_changed[changing]).all()
    assert (careers.changed[second] == careers.lead_changed[changing]).all()
    before = careers.at(careers.lead_changed[changing] - 1, second)
    after = careers.at(careers.lead_changed[changing], second)
    assert (before.manager == first).all()
    assert (after.manager != first).all()
    assert (after.role != before.role).all()


def test_whoever_has_left_or_not_yet_come_is_not_active() -> None:
    careers = some_careers()
    left = np.flatnonzero(careers.left < NEVER)
    assert careers.at(careers.left[left] - 1, left).active.mean() > 0.95
    assert not careers.at(careers.left[left], left).active.any()
    assert not careers.at(careers.hired - 1).active.any()


def test_the_bench_names_roles_that_come_next() -> None:
    aims = table("learners").set_index("learner_id")["target_role_id"].dropna()
    held = at_the_end().set_index("learner_id")["role_id"].loc[aims.index]
    assert 80 < len(aims) < 400
    assert (held != aims).all()
    assert aims.isin(["sales_lead", "service_lead", "tech_lead", "support_lead", "department_head"]).mean() > 0.3


def test_languages_fit_places() -> None:
    learners = table("learners")
    shares = learners.groupby("location")["language"].value_counts(normalize=True).unstack().fillna(0)
    assert shares.loc["Berlin", "de"] > 0.5
    assert shares.loc["Madrid", "es"] > 0.5
    assert (learners["language"] == "en").mean() > 0.5


def test_everyone_has_a_name_in_the_lms_and_in_hr() -> None:
    rows = table("identities")
    assert (rows.groupby("learner_id")["system"].nunique() == 2).all()
    assert rows[["system", "external_id"]].drop_duplicates().shape[0] == len(rows)


def test_absences_lie_behind_and_ahead() -> None:
    rows = table("absences")
    assert (rows["to_on"] >= rows["from_on"]).all()
    assert (rows["from_on"] > UNTIL).any()
    assert (rows["from_on"] < UNTIL).any()


def test_budgets_reach_into_the_year_after() -> None:
    rows = table("budgets")
    assert (rows["amount"] > 0).all()
    assert {"2026", "2027"} <= set(rows["period"])


def test_goals_are_reachable_levels_with_a_date_ahead() -> None:
    rows = table("goals")
    assert rows["level"].between(0.3, 0.95).all()
    assert (rows["due_on"] > UNTIL).all()
    assert not rows.duplicated(["learner_id", "skill_id"]).any()
    assert rows["skill_id"].isin(table("role_skills")["skill_id"]).all()


def test_the_smallest_organisation_still_has_every_department() -> None:
    units = set(an_organisation(200).tables["employments"]["unit_id"].dropna().str.split("-").str[0])
    assert units == {unit.id for unit in DEPARTMENTS}
