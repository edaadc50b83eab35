from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from cairn.show.layout import bullets, sentence, stacked, table
from cairn.show.prose import GLUE, Prose, clean, lines
from tests.cairn.cairn_print import printed

ANY_TEXT = st.text(st.characters(codec="utf-8"), max_size=200)


def test_text_breaks_between_words():
    assert list(lines("one two three", 7)) == ["one two", "three"]


def test_glued_words_stay_together_and_are_printed_with_a_plain_space():
    assert list(lines(f"about 62{GLUE}% of them", 8)) == ["about", "62 % of", "them"]


def test_a_word_wider_than_a_line_is_cut():
    assert list(lines("abcdefgh ij", 3)) == ["abc", "def", "gh", "ij"]


def test_breaks_in_the_text_are_kept_and_runs_of_spaces_are_one():
    assert list(lines("one\n\ntwo   three", 20)) == ["one", "", "two three"]


def test_wide_letters_take_two_cells():
    assert list(lines("学习学习", 4)) == ["学习", "学习"]


@given(ANY_TEXT, st.integers(2, 40))
def test_no_line_is_wider_than_asked(text, width):
    assert all(cell_len(line) <= width for line in lines(text, width))


@given(ANY_TEXT, st.integers(2, 40))
def test_no_letter_is_lost(text, width):
    kept = "".join("".join(lines(text, width)).split())
    assert kept == "".join(clean(text).split())


@given(ANY_TEXT)
def test_cleaned_text_holds_nothing_that_steers_a_terminal(text):
    assert all(letter.isprintable() or letter in ("\n", GLUE) for letter in clean(text))


def test_cleaning_replaces_escapes_and_keeps_tabs_as_spaces():
    assert clean("a\x1b[31mb\tc") == "a\N{REPLACEMENT CHARACTER}[31mb c"


def test_later_lines_stand_under_the_first_not_under_its_bullet():
    assert printed(bullets(["one two three"]), width=12).splitlines() == ["  • one two", "    three"]


def test_empty_parts_of_a_cell_take_no_line():
    assert printed(stacked("one", "", ("two", "dim"))).split() == ["one", "two"]


def test_cells_of_numbers_are_set_to_the_right_also_when_stacked():
    grid = table(wide=False)
    grid.add_column("n", justify="right", no_wrap=True)
    grid.add_row(stacked("7", "1,000"))
    last = [line.rstrip() for line in printed(grid).splitlines() if line.strip()][-2:]
    assert [len(line) for line in last] == [len(last[1]), len(last[1])]


@pytest.mark.parametrize(("text", "told"), [("so", "So."), ("So.", "So."), ("why?", "Why?"), ("", "")])
def test_a_sentence_begins_and_ends_as_one(text, told):
    assert sentence(text) == told


def test_prose_asks_for_no_more_room_than_it_needs():
    grid = table(wide=False)
    grid.add_column("a")
    grid.add_row(Prose("short"))
    assert max(len(line.rstrip()) for line in printed(grid, width=90).splitlines()) < 12
