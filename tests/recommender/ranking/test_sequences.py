import numpy as np
import pytest

from recommender.errors import FitRefused
from recommender.ranking.sequences import Sequences


def test_each_learner_keeps_their_own_choices_in_order():
    sequences = Sequences.of([[4, 1], [], [2, 4, 0]], size=5)
    assert len(sequences) == 3
    assert sequences.lengths.tolist() == [2, 0, 3]
    assert sequences.learner.tolist() == [0, 0, 2, 2, 2]
    assert sequences.items.tolist() == [4, 1, 2, 4, 0]


def test_the_mask_marks_what_each_learner_has_taken():
    mask = Sequences.of([[1], [], [2, 0, 2]], size=3).taken()
    assert mask.tolist() == [[False, True, False], [False, False, False], [True, False, True]]


def test_every_choice_is_a_target_unless_weights_say_otherwise():
    plain = Sequences.of([[0, 1]], size=2)
    assert plain.target_weight.tolist() == [1.0, 1.0]
    assert Sequences(plain.items, plain.starts, 2, np.array([0.0, 1.0])).target_weight.tolist() == [0.0, 1.0]


def test_no_learners_at_all_are_sequences_too():
    nobody = Sequences.of([], size=3)
    assert len(nobody) == 0
    assert nobody.taken().shape == (0, 3)


def test_all_problems_are_reported_at_once():
    with pytest.raises(FitRefused) as refusal:
        Sequences(np.array([0, 7, -1]), np.array([0, 2]), 3, np.array([0.5, 2.0]))
    starts, items, length, weight = refusal.value.problems
    assert starts.startswith("starts: expected to rise from 0 to 3")
    assert items == "items[1]: found 7, expected a content column from 0 to 2 (2 such elements)"
    assert length.startswith("weight: found 2 elements, expected 3")
    assert weight.startswith("weight[1]: found 2.0, expected a share from 0 to 1")


@pytest.mark.parametrize("starts", [[], [1, 2], [0, 1], [0, 2, 1, 2]])
def test_starts_that_do_not_rise_from_nought_to_the_number_of_items_are_refused(starts):
    with pytest.raises(FitRefused):
        Sequences(np.array([0, 1]), np.array(starts, np.int64), 3)


def test_a_weight_that_is_not_a_number_is_refused():
    with pytest.raises(FitRefused, match="weight\\[0\\]: found nan"):
        Sequences(np.array([0]), np.array([0, 1]), 1, np.array([np.nan]))
