"""What an export gives in part, what a mapping writes out, and ids that meet: none is lost, none made twice."""

from __future__ import annotations

import pandas as pd
import pytest

from recommender.tables import check
from tests.training.sources.mapped.mapped_exports import LOG, TOP, aside, events, imported, learners, problems

AT = "2024-01-05T10:00Z"


def test_what_an_export_gives_in_some_rows_is_made_in_the_others(tmp_path):
    mapping = events(columns='event_id = "id"\nsource = "from"\ntime_precision = "known"')
    rows = [f"a,c,{AT},77,old,day", f"b,c,{AT},,,", f"c,c,{AT},,,", "d,c,2024-01-05,,,"]
    made = imported(tmp_path, mapping, log="\n".join(["who,what,at,id,from,known", *rows]))
    told = made.tables["events"].set_index("learner_id").sort_index()
    assert told["source"].tolist() == ["old", "lms", "lms", "lms"]
    assert told["time_precision"].tolist() == ["day", "second", "second", "day"]
    assert (told.loc["a", "event_id"], told["event_id"].nunique()) == ("77", 4)
    assert aside(made) == []
    alone = imported(tmp_path, events(), log=f"who,what,at\nb,c,{AT}\n").tables["events"]
    assert told.loc["b", "event_id"] == alone["event_id"][0]


def test_contents_and_identities_without_a_system_in_their_row_are_of_this_one(tmp_path):
    mapping = f"""{TOP}{LOG}
[[tables]]
to = "contents"
from = "log"
columns = {{ content_id = "what", title = "what", system = "of" }}
[[tables]]
to = "identities"
from = "log"
columns = {{ learner_id = "who", external_id = "who", system = "of" }}
"""
    tables = imported(tmp_path, mapping, log="who,what,of\na,c,hr\nb,d,\n").tables
    assert tables["contents"]["system"].tolist() == ["hr", "lms"]
    assert sorted(tables["identities"]["system"]) == ["hr", "lms"]


def written_out(table, *rows):
    return f"{learners()}[[tables]]\nto = '{table}'\nrows = [{', '.join(rows)}]\n"


def test_events_contents_and_identities_that_a_mapping_writes_out_are_whole(tmp_path):
    said = f"learner_id = 'a', kind = 'completed', content_id = 'c', occurred_at = '{AT.replace('Z', ':00Z')}'"
    mapping = written_out("events", f"{{ {said} }}", f"{{ {said}, event_id = '7', source = 'me' }}")
    mapping += written_out("contents", "{ content_id = 'c', title = 'C' }").split(learners())[1]
    mapping += written_out("identities", "{ learner_id = 'a', external_id = 'x' }").split(learners())[1]
    tables = imported(tmp_path, mapping, log="who\na\n").tables
    told = tables["events"].set_index("source")
    assert told.loc["me", "event_id"] == "7"
    assert told["time_precision"].tolist() == ["second", "second"]
    read = imported(tmp_path, events(), log=f"who,what,at\na,c,{AT}\n").tables["events"]
    assert told.loc["lms", "event_id"] == read["event_id"][0]
    assert (tables["contents"]["system"][0], tables["identities"]["system"][0]) == ("lms", "lms")
    assert check(tables).report.errors == ()


@pytest.mark.parametrize(
    ("table", "rows", "problem"),
    [
        ("scales", ["{ scale_id = 's', mark = '1', level = 0 }", "{ scale_id = 's', mark = '1', level = 1 }"], "s + 1"),
        ("skills", ["{ skill_id = 's', name = 'S' }"] * 2, "found s twice, expected one row for each"),
        ("scales", [], "rows: found none, expected at least one row"),
        ("skills", ["{ skill_id = 's', name = 2024-01-05 }"], "rows 1, name: found datetime.date(2024, 1, 5)"),
        ("skills", ["'s'"], "rows 1: found 's', expected a section"),
    ],
)
def test_rows_that_a_mapping_cannot_write_out_are_told(tmp_path, table, rows, problem):
    assert problem in "\n".join(problems(tmp_path, written_out(table, *rows), log="who\na\n"))


def test_rows_written_out_that_share_one_of_two_keys_are_two(tmp_path):
    rows = ["{ requirement_id = 'r', content_id = 'x' }", "{ requirement_id = 'x', content_id = 'r' }"]
    assert len(imported(tmp_path, written_out("requirement_contents", *rows), log="who\na\n").tables) == 4


@pytest.mark.parametrize(
    "beside", ["split = ';'", "of = 'n'", "first = true", "between = ' '", "otherwise = 'b'", "as = 'r'"]
)
def test_a_constant_is_not_read_in_any_way(tmp_path, beside):
    reader = "[read.r]\nkind = 'text'\n"
    column = f"location = {{ value = 'a', {beside} }}\ndisplay_name = {{ from = 'n', as = 'r' }}"
    told = problems(tmp_path, learners(columns=column, above=reader), log="who,n\na,b\n")
    assert any(f"location, value: found {beside.split()[0]} beside it, expected value alone" in one for one in told)


def test_ids_that_a_prefix_makes_alike_are_one_row_of_which_the_first_word_counts_and_the_rest_is_counted(tmp_path):
    more = '[files.more]\npath = "more.csv"\n[read.ours]\nkind = "id"\nprefix = "u-"\n'
    also = '[[tables]]\nto = "learners"\nfrom = "more"\n'
    also += 'columns = { learner_id = { from = "nr", as = "ours" }, location = "t", language = "l" }\n'
    mapping = learners(columns='location = "t"', above=more) + also
    made = imported(tmp_path, mapping, log="who,t\nu-7,Bern\nu-8,\n", more="nr,t,l\n7,Chur,de\n8,Zug,fr\n")
    told = made.tables["learners"].set_index("learner_id")
    assert told[["location", "language"]].to_numpy().tolist() == [["Bern", "de"], ["Zug", "fr"]]
    assert any("learners.location: 1 cell of 2 shared rows differ" in note for note in made.notes)


def test_ids_of_two_prefixes_stay_apart(tmp_path):
    hr, lms = (f'[read.{name}]\nkind = "id"\nprefix = "{name}-"\n' for name in ("hr", "lms"))
    rule = '[[tables]]\nto = "learners"\nfrom = "log"\ncolumns = {{ learner_id = {{ from = "{0}", as = "{0}" }} }}\n'
    mapping = f"{TOP}{LOG}{hr}{lms}{rule.format('hr')}{rule.format('lms')}"
    made = imported(tmp_path, mapping, log="hr,lms\n7,7\n")
    assert made.tables["learners"]["learner_id"].tolist() == ["hr-7", "lms-7"]


def test_ids_that_only_capitals_or_zeros_kept_apart_are_one_row_and_what_differs_is_set_aside(tmp_path):
    reader = '[read.key]\nkind = "id"\ncase = "lower"\ndrop_zeros = true\n'
    mapping = learners(columns='location = "t"', above=reader).replace('"who"', '{ from = "who", as = "key" }')
    made = imported(tmp_path, mapping, log="who,t\n00A1,Bern\na1,Bern\nA1,Chur\n0,Zug\n00,Zug\n")
    assert made.tables["learners"].to_numpy().tolist() == [["0", "Zug"], ["a1", "Bern"]]
    assert aside(made) == [(4, "learner_id", "a1")]
    assert any("2 rows said the same as another one" in note for note in made.notes)


def jobs(keys=""):
    return f"""{TOP}{LOG}
[[tables]]
to = "employments"
from = "log"
{keys}
columns = {{ learner_id = "who", valid_from = "begin", valid_to = "end", role_id = "job" }}
"""


def test_spans_that_end_before_they_begin_are_set_aside_before_the_others_are_ended(tmp_path):
    rows = ["a,2024-03-01,2024-02-01,odd", "a,2024-01-01,,x", "a,2024-06-01,,y", "b,2024-06-01,,z"]
    made = imported(tmp_path, jobs("overlap = 'end_earlier'"), log="\n".join(["who,begin,end,job", *rows]))
    told = made.tables["employments"]
    assert told["role_id"].tolist() == ["x", "y", "z"]
    assert told["valid_to"].iloc[0] == pd.Timestamp("2024-05-31")
    assert aside(made) == [(2, "valid_to", "2024-02-01")]


def test_of_two_jobs_from_one_day_on_the_primary_one_is_kept_where_that_is_said_and_one_set_aside_where_not(tmp_path):
    log = "who,begin,end,job,primary\na,2024-01-01,,x,yes\na,2024-01-01,,y,no\na,2024-03-01,,z,no\n"
    primary = imported(tmp_path, jobs("only = { primary = ['yes'] }"), log=log)
    assert primary.tables["employments"]["role_id"].tolist() == ["x"]
    both = imported(tmp_path, jobs(), log=log)
    assert both.tables["employments"]["role_id"].tolist() == ["x", "z"]
    assert aside(both) == [(3, "learner_id + valid_from", "a + 2024-01-01")]


def test_two_completions_of_one_day_are_two_only_where_something_tells_them_apart(tmp_path):
    versions = events(columns='content_version = "v"')
    log = "who,what,at,v\na,c,2024-01-05,1\na,c,2024-01-05,2\na,c,2024-01-05,2\n"
    made = imported(tmp_path, versions, log=log)
    assert sorted(made.tables["events"]["content_version"]) == ["1", "2"]
    assert len(imported(tmp_path, events(), log=log).tables["events"]) == 1
