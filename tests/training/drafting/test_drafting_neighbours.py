"""Are the nearest texts those that are nearest, and is each counted for what it is worth?"""

import numpy as np
import pytest
from scipy.sparse import csr_array

from training.drafting.neighbours import first, nearest, of_best, votes

LIKENESS = np.array([[0.9, 0.2, 0.6, 0.0], [0.1, 0.5, 0.5, 0.4]], dtype=np.float32)
LINKS = csr_array(np.array([[1, 0, 0], [1, 1, 0], [0, 1, 0], [1, 0, 0]], dtype=np.float32))


def test_nearest_first_and_ties_by_position():
    assert first(LIKENESS, 3).tolist() == [[0, 2, 1], [1, 2, 3]]
    assert first(LIKENESS, 99).shape == (2, 4)


def test_the_nearest_that_has_a_skill_and_the_mean_of_more():
    one, two, five = nearest(LIKENESS, LINKS, (1, 2, 5))
    assert one == pytest.approx(np.array([[0.9, 0.6, 0], [0.5, 0.5, 0]]))
    assert two == pytest.approx(np.array([[0.55, 0.4, 0], [0.45, 0.5, 0]]))
    assert five == pytest.approx(np.array([[0.22, 0.16, 0], [0.2, 0.2, 0]]))


def test_means_of_the_nearest_are_those_of_a_plain_loop():
    rng = np.random.default_rng(3)
    likeness = rng.random((9, 60)).astype(np.float32)
    links = (rng.random((60, 12)) < 0.2).astype(np.float32)
    found = nearest(likeness, csr_array(links), (3,))[0]
    for text in range(9):
        for skill in range(12):
            have = np.sort(likeness[text][links[:, skill] > 0])[::-1][:3]
            assert found[text, skill] == pytest.approx(have.sum() / 3, abs=1e-6)


def test_beyond_the_nearest_150_nobody_is_asked():
    likeness = np.linspace(1, 0.1, 200, dtype=np.float32)[None, :]
    links = np.zeros((200, 2), dtype=np.float32)
    links[149, 0] = links[150, 1] = 1
    one = nearest(likeness, csr_array(links), (1,))[0]
    assert one[0].tolist() == [likeness[0, 149], 0]


def test_where_nothing_is_linked_nobody_is_near():
    assert not nearest(LIKENESS, csr_array((4, 3)), (1,))[0].any()


def test_votes_count_by_a_power_of_likeness_and_what_is_usual_counts_a_little():
    usual = np.array([0.5, 0.2, 0.0], dtype=np.float32)
    found = votes(LIKENESS, LINKS, usual, (2, 2))
    stay = 0.3**2
    wanted = (0.81 * np.array([1, 0, 0]) + 0.36 * np.array([0, 1, 0]) + stay * usual) / (0.81 + 0.36 + stay)
    assert found[0] == pytest.approx(wanted, abs=1e-6)


def test_likeness_next_to_the_best_is_1_at_the_best_and_0_where_nothing_is_alike():
    assert of_best(LIKENESS).max(axis=1) == pytest.approx([1, 1])
    assert not of_best(np.zeros((1, 3), dtype=np.float32)).any()
