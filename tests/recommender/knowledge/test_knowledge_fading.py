import numpy as np
import pytest

from recommender.knowledge.fading import faded, kept


def test_half_is_left_after_one_half_life_and_a_quarter_after_two():
    assert kept(np.array([0.0, 720.0, 1440.0]), np.array([720.0])).tolist() == [1.0, 0.5, 0.25]


def test_what_lies_above_the_baseline_halves_in_a_half_life():
    mean, variance = faded(2.0, 0.2, -1.0, 1.4, 0.5)
    assert mean == pytest.approx(0.5)
    assert variance == pytest.approx(1.4 - 1.2 * 0.25)


def test_who_stands_below_the_baseline_is_not_lifted_to_it():
    assert faded(-2.0, 0.5, -1.0, 1.4, 0.1)[0] == -2.0


def test_no_time_changes_nothing():
    assert faded(2.0, 0.25, -1.0, 1.5, kept(0.0, 720.0)) == (2.0, 0.25)


def test_after_endless_time_only_the_prior_is_left():
    mean, variance = faded(2.0, 0.2, -1.0, 1.4, kept(1e9, 720.0))
    assert (mean, variance) == (pytest.approx(-1.0), pytest.approx(1.4))


def test_fading_in_two_steps_is_fading_in_one():
    mean, variance = np.array([2.0, -2.0]), np.array([0.2, 0.9])
    twice = faded(*faded(mean, variance, -1.0, 1.4, kept(100.0, 720.0)), -1.0, 1.4, kept(200.0, 720.0))
    np.testing.assert_allclose(twice, faded(mean, variance, -1.0, 1.4, kept(300.0, 720.0)))
