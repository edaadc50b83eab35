import numpy as np
import pytest

from recommender.ranking.top import top


def test_ties_go_to_the_lower_column():
    assert top(np.array([[1.0, 3.0, 1.0, 1.0, 2.0]]), 3).tolist() == [[True, True, False, False, True]]


def test_a_row_that_has_no_more_than_k_is_marked_whole():
    assert top(np.array([[1.0, 2.0]]), 2).all()
    assert top(np.array([[1.0, 2.0]]), 5).all()


def test_minus_infinity_can_stand_in_any_number_of_columns():
    assert top(np.array([[-np.inf, -np.inf, 0.0]]), 2).tolist() == [[True, False, True]]


@pytest.mark.parametrize("k", [1, 3, 10])
def test_it_agrees_with_a_stable_sort_whatever_the_ties(k):
    values = np.random.default_rng(0).integers(0, 4, (50, 12)).astype(float)
    order = np.argsort(-values, axis=1, kind="stable")[:, :k]
    expected = np.zeros(values.shape, bool)
    np.put_along_axis(expected, order, True, axis=1)
    assert (top(values, k) == expected).all()
