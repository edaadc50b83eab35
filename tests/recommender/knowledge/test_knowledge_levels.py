import numpy as np
import pytest

from recommender.knowledge.levels import interval, level_of, shown, theta_of


def test_the_middle_level_is_zero_inside_and_the_ends_are_three_away():
    assert [theta_of(level) for level in (0.0, 0.5, 1.0)] == [-3.0, 0.0, 3.0]


def test_a_level_survives_the_way_inside_and_back():
    levels = np.linspace(-0.5, 1.5, 41)
    np.testing.assert_allclose(level_of(theta_of(levels)), levels, atol=1e-12)


def test_only_the_display_is_clipped():
    assert level_of(np.array([9.0])) == pytest.approx(2.0)
    assert shown(np.array([-9.0, 0.6, 9.0])).tolist() == pytest.approx([0.0, 0.6, 1.0])


def test_four_of_five_true_levels_lie_in_their_interval():
    rng = np.random.default_rng(0)
    mean, variance = np.full(20_000, 0.3), np.full(20_000, 0.25)
    low, high = interval(mean, variance)
    true = level_of(rng.normal(mean, np.sqrt(variance)))
    assert np.mean((low <= true) & (true <= high)) == pytest.approx(0.8, abs=0.01)


def test_an_interval_at_the_top_ends_at_one():
    low, high = interval(np.array([3.0]), np.array([1.0]))
    assert high[0] == 1.0
    assert low[0] == pytest.approx(0.786, abs=1e-3)
