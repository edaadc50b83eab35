"""Small tables as bytes: what stands where, and what a caller can rely on."""

import numpy as np
import pytest

from recommender.types import NO_TIME, Columns, Ends, Finishes, Numbers, Standing, Standings, Starts

FOREVER = int(np.iinfo(np.int64).max)
HELD = Standing(0.5, 1.0, 2.0, NO_TIME, 3)


def test_the_same_rows_are_the_same_bytes_in_whatever_order_they_came():
    assert Numbers.of({7: 1, 3: 2}).data == Numbers.of({3: 2, 7: 1}).data
    assert Numbers.of({7: 1, 3: 2}) != Numbers.of({7: 2, 3: 1})


def test_a_row_is_its_numbers_then_its_column_little_endian():
    assert Numbers.of({3: -2}).data == (-2).to_bytes(8, "little", signed=True) + (3).to_bytes(4, "little")
    assert len(Standings.of({0: HELD}).data) == 40
    assert Columns.of([1, 258]).data == b"\x01\0\0\0\x02\x01\0\0"


def test_the_first_and_the_last_second_that_there_are_can_be_kept():
    assert dict(Numbers.of({0: NO_TIME, 1: FOREVER})) == {0: NO_TIME, 1: FOREVER}
    assert Starts.of({5: (NO_TIME, FOREVER)})[5] == (NO_TIME, FOREVER)


def test_a_standing_is_read_by_its_names():
    found = Standings.of({4: HELD})
    assert found[4] == HELD
    assert (found[4].at, found.table["evidence"].tolist()) == (NO_TIME, [3])


def test_what_is_not_there_is_missing_and_not_nothing():
    table = Numbers.of({3: 0})
    assert 3 in table
    assert 4 not in table
    assert (table.get(3), table.get(4), table.get(4, -1)) == (0, None, -1)
    with pytest.raises(KeyError):
        table[4]


def test_an_empty_table_holds_nothing_and_can_be_filled():
    empty = Numbers()
    assert (len(empty), list(empty), empty.get(0), len(empty.table)) == (0, [], None, 0)
    assert empty.changed({1: 2}) == Numbers.of({1: 2})
    assert empty.changed({1: None}) == empty


def test_a_table_that_nothing_touches_stays_the_same_object():
    table = Numbers.of({1: 2})
    assert table.changed({}) is table


def test_changing_a_table_leaves_the_one_before_as_it_was():
    before = Numbers.of({1: 2, 3: 4})
    after = before.changed({1: None, 2: 5, 3: 6})
    assert dict(before) == {1: 2, 3: 4}
    assert dict(after) == {2: 5, 3: 6}


def test_several_ends_of_a_content_keep_the_order_in_which_they_came():
    pairs = ((9, 9), (5, 12), (9, 1))
    found = Ends.of({2: ((1, 1),), 1: pairs})
    assert found[1] == pairs
    assert (len(found), list(found), found.table["column"].tolist()) == (2, [1, 2], [1, 1, 1, 2])


def test_arrays_of_a_table_cannot_be_written_to():
    with pytest.raises(ValueError, match="read-only"):
        Numbers.of({1: 2}).table["number"][0] = 3


def test_pairs_can_be_told_all_at_once():
    rows = {3: (NO_TIME, 2), 1: (4, FOREVER)}
    assert Finishes.of(rows).told() == dict(Finishes.of(rows)) == rows
    assert Finishes().told() == {}


def test_columns_keep_their_order():
    taken = Columns.of([5, 2, 9])
    assert (list(taken), len(taken), taken.array.tolist(), taken.array.dtype) == ([5, 2, 9], 3, [5, 2, 9], np.int64)
    assert len(Columns.of(())) == 0
