import numpy as np
import pytest
from scipy.special import ndtr

from recommender.knowledge import level_of, move, moved, theta_of
from recommender.knowledge.transition import SPREAD, limits, normal_cdf, shifted


def a(*numbers):
    return np.array(numbers, float)


def test_a_known_level_moves_by_the_effect_times_what_is_missing_to_the_exit():
    assert move(a(0.4), a(0.2), a(0.8), a(0.5)).tolist() == pytest.approx([0.6])


def test_below_the_entry_level_nothing_is_learned():
    assert move(a(0.19), a(0.2), a(0.8), a(0.5)).tolist() == [0.19]


def test_at_the_entry_level_it_is():
    assert move(a(0.2), a(0.2), a(0.8), a(0.5))[0] > 0.2


def test_above_the_exit_level_nothing_is_lost():
    assert move(a(0.9), a(0.2), a(0.8), a(0.5)).tolist() == [0.9]


def test_an_entry_level_of_zero_shuts_nobody_out():
    assert move(a(-0.1), a(0.0), a(0.5), a(0.5)).tolist() == pytest.approx([0.2])


CASES = [  # mean, variance, entry, exit, effect
    (-1.0, 1.4, 0.0, 0.8, 0.5),
    (0.5, 0.6, 0.4, 0.7, 0.9),
    (-2.5, 0.3, 0.5, 0.9, 0.6),
    (2.5, 0.5, 0.2, 0.6, 0.8),
    (0.0, 2.0, 0.6, 0.95, 0.3),
]


@pytest.mark.parametrize("case", CASES)
def test_an_uncertain_level_moves_as_many_known_levels_do_on_average(case):
    mean, variance, entry, leave, effect = case
    rng = np.random.default_rng(1)
    before = rng.normal(mean, np.sqrt(variance), 1_000_000)
    after = theta_of(move(level_of(before), a(entry), a(leave), a(effect)))
    rise = (after - before) / effect
    expected_variance = after.var() + SPREAD**2 * np.mean(rise**2)
    got_mean, got_variance = moved(a(mean), a(variance), a(entry), a(leave), a(effect))
    slope = shifted(a(mean), a(variance), *limits(a(entry), a(leave), a(effect)), ndtr)[2]
    assert got_mean[0] == pytest.approx(after.mean(), abs=5e-3)
    assert got_variance[0] == pytest.approx(expected_variance, abs=8e-3)
    assert slope[0] == pytest.approx(np.cov(after, before)[0, 1] / before.var(), abs=5e-3)


def test_a_level_known_exactly_moves_as_the_plain_transition_says():
    mean, variance = moved(a(-0.6), a(1e-10), a(0.2), a(0.8), a(0.5))
    assert level_of(mean[0]) == pytest.approx(move(a(0.4), a(0.2), a(0.8), a(0.5))[0])
    assert variance[0] == pytest.approx((SPREAD * 2.4) ** 2, rel=1e-4)


def test_a_content_that_only_requires_a_skill_moves_nothing():
    assert [x.tolist() for x in moved(a(-1.0), a(1.4), a(0.6), a(0.6), a(0.9))] == [[-1.0], [1.4]]
    assert [x.tolist() for x in moved(a(-1.0), a(1.4), a(0.6), a(0.3), a(0.9))] == [[-1.0], [1.4]]


def test_no_effect_moves_nothing():
    assert [x.tolist() for x in moved(a(-1.0), a(1.4), a(0.0), a(0.9), a(0.0))] == [[-1.0], [1.4]]


@pytest.mark.parametrize("case", CASES)
def test_floats_and_arrays_give_the_same(case):
    mean, variance, *link = case
    ends = limits(*(a(x) for x in link))
    one = shifted(mean, variance, *(float(end[0]) for end in ends), normal_cdf)
    many = shifted(a(mean), a(variance), *ends, ndtr)
    np.testing.assert_allclose(one, np.concatenate(many), rtol=1e-12)
