"""Files that are looked up in one another, and in themselves: nobody finds what is not theirs."""

from __future__ import annotations

import pytest

from tests.training.sources.mapped.mapped_exports import LOG, TOP, aside, imported, learners, problems

PEOPLE = '[files.people]\npath = "people.csv"\n'
TOWNS = '[files.towns]\npath = "towns.csv"\n'
JOBS = """
[[tables]]
to = "employments"
from = "log"
join = [{{ file = "log", on = {{ boss = "mail" }}{keys} }}]
{more}
[tables.columns]
learner_id = "who"
valid_from = {{ value = "2024-01-01" }}
manager_id = "log.who"
"""


def jobs(keys="", more=""):
    return TOP + LOG + JOBS.format(keys=keys, more=more)


def managers(made):
    told = made.tables["employments"].set_index("learner_id")["manager_id"]
    return told.fillna("").to_dict()


def towns(made):
    return made.tables["learners"].set_index("learner_id")["location"].fillna("").to_dict()


def test_a_file_may_be_looked_up_in_itself_as_for_who_leads_whom(tmp_path):
    log = "who,mail,boss\na,a@x,b@x\nb,b@x,\nc,c@x,b@x\nd,d@x,gone@x\n"
    made = imported(tmp_path, jobs(), log=log)
    assert managers(made) == {"a": "b", "b": "", "c": "b", "d": ""}
    assert any("2 rows of log.csv without a row in log.csv: kept, with empty cells." in note for note in made.notes)
    assert managers(imported(tmp_path, jobs(", missing = 'leave_out'"), log=log)) == {"a": "b", "c": "b"}


def test_in_a_file_looked_up_in_itself_filters_tell_its_own_columns_from_those_found(tmp_path):
    log = "who,mail,boss,state\na,a@x,b@x,on\nb,b@x,c@x,off\nc,c@x,b@x,on\n"
    assert managers(imported(tmp_path, jobs(more="only = { state = ['on'] }"), log=log)) == {"a": "b", "c": "b"}
    assert managers(imported(tmp_path, jobs(more="only = { 'log.state' = ['on'] }"), log=log)) == {"b": "c"}


def test_a_file_that_is_found_may_lead_on_to_the_next_one(tmp_path):
    joins = "join = [{ file = 'people', on = { who = 'id' } }, { file = 'towns', on = { 'people.town' = 'id' } }]"
    mapping = learners(joins, 'location = "towns.name"', PEOPLE + TOWNS)
    made = imported(tmp_path, mapping, log="who\na\nb\nc\n", people="id,town\na,1\nb,9\n", towns="id,name\n1,Bern\n")
    assert towns(made) == {"a": "Bern", "b": "", "c": ""}


@pytest.mark.parametrize("ours", ["towns.id", "people.town"])
def test_a_file_that_leads_on_has_to_be_found_first(tmp_path, ours):
    joins = f"join = [{{ file = 'towns', on = {{ '{ours}' = 'id' }} }}, {{ file = 'people', on = {{ who = 'id' }} }}]"
    mapping = learners(joins, 'location = "towns.name"', PEOPLE + TOWNS)
    (problem,) = problems(tmp_path, mapping, log="who\na\n", people="id,town\na,1\n", towns="id,name\n1,Bern\n")
    assert f"join: found '{ours}' before that file is joined" in problem


def test_all_columns_must_agree_and_an_empty_one_agrees_with_nothing(tmp_path):
    join = "join = [{ file = 'people', on = { who = 'id', site = 'site' } }]"
    mapping = learners(join, 'location = "people.town"', PEOPLE)
    log = "who,site\na,1\nb,\nc,2\n"
    made = imported(tmp_path, mapping, log=log, people="id,site,town\na,1,Bern\na,2,Chur\nb,,Nowhere\nc,1,Zug\n")
    assert towns(made) == {"a": "Bern", "b": "", "c": ""}


def test_cells_that_say_nothing_to_the_reader_of_a_join_find_nobody(tmp_path):
    reader = '[read.key]\nkind = "id"\nempty = ["-", "n/a"]\ncase = "lower"\n'
    mapping = learners(
        "join = [{ file = 'people', on = { boss = 'id' }, as = 'key' }]", 'location = "people.town"', PEOPLE + reader
    )
    made = imported(tmp_path, mapping, log="who,boss\na,-\nb,N1\nc,n/a\n", people="id,town\n-,Nowhere\nn1,Bern\n")
    assert towns(made) == {"a": "", "b": "Bern", "c": ""}


def test_rows_that_a_filter_leaves_out_are_neither_looked_up_nor_set_aside(tmp_path):
    mapping = learners(
        "only = { state = ['on'] }\njoin = [{ file = 'people', on = { who = 'id' }, missing = 'set_aside' }]",
        'location = "people.town"',
        PEOPLE,
    )
    log = "who,state\na,on\nx,off\ny,off\nz,off\n"
    made = imported(tmp_path, mapping, log=log, people="id,town\na,Bern\n")
    assert towns(made) == {"a": "Bern"}
    assert aside(made) == []
    assert any("3 of them left out by filters or joins" in note for note in made.notes)


def test_rows_set_aside_by_a_lookup_are_not_counted_as_left_out_as_well(tmp_path):
    mapping = learners(
        "join = [{ file = 'people', on = { who = 'id' }, missing = 'set_aside' }]", 'location = "people.town"', PEOPLE
    )
    made = imported(tmp_path, mapping, log="who\na\nx\n", people="id,town\na,Bern\n")
    assert aside(made) == [(3, "who", "x")]
    assert not any("left out" in note for note in made.notes)
    told = problems(tmp_path, mapping, log="who\na\nx\ny\n", people="id,town\na,Bern\n")
    assert "found 2 of 3 rows set aside" in told[0]


def test_ids_that_meet_once_they_are_spelled_alike_are_two_rows_where_one_was_expected(tmp_path):
    reader = '[read.key]\nkind = "id"\ndrop_zeros = true\n'
    mapping = learners(
        "join = [{ file = 'people', on = { who = 'id' }, as = 'key' }]", 'location = "people.town"', PEOPLE + reader
    )
    (problem,) = problems(tmp_path, mapping, log="who\n7\n", people="id,town\n007,Bern\n8,Zug\n7,Chur\n")
    assert "people.csv, line 2; people.csv, line 4" in problem
    assert "found '7' in several rows" in problem


def test_every_file_with_doubled_keys_is_told_at_once(tmp_path):
    joins = "join = [{ file = 'people', on = { who = 'id' } }, { file = 'towns', on = { who = 'id' } }]"
    mapping = learners(joins, 'location = { from = ["people.town", "towns.town"], first = true }', PEOPLE + TOWNS)
    doubled = "id,town\na,1\na,2\n"
    told = problems(tmp_path, mapping, log="who\na\n", people=doubled, towns=doubled)
    assert ["people.csv" in told[0], "towns.csv" in told[1], len(told)] == [True, True, 2]
