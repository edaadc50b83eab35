"""A table that is changed row by row is, to the byte, the table that is made of what is left."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.knowledge.touched import touched
from recommender.types import Ends, Finishes, Numbers, Standings, Starts

columns = st.integers(0, 12) | st.integers(0, 2**31 - 1)
seconds = st.integers(-(2**63), 2**63 - 1)
real = st.floats(allow_nan=False)
pairs = st.tuples(seconds, seconds)
ROWS = {
    Standings: st.tuples(real, real, real, seconds, st.integers(0, 2**31 - 1)),
    Numbers: seconds,
    Starts: pairs,
    Finishes: pairs,
    Ends: st.lists(pairs, min_size=1, max_size=3).map(tuple),
}
kinds = pytest.mark.parametrize("kind", ROWS, ids=lambda kind: kind.__name__)


@kinds
@settings(max_examples=60, deadline=None)
@given(st.data())
def test_patching_a_table_is_making_it_anew(kind, data):
    before = data.draw(st.dictionaries(columns, ROWS[kind], max_size=8))
    some = st.sampled_from(sorted(before)) | columns if before else columns
    changes = data.draw(st.dictionaries(some, st.none() | ROWS[kind], max_size=6))
    after = {column: row for column, row in (before | changes).items() if row is not None}
    assert kind.of(before).changed(changes) == kind.of(after)


@kinds
@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_table_says_what_it_was_made_of(kind, data):
    rows = data.draw(st.dictionaries(columns, ROWS[kind], max_size=8))
    made = kind.of(rows)
    assert dict(made) == rows
    assert list(made) == sorted(rows)
    assert len(made) == len(rows)
    assert [made.get(column) for column in (*rows, -1)] == [*rows.values(), None]


@kinds
@settings(max_examples=60, deadline=None)
@given(st.data())
def test_looking_rows_up_changes_no_byte(kind, data):
    made = kind.of(data.draw(st.dictionaries(columns, ROWS[kind], max_size=8)))
    found = touched(made)
    asked = data.draw(st.lists(columns))
    assert [found.get(column) for column in asked] == [made.get(column) for column in asked]
    assert [column in found for column in asked] == [column in made for column in asked]
    assert made.changed(found) == made


@kinds
@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_arrays_are_the_rows_in_order_of_their_columns(kind, data):
    rows = data.draw(st.dictionaries(columns, ROWS[kind], max_size=8))
    table = kind.of(rows).table
    assert (np.diff(table["column"].astype(np.int64)) >= 0).all()
    told = [(row,) if kind is Numbers else row for _, row in sorted(rows.items())]
    each = [pair for row in told for pair in row] if kind is Ends else told
    assert [row[:-1] for row in table.tolist()] == each
