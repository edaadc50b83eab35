import numpy as np

from recommender.ranking.estimators.windows import Reach, pasts_and_futures, recent
from recommender.ranking.sequences import Sequences


def both(sequences, count=15, past=10, future=5, block=100):
    blocks = list(pasts_and_futures(sequences, count, Reach(past, 0.5), Reach(future, 0.1), block))
    return [np.vstack([matrix.toarray() for matrix in side]) for side in zip(*blocks, strict=True)]


def test_each_choice_after_the_first_is_an_example():
    before, after = both(Sequences.of([[0, 1, 2]], size=3))
    assert before.tolist() == [[1, 0, 0], [0.5, 1, 0]]
    assert after.tolist() == [[0, 1, 0.1], [0, 0, 1]]


def test_no_example_reaches_into_another_learner():
    before, after = both(Sequences.of([[0, 1], [], [2], [3, 4]], size=5))
    assert before.tolist() == [[1, 0, 0, 0, 0], [0, 0, 0, 1, 0]]
    assert after.tolist() == [[0, 1, 0, 0, 0], [0, 0, 0, 0, 1]]


def test_only_the_last_choices_are_examples_but_all_are_context():
    before, after = both(Sequences.of([[0, 1, 2, 3]], size=4), count=1)
    assert before.tolist() == [[0.25, 0.5, 1, 0]]
    assert after.tolist() == [[0, 0, 0, 1]]


def test_past_and_future_end_where_their_reach_ends():
    before, after = both(Sequences.of([[0, 1, 2, 3]], size=4), past=1, future=2)
    assert before.tolist() == [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]]
    assert after.tolist() == [[0, 1, 0.1, 0], [0, 0, 1, 0.1], [0, 0, 0, 1]]


def test_what_was_assigned_is_context_and_never_a_target():
    assigned = Sequences(np.array([0, 1, 2]), np.array([0, 3]), 3, np.array([1.0, 0.0, 1.0]))
    before, after = both(assigned)
    assert before.tolist() == [[0.5, 1, 0]]
    assert after.tolist() == [[0, 0, 1]]


def test_a_target_counts_by_its_weight():
    unsure = Sequences(np.array([0, 1]), np.array([0, 2]), 2, np.array([1.0, 0.25]))
    assert both(unsure)[1].tolist() == [[0, 0.25]]


def test_the_size_of_a_block_changes_nothing():
    sequences = Sequences.of([[0, 1, 2], [2, 0], [1, 2, 0]], size=3)
    whole = both(sequences)
    assert all(np.array_equal(left, right) for left, right in zip(whole, both(sequences, block=2), strict=True))


def test_learners_with_one_choice_give_no_example():
    assert list(pasts_and_futures(Sequences.of([[0], []], size=1), 15, Reach(3, 0.5), Reach(3, 0.5))) == []


def test_the_last_choice_weighs_one_and_earlier_ones_fade():
    matrix = recent(Sequences.of([[0, 1, 2], [], [2]], size=3), Reach(2, 0.5)).toarray()
    assert matrix.tolist() == [[0, 0.5, 1], [0, 0, 0], [0, 0, 1]]
