"""Does each word speak for the skills of the texts that it stands in, and no louder than it may?"""

import numpy as np
import pytest
from scipy.sparse import csr_array

from training.drafting.voices import Voices

WORDS = np.array([[0.7, 0.2, 0, 0], [0.4, 0, 0.9, 0], [0.1, 0.8, 0, 0], [0, 0.3, 0, 0.6]], dtype=np.float32)
LINKS = np.array([[1, 0], [1, 0], [1, 1], [0, 1]], dtype=np.float32)


@pytest.fixture(scope="module")
def voices():
    return Voices(csr_array(WORDS), csr_array(LINKS))


def test_a_word_says_the_share_of_its_texts_held_back(voices):
    assert voices.shares.toarray() == pytest.approx(np.array([[3 / 5, 1 / 5], [2 / 5, 2 / 5]]))


def test_words_of_one_text_alone_are_not_listened_to(voices):
    assert voices.heard.tolist() == [0, 1]
    only = csr_array(np.array([[0, 0, 1, 1]], dtype=np.float32))
    assert not voices.loudest(only).any()
    assert not voices.together(only).any()


def test_the_loudest_word_counts_however_often_it_is_said(voices):
    both = csr_array(np.array([[0.1, 0.9, 0, 0], [0, 0.2, 0.5, 0]], dtype=np.float32))
    assert voices.loudest(both) == pytest.approx(np.array([[0.6, 0.4], [0.4, 0.4]]))


def test_voices_together_are_a_noisy_or(voices):
    both = csr_array(np.array([[0.1, 0.9, 0, 0]], dtype=np.float32))
    wanted = np.log([[(1 - 3 / 5) * (1 - 2 / 5), (1 - 1 / 5) * (1 - 2 / 5)]])
    assert voices.together(both) == pytest.approx(wanted, abs=1e-6)


def test_a_word_that_always_means_a_skill_stays_finite():
    words, links = np.ones((5000, 1), dtype=np.float32), np.ones((5000, 1), dtype=np.float32)
    said = Voices(csr_array(words), csr_array(links)).together(csr_array(words[:1]))
    assert said[0, 0] == pytest.approx(np.log(0.01))


def test_no_words_at_all_are_silence():
    silent = Voices(csr_array((3, 2), dtype=np.float32), csr_array(LINKS[:3]))
    assert silent.loudest(csr_array((1, 2), dtype=np.float32)).tolist() == [[0, 0]]
    assert silent.together(csr_array((1, 2), dtype=np.float32)).tolist() == [[0, 0]]
