from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from recommender.errors import SourceRefused
from tests.training.sources.source_exports import a_file
from training.sources.cells import Cell, typed
from training.sources.files import Export, read_exports, read_frame


def read(cells, cell):
    problems: list[str] = []
    frame = typed(pd.DataFrame({"x": cells}), {"x": cell}, "a.parquet", problems)
    return frame["x"], problems


@pytest.mark.parametrize(
    ("cells", "cell", "expected"),
    [
        ([" a ", "b"], Cell.ID, ["a", "b"]),
        ([1, 2], Cell.ID, ["1", "2"]),
        (pd.array([1, 2], dtype="Int64"), Cell.ID, ["1", "2"]),
        (pd.Categorical(["b", "a"]), Cell.TEXT, ["b", "a"]),
        (pd.Series(["a", "b"], dtype=object), Cell.TEXT, ["a", "b"]),
        (["7", " 8 "], Cell.WHOLE, [7, 8]),
        (np.array([7, 8], "int8"), Cell.POSITION, [7, 8]),
        (["1.5", "2"], Cell.NUMBER, [1.5, 2.0]),
        ([0, 3], Cell.NUMBER, [0.0, 3.0]),
    ],
)
def test_cells_are_read_in_the_type_wanted(cells, cell, expected):
    column, problems = read(cells, cell)
    assert problems == []
    assert column.tolist() == expected
    assert column.dtype == {Cell.ID: "str", Cell.TEXT: "str", Cell.NUMBER: "float64"}.get(cell, "int64")


def test_a_small_integer_type_does_not_run_over():
    column, _ = read(np.array([30_000], "int16"), Cell.POSITION)
    assert (column * 1000).tolist() == [30_000_000]


@pytest.mark.parametrize("cell", [Cell.TEXT, Cell.NUMBER])
def test_empty_cells_are_missing_where_they_may_be(cell):
    column, problems = read(["1", None], cell)
    assert problems == []
    assert column.isna().tolist() == [False, True]


@pytest.mark.parametrize("cells", [[None, None], np.array([np.nan, np.nan]), pd.array([None, None], dtype="Int64")])
def test_a_column_without_any_value_is_missing_text_but_no_id(cells):
    assert read(cells, Cell.TEXT)[0].isna().all()
    assert "found an empty cell (rows 1 and 2)" in read(cells, Cell.ID)[1][0]


@pytest.mark.parametrize(
    ("cells", "cell", "found"),
    [
        ([1.5, 2.0], Cell.ID, "decimal numbers"),
        ([1, 2], Cell.TEXT, "whole numbers"),
        ([True, False], Cell.NUMBER, "true and false"),
        (pd.to_datetime(["2026-01-01", "2026-01-02"]), Cell.NUMBER, "times"),
        ([["a"], ["b"]], Cell.TEXT, "cells of type object"),
        (["a", "2"], Cell.WHOLE, "'a' (row 1)"),
        (["1", "99999999999999999999"], Cell.WHOLE, "'99999999999999999999' (row 2)"),
        (pd.array([1, None], dtype="Int64"), Cell.WHOLE, "an empty cell (row 2)"),
        ([1, -1], Cell.POSITION, "'-1' (row 2)"),
        (["inf", "nan"], Cell.NUMBER, "'inf' (rows 1 and 2)"),
        ([["a"], [1]], Cell.NAMES, "'[1]' (row 2)"),
    ],
)
def test_cells_of_another_kind_are_told_with_what_was_found(cells, cell, found):
    _, problems = read(cells, cell)
    assert problems == [f"a.parquet, column x: found {found}, expected {cell}"]


def test_a_long_cell_is_cut_in_a_message():
    assert len(read(["x" * 1000], Cell.WHOLE)[1][0]) < 200


def test_two_columns_of_one_name_are_refused(tmp_path):

    pq.write_table(pa.table([[1], [2]], names=["a", "a"]), tmp_path / "twice.parquet")
    with pytest.raises(SourceRefused, match=r"twice\.parquet is not a whole Parquet file"):
        read_frame(tmp_path / "twice.parquet")


def test_a_damaged_file_among_others_does_not_hide_their_problems(tmp_path: Path):
    (tmp_path / "one.parquet").write_bytes(b"nothing")
    a_file(tmp_path / "two.csv", "x", "a", "")
    exports = [Export(stem, {"y": Cell.ID}) for stem in ("one", "two", "three")]
    with pytest.raises(SourceRefused) as refused:
        read_exports(tmp_path, exports)
    told = refused.value.problems
    assert "one.parquet is not a whole Parquet file" in told[0]
    assert told[1] == "two.csv lacks y; it has x"
    assert told[2].startswith("three.parquet is missing; put it, or three.csv")


def test_days_may_lie_before_the_beginning_be_missing_and_be_text_but_never_parts_of_a_day():
    problems: list[str] = []
    frame = pd.DataFrame({"a": [-5.0, None, 3.0], "b": ["-5", None, "3"]})
    read = typed(frame, {"a": Cell.DAY, "b": Cell.DAY}, "days.csv", problems)
    assert problems == []
    assert read["a"].equals(read["b"])
    typed(pd.DataFrame({"a": ["1.5", "soon", "200000"]}), {"a": Cell.DAY}, "days.csv", problems)
    [problem] = problems
    assert problem.startswith("days.csv, column a: found '1.5' (lines 2, 3 and 4), expected whole numbers of days")
