"""Are words and spellings counted so that likeness means what people mean by it?"""

import numpy as np
import pytest
from scipy.sparse import csr_array
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from training.drafting.wording import Wording

TEXTS = ["Contract law for buyers", "Contracting with suppliers", "Baking bread", "C++ in a day", "C# in a day"]


@pytest.fixture(scope="module")
def wording():
    return Wording().fit(TEXTS)


def alike(rows):
    return (rows @ rows.T).toarray()


def lengths(rows):
    return np.sqrt((rows * rows).sum(axis=1))


@pytest.mark.parametrize("read", [Wording.words, Wording.pieces, Wording.both])
def test_rows_of_known_words_have_length_one(wording, read):
    assert lengths(read(wording, TEXTS)) == pytest.approx(np.ones(len(TEXTS)), abs=1e-5)


@pytest.mark.parametrize("read", [Wording.words, Wording.pieces, Wording.both])
def test_rows_are_small_sparse_numbers(wording, read):
    rows = read(wording, TEXTS)
    assert isinstance(rows, csr_array)
    assert (rows.dtype, rows.shape[0]) == (np.float32, len(TEXTS))


@pytest.mark.parametrize("text", ["", "   ", "§§§ …", "the of and", "Quetzalcoatl"])
def test_a_text_without_a_known_word_is_a_row_of_nothing(wording, text):
    assert wording.words([text]).nnz == 0


def test_one_text_is_one_row(wording):
    assert wording.both(["bread"]).shape == (1, wording.both(TEXTS).shape[1])


def test_both_is_the_mean_of_the_likeness_of_words_and_of_pieces(wording):
    words, pieces = alike(wording.words(TEXTS)), alike(wording.pieces(TEXTS))
    assert alike(wording.both(TEXTS)) == pytest.approx((words + pieces) / 2, abs=1e-5)


def test_inflected_words_are_alike_in_their_pieces_only(wording):
    assert alike(wording.words(TEXTS))[0, 1] == 0
    assert alike(wording.pieces(TEXTS))[0, 1] > 0.1 > alike(wording.pieces(TEXTS))[0, 2]


def test_marks_tell_languages_apart(wording):
    plus, sharp, plain = wording.words(["C++", "C#", "C"])
    assert plus.nnz == sharp.nnz == 1
    assert plain.nnz == 0
    assert (plus @ sharp.T).sum() == 0


def test_case_does_not_matter(wording):
    assert (wording.both(["CONTRACT LAW"]) != wording.both(["contract law"])).nnz == 0


def test_words_side_by_side_count_as_one_more_word(wording):
    apart, together = wording.words(["law contract"]), wording.words(["contract law"])
    whole = wording.words(["Contract law for buyers"])
    assert (together @ whole.T).sum() > (apart @ whole.T).sum() > 0


def test_rare_words_weigh_more_than_common_ones():
    common = Wording().fit(["safety at sea", "safety at home", "safety on roads", "fire drills"])
    asked, sea, home = common.words(["safety sea", "sea", "safety"])
    assert (asked @ sea.T).sum() > (asked @ home.T).sum()


def test_a_word_said_often_is_not_said_that_much_more():
    wording = Wording().fit(["bread", "butter"])
    often, once = wording.words(["bread " * 100 + "butter"]), wording.words(["butter"])
    assert (often @ once.T).sum() > 0.15


def test_even_texts_without_words_have_a_vocabulary():
    hollow = Wording().fit(["", "the", "§§"])
    assert hollow.words([""]).nnz == 0
    assert hollow.words(["", "law"]).shape[0] == 2


def test_spellings_seen_once_are_forgotten_where_texts_are_many():
    many = [f"training number {at % 7}" for at in range(300)]
    few, more = Wording().fit(["zymurgy"]), Wording().fit([*many, "zymurgy"])
    assert few.pieces(["zymurgy"]).nnz > 0
    assert more.pieces(["zymurgy"]).nnz == 0
    assert more.words(["zymurgy"]).nnz == 1


def test_the_same_texts_give_the_same_numbers(wording):
    again = Wording().fit(list(TEXTS))
    assert (again.both(TEXTS) != wording.both(TEXTS)).nnz == 0


def test_a_wording_keeps_the_contract_of_estimators(wording):
    assert clone(wording).get_params() == wording.get_params()
    for read in (Wording.words, Wording.pieces, Wording.both):
        with pytest.raises(NotFittedError):
            read(clone(wording), TEXTS)
