"""Are inflected English words the same words, and short words and marks left alone?"""

import pytest

from training.drafting.wording import Stems, stems_of, words_of


@pytest.mark.parametrize(
    "words",
    [
        ("operates", "operator", "operators", "operating", "operation", "operations"),
        ("policy", "policies"),
        ("manager", "managers", "managing"),
        ("lathe", "lathes"),
    ],
)
def test_forms_of_one_word_are_one_word(words):
    assert len({stems_of(word)[0] for word in words}) == 1


@pytest.mark.parametrize("word", ["r", "c++", "c#", "gas", "law", "user"])
def test_short_words_and_marks_stay(word):
    assert stems_of(word) == [word]


def test_different_words_stay_different():
    assert len({stems_of(word)[0] for word in ("accounting", "acting", "counting", "account-free")}) == 3


def test_words_that_say_nothing_are_left_out_before_words_are_paired():
    assert words_of("Art of the deal") == ["art", "deal", "art deal"]
    assert stems_of("") == []


def test_texts_that_differ_in_endings_only_read_alike():
    stems = Stems().fit(["Operates lathes", "Baking bread"])
    one, other = stems.words(["Operates lathes", "operating a lathe"])
    assert (one * other).sum() == pytest.approx(1)
