"""Every expected number here was computed by hand."""

import numpy as np
import pytest

from recommender.ranking import metrics
from recommender.ranking.sequences import Sequences


def found(scores, held_out, taken=None):
    scores = np.atleast_2d(np.asarray(scores, float))
    mask = np.zeros(scores.shape, bool) if taken is None else Sequences.of(taken, scores.shape[1]).taken()
    return metrics.ranks(scores, mask, Sequences.of(held_out, scores.shape[1]))


def test_the_highest_score_has_rank_one():
    assert found([5, 4, 3, 2, 1], [[0, 2, 4]]).rank.tolist() == [1, 3, 5]


def test_ties_count_against_the_ranker():
    assert found([1, 1, 1, 0, 2], [[0]]).rank.tolist() == [4]


def test_a_ranker_that_says_nothing_gains_nothing():
    assert metrics.ndcg(found(np.zeros(30), [[0]]), 10).tolist() == [0.0]


def test_what_is_taken_stands_below_everything_else():
    assert found([9, 5, 8, 1, 0], [[1]], taken=[[0, 2]]).rank.tolist() == [1]
    assert found([9, 5, 8, 1, 0], [[0]], taken=[[0, 2]]).rank.tolist() == [5]


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_ranks_last(bad):
    assert found([bad, 1, 2, 3, 4], [[0]]).rank.tolist() == [5]
    assert found([bad, 1, 2, 3, 4], [[4]]).rank.tolist() == [1]


def test_more_choices_than_a_block_are_each_ranked_for_their_own_learner():
    rng = np.random.default_rng(1)
    scores = rng.standard_normal((700, 5))
    held = rng.integers(0, 5, 700)
    expected = [int((row >= row[item]).sum()) for row, item in zip(scores, held, strict=True)]
    assert found(scores, [[item] for item in held]).rank.tolist() == expected


def test_metrics_of_two_learners_are_as_computed_by_hand():
    # first learner: held-out choices at ranks 1 and 3; second: at rank 4
    both = found([[5, 4, 3, 2, 1], [5, 4, 3, 2, 1]], [[0, 2], [3]])
    assert metrics.ndcg(both, 3) == pytest.approx([(1 + 1 / 2) / (1 + 1 / np.log2(3)), 0.0])
    assert metrics.ndcg(both, 10) == pytest.approx([(1 + 1 / 2) / (1 + 1 / np.log2(3)), 1 / np.log2(5)])
    assert metrics.recall(both, 1).tolist() == [0.5, 0.0]
    assert metrics.recall(both, 4).tolist() == [1.0, 1.0]
    assert metrics.hit(both, 1).tolist() == [1.0, 0.0]
    assert metrics.mrr(both, 3).tolist() == [1.0, 0.0]
    assert metrics.mrr(both, 4).tolist() == [1.0, 0.25]


def test_hit_is_one_however_many_choices_are_found():
    assert metrics.hit(found([5, 4, 3, 2, 1], [[0, 1, 2]]), 3).tolist() == [1.0]


def test_the_best_order_of_more_choices_than_k_gains_one():
    assert metrics.ndcg(found([5, 4, 3, 2, 1], [[0, 1, 2]]), 2) == pytest.approx([1.0])


def test_the_best_placed_choice_decides_the_reciprocal_rank():
    assert metrics.mrr(found([5, 4, 3, 2, 1], [[4, 1]]), 5).tolist() == [0.5]


@pytest.mark.parametrize("metric", [metrics.ndcg, metrics.recall, metrics.hit, metrics.mrr])
def test_a_learner_with_nothing_held_out_has_no_number(metric):
    values = metric(found([[2, 1], [2, 1], [1, 2]], [[0], [], [0]]), 1)
    assert np.isnan(values).tolist() == [False, True, False]
    assert values[[0, 2]].tolist() == [1.0, 0.0]


def test_coverage_counts_contents_that_are_shown_to_anyone():
    scores = np.array([[4.0, 3, 2, 1], [1, 4, 3, 2]])
    assert metrics.coverage(scores, np.zeros((2, 4), bool), 2) == 0.75
    assert metrics.coverage(scores, np.zeros((2, 4), bool), 1) == 0.5


def test_coverage_does_not_count_what_is_taken_or_not_finite():
    scores = np.array([[4.0, 3, np.nan, -np.inf]])
    taken = np.array([[True, False, False, False]])
    assert metrics.coverage(scores, taken, 4) == 0.25


def test_coverage_ties_go_to_the_lower_column():
    assert metrics.coverage(np.zeros((3, 4)), np.zeros((3, 4), bool), 1) == 0.25


def test_nobody_is_shown_nothing():
    assert metrics.coverage(np.zeros((0, 4)), np.zeros((0, 4), bool), 2) == 0.0


def test_the_scores_are_left_as_they_were():
    scores = np.array([[np.nan, 1.0, 2.0]])
    before = scores.copy()
    found(scores, [[1]], taken=[[2]])
    metrics.coverage(scores, np.array([[True, False, False]]), 1)
    assert np.array_equal(scores, before, equal_nan=True)
