from __future__ import annotations

import pytest

from recommender.errors import SourceRefused
from tests.training.sources.mapped.mapped_exports import TOP, events, learners
from training.sources.mapped import mapping_file, shipped
from training.sources.mapped.script import script

FILE = '[files.log]\npath = "log.csv"\n'
TABLE = '[[tables]]\nto = "learners"\nfrom = "log"\n[tables.columns]\nlearner_id = "who"\n'
WHOLE = TOP + FILE + TABLE


def refused(tmp_path, text):
    (tmp_path / "mapping.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SourceRefused) as told:
        script(tmp_path / "mapping.toml")
    return told.value.problems


def parsed(tmp_path, text):
    (tmp_path / "mapping.toml").write_text(text, encoding="utf-8")
    return script(tmp_path / "mapping.toml")


def reader(**keys):
    """A mapping whose one reader has these keys."""
    told = "".join(f"{name} = {value}\n" for name, value in keys.items())
    return f'{TOP}{FILE}[read.r]\n{told}{TABLE}display_name = {{ from = "n", as = "r" }}\n'


def test_a_whole_mapping_is_parsed_into_frozen_values(tmp_path):
    made = parsed(tmp_path, events(keys='filled = ["at"]'))
    assert (made.system, made.zone, made.most_aside) == ("lms", "Europe/Berlin", 0.5)
    (rule,) = made.rules
    assert [cell.column for cell in rule.cells] == ["learner_id", "kind", "occurred_at", "content_id"]
    assert rule.filters.filled == ("at",)
    with pytest.raises(AttributeError):
        rule.table = "other"


def test_every_problem_of_a_mapping_is_told_at_once(tmp_path):
    text = """
system = "a/b"
zone = "Mars/Base"
colour = "red"
[files.log]
path = "../log.csv"
encoding = "klingon"
delimiter = ";;"
header_line = 0
[read.when]
kind = "time"
[read.status]
kind = "words"
words = { Done = "complete" }
[[tables]]
to = "event"
from = "lag"
[[tables]]
to = "events"
from = "log"
onyl = { a = ["b"] }
[tables.columns]
learner_id = { form = "who", as = "peron" }
kind = { from = "status", as = "status" }
occurred_at = "at"
colour = "c"
"""
    told = "\n".join(refused(tmp_path, text))
    for part in (
        "mapping.toml, title: found no such key",
        "system: found 'a/b'",
        "zone: found 'Mars/Base', expected an IANA time zone",
        "there is no key 'colour' here",
        "[files.log], path: found '../log.csv'",
        "encoding: found 'klingon'",
        "delimiter: found ';;'",
        "header_line: found 0",
        "[read.when], format: found nothing",
        "[[tables]] 1, to: found 'event', expected a table of Cairn; write events",
        "from: found 'lag', expected the name of a [files] section; write log",
        "[[tables]] 2 (to events): there is no key 'onyl' here; write only",
        "there is no key 'form' here; write from",
        "learner_id, as: found 'peron'",
        "kind: found 'complete', expected one of enrolled",
        "occurred_at: found no reader, expected as = a reader of kind time",
    ):
        assert part in told, part


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        (
            'as = "when"',
            'as = "wen"',
            "as: found 'wen', expected the name of a [read] section; write when",
        ),
        ('as = "when"', "as = 5", "occurred_at, as: found 5, expected text"),
        ('kind = "time"', 'kind = "tme"', "[read.when], kind: found 'tme', expected one of id, text, words, time"),
        ('kind = "time"\n', "", "[read.when], kind: found no such key, expected text"),
    ],
)
def test_a_reader_that_cannot_be_used_is_told_once(tmp_path, right, wrong, said):
    (told,) = refused(tmp_path, events().replace(right, wrong))
    assert said in told


def test_what_else_is_wrong_beside_a_reader_that_is_not_there_is_told_too(tmp_path):
    told = refused(tmp_path, events().replace('as = "when"', 'as = "wen", otherwise = "soon"'))
    assert ["'wen'" in told[0], "'soon'" in told[1], len(told)] == [True, True, 2]


@pytest.mark.parametrize(
    "told", ['from = "log"\n[tables.columns]\nlearner_id = "who"\n', 'rows = [{ learner_id = "ann" }]\n']
)
def test_of_a_table_that_nobody_knows_no_column_is_judged(tmp_path, told):
    found = refused(tmp_path, f'{TOP}{FILE}[[tables]]\nto = "learnerz"\n{told}')
    assert len([problem for problem in found if problem.startswith("[[tables]]")]) == 1
    assert "to: found 'learnerz', expected a table of Cairn; write learners" in "\n".join(found)


def test_text_that_is_no_toml_is_refused_with_its_line(tmp_path):
    assert "line 2" in refused(tmp_path, 'title = "x"\nzone = Berlin\n')[0]
    assert "keys with accents, blanks or dots, stand in quotation marks" in refused(tmp_path, 'Kür = "x"\n')[0]
    with pytest.raises(SourceRefused, match="cannot be read as text"):
        script(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        ({"kind": '"colour"'}, "kind: found 'colour', expected one of id, text, words"),
        ({"kind": '"id"', "case": '"title"'}, "case: found 'title'"),
        ({"kind": '"id"', "drop_zeros": '"yes"'}, "drop_zeros: found 'yes', expected true or false"),
        ({"kind": '"id"', "words": "{}"}, "no key 'words' here"),
        ({"kind": '"text"', "find": "'(a)(b)'"}, "expected exactly one pair of round brackets"),
        ({"kind": '"text"', "find": "'('"}, "expected a regular expression"),
        ({"kind": '"words"'}, "words: found no such key"),
        ({"kind": '"words"', "words": '{ A = "x", a = "y" }'}, "'a' more than once"),
        ({"kind": '"words"', "words": '{ A = "x" }', "leave_out": '["A"]'}, "'a' more than once"),
        ({"kind": '"words"', "words": '{ A = "x", B = 1 }'}, "texts, numbers and flags mixed"),
        (
            {"kind": '"id"', "unreadable": '"drop"'},
            "unreadable: found 'drop', expected one of set_aside, empty, refuse",
        ),
        ({"kind": '"time"', "format": '"%H:%M"'}, "no year, no day of a month"),
        ({"kind": '"time"', "format": '"%d.%m.%Y %I:%M"'}, "%I without %p"),
        ({"kind": '"time"', "format": '"DD.MM.YYYY"'}, "no year"),
        ({"kind": '"time"', "format": '"%d.%m.%Q"'}, "unknown: %Q"),
        ({"kind": '"number"', "thousands": '"."'}, "another sign than decimal"),
        ({"kind": '"number"', "factor": '"60"'}, "factor: found '60', expected a number"),
        ({"kind": '"share"', "low": "1", "high": "1"}, "the same as low"),
        ({"kind": '"amount"', "units": "{ h = 0 }"}, "units.h: found 0"),
        ({"kind": '"clock"', "first": '"days"'}, "first: found 'days'"),
    ],
)
def test_a_reader_that_cannot_be_is_told(tmp_path, keys, problem):
    assert problem in "\n".join(refused(tmp_path, reader(**keys)))


@pytest.mark.parametrize(
    ("columns", "problem"),
    [
        ("weekly_minutes = 60", "for a constant write { value = 60 }"),
        ("weekly_minutes = { value = 'many' }", "found 'many', expected number (weekly_minutes)"),
        ("weekly_minutes = { value = -1 }", "found -1, expected a number of at least 0"),
        ("weekly_minutes = { value = true }", "found True"),
        ("hired_on = { value = '1.2.2024' }", "expected a date such as 2026-03-01"),
        ("location = { from = 'a', value = 'b' }", "both or neither of from and value"),
        ("location = { as = 'x' }", "both or neither of from and value"),
        ("location = { from = [1] }", "expected a text or a list of texts"),
        ("nickname = 'n'", "there is no key 'nickname' here"),
        (
            "location = { from = 'a', split = ';' }\nlanguage = { from = 'b', split = ';' }",
            "different cells that are split",
        ),
    ],
)
def test_a_column_that_cannot_be_is_told(tmp_path, columns, problem):
    assert problem in "\n".join(refused(tmp_path, learners(columns=columns)))


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        ("overlap = 'end_earlier'", "it for employments only"),
        ("bulk = { rows = 3 }", "it in rules for events only"),
        ("keep = { last = 'a', first = 'b' }", "both or neither of last and first"),
        ("join = [{ file = 'other', on = { a = 'b' } }]", "found 'other', expected the name of a [files] section"),
        ("join = [{ file = 'log', on = {} }]", "found no columns"),
        ("join = [{ file = 'log', on = { a = 'b' } }, { file = 'log', on = { a = 'b' } }]", "'log' more than once"),
        ("join = 'log'", "expected a section"),
        ("filled = [1]", "expected a text or a list of texts"),
    ],
)
def test_a_key_of_a_table_that_cannot_be_is_told(tmp_path, keys, problem):
    assert problem in "\n".join(refused(tmp_path, learners(keys=keys)))


def test_a_required_column_that_is_not_spoken_of_is_told(tmp_path):
    text = TOP + FILE + '[[tables]]\nto = "events"\nfrom = "log"\n[tables.columns]\nlearner_id = "who"\n'
    told = refused(tmp_path, text)
    assert len(told) == 2
    assert "columns, kind: found no such key" in told[0]
    assert "columns, occurred_at: found no such key" in told[1]


def test_a_reader_of_the_wrong_kind_for_its_column_is_told(tmp_path):
    text = reader(kind='"time"', format='"iso"')
    assert "found a reader of kind 'time', expected one of kind id, text, words" in refused(tmp_path, text)[0]


def test_what_is_declared_and_never_used_is_told(tmp_path):
    idle = '[files.more]\npath = "m.csv"\n[read.r]\nkind = "id"\n'
    assert refused(tmp_path, TOP + FILE + idle + TABLE) == (
        "[files.more]: no table uses it; remove it, or name it where it is needed",
        "[read.r]: no table uses it; remove it, or name it where it is needed",
    )


def test_rows_written_out_are_held_to_the_table(tmp_path):
    one, two, three = '{ mark = "1" }', '{ scale_id = "s", mrk = "2", level = 1 }', '{ mark = "3", level = 7 }'
    told = refused(tmp_path, f'{WHOLE}[[tables]]\nto = "scales"\nrows = [{one}, {two}, {three}]\n')
    assert any("rows 3, level: found 7" in problem for problem in told)
    assert any("rows 1, level: found no such key" in problem for problem in told)
    assert any("rows 2: there is no key 'mrk' here" in problem for problem in told)
    assert any("rows 2, mark: found no such key" in problem for problem in told)


def test_a_mapping_without_tables_is_refused(tmp_path):
    assert "expected at least one [[tables]] section" in refused(tmp_path, TOP)[0]


def test_a_mapping_is_found_by_its_name_its_folder_or_its_path(tmp_path):
    assert mapping_file("moodle") == shipped()["moodle"] / "mapping.toml"
    assert mapping_file(str(shipped()["moodle"])) == shipped()["moodle"] / "mapping.toml"
    (tmp_path / "own.toml").write_text(WHOLE)
    assert mapping_file(str(tmp_path / "own.toml")) == tmp_path / "own.toml"
    with pytest.raises(SourceRefused, match="canvas, cornerstone, moodle, oneroster, sap-learning, workday"):
        mapping_file("blackboard")
