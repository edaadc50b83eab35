from __future__ import annotations

import json
import re

import pandas as pd
import pytest

from recommender.tables import write
from tests.cairn.cairn_house import cairn, frames, into_service, tables_in
from tests.cairn.cairn_print import words


def test_a_recommendation_is_a_table_on_standard_output_and_everything_else_goes_beside_it(home):
    said = cairn("recommend", "ada")
    assert said.code == 0
    assert "Recommendation for ada" in said.out
    assert "As of 2026-02-20T09:00:00Z, the latest moment that the tables know of" in said.err
    assert "Reading" not in said.out


def test_a_recommendation_shows_the_chain_to_the_outcome_of_the_unit(home):
    assert "First-call resolution ← Diagnoses before forwarding ← Fault finding" in words(cairn("recommend", "ada").out)


def test_k_limits_the_contents(home):
    assert len(json.loads(cairn("recommend", "ada", "--k", 2, "--json").out)["items"]) == 2


def test_json_is_the_whole_value_and_nothing_but_json(home):
    told = json.loads(cairn("recommend", "ada", "--json").out)
    assert told["answer"]["learner_id"] == "ada"
    assert told["answer"]["as_of"] == "2026-02-20T09:00:00Z"
    assert {"chance", "gains", "reasons", "because", "propensity"} <= set(told["items"][0])


def test_the_same_question_gives_the_same_bytes(home):
    assert cairn("path", "ada", "--json").out == cairn("path", "ada", "--json").out


def test_a_role_can_be_named_by_id(home):
    told = json.loads(cairn("recommend", "eve", "--role", "agent", "--json").out)
    assert told["answer"]["basis"] == "career"


def test_a_role_can_be_named_by_its_name_in_any_case(home):
    by_name = cairn("recommend", "eve", "--role", "service AGENT", "--json")
    assert by_name.out == cairn("recommend", "eve", "--role", "agent", "--json").out


def test_the_exact_name_wins_over_one_in_another_case(home):
    assert cairn("recommend", "eve", "--role", "Clerk", "--json").out == (
        cairn("recommend", "eve", "--role", "clerk", "--json").out
    )


def test_an_ambiguous_role_lists_all_that_are_meant(home):
    said = cairn("recommend", "eve", "--role", "CLERK")
    assert said.code == 1
    assert "--role clerk\n" in said.err
    assert "--role clerk2" in said.err


@pytest.mark.parametrize("command", ["recommend", "path"])
def test_an_unknown_role_names_what_is_close(command, home):
    said = cairn(command, "eve", "--role", "Service agnt")
    assert said.code == 1
    assert "no role is called 'Service agnt'" in said.err
    assert "Service agent" in said.err


@pytest.mark.parametrize("command", ["recommend", "path"])
def test_an_unknown_learner_names_those_that_are_close(command, home):
    said = cairn(command, "adda")
    assert said.code == 1
    assert said.out == ""
    assert "no learner is called 'adda'" in said.err
    assert "close to it: ada" in said.err


def test_a_learner_like_nobody_gets_examples(home):
    assert "there are 3, such as ada, bob, eve" in words(cairn("recommend", "zzzzzzzz").err)


@pytest.mark.parametrize("moment", ["yesterday", "2026-13-01", "2026-03-01T10:00:00", ""])
@pytest.mark.parametrize("command", ["recommend", "path"])
def test_a_bad_date_is_refused_before_anything_is_read(command, moment, home):
    said = cairn(command, "ada", "--as-of", moment)
    assert said.code == 1
    assert "--as-of is not a moment" in said.err
    assert repr(moment) in said.err
    assert "Reading" not in said.err


def test_a_named_moment_is_taken_as_it_is(home):
    told = json.loads(cairn("recommend", "ada", "--as-of", "2026-03-01T10:00:00+02:00", "--json").out)
    assert told["answer"]["as_of"] == "2026-03-01T08:00:00Z"


def test_a_path_shows_steps_certificate_forecast_and_what_stays_unmet(home):
    out = words(cairn("path", "ada").out)
    assert "Learning path for ada" in out
    assert re.search(r"This plan closes \d+ % of what is missing", out)
    assert "With drop-outs we expect" in out
    assert "What stays unmet" in out


def test_a_path_keeps_to_steps_weeks_and_minutes(home):
    told = json.loads(cairn("path", "ada", "--max-steps", 1, "--weeks", 2, "--weekly-minutes", 30, "--json").out)
    assert len(told["steps"]) == 1
    assert told["minutes"] <= 60
    assert told["steps"][0]["finish"] < "2026-03-08"


def test_pinned_contents_stand_on_the_path(home):
    told = json.loads(cairn("path", "ada", "--pin", "ledgers", "--pin", "calls-2", "--json").out)
    assert {"ledgers", "calls-2"} <= {step["suggestion"]["content_id"] for step in told["steps"]}


def test_every_unknown_pin_is_named(home):
    said = cairn("path", "ada", "--pin", "ledger", "--pin", "calls-9")
    assert said.code == 1
    assert "'ledger'; close to it: ledgers" in words(said.err)
    assert "'calls-9'" in said.err


def test_demands_that_clash_are_told_with_the_ways_out(home):
    said = cairn("path", "ada", "--pin", "ledgers", "--weeks", 1, "--weekly-minutes", 30)
    assert said.code == 1
    assert "these demands cannot all be met" in said.err
    assert "way out:" in said.err


def test_the_only_tables_in_data_are_meant_where_none_are_named(home):
    assert f"Reading {home / 'data' / 'house'}" in cairn("recommend", "ada").err


def test_without_tables_it_is_said_how_to_get_some(empty_home):
    said = cairn("recommend", "ada")
    assert said.code == 1
    assert "cairn make-demo" in words(said.err)


def test_before_the_first_release_it_is_said_what_to_do(empty_home):
    said = cairn("recommend", "ada", "--tables", tables_in(empty_home / "t"))
    assert said.code == 1
    assert "cairn train" in words(said.err)


def test_tables_without_rows_hold_no_learner(home, tmp_path):
    for name in ("learners", "contents", "events"):
        frames()[name].head(0).to_csv(tmp_path / f"{name}.csv", index=False)
    said = cairn("recommend", "ada", "--tables", tmp_path)
    assert said.code == 1
    assert "the clock, as nothing happened yet" in words(said.err)
    assert "the tables hold no learner" in words(said.err)


def test_where_only_the_order_is_known_the_last_event_is_the_moment_of_asking(tmp_path, empty_home):
    events = frames()["events"].assign(
        time_precision="position", occurred_at=[f"1970-01-01T00:00:0{n}Z" for n in (1, 2, 3)]
    )
    into_service(tables_in(empty_home / "data" / "house", events=events), empty_home)
    assert json.loads(cairn("recommend", "bob", "--json").out)["answer"]["as_of"] == "1970-01-01T00:00:03Z"
    assert "As of the last event" in cairn("recommend", "bob").out


def test_broken_tables_are_refused_with_their_errors(home, tmp_path):
    write(frames(learners=pd.DataFrame({"learner_id": ["ada", "ada"], "weekly_minutes": ["60", "-1"]})), tmp_path)
    said = cairn("recommend", "ada", "--tables", tmp_path)
    assert said.code == 1
    assert "learners.csv, line 3, column weekly_minutes: found '-1'" in words(said.err)


@pytest.mark.parametrize("ending", ["csv", "parquet"])
@pytest.mark.parametrize("by", ["affinity", "value"])
def test_a_batch_ranks_contents_for_everybody_into_one_file(by, ending, home, tmp_path):
    out = tmp_path / f"lists.{ending}"
    said = cairn("batch", home / "data" / "house", "--k", 2, "--by", by, "--out", out)
    found = pd.read_csv(out) if ending == "csv" else pd.read_parquet(out)
    assert said.code == 0
    assert list(found.columns) == ["learner_id", "rank", "content_id", "score"]
    of_bob = [1] if by == "value" else [1, 2]
    assert found.groupby("learner_id")["rank"].agg(list).to_dict() == {"ada": [1, 2], "bob": of_bob, "eve": [1, 2]}
    assert f"{4 + len(of_bob)} rows for 3 learners" in words(said.err)


def test_a_batch_by_value_lists_what_a_recommendation_by_value_lists(home, tmp_path):
    cairn("batch", home / "data" / "house", "--k", 3, "--by", "value", "--out", tmp_path / "lists.csv")
    found = pd.read_csv(tmp_path / "lists.csv").query("learner_id == 'ada'")
    told = json.loads(cairn("recommend", "ada", "--k", 3, "--json").out)
    assert told["ranked_by"] == "value"
    assert found["content_id"].tolist() == [item["content_id"] for item in told["items"]]


def test_a_batch_can_be_kept_to_some_learners_in_their_order(home, tmp_path):
    (tmp_path / "some.txt").write_text("eve\n\nada\neve\n")
    out = tmp_path / "lists.csv"
    cairn("batch", home / "data" / "house", "--k", 1, "--learners", tmp_path / "some.txt", "--out", out)
    assert pd.read_csv(out)["learner_id"].tolist() == ["eve", "ada"]


def test_a_batch_of_nobody_is_a_file_with_a_header(home, tmp_path):
    (tmp_path / "some.txt").write_text("")
    cairn("batch", home / "data" / "house", "--learners", tmp_path / "some.txt", "--out", tmp_path / "lists.csv")
    assert (tmp_path / "lists.csv").read_text() == "learner_id,rank,content_id,score\n"


def test_strangers_in_the_list_of_learners_are_named_and_nothing_is_written(home, tmp_path):
    (tmp_path / "some.txt").write_text("ada\nmallory\ntrent\n")
    out = tmp_path / "lists.csv"
    said = cairn("batch", home / "data" / "house", "--learners", tmp_path / "some.txt", "--out", out)
    assert said.code == 1
    assert "mallory" in said.err
    assert "trent" in said.err
    assert not out.exists()


def test_a_list_of_learners_that_is_not_there_is_named(home, tmp_path):
    missing = tmp_path / "nobody.txt"
    said = cairn("batch", home / "data" / "house", "--learners", missing, "--out", tmp_path / "lists.csv")
    assert said.code == 1
    assert "nobody.txt" in said.err
    assert "it does not exist; name a text file" in words(said.err)


@pytest.mark.parametrize(
    ("place", "told"), [("nope/lists.csv", "nope does not exist; create it"), ("dir.csv", "is a folder; name a file")]
)
def test_a_place_that_no_file_can_stand_at_is_refused_before_any_work(place, told, home, tmp_path):
    (tmp_path / "dir.csv").mkdir()
    said = cairn("batch", home / "data" / "house", "--out", tmp_path / place)
    assert said.code == 1
    assert told in words(said.err)
    assert "Reading" not in said.err
    assert [path.name for path in tmp_path.iterdir()] == ["dir.csv"]


@pytest.mark.parametrize(
    "arguments", [("recommend", "ada", "--k", 1001), ("recommend", "ada", "--k", 0), ("path", "ada", "--weeks", 105)]
)
def test_a_number_beyond_its_bounds_is_a_command_not_understood(arguments, home):
    assert cairn(*arguments).code == 2


def test_where_nothing_is_wanted_it_is_said_how_to_want_something(home):
    told = "Nothing is known to be wanted of this learner"
    for command in ("recommend", "path"):
        assert told in words(cairn(command, "eve").out)
        assert told not in words(cairn(command, "ada").out)


def test_a_file_of_another_kind_is_refused_before_any_work(home, tmp_path):
    said = cairn("batch", home / "data" / "house", "--out", tmp_path / "lists.xlsx")
    assert said.code == 1
    assert ".csv or .parquet" in said.err
    assert "Reading" not in said.err


def test_an_unwritable_batch_leaves_nothing_behind(home, tmp_path):
    (tmp_path / "file").write_text("in the way")
    said = cairn("batch", home / "data" / "house", "--out", tmp_path / "file" / "lists.csv")
    assert said.code == 1
    assert "cannot be written" in words(said.err)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_batch_replaces_an_earlier_file_as_a_whole(home, tmp_path):
    out = tmp_path / "lists.csv"
    out.write_text("old\n" * 1000)
    cairn("batch", home / "data" / "house", "--k", 1, "--out", out)
    assert "old" not in out.read_text()
    assert [path.name for path in tmp_path.iterdir()] == ["lists.csv"]
