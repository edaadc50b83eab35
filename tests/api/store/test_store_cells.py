"""Has each key and each row one form as text, and does it sort and come back as it should?"""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.store.cells import array_text, body_of, body_text, key_of, key_text, listed, may_be
from api.store.turn import MANY, parts

CELLS = st.text(st.characters(exclude_characters="\x1f\0", exclude_categories=["Cs"]), max_size=8)
KEYS = st.lists(CELLS, min_size=1, max_size=4).map(tuple)
QUICK = settings(max_examples=60, deadline=None)


@QUICK
@given(KEYS)
def test_a_key_comes_back_as_it_was(key):
    assert may_be(key)
    assert key_of(key_text(key)) == key


@QUICK
@given(st.lists(st.tuples(CELLS.map(lambda cell: cell.replace("\x1e", "")), CELLS), max_size=6))
def test_keys_of_printed_signs_sort_as_their_cells_do(keys):
    printed = [key for key in keys if all(sign > "\x1f" for cell in key for sign in cell)]
    assert [key_of(text) for text in sorted(map(key_text, printed))] == sorted(printed)


@QUICK
@given(KEYS, KEYS)
def test_two_keys_have_one_text_only_where_they_are_one(one, other):
    assert (key_text(one) == key_text(other)) == (one == other)


def test_a_cell_that_would_part_a_key_is_refused():
    assert not may_be(("a\x1fb",))
    assert not may_be(("a", "b\0"))
    with pytest.raises(ValueError, match=r"U\+001F"):
        key_text(("a", "b\x1fc"))


BODIES = st.dictionaries(CELLS, st.none() | st.booleans() | st.integers(-(2**53), 2**53) | CELLS, max_size=5)


@QUICK
@given(BODIES)
def test_a_body_comes_back_as_it_was_and_equal_ones_have_equal_text(body):
    turned = dict(reversed(body.items()))
    assert body_of(body_text(body)) == body
    assert body_text(turned) == body_text(body)


@pytest.mark.parametrize("number", [0.1, 1e-9, 0.30000000000000004, 123456789.125, 0.0])
def test_numbers_come_back_to_the_last_digit(number):
    assert body_of(body_text({"level": number})) == {"level": number}


def test_a_row_that_ended_has_no_body():
    assert body_of(None) is None
    assert body_of(body_text({})) == {}


@pytest.mark.parametrize("names", [[], ["a"], ['"', "\\", "{}", ",", "NULL", "é", " "]])
def test_names_are_one_array(names):
    assert json.loads(listed(names)) == names


def test_an_array_of_postgresql_quotes_what_would_end_it():
    assert array_text([]) == "{}"
    assert array_text(["a", "b,c", "NULL", ""]) == '{"a","b,c","NULL",""}'
    assert array_text(['say "x"', "back\\slash"]) == '{"say \\"x\\"","back\\\\slash"}'


@pytest.mark.parametrize(("number", "sizes"), [(0, []), (1, [1]), (MANY, [MANY]), (MANY + 1, [MANY, 1])])
def test_many_things_go_in_parts_and_none_is_lost(number, sizes):
    things = list(range(number))
    made = list(parts(things))
    assert [len(part) for part in made] == sizes
    assert [one for part in made for one in part] == things
