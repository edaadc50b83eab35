import numpy as np
import pytest

from recommender.knowledge.shrinkage import middle, shrunken


def shrink(value, precision, group, parent, spread=0.04):
    return shrunken(np.array(value), np.array(precision), np.array(group, np.int64), np.array(parent), spread)


def test_a_group_without_values_stands_at_its_parent():
    got = shrink([0.9], [10.0], [0], [0.5, 0.3])
    assert got.mean[1] == 0.3
    assert got.variance[1] == pytest.approx(got.spread)


def test_much_evidence_is_believed_and_little_is_not():
    got = shrink([0.9, 0.9], [1e6, 1e-3], [0, 1], [0.5, 0.5])
    assert got.mean.tolist() == pytest.approx([0.9, 0.5], abs=1e-3)
    assert got.variance[0] < got.variance[1]


def test_values_of_a_group_count_by_their_precision():
    got = shrink([0.0, 1.0], [3e6, 1e6], [0, 0], [0.5])
    assert got.mean[0] == pytest.approx(0.25, abs=1e-3)


def test_the_mean_is_the_weighted_mean_of_group_and_parent():
    got = shrink([1.0], [2.0], [0], [0.0], spread=0.5)
    assert got.mean[0] == pytest.approx(2.0 / (2.0 + 1.0 / got.spread))
    assert got.variance[0] == pytest.approx(1.0 / (2.0 + 1.0 / got.spread))


def test_the_spread_between_many_groups_is_found():
    rng = np.random.default_rng(0)
    true = rng.normal(0.5, 0.3, 2_000)
    value = np.repeat(true, 10) + rng.normal(0, 0.5, 20_000)
    got = shrink(value, np.full(20_000, 4.0), np.repeat(np.arange(2_000), 10), np.full(2_000, 0.5), spread=0.01)
    assert got.spread == pytest.approx(0.09, rel=0.1)
    assert np.mean((got.mean - true) ** 2) < np.mean((value.reshape(-1, 10).mean(1) - true) ** 2)


def test_no_values_at_all_leave_the_parents_and_the_assumed_spread():
    got = shrink([], [], [], [0.5, 0.7])
    assert got.mean.tolist() == [0.5, 0.7]
    assert got.spread == pytest.approx(0.04)


def test_the_middle_counts_what_was_assumed_at_its_variance():
    assert middle(np.array([1.0, 3.0]), np.array([1.0, 1.0]), 0.0, 0.5) == pytest.approx(1.0)
    assert middle(np.empty(0), np.empty(0), 0.4, 1.0) == pytest.approx(0.4)
