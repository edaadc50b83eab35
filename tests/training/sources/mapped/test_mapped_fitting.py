from __future__ import annotations

import pandas as pd
import pytest

from recommender.tables.schema import TABLES, Kind
from training.sources.mapped.fitting import misfit, outside, unfit
from training.sources.mapped.language import (
    Amounts,
    Cell,
    Clocks,
    Ids,
    Numbers,
    Plain,
    Reader,
    Shares,
    Times,
    Words,
)

OPTIONS = {
    "id": Ids("", "keep", False, None),
    "text": Plain(None, "keep"),
    "words": Words({}, ()),
    "time": Times(("iso",), "UTC", "time"),
    "number": Numbers(".", "", 1.0),
    "share": Shares(0.0, 100.0, "."),
    "amount": Amounts({"h": 60.0}, "."),
    "clock": Clocks("hours"),
}
NUMBERS = {"number", "share", "amount", "clock"}
FITTING = {
    Kind.ID: {"id", "text", "words"},
    Kind.TEXT: {"id", "text", "words"} | NUMBERS,
    Kind.NUMBER: {"words"} | NUMBERS,
    Kind.INTEGER: {"words"} | NUMBERS,
    Kind.BOOLEAN: {"words"},
    Kind.DATE: {"time"},
    Kind.TIME: {"time"},
}
COLUMNS = {column.kind: column for table in TABLES.values() for column in table.columns if not column.choices}


def column(name):
    table, _, wanted = name.partition(".")
    return TABLES[table][wanted]


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("reads", list(OPTIONS))
def test_readers_fit_columns_that_can_hold_what_they_read(kind, reads):
    cell = Cell("c", ("x",), reader=Reader("r", OPTIONS[reads]))
    assert (misfit(cell, COLUMNS[kind]) is None) == (reads in FITTING[kind])


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("events.kind", "completed", "complete"),
        ("contents.minutes", 90, -1),
        ("contents.minutes", 1.5, "90"),
        ("goals.level", 1, 1.01),
        ("events.attempt", 2, 2.5),
        ("events.attempt", 1, 0),
        ("assignments.mandatory", True, 1),
        ("assignments.mandatory", False, "no"),
        ("learners.hired_on", "2024-02-29", "2023-02-29"),
        ("learners.hired_on", "2024-02-29", "29.02.2024"),
        ("events.occurred_at", "2024-02-01T10:00:00+01:00", "2024-02-01T10:00:00"),
        ("contents.title", "SQL", 3),
        ("contents.content_id", "3", True),
    ],
)
def test_constants_and_words_are_held_to_the_column_before_any_row_is_read(name, good, bad):
    wanted = column(name)
    assert misfit(Cell("c", constant=good), wanted) is None
    assert misfit(Cell("c", constant=bad), wanted) is not None
    words = Cell("c", ("x",), reader=Reader("r", Words({"a": good, "b": bad}, ())))
    if wanted.kind not in (Kind.DATE, Kind.TIME):
        assert misfit(words, wanted) is not None
        assert misfit(Cell("c", ("x",), reader=Reader("r", Words({"a": good}, ()))), wanted) is None
    if wanted.kind is not Kind.TIME:
        assert misfit(Cell("c", ("x",), otherwise=bad), wanted) is not None


def test_points_are_read_as_numbers_or_not_at_all():
    wanted = column("events.value")
    assert misfit(Cell("value", ("x",), of="y"), wanted) is None
    assert misfit(Cell("value", ("x",), of="y", reader=Reader("r", OPTIONS["number"])), wanted) is None
    assert misfit(Cell("value", ("x",), of="y", reader=Reader("r", OPTIONS["share"])), wanted) is not None


def test_numbers_outside_their_range_do_not_fit_and_missing_ones_do():
    assert outside(pd.Series([0.0, 1.0, 1.1, -0.1, None]), column("goals.level")).tolist() == [
        False,
        False,
        True,
        True,
        False,
    ]
    assert outside(pd.Series([1.0, 1.5, 0.0]), column("events.attempt")).tolist() == [False, True, True]


def test_what_could_stand_there_is_said():
    assert unfit(pd.Series(["up", "sideways", None]), column("outcomes.direction"))[0].tolist() == [False, True, False]
    assert unfit(pd.Series([1.0]), column("goals.level"))[1] == "a number from 0 to 1"
    assert unfit(pd.Series([1.0]), column("events.attempt"))[1] == "a number of at least 1, without a fraction"
    assert unfit(pd.Series([1.0]), column("outcomes.baseline"))[1] == "a number"
    assert not unfit(pd.Series(["x"]), column("contents.title"))[0].any()
