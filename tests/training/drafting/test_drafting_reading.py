"""Do texts and skills read alike when they should, before any link is known?"""

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array
from sklearn.exceptions import NotFittedError

from training.drafting.reading import Reading, product


def texts(*titles, said=None):
    return pd.DataFrame({"title": list(titles), "description": said or [""] * len(titles)})


def skills(**named):
    return pd.DataFrame({"name": list(named), "description": list(named.values())})


SKILLS = skills(accounting="keeping books of a firm", bookkeeping="keeping books", welding="joining metal by heat")
TEXTS = texts("Bookkeeping at work", "Metal and heat", "Gardening")


@pytest.fixture(scope="module")
def read():
    return Reading().fit(TEXTS, SKILLS)


@pytest.fixture(scope="module")
def likeness(read):
    return read.likeness(read.texts(TEXTS))


def test_every_likeness_is_of_texts_with_skills(likeness):
    assert set(likeness) == {"name", "covered", "spelling", "described"}
    assert {one.shape for one in likeness.values()} == {(3, 3)}
    assert {one.dtype for one in likeness.values()} == {np.dtype("float32")}


def test_every_likeness_is_a_share(likeness):
    for one in likeness.values():
        assert one.min() >= 0
        assert one.max() <= 1 + 1e-5


def test_a_name_in_a_title_is_found_whole(likeness):
    assert likeness["name"].argmax(axis=1)[0] == 1
    assert likeness["covered"][0].tolist() == pytest.approx([0, 1, 0])


def test_a_description_speaks_where_the_name_is_not_said(likeness):
    assert likeness["name"][1].max() == 0
    assert likeness["described"].argmax(axis=1)[1] == 2


def test_what_nothing_speaks_for_is_nought(likeness):
    assert likeness["described"][2].max() == likeness["covered"][2].max() == 0


def test_a_description_of_the_text_is_read_too(read):
    said = read.texts(texts("Day three", said=["all about welding"]))
    assert read.likeness(said)["covered"][0].tolist() == pytest.approx([0, 0, 1])


def test_spelling_looks_at_titles_only(read):
    said = read.texts(texts("Day three", said=["all about welding"]))
    titled = read.texts(texts("all about welding"))
    assert read.likeness(said)["spelling"][0, 2] < 0.2 < read.likeness(titled)["spelling"][0, 2]


def test_half_a_name_is_covered_by_half_and_rare_words_weigh_more():
    read = Reading().fit(texts("a"), skills(**{"contract law": "", "tax law": "", "family law": ""}))
    found = read.likeness(read.texts(texts("contract", "law", "contract law")))["covered"][:, 0]
    assert 0 < found[1] < found[0] < found[2] == pytest.approx(1)


def test_a_name_said_twice_is_not_covered_twice(read):
    found = read.likeness(read.texts(texts("welding, welding and welding")))
    assert found["covered"][0, 2] == pytest.approx(1)


def test_kin_are_the_skills_that_read_alike(read):
    kin = read.kin_.toarray()
    assert kin[0, 1] == pytest.approx(1)
    assert kin[1, 0] == pytest.approx(1)
    assert not kin.diagonal().any()


def test_shares_of_kin_sum_to_one_or_there_are_none(read):
    assert read.kin_.toarray().sum(axis=0) == pytest.approx([1, 1, 0])


def test_kin_are_twenty_at_most():
    many = skills(**{f"law {at}": "" for at in range(30)})
    read = Reading().fit(texts("a"), many)
    assert (read.kin_.toarray() > 0).sum(axis=0).max() == 20


def test_kin_are_the_same_however_many_skills_there_are():
    """More skills than are compared at once; each is weighed against all others in one go here."""
    rng = np.random.default_rng(3)
    words = ["law", "tax", "metal", "heat", "books", "firm", "bread", "sea"]
    many = skills(**{f"{at} {' '.join(rng.choice(words, 3))}": "" for at in range(530)})
    read = Reading().fit(texts("a"), many)
    likeness = product(read.described_, read.described_)
    np.fill_diagonal(likeness, 0)
    best = np.sort(likeness, axis=1)[:, ::-1][:, :20]
    kin = read.kin_.toarray().T
    for skill in (0, 300, 511, 512, 529):
        assert np.sort(kin[skill])[::-1][:20] == pytest.approx(best[skill] / best[skill].sum(), abs=1e-5)
        assert kin[skill].sum() == pytest.approx(1, abs=1e-5)


def test_one_skill_alone_has_no_kin():
    assert Reading().fit(texts("a"), skills(law="")).kin_.toarray().tolist() == [[0]]


def test_rows_of_texts_are_the_texts_at_these_places(read):
    whole = read.texts(TEXTS)
    some = whole.rows(np.array([2, 0]))
    assert (len(whole), len(some)) == (3, 2)
    for name in ("whole", "titles", "words", "pieces"):
        assert (getattr(some, name) != getattr(whole, name)[[2, 0]]).nnz == 0


def test_no_texts_are_read_as_none(read):
    none = read.texts(TEXTS).rows(np.zeros(0, dtype=int))
    assert read.likeness(none)["name"].shape == (0, 3)


def test_a_product_is_every_row_with_every_row():
    one, other = csr_array(np.array([[1.0, 2.0]])), csr_array(np.array([[3.0, 0.0], [1.0, 1.0]]))
    assert product(one, other).tolist() == [[3.0, 3.0]]


def test_nothing_is_read_before_words_are_known():
    with pytest.raises(NotFittedError):
        Reading().texts(TEXTS)
