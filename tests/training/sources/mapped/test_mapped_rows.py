from __future__ import annotations

import pandas as pd
import pytest

from recommender.tables import check
from tests.training.sources.mapped.mapped_exports import LOG, TOP, aside, events, imported, learners, problems

PEOPLE = '[files.people]\npath = "people.csv"\n'


def ids(made):
    return made.tables["learners"]["learner_id"].tolist()


@pytest.mark.parametrize(
    ("keys", "kept"),
    [
        ('only = { state = ["On", "new"] }', ["a", "b"]),
        ('except = { state = ["on"] }', ["b", "c", "d"]),
        ('filled = ["state"]', ["a", "b", "c"]),
        ('blank = ["state"]', ["d"]),
        ('only = { state = ["on", "off"] }\nexcept = { who = ["c"] }', ["a"]),
    ],
)
def test_filters_pick_rows_whatever_the_capitals(tmp_path, keys, kept):
    made = imported(tmp_path, learners(keys), log="who,state\na,ON\nb,New\nc,off\nd,\n")
    assert ids(made) == kept
    assert any(f"{4 - len(kept)} of them left out by filters" in note for note in made.notes)
    assert made.aside["lms"].empty


def joined(keys="", as_=""):
    join = f"join = [{{ file = 'people', on = {{ who = 'id' }}{keys} }}]"
    return learners(join, 'location = "people.town"', PEOPLE + as_)


def test_a_second_file_is_looked_up(tmp_path):
    made = imported(tmp_path, joined(), log="who\na\nb\n", people="id,town\nb,Bern\na,Aarau\nz,Zug\n")
    assert made.tables["learners"]["location"].tolist() == ["Aarau", "Bern"]


def test_a_row_that_the_second_file_does_not_know_is_kept_left_out_or_set_aside_as_said(tmp_path):
    files = {"log": "who\na\nb\n", "people": "id,town\na,Aarau\n"}
    kept = imported(tmp_path, joined(), **files)
    assert ids(kept) == ["a", "b"]
    assert any("1 row of log.csv without a row in people.csv: kept, with empty cells." in note for note in kept.notes)
    assert ids(imported(tmp_path, joined(", missing = 'leave_out'"), **files)) == ["a"]
    set_aside = imported(tmp_path, joined(", missing = 'set_aside'"), **files)
    assert ids(set_aside) == ["a"]
    assert aside(set_aside) == [(3, "who", "b")]


def test_an_empty_cell_finds_nobody(tmp_path):
    made = imported(tmp_path, joined(), log="who,x\na,1\n,1\n", people="id,town\na,Aarau\n,Nowhere\n")
    assert made.tables["learners"]["location"].tolist() == ["Aarau"]


def test_two_rows_where_one_was_expected_are_refused_with_their_lines(tmp_path):
    (problem,) = problems(tmp_path, joined(), log="who\na\n", people="id,town\na,Aarau\nb,x\na,Bern\n")
    assert "people.csv, line 2; people.csv, line 4" in problem
    assert "found 'a' in several rows" in problem
    assert "many = true" in problem


def test_rows_of_the_second_file_that_are_alike_are_one(tmp_path):
    assert ids(imported(tmp_path, joined(), log="who\na\n", people="id,town\na,Aarau\na,Aarau\n")) == ["a"]


def test_many_rows_of_the_second_file_make_many_rows_where_that_is_said(tmp_path):
    mapping = f"""{TOP}{LOG}{PEOPLE}
[[tables]]
to = "requirement_audiences"
from = "log"
join = [{{ file = "people", on = {{ who = "id" }}, many = true }}]
columns = {{ requirement_id = "who", kind = {{ value = "unit" }}, value = "people.town" }}
"""
    made = imported(tmp_path, mapping, log="who\na\n", people="id,town\na,Aarau\na,Bern\n")
    assert made.tables["requirement_audiences"]["value"].tolist() == ["Aarau", "Bern"]


def test_files_are_joined_by_ids_as_a_reader_spells_them(tmp_path):
    zeros = '[read.plain]\nkind = "id"\ndrop_zeros = true\n'
    made = imported(tmp_path, joined(", as = 'plain'", zeros), log="who\n007\n", people="id,town\n7,Aarau\n")
    assert made.tables["learners"]["location"].tolist() == ["Aarau"]


def test_texts_are_joined_of_what_is_there_and_ids_of_all_or_nothing(tmp_path):
    name = 'display_name = { from = ["first", "last"], between = " " }\ntarget_role_id = { from = ["first", "last"] }'
    made = imported(tmp_path, learners(columns=name), log="who,first,last\na,Ada,Byron\nb,Bo,\nc,,\n")
    told = made.tables["learners"]
    assert told["display_name"].fillna("").tolist() == ["Ada Byron", "Bo", ""]
    assert told["target_role_id"].fillna("").tolist() == ["Ada-Byron", "", ""]


def test_the_first_cell_that_says_something_counts_then_what_is_said_otherwise(tmp_path):
    town = 'location = { from = ["now", "before"], first = true, otherwise = "Bern" }'
    made = imported(tmp_path, learners(columns=town), log="who,now,before\na,Aarau,x\nb,,Basel\nc,,\n")
    assert made.tables["learners"]["location"].tolist() == ["Aarau", "Basel", "Bern"]


def test_a_cell_with_several_values_makes_a_row_of_each(tmp_path):
    mapping = f"""{TOP}{LOG}
[[tables]]
to = "skills"
from = "log"
columns = {{ skill_id = {{ from = "what", split = ";" }}, name = {{ from = "what", split = ";" }} }}
"""
    made = imported(tmp_path, mapping, log='who,what\na,"SQL; R ;"\nb,R\nc,\n')
    assert made.tables["skills"].to_numpy().tolist() == [["R", "R"], ["SQL", "SQL"]]
    assert any("1 row with nothing to split left out" in note for note in made.notes)


def test_one_row_may_make_several_events_in_their_order_though_only_the_day_is_known(tmp_path):
    again = events().split("[[tables]]")[1].replace("completed", "started").replace('from = "at"', 'from = "begun"')
    made = imported(tmp_path, f"{events()}[[tables]]{again}", log="who,what,at,begun\na,c,2024-01-05,2024-01-05\n")
    told = made.tables["events"].sort_values("occurred_at")
    assert told["kind"].tolist() == ["started", "completed"]
    assert told["time_precision"].tolist() == ["day", "day"]
    assert told["occurred_at"].dt.strftime("%d %H").tolist() == ["05 11", "05 11"]


def test_a_day_is_never_later_than_the_moment_on_which_it_was_recorded(tmp_path):
    made = imported(
        tmp_path,
        events(columns='recorded_at = { from = "noted", as = "when" }'),
        log="who,what,at,noted\na,c,2024-01-05,2024-01-05T08:00Z\nb,c,2024-01-05,2024-01-06T08:00Z\n",
    )
    told = made.tables["events"].sort_values("learner_id")
    assert (told["occurred_at"] <= told["recorded_at"]).all()
    assert told["occurred_at"].dt.strftime("%d %H:%M").tolist() == ["05 07:59", "05 11:00"]


def test_a_day_until_which_something_counts_counts_whole(tmp_path):
    made = imported(
        tmp_path,
        events(columns='valid_until = { from = "till", as = "when" }'),
        log="who,what,at,till\na,c,2024-01-05,2025-01-05\n",
    )
    assert made.tables["events"]["valid_until"][0] == pd.Timestamp("2025-01-05T22:59:59Z")


def test_what_was_loaded_long_after_it_happened_is_known_by_day_and_nobodys_choice(tmp_path):
    mapping = events(
        "bulk = { rows = 2, days_later = 30 }",
        'recorded_at = { from = "noted", as = "when" }\ninitiated_by = { value = "self" }',
    )
    late = "2024-01-05T00:00Z,2024-06-01T00:00Z"
    rows = f"a,c,{late}\nb,c,{late.replace('05T00', '05T09')}\n"
    rows += "c,c,2024-01-06T00:00Z,2024-06-01T00:00Z\nd,c,2024-02-01T00:00Z,2024-02-02T00:00Z\n"
    rows += "e,c,2024-02-01T00:00Z,2024-02-02T00:00Z\n"
    told = imported(tmp_path, mapping, log=f"who,what,at,noted\n{rows}").tables["events"].sort_values("learner_id")
    assert told["time_precision"].tolist() == ["day", "day", "second", "second", "second"]
    assert told["initiated_by"].tolist() == ["import", "import", "self", "self", "self"]
    assert told["recorded_at"].iloc[0] == pd.Timestamp("2024-06-01T00:00Z")


def test_event_ids_follow_from_what_is_said_and_copies_are_one_event(tmp_path):
    row = "a,c,2024-01-05T10:00Z\n"
    one = imported(tmp_path, events(), log=f"who,what,at\n{row}{row}b,c,2024-01-05T10:00Z\n")
    two = imported(tmp_path, events(), log="at,who,what\n2024-01-05T11:00+01:00,a,c\n")
    first = one.tables["events"].set_index("learner_id")["event_id"]
    assert len(first) == 2
    assert first["a"] == two.tables["events"]["event_id"][0]
    assert any("1 row said the same as another one" in note for note in one.notes)


def test_of_rows_with_one_key_the_last_by_a_column_stays(tmp_path):
    day = '[read.day]\nkind = "time"\nformat = "%d.%m.%Y"\n'
    mapping = learners("keep = { last = 'seen', as = 'day' }", 'location = "town"', day)
    log = "who,town,seen\na,Aarau,02.01.2024\na,Bern,01.12.2023\na,Chur,\nb,Bern,01.01.2024\n"
    made = imported(tmp_path, mapping, log=log)
    assert made.tables["learners"]["location"].tolist() == ["Aarau", "Bern"]
    assert any("2 rows gave way to the last by seen" in note for note in made.notes)
    first = imported(tmp_path, mapping.replace("last", "first"), log=log)
    assert first.tables["learners"]["location"].tolist() == ["Bern", "Bern"]


def test_rows_with_one_key_that_differ_are_set_aside_but_the_first(tmp_path):
    made = imported(tmp_path, learners(columns='location = "t"'), log="who,t\na,Aarau\nb,Basel\na,Bern\n")
    assert made.tables["learners"]["location"].tolist() == ["Aarau", "Basel"]
    assert aside(made) == [(4, "learner_id", "a")]
    assert "keep = { last = COLUMN }" in made.aside["lms"]["mend"][0]


def test_two_rules_of_one_table_complete_each_other(tmp_path):
    more = learners(columns='location = "t"').split(LOG)[1]
    mapping = learners(columns='display_name = "n"') + more
    made = imported(tmp_path, mapping, log="who,n,t\na,Ada,Aarau\n")
    assert made.tables["learners"].to_dict("records") == [
        {"learner_id": "a", "display_name": "Ada", "location": "Aarau"}
    ]


def jobs(keys):
    return f"""{TOP}{LOG}
[[tables]]
to = "employments"
from = "log"
{keys}
columns = {{ learner_id = "who", valid_from = "begin", valid_to = "end", role_id = "job" }}
"""


def test_employments_end_where_the_next_one_begins(tmp_path):
    log = "who,begin,end,job\na,2024-03-01,,x\na,2020-01-01,2024-12-31,y\nb,2020-01-01,2020-02-01,y\nb,2021-01-01,,x\n"
    made = imported(tmp_path, jobs("overlap = 'end_earlier'"), log=log)
    ends = made.tables["employments"]["valid_to"].dt.strftime("%Y-%m-%d").fillna("").tolist()
    assert ends == ["2024-02-29", "", "2020-02-01", ""]
    assert any("1 span ended the day before the next one began, 1 of them stated a later end" in n for n in made.notes)


def test_employments_that_overlap_are_left_to_the_check_where_nothing_says_what_to_do(tmp_path):
    log = "who,begin,end,job\na,2024-03-01,,x\na,2020-01-01,2024-12-31,y\n"
    made = imported(tmp_path, learners() + jobs("").split(LOG)[1], log=log)
    (error,) = check(made.tables).report.errors
    assert error.code == "overlap"


def test_spans_that_end_before_they_begin_are_set_aside(tmp_path):
    made = imported(tmp_path, jobs(""), log="who,begin,end,job\na,2024-03-01,2024-02-01,x\nb,2024-01-01,,x\n")
    assert made.tables["employments"]["learner_id"].tolist() == ["b"]
    assert aside(made) == [(2, "valid_to", "2024-02-01")]


def words(unreadable):
    reader = f'[read.way]\nkind = "words"\nunreadable = "{unreadable}"\nwords = {{ Own = "self" }}\n'
    return events(columns='initiated_by = { from = "by", as = "way" }').replace("[read.when]", reader + "[read.when]")


def test_an_unknown_word_is_set_aside_emptied_or_refused_as_said(tmp_path):
    log = "who,what,at,by\na,c,2024-01-05T10:00Z,own\nb,c,2024-01-05T10:00Z,Sonstige\nc,c,2024-01-06T10:00Z,Own\n"
    told = imported(tmp_path, words("set_aside"), log=log)
    assert aside(told) == [(3, "by", "Sonstige")]
    assert any("found 'Sonstige' (1 row), expected one of own; add it to [read.way]" in note for note in told.notes)
    kept = imported(tmp_path, words("empty"), log=log)
    assert kept.tables["events"].sort_values("learner_id")["initiated_by"].fillna("").tolist() == ["self", "", "self"]
    assert any("1 cell could not be read" in note for note in kept.notes)
    (problem,) = problems(tmp_path, words("refuse"), log=log)
    assert problem.startswith("log.csv, line 3: [[tables]] 1 (to events), by: found 'Sonstige' (1 row)")


def test_a_row_set_aside_is_kept_whole_with_what_is_wrong_and_how_to_mend_it(tmp_path):
    made = imported(tmp_path, events(), log='who,what,at\na,"x, y",soon\nb,c,2024-01-05T10:00Z\n')
    (row,) = made.aside["lms"].to_dict("records")
    assert row["row"] == '{"who": "a", "what": "x, y", "at": "soon"}'
    assert (row["file"], row["line"], row["table"]) == ("log.csv", 2, "events")
    assert row["expected"] == "a time written as iso"
    assert row["mend"]


def test_too_many_rows_set_aside_mean_that_the_mapping_is_wrong(tmp_path):
    log = "who,what,at\na,c,1.2.2024\nb,c,2.2.2024\nc,c,2024-01-05T10:00Z\n"
    told = problems(tmp_path, events(), log=log)
    assert told[0].startswith("log.csv, line 2; log.csv, line 3: [[tables]] 1 (to events): found 2 of 3 rows set aside")
    assert "expected 50% at most (set_aside_at_most)" in told[0]
    assert "'1.2.2024' (1 row)" in told[1]
    allowed = imported(tmp_path, f"set_aside_at_most = 0.9\n{events()}", log=log)
    assert len(allowed.tables["events"]) == 1


def test_of_many_rows_set_aside_the_first_are_named_and_it_is_said_how_to_see_all(tmp_path):
    log = "who,what,at\n" + "a,c,soon\n" * 4 + "a\n" + "a,c,soon\n" * 4
    told = problems(tmp_path, events(), log=log)
    assert told[0].startswith("log.csv, line 2; log.csv, line 3; log.csv, line 4 and 6 more: ")
    assert "all of them go to import-problems/lms.csv" in told[0]
    assert len(imported(tmp_path, f"set_aside_at_most = 1\n{events()}", log=log).aside["lms"]) == 9


def test_points_are_a_share_of_the_most_points_of_their_row(tmp_path):
    mapping = events(columns='value = { from = "points", of = "most" }')
    log = "who,what,at,points,most\n" + "".join(
        f"{who},c,2024-01-05T10:00Z,{points},{most}\n"
        for who, points, most in (("a", 8, 10), ("b", 8, 100), ("c", 11, 10), ("d", 5, 0), ("e", "", 10), ("f", 3, 4))
    )
    made = imported(tmp_path, mapping, log=log)
    told = made.tables["events"].sort_values("learner_id")
    assert told["value"].fillna("").tolist() == ["0.8", "0.08", "", "0.75"]
    assert [line for line, *_ in aside(made)] == [4, 5]
