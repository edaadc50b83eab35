from __future__ import annotations

import json

import numpy as np
import pandas as pd

from training.sources.mapped.delimited import Ragged, Sheet
from training.sources.mapped.journal import COLUMNS, Journal, most, where
from training.sources.mapped.language import Rule

RULE = Rule("[[tables]] 1 (to events)", "events", "log", ())
FRAME = pd.DataFrame({"who": ["a", "b", None], "what": ["c", None, "d"]}, dtype="str")
SHEET = Sheet("log", FRAME, ("one.csv", "two.parquet"), np.array([0, 0, 1]), np.array([2, 5, 1]))


def test_rows_are_named_by_file_and_line_or_row_and_many_are_counted():
    assert where(SHEET, np.array([1, 2])) == "one.csv, line 5; two.parquet, row 1"
    assert where(SHEET, np.array([0, 1, 2, 0, 1])) == "one.csv, line 2; one.csv, line 5; two.parquet, row 1 and 2 more"
    assert SHEET.where == "one.csv and 1 more"


def test_the_most_frequent_cells_are_told_first_and_long_ones_by_their_beginning():
    assert most(pd.Series(["b", "a", "b", "an empty cell"])) == "'b' (2 rows), 'a' (1 row), an empty cell (1 row)"
    assert most(pd.Series([*"abcdefg"])).endswith("'e' (1 row) and 2 others")
    assert "…" in most(pd.Series(["x" * 100]))


def test_rows_set_aside_are_told_once_each_and_listed_by_file_and_line():
    journal = Journal()
    journal.set_aside((RULE, SHEET, "what"), np.array([2, 1]), pd.Series(["d", None], dtype="str"), "a word", "mend it")
    journal.set_aside((RULE, SHEET, "who"), np.array([1]), pd.Series(["b"], dtype="str"), "an id", "mend it")
    assert journal.lost(RULE).tolist() == [1, 2]
    assert journal.notes[0] == (
        "[[tables]] 1 (to events), what: 2 rows of one.csv and 1 more set aside: found an empty cell (1 row), "
        "'d' (1 row), expected a word; mend it."
    )
    told = journal.aside
    assert tuple(told.columns) == COLUMNS
    assert told[["file", "line", "column"]].to_numpy().tolist() == [
        ["one.csv", 5, "what"],
        ["one.csv", 5, "who"],
        ["two.parquet", 1, "what"],
    ]
    assert json.loads(told["row"][0]) == {"who": "b"}


def test_no_rows_are_not_told_of():
    journal, none = Journal(), np.empty(0, np.int64)
    journal.set_aside((RULE, SHEET, "what"), none, pd.Series(dtype="str"), "a word", "mend it")
    journal.refuse((RULE, SHEET, "what"), none, pd.Series(dtype="str"), "a word", "mend it")
    journal.ragged(SHEET)
    journal.tell("nothing happened", False)
    assert (journal.notes, journal.problems, len(journal.aside)) == ([], [], 0)


def test_what_forbids_an_import_names_the_rows_and_what_was_expected():
    journal = Journal()
    journal.refuse((RULE, SHEET, "what"), np.array([0]), pd.Series(["c"], dtype="str"), "a word", "mend it")
    assert journal.problems == [
        "one.csv, line 2: [[tables]] 1 (to events), what: found 'c' (1 row), expected a word; mend it"
    ]


def test_rows_that_do_not_fit_their_header_are_kept_as_they_stand():
    journal = Journal()
    torn = Ragged("one.csv", 7, 'a,"b",c', "3 cells", "2, as in the header")
    journal.ragged(Sheet("log", FRAME, SHEET.files, SHEET.of, SHEET.lines, (torn,)))
    (row,) = journal.aside.to_dict("records")
    assert (row["file"], row["line"], row["table"], row["found"]) == ("one.csv", 7, "", "3 cells")
    assert json.loads(row["row"]) == ['a,"b",c']
    assert "1 row set aside: found 3 cells (one.csv, line 7)" in journal.notes[0]
