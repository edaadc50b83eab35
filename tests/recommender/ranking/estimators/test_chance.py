"""Is the chance of finishing what it says? Calibrated, honest about its doubt, assumed where nothing was learned."""

import numpy as np
import pytest
from scipy.special import expit

from recommender.knowledge.levels import TENTH
from recommender.ranking.estimators.chance import ASSUMED_CHANCE, Chance

WEIGHTS = np.array([0.8, -0.5, 0.0, 0.3])


def simulated(rows, seed, shift=0.0, weights=WEIGHTS):
    """Rows in order of time; the log odds of the last fifth are shifted."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(rows, len(weights)))
    later = np.arange(rows) >= rows * 0.8
    odds = X @ weights + 0.4 + shift * later
    return X, rng.random(rows) < expit(odds), np.arange(rows), odds


def fitted(rows=4000, seed=0, **more):
    X, y, at, _ = simulated(rows, seed, **more)
    return Chance().fit(X, y, at, float(y.mean()))


def test_what_is_forecast_comes_true_as_often_as_it_says():
    model = fitted(20_000)
    X, y, _, _ = simulated(20_000, seed=99)
    p = model.chance(X)
    for low in np.arange(0.1, 0.9, 0.1):
        bin_ = (p >= low) & (p < low + 0.1)
        assert y[bin_].mean() == pytest.approx(p[bin_].mean(), abs=0.04)


def test_the_weights_are_those_behind_the_data():
    assert fitted(40_000).weights_ == pytest.approx(WEIGHTS, abs=0.08)


def test_a_feature_that_helps_raises_the_chance_and_one_that_hinders_lowers_it():
    model = fitted()
    steps = np.linspace(-3, 3, 20)
    for column, sign in ((0, 1), (1, -1)):
        X = np.zeros((20, 4))
        X[:, column] = steps
        assert (sign * np.diff(model.chance(X)) > 0).all()


def test_a_drift_of_the_base_rate_shows_in_the_forecast():
    X, _, _, _ = simulated(4000, seed=5)
    assert fitted(shift=-1.5).chance(X).mean() < fitted().chance(X).mean() - 0.15


def test_after_a_drift_as_many_are_expected_as_came_although_the_slope_is_held():
    X, y, at, _ = simulated(8000, seed=3, shift=-1.0)
    flipped = np.where(at >= 6400, X @ WEIGHTS * 4 - 1 > 0, y)
    model = Chance().fit(X, flipped, at, float(flipped.mean()))
    later = at >= 6400
    assert model.chance(X[later]).mean() == pytest.approx(flipped[later].mean(), abs=0.06)


def test_the_order_of_the_rows_does_not_matter_only_their_times():
    X, y, at, _ = simulated(2000, seed=4, shift=-1.0)
    shuffled = np.random.default_rng(0).permutation(2000)
    one, other = Chance().fit(X, y, at, 0.5), Chance().fit(X[shuffled], y[shuffled], at[shuffled], 0.5)
    assert one.weights_.tolist() == other.weights_.tolist()


@pytest.mark.parametrize("rows", [400, 1500])
def test_the_interval_holds_the_true_chance_four_times_in_five(rows):
    """Weights are learned anew from each sample; the interval of a fixed row must hold the truth in 80 % of them."""
    asked = np.random.default_rng(1).normal(size=(30, 4))
    truth, held = asked @ WEIGHTS + 0.4, []
    for seed in range(40):
        X, y, at, _ = simulated(rows, seed)
        model = Chance(recent=0.0001).fit(X, y, at, 0.5)
        held.append(np.abs(model.log_odds(asked) - truth) <= TENTH * model.deviation(asked))
    assert 0.72 <= np.mean(held) <= 0.88


def test_more_rows_leave_less_doubt_and_strange_rows_more():
    row = np.ones((1, 4))
    assert fitted(8000).deviation(row) < fitted(500).deviation(row)
    assert fitted().deviation(10 * row) > fitted().deviation(row)


def test_a_feature_that_never_varied_has_no_weight_and_much_doubt():
    X, y, at, _ = simulated(2000, seed=2)
    X[:, 2] = 0.0
    model = Chance().fit(X, y, at, 0.5)
    usual, strange = np.zeros((1, 4)), np.array([[0.0, 0.0, 1.0, 0.0]])
    assert model.weights_[2] == 0.0
    assert model.chance(usual) == model.chance(strange)
    assert model.deviation(strange) > 10 * model.deviation(usual)


@pytest.mark.parametrize(("finished", "assumed"), [(49, True), (50, False), (451, True), (450, False)])
def test_with_too_few_of_either_outcome_the_chance_is_assumed(finished, assumed):
    X, _, at, _ = simulated(500, seed=0)
    y = np.random.default_rng(0).permutation(np.arange(500) < finished)
    assert Chance(least=50).fit(X, y, at, 0.5).assumed_ == assumed


def test_what_is_assumed_is_the_same_for_all_and_says_nothing_is_known():
    X, y, at, _ = simulated(40, seed=0)
    model = Chance().fit(X, y, at, 0.123)
    assert set(model.chance(X).round(12).tolist()) == {ASSUMED_CHANCE}
    assert model.overall_ == ASSUMED_CHANCE
    low, high = expit(model.log_odds(X[:1]) + TENTH * np.array([-1, 1]) * model.deviation(X[:1]))
    assert high - low > 0.35


def test_no_rows_at_all_are_too_few():
    assert Chance().fit(np.empty((0, 4)), np.empty(0, bool), np.empty(0, np.int64), 0.5).assumed_


@pytest.mark.parametrize("rows", [40, 3000])
def test_arrays_make_the_same_estimator_again_bit_by_bit(rows):
    model = fitted(rows)
    again = Chance.from_arrays(model.arrays(), model.get_params())
    X, *_ = simulated(50, seed=8)
    assert again.chance(X).tobytes() == model.chance(X).tobytes()
    assert again.deviation(X).tobytes() == model.deviation(X).tobytes()
    assert (again.assumed_, again.overall_) == (model.assumed_, model.overall_)


def test_fitting_twice_gives_the_same_bytes():
    assert all((a == b).all() for a, b in zip(fitted().arrays().values(), fitted().arrays().values(), strict=True))


def test_a_feature_that_never_varied_says_nothing_of_those_who_differ():
    X, y, at, _ = simulated(4000, seed=6)
    X[:, 2] = 0.1 + 0.2  # such a sum has a standard deviation of 1e-17, not of 0
    model = Chance().fit(X, y, at, 0.5)
    assert model.weights_[2] == 0.0


def test_features_that_turn_out_to_mislead_give_way_to_the_base_rate():
    X, y, at, _ = simulated(6000, seed=7)
    turned = np.where(at >= 4800, ~y, y)
    model = Chance().fit(X, turned, at, float(turned.mean()))
    assert model.weights_.tolist() == [0.0] * 4
    later = at >= 4800
    assert model.chance(X[later]) == pytest.approx(turned[later].mean(), abs=1e-6)


def test_flattened_it_is_the_share_that_was_finished_for_everybody_and_knows_how_sure_that_is():
    X, y, at, _ = simulated(1000, seed=3)
    model = Chance().fit(X, y, at, 0.5)
    flat = model.flattened()
    assert flat.chance(X).tolist() == pytest.approx([y.mean()] * 1000)
    assert not flat.assumed_
    low, high = expit(flat.log_odds(X[:1]) + TENTH * np.array([-1, 1]) * flat.deviation(X[:1]))
    assert high - low == pytest.approx(2 * TENTH * np.sqrt(y.mean() * (1 - y.mean()) / 1000), rel=0.01)
    assert model.weights_.any(), "what it was made from stays as it is"


def test_flattened_it_comes_back_from_its_arrays():
    flat = fitted().flattened()
    again = Chance.from_arrays(flat.arrays(), flat.get_params())
    X, *_ = simulated(5, seed=8)
    assert again.chance(X).tobytes() == flat.chance(X).tobytes()
