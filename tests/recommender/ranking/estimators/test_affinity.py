import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from recommender.errors import FitRefused
from recommender.ranking.estimators.affinity import Affinity

EVEN = np.full(4, 0.25)
NONE = np.empty(0, np.int64)


def fitted(power=1.0, epsilon=1.0, popularity=EVEN):
    found = np.array([power, epsilon, -1.0])
    return Affinity.from_arrays({"popularity": popularity, "found": found}, {})


def choices_made_by(power, epsilon, rng, learners=4000, contents=12):
    """Learners who choose exactly as the model says. -> scores, popularity, taken, chosen"""
    scores = rng.gamma(0.5, 1.0, (learners, contents)) - 0.2
    popularity = rng.dirichlet(np.ones(contents))
    taken = rng.random((learners, contents)) < 0.2
    mass = np.where(taken, 0.0, np.maximum(scores, 0) ** power + epsilon * popularity)
    some = mass.sum(axis=1) > 0
    shares = mass[some] / mass[some].sum(axis=1, keepdims=True)
    chosen = (rng.random((len(shares), 1)) > np.cumsum(shares, axis=1)).sum(axis=1)
    return scores[some], popularity, taken[some], chosen


def test_probabilities_are_powered_scores_over_a_floor_of_popularity():
    popularity = np.array([0.1, 0.2, 0.3, 0.4])
    given = fitted(power=2.0, epsilon=0.5, popularity=popularity).probability(np.array([2.0, -1.0, 0.0, 1.0]), NONE)
    mass = np.array([4 + 0.05, 0.1, 0.15, 1 + 0.2])
    assert given == pytest.approx(mass / mass.sum())


def test_they_sum_to_one_over_what_may_still_be_chosen():
    given = fitted().probability(np.array([1.0, 2.0, 3.0, 4.0]), np.array([3, 0]))
    assert given.sum() == pytest.approx(1.0)
    assert given[[0, 3]].tolist() == [0.0, 0.0]


def test_with_nothing_left_to_choose_nothing_is_chosen():
    assert fitted().probability(np.ones(4), np.arange(4)).tolist() == [0.0] * 4


def test_a_higher_score_means_a_higher_chance():
    rng = np.random.default_rng(0)
    scores = rng.standard_normal(4)
    for column in range(4):
        better = scores.copy()
        better[column] = np.abs(scores[column]) + 0.5
        assert fitted().probability(better, NONE)[column] > fitted().probability(scores, NONE)[column]


def test_what_scores_nothing_is_left_to_popularity():
    popularity = np.array([0.4, 0.3, 0.2, 0.1])
    assert fitted(popularity=popularity).probability(np.zeros(4), NONE) == pytest.approx(popularity)


def test_scores_are_left_as_they_were():
    scores = np.array([1.0, -2.0, 3.0, 0.0])
    model = fitted()
    model.probability(scores, np.array([2]))
    assert scores.tolist() == [1.0, -2.0, 3.0, 0.0]
    assert model.popularity_.tolist() == EVEN.tolist()


@pytest.mark.parametrize(("power", "epsilon"), [(1.0, 0.5), (2.0, 3.0), (0.5, 0.05)])
def test_the_law_by_which_learners_chose_is_found_again(power, epsilon):
    found = Affinity().fit(*choices_made_by(power, epsilon, np.random.default_rng(5)))
    assert found.power_ == pytest.approx(power, abs=0.25)
    assert found.epsilon_ == pytest.approx(epsilon, rel=0.5)


def test_the_likelihood_reported_is_that_of_the_probabilities_given():
    scores, popularity, taken, chosen = choices_made_by(1.5, 1.0, np.random.default_rng(6), learners=300)
    model = Affinity().fit(scores, popularity, taken, chosen)
    logs = [
        np.log(model.probability(row, np.flatnonzero(mask))[choice])
        for row, mask, choice in zip(scores, taken, chosen, strict=True)
    ]
    assert model.log_likelihood_ == pytest.approx(np.mean(logs))


def test_no_other_power_or_floor_is_likelier():
    scores, popularity, taken, chosen = choices_made_by(1.5, 1.0, np.random.default_rng(7), learners=600)
    best = Affinity().fit(scores, popularity, taken, chosen)
    for factor in (0.5, 0.9, 1.1, 2.0):
        other = np.maximum(scores, 0) ** best.power_ + factor * best.epsilon_ * popularity
        free = np.where(taken, 0, other)
        likelihood = np.mean(np.log(free[np.arange(len(chosen)), chosen] / free.sum(axis=1)))
        assert likelihood < best.log_likelihood_
    for power in best.powers:
        assert Affinity(powers=(power,)).fit(scores, popularity, taken, chosen).log_likelihood_ <= best.log_likelihood_


def test_scores_that_know_nothing_give_way_to_popularity():
    popularity = np.array([0.7, 0.1, 0.1, 0.1])
    chosen = np.array([0] * 7 + [1, 2, 3])
    for scores in (np.zeros((10, 4)), np.eye(4)[np.arange(10) % 3 + 1]):
        given = Affinity().fit(scores, popularity, np.zeros((10, 4), bool), chosen)
        assert given.probability(scores[0], NONE) == pytest.approx(popularity, abs=0.02)


def test_the_scale_of_the_scores_does_not_matter():
    scores, popularity, taken, chosen = choices_made_by(1.0, 0.5, np.random.default_rng(8), learners=500)
    plain = Affinity().fit(scores, popularity, taken, chosen)
    small = Affinity().fit(scores * 1e-3, popularity, taken, chosen)
    assert small.probability(scores[0] * 1e-3, NONE) == pytest.approx(plain.probability(scores[0], NONE), rel=1e-3)


def test_learners_beyond_one_block_count_like_the_first():
    scores, popularity, taken, chosen = choices_made_by(1.0, 0.5, np.random.default_rng(9), learners=400)
    once = Affinity().fit(scores, popularity, taken, chosen)
    thrice = Affinity().fit(np.tile(scores, (3, 1)), popularity, np.tile(taken, (3, 1)), np.tile(chosen, 3))
    assert thrice.log_likelihood_ == pytest.approx(once.log_likelihood_)
    assert thrice.power_ == once.power_


def test_every_problem_is_reported_at_once():
    with pytest.raises(FitRefused) as refusal:
        Affinity(powers=()).fit(
            np.full((1, 4), np.nan), np.array([0, 0.5, 0.25, 0.25]), np.zeros((1, 4), bool), np.array([9])
        )
    assert [problem.split(":")[0] for problem in refusal.value.problems] == [
        "powers",
        "popularity",
        "scores",
        "chosen[0]",
    ]


def test_a_choice_that_was_taken_before_is_refused():
    with pytest.raises(FitRefused, match="chosen\\[1\\]: found a content that is marked as taken"):
        Affinity().fit(np.ones((2, 4)), EVEN, np.array([[False] * 4, [True] * 4]), np.array([0, 1]))


@pytest.mark.parametrize(("rows", "columns"), [(2, 4), (1, 3)])
def test_scores_of_another_shape_are_refused(rows, columns):
    with pytest.raises(FitRefused, match="scores, taken: found"):
        Affinity().fit(np.ones((rows, columns)), EVEN, np.zeros((rows, columns), bool), np.array([0]))


def test_no_choices_are_refused():
    with pytest.raises(FitRefused, match="found no choices"):
        Affinity().fit(np.ones((0, 4)), EVEN, np.zeros((0, 4), bool), NONE)


def test_nothing_is_answered_before_the_fit():
    with pytest.raises(NotFittedError):
        Affinity().probability(np.ones(4), NONE)


def test_parameters_are_kept_untouched_and_arrays_carry_all_that_was_learned():
    powers = (1.0, 2.0)
    model = Affinity(powers=powers).fit(*choices_made_by(1.0, 0.5, np.random.default_rng(4), learners=200))
    assert model.get_params() == {"powers": powers}
    assert not hasattr(clone(model), "power_")
    again = Affinity.from_arrays(model.arrays(), model.get_params())
    scores = np.random.default_rng(2).random(12)
    assert again.probability(scores, NONE).tobytes() == model.probability(scores, NONE).tobytes()
    assert again.log_likelihood_ == model.log_likelihood_
