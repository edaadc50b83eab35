"""Numbers as organisations write them: no scale is taken for another, nothing is endless or less than nothing."""

from __future__ import annotations

import pytest

from tests.training.sources.mapped.mapped_exports import LOG, TOP, aside, events, imported, learners, problems, values

MINUTES = "weekly_minutes"
GRADES = """
[read.when]
kind = "time"
format = "iso"
[read.percent]
kind = "amount"
units = { "%" = 0.01 }
decimal = ","
[read.letter]
kind = "words"
words = { A = "0.9", B = "0.7" }
[read.note]
kind = "share"
low = 6
high = 1
decimal = ","
"""
GRADED = """
[[tables]]
to = "events"
from = "log"
only = {{ scale = ["{scale}"] }}
[tables.columns]
learner_id = "who"
content_id = "what"
kind = {{ value = "scored" }}
occurred_at = {{ from = "at", as = "when" }}
value = {{ from = "mark", {how} }}
"""


def reading(keys, column=f'{MINUTES} = {{ from = "m", as = "r" }}'):
    """A mapping of learners (who, m) with one reader, its keys as lines."""
    return f"set_aside_at_most = 1\n{learners(columns=column, above=f'[read.r]{chr(10)}{keys}{chr(10)}')}"


def test_percent_points_letters_and_school_marks_of_one_column_are_told_apart_by_what_the_export_says(tmp_path):
    how = {"percent": 'as = "percent"', "points": 'of = "most"', "letter": 'as = "letter"', "note": 'as = "note"'}
    rules = "".join(GRADED.format(scale=scale, how=keys) for scale, keys in how.items())
    rows = ["a,85 %,,percent", 'b,"8,5%",,percent', "c,8,10,points", "d,B,,letter", 'e,"1,5",,note', "f,85,,percent"]
    rows += ["g,11,10,points", "h,E,,letter", "i,0.9,,letter", "j,7,,note"]
    log = "who,mark,most,scale,what,at\n" + "".join(f"{row},c,2024-01-05\n" for row in rows)
    made = imported(tmp_path, f"set_aside_at_most = 1\n{TOP}{LOG}{GRADES}{rules}", log=log)
    told = made.tables["events"].set_index("learner_id")["value"].sort_index().to_dict()
    assert told == {"a": "0.85", "b": "0.085", "c": "0.8", "d": "0.7", "e": "0.9"}
    assert [(line, found) for line, _, found in aside(made)] == [
        (7, "85"), (8, "11"), (9, "E"), (10, "0.9"), (11, "7"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "cell", ["-1", "-0.5", "nan", "NaN", "inf", "-inf", "Infinity", "1e999", "1,5", "1_000", "٣", "0x10", "--1"]
)
def test_minutes_that_are_no_number_or_less_than_nothing_are_set_aside(tmp_path, cell):
    made = imported(tmp_path, reading('kind = "number"'), log=f'who,m\na,"{cell}"\nb,0\n')
    assert made.tables["learners"][MINUTES].tolist() == [0.0]
    assert aside(made) == [(2, "m", cell)]


@pytest.mark.parametrize(
    ("keys", "cell"),
    [
        ('kind = "number"\nfactor = 1e10', "1e300"),
        ('kind = "number"\nfactor = -1', "5"),
        ('kind = "amount"\nunits = { h = 60 }', f"{'9' * 400} h"),
        ('kind = "amount"\nunits = { h = 60 }', "-5 h"),
        ('kind = "clock"', "-1:30"),
        ('kind = "share"\nlow = 0\nhigh = 1', "1e-400x"),
    ],
)
def test_no_reader_makes_of_a_cell_what_no_minutes_can_be(tmp_path, keys, cell):
    made = imported(tmp_path, reading(keys), log=f'who,m\na,"{cell}"\nb,\n')
    assert made.tables["learners"]["learner_id"].tolist() == ["b"]
    assert aside(made) == [(2, "m", cell)]


@pytest.mark.parametrize("value", ["inf", "-inf", "nan"])
@pytest.mark.parametrize(
    ("mapping", "place"),
    [
        (lambda v: learners(columns=f"{MINUTES} = {{ value = {v} }}"), MINUTES),
        (lambda v: learners(columns=f'{MINUTES} = {{ from = "m", otherwise = {v} }}'), MINUTES),
        (lambda v: reading(f'kind = "words"\nwords = {{ A = {v} }}'), MINUTES),
        (lambda v: reading(f'kind = "amount"\nunits = {{ h = {v} }}'), "units.h"),
        (lambda v: reading(f'kind = "number"\nfactor = {v}'), "factor"),
        (
            lambda v: f"{learners()}[[tables]]\nto = 'scales'\nrows = [{{ scale_id = 's', mark = '1', level = {v} }}]",
            "level",
        ),
    ],
    ids=["value", "otherwise", "words", "units", "factor", "rows"],
)
def test_a_mapping_cannot_say_endless_or_no_number(tmp_path, mapping, place, value):
    told = problems(tmp_path, mapping(value), log="who,m\na,1\n")
    assert len(told) == 1
    assert f"{place}: found {value}" in told[0]


def test_units_that_capitals_alone_keep_apart_are_refused(tmp_path):
    (problem,) = problems(
        tmp_path, reading('kind = "amount"\nunits = { M = 43800, m = 1, h = 60 }'), log="who,m\na,1 m\n"
    )
    assert "[read.r], units: found 'm' more than once, expected each word once, capitals aside" in problem


@pytest.mark.parametrize(
    ("cell", "units", "minutes"),
    [
        ("1 Std. 30 Min", {"Std.": 60, "min": 1}, 90),
        ("2 STD.", {"std.": 60}, 120),
        ("1 STRASSE", {"Straße": 3}, 3),
        ("2 (h)", {"(h)": 60}, 120),
        ("1h30m15s", {"h": 60, "m": 1, "s": 1 / 60}, 90.25),
        ("1 month 1 m", {"m": 1, "month": 100}, 101),
        ("1 monthly", {"m": 1, "month": 100}, None),
        ("1 h 1 h", {"h": 60}, 120),
    ],
)
def test_units_are_words_whatever_their_capitals_and_signs(cell, units, minutes):
    assert values([cell], kind="amount", units=units) == [None if minutes is None else pytest.approx(minutes)]


@pytest.mark.parametrize(
    ("keys", "low", "high"),
    [
        ('kind = "amount"\nunits = { min = 1, h = 60 }', "90 min", "2 h"),
        ('kind = "clock"', "9:30", "20:00"),
        ('kind = "share"\nlow = 6\nhigh = 1', "5", "2"),
        ('kind = "share"\nhigh = 1000000', "5", "300000"),
        ('kind = "number"\ndecimal = ","', "9,5", "10,5"),
        ('kind = "time"\nformat = "%d.%m.%Y"', "31.01.2023", "02.02.2023"),
        ('kind = "words"\nwords = { Bronze = 1, Silver = 2, Gold = 10 }', "silver", "gold"),
        ('kind = "id"\ndrop_zeros = true', "0008", "9"),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_of_several_rows_the_largest_is_kept_as_its_reader_counts_and_not_by_its_letters(
    tmp_path, keys, low, high, turned
):
    rows = [f'a,low,"{low}"', f'a,high,"{high}"']
    for which, town in (("last", "high"), ("first", "low")):
        mapping = learners(f"keep = {{ {which} = 'm', as = 'r' }}", 'location = "t"', f"[read.r]\n{keys}\n")
        made = imported(tmp_path, mapping, log="\n".join(["who,t,m", *(rows[::-1] if turned else rows)]))
        assert made.tables["learners"]["location"].tolist() == [town]


def test_a_row_whose_deciding_cell_cannot_be_read_gives_way_and_is_counted(tmp_path):
    mapping = learners(
        "keep = { last = 'm', as = 'r' }", 'location = "t"', '[read.r]\nkind = "number"\nempty = ["-"]\n'
    )
    made = imported(tmp_path, mapping, log="who,t,m\na,odd,zzz\na,right,2\na,none,-\nb,only,\n")
    assert made.tables["learners"]["location"].tolist() == ["right", "only"]
    assert any("keep m: 1 cell could not be read and count as empty." in note for note in made.notes)


def test_the_most_points_may_be_a_cell_that_says_nothing_and_then_points_are_no_share(tmp_path):
    points = '[read.points]\nkind = "number"\ndecimal = ","\nempty = ["1000"]\n[read.when]'
    share = events(columns='value = { from = "p", of = "q", as = "points" }').replace("[read.when]", points)
    mapping = f"set_aside_at_most = 1\n{share}"
    log = "who,what,at,p,q\n" + "".join(
        f"{who},c,2024-01-05,{cells}\n" for who, cells in (("a", '"7,5","10"'), ("b", "8,1000"), ("c", "8,-10"))
    )
    made = imported(tmp_path, mapping, log=log)
    assert made.tables["events"]["value"].tolist() == ["0.75"]
    assert [line for line, *_ in aside(made)] == [3, 4]
