"""What the made-up catalogue offers."""

from __future__ import annotations

import pandas as pd

from tests.training.demo.demo_house import (
    CALENDAR,
    UNTIL,
    a_stage,
    an_organisation,
    completions,
    events,
    free_starts,
    table,
    truth,
)
from training.demo.texts import GROUPS, SKILLS
from training.demo.world import OUTCOMES, ROLES


def test_there_are_more_than_three_hundred_contents_and_no_two_titles_are_equal() -> None:
    contents = table("contents")
    assert len(contents) > 300
    assert contents["title"].is_unique


def test_every_content_says_what_it_is_about_without_a_gap_in_the_text() -> None:
    contents = table("contents")
    assert contents["description"].str.len().min() > 15
    text = contents["title"] + contents["description"]
    assert not text.str.contains(r"[{}]|lorem|None|nan\b").any()


def test_most_contents_are_english_some_german_some_spanish() -> None:
    shares = table("contents")["language"].value_counts(normalize=True)
    assert set(shares.index) == {"en", "de", "es"}
    assert shares["en"] > 0.6
    assert shares.min() > 0.1


def test_lengths_go_from_minutes_to_a_working_week() -> None:
    minutes = table("contents")["minutes"]
    assert minutes.min() == 5
    assert minutes.max() == 2400
    assert ((minutes > 15) & (minutes < 600)).mean() > 0.4


def test_every_modality_and_several_providers_are_there() -> None:
    contents = table("contents")
    assert set(contents["modality"]) == {"self_paced", "live", "in_person", "mobile"}
    assert contents["provider"].nunique() >= 4
    assert contents["modality"].value_counts().min() >= 10


def test_some_contents_cost_money_in_a_named_currency() -> None:
    contents = table("contents")
    paid = contents["cost"] > 0
    assert 0.1 < paid.mean() < 0.6
    assert (contents["currency"].notna() == paid).all()


def test_retired_contents_get_no_events_after_their_last_day() -> None:
    contents = table("contents").set_index("content_id")
    retired = contents[contents["status"] == "retired"]
    assert len(retired) >= 10
    rows = events()[lambda frame: frame["content_id"].isin(retired.index)]
    assert len(rows) > 50
    last = rows["content_id"].map(retired["available_to"])
    assert (rows["occurred_at"].dt.tz_localize(None).dt.normalize() <= last).all()


def test_nothing_happens_to_a_content_before_its_first_day() -> None:
    first = table("contents").set_index("content_id")["available_from"].dropna()
    rows = events()[lambda frame: frame["content_id"].isin(first.index)]
    assert (rows["occurred_at"].dt.tz_localize(None) >= rows["content_id"].map(first)).all()


def test_old_editions_name_an_active_successor() -> None:
    contents = table("contents").set_index("content_id")
    old = contents[contents["replaced_by"].notna()]
    assert len(old) >= 10
    assert (old["status"] == "retired").all()
    assert (contents.loc[old["replaced_by"], "status"] == "active").all()


def test_retired_means_that_the_last_day_has_passed() -> None:
    contents = table("contents")
    assert ((contents["status"] == "retired") == (contents["available_to"] <= UNTIL)).all()


def test_fashions_are_popular_and_teach_nothing() -> None:
    effects = truth("content_effects").drop_duplicates("content_id").set_index("content_id")
    fashions = effects.index[effects["trait"] == "fashion"]
    taken = free_starts()["content_id"].value_counts()
    assert effects.loc[fashions, "effect"].max() < 0.03
    assert taken.reindex(fashions).fillna(0).median() > 5 * taken.median()


def test_gems_teach_best_and_are_hardly_known() -> None:
    effects = truth("content_effects").drop_duplicates("content_id").set_index("content_id")
    gems = effects.index[effects["trait"] == "gem"]
    taken = free_starts()["content_id"].value_counts()
    assert effects.loc[gems, "effect"].min() > effects["effect"].quantile(0.9)
    assert taken.reindex(gems).fillna(0).median() < taken.median()


def test_required_chains_have_no_circle_and_are_obeyed_by_choice() -> None:
    pairs = table("content_requires").set_index("content_id")["requires_content_id"]
    assert len(pairs) > 20
    for content in pairs.index:
        seen = {content}
        while content in pairs.index:
            content = pairs[content]
            assert content not in seen
            seen.add(content)
    counts = table("content_equivalents")[["content_id", "counts_for"]]
    done = completions()[["learner_id", "content_id"]].drop_duplicates()
    also = done.merge(counts, on="content_id")[["learner_id", "counts_for"]].set_axis(
        ["learner_id", "content_id"], axis=1
    )
    held = set(pd.concat([done, also]).itertuples(index=False, name=None))
    silent = set(table("contents")[lambda frame: frame["system"] == "openfield"]["content_id"])
    starts = free_starts()[lambda frame: frame["content_id"].isin(pairs.index)]
    wanted = [(who, pairs[what]) for who, what in zip(starts["learner_id"], starts["content_id"], strict=True)]
    assert len(wanted) > 30
    assert all(pair in held for pair in wanted if pair[1] not in silent)


def test_versions_in_other_languages_count_for_the_english_one() -> None:
    language = table("contents").set_index("content_id")["language"]
    pairs = table("content_equivalents")
    foreign = pairs[pairs["content_id"].map(language) != "en"]
    assert len(foreign) > 90
    assert (foreign["counts_for"].map(language) == "en").all()


def test_sessions_lie_before_and_after_the_end_of_the_history() -> None:
    sessions, contents = table("sessions"), table("contents").set_index("content_id")
    ends = pd.Timestamp(UNTIL, tz="UTC") + pd.Timedelta(days=1)
    assert (sessions["starts_at"] > ends).sum() > 100
    assert (sessions["starts_at"] < ends).sum() > 1000
    assert (sessions["ends_at"] > sessions["starts_at"]).all()
    assert set(sessions["content_id"].map(contents["modality"])) == {"live", "in_person"}
    scheduled = contents[contents["modality"].isin(["live", "in_person"]) & (contents["status"] == "active")]
    assert set(scheduled.index) <= set(sessions["content_id"])


def test_declared_levels_are_near_the_true_ones_but_not_the_same() -> None:
    both = table("content_skills").merge(
        truth("content_effects"), on=["content_id", "skill_id"], suffixes=("", "_true")
    )
    off = both["exit_level"] - both["exit_level_true"]
    assert 0.02 < off.std() < 0.08
    assert abs(off.mean()) < 0.02


def test_some_links_are_required_and_not_taught() -> None:
    links = table("content_skills")
    needed = links[links["exit_level"] <= links["entry_level"]]
    taught = truth("content_effects")[["content_id", "skill_id"]]
    assert len(needed) >= 5
    assert needed.merge(taught, on=["content_id", "skill_id"]).empty


def test_skills_form_a_tree_with_prerequisites() -> None:
    skills, requires = table("skills"), table("skill_requires")
    assert 55 <= len(skills) <= 70
    assert skills["parent_id"].isna().sum() == len(GROUPS)
    assert len(requires) > 20
    assert not (requires["skill_id"] == requires["requires_skill_id"]).any()
    assert {skill.group for skill in SKILLS} == set(GROUPS)


def test_twenty_roles_need_known_skills() -> None:
    known = {skill.id for skill in SKILLS}
    assert len(ROLES) == 20
    assert {skill for role in ROLES for skill, _ in role.needs} <= known
    assert {role.next_role for role in ROLES} - {None} <= {role.id for role in ROLES}
    assert table("roles")["critical"].any()


def test_some_behaviours_have_a_cause_that_cannot_be_learned() -> None:
    behaviours = table("behaviours").set_index("behaviour_id")
    linked = set(table("behaviour_skills")["behaviour_id"])
    assert {"skill", "process", "tool"} <= set(behaviours["cause"])
    process_or_tool = behaviours[behaviours["cause"].isin(["process", "tool"])]
    assert not linked & set(process_or_tool.index)
    assert linked >= set(behaviours[behaviours["cause"] == "skill"].index)


def test_outcomes_name_their_units_and_supporting_units_have_none() -> None:
    named = set(table("outcome_units")["unit_id"])
    assert named == {"sales", "service", "technology", "halden"}
    assert {outcome.id for outcome in OUTCOMES} == set(table("outcomes")["outcome_id"])


def test_the_shelf_tells_nothing_by_its_order() -> None:
    shelf = a_stage().shelf
    neighbours = (shelf.series[1:] == shelf.series[:-1]).mean()
    assert neighbours < 0.06
    assert len(shelf) == len(an_organisation(200).tables["contents"])
    assert CALENDAR.start < shelf.available_to.min() < CALENDAR.until
