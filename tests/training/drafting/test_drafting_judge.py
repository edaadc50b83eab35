"""Does the judge say chances that come true, and never more than it can know?"""

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from training.drafting.judge import Judge


def a_case(number=1500, seed=1, slope=2.0, base=-1.0):
    """Pairs of which the first clue speaks, the second is noise; five pairs a text."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(number, 2))
    y = (rng.random(number) < 1 / (1 + np.exp(-base - slope * x[:, 0]))).astype(float)
    return x, y, np.arange(number) // 5


@pytest.fixture(scope="module")
def judge():
    return Judge(rounds=20).fit(*a_case())


def brier(chance, y):
    return float(np.mean((chance - y) ** 2))


def test_confidence_is_the_share_that_is_right_in_every_band(judge):
    x, y, _ = a_case(8000, seed=2)
    chance = judge.predict_proba(x)
    for low, high in ((0, 0.1), (0.1, 0.3), (0.3, 0.6), (0.6, 0.85), (0.85, 1)):
        band = (chance >= low) & (chance < high)
        assert band.sum() > 200
        assert chance[band].mean() == pytest.approx(y[band].mean(), abs=0.08)


def test_chances_are_much_better_than_the_mean_and_near_the_truth(judge):
    x, y, _ = a_case(8000, seed=3)
    true = 1 / (1 + np.exp(1 - 2 * x[:, 0]))
    assert brier(judge.predict_proba(x), y) < 0.75 * brier(y.mean(), y)
    assert brier(judge.predict_proba(x), y) < brier(true, y) + 0.01


def test_what_members_learned_by_heart_is_not_believed():
    """Clues of noise: within the pairs learned from trees find something, beyond them there is nothing to find."""
    x, y, texts = a_case(slope=0.0)
    chance = Judge(rounds=60).fit(x, y, texts).predict_proba(a_case(4000, seed=4)[0])
    assert chance.mean() == pytest.approx(y.mean(), abs=0.03)
    assert chance.std() < 0.06


def test_members_never_set_themselves_right_on_texts_they_saw():
    """One clue names the text. Whoever sees half of a text knows the other half, so halves must not be parted."""
    rng = np.random.default_rng(5)
    texts = np.arange(2000) // 20
    own = rng.normal(size=100)[texts]
    y = (rng.random(100)[texts] < 0.5).astype(float)
    chance = Judge(rounds=60).fit(np.column_stack([own, own]), y, texts).predict_proba(rng.normal(size=(500, 2)))
    assert chance.std() < 0.15


@pytest.mark.parametrize("far", [1e3, 1e9])
def test_nothing_is_extrapolated(judge, far):
    x, *_ = a_case()
    edge = x.max(axis=0)
    assert judge.predict_proba(np.array([[far, far]])) == pytest.approx(judge.predict_proba(edge[None, :]))
    assert judge.predict_proba(np.array([[-far, 0.0]]))[0] < 0.1


@pytest.mark.parametrize("links", [1, 3, 12])
def test_few_links_never_make_sure(links):
    x = np.random.default_rng(6).normal(size=(400, 2))
    y = np.zeros(400)
    y[:links] = 1
    x[:links] += 50
    chance = Judge(rounds=20).fit(x, y, np.arange(400)).predict_proba(x)
    assert chance.max() <= (links + 1) / (links + 2)
    assert chance[:links].min() >= chance[links:].max()


def test_where_every_pair_is_a_link_the_next_is_nearly_sure():
    x, _, texts = a_case(48)
    assert Judge().fit(x, np.ones(48), texts).predict_proba(x[:2]).tolist() == [49 / 50] * 2


def test_where_no_pair_is_a_link_the_next_is_hardly_one():
    x, _, texts = a_case(48)
    assert Judge().fit(x, np.zeros(48), texts).predict_proba(x[:2]).tolist() == [1 / 50] * 2


def test_where_all_links_are_of_one_half_of_the_texts_it_still_learns():
    x, y, texts = a_case(600)
    y[texts % 2 == 1] = 0
    chance = Judge(rounds=5).fit(x, y, texts).predict_proba(x)
    assert np.isfinite(chance).all()
    assert np.corrcoef(chance, x[:, 0])[0, 1] > 0


def test_chances_are_within_bounds_and_one_a_pair(judge):
    chance = judge.predict_proba(a_case(300, seed=7)[0])
    assert chance.shape == (300,)
    assert chance.min() >= 0
    assert chance.max() <= 1


def test_no_pairs_are_judged_as_none(judge):
    assert judge.predict_proba(np.zeros((0, 2))).shape == (0,)
    assert Judge().fit(np.zeros((2, 2)), np.zeros(2), np.arange(2)).predict_proba(np.zeros((0, 2))).shape == (0,)


@pytest.mark.parametrize(("number", "nearer"), [(2_000, 0.5), (200_010, 0.2)])
def test_the_linear_model_has_half_the_say_and_less_where_pairs_are_many(number, nearer):
    """A clue that only trees can use (links at both ends) and one round of trees, so that both members are known."""
    x, _, texts = a_case(number)
    judge = Judge(rounds=1).fit(x, (np.abs(x[:, 0]) > 1).astype(float), texts)
    linear, trees = (one.predict_proba(x[:50])[:, 1] for one in judge.members_)
    mean = nearer * linear + (1 - nearer) * trees
    odds = np.log(mean / (1 - mean))[:, None]
    assert judge.predict_proba(x[:50]) == pytest.approx(judge.platt_.predict_proba(odds)[:, 1])


def test_the_same_seed_judges_the_same_and_another_one_differs():
    """With more clues than a tree looks at, so that chance has a say."""
    _, y, texts = a_case()
    x = np.random.default_rng(8).normal(size=(1500, 9)) + y[:, None] * np.arange(9) / 9
    first, again, other = (Judge(10, seed).fit(x, y, texts).predict_proba(x[:100]) for seed in (0, 0, 1))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_a_pair_is_judged_alone(judge):
    x = a_case(50, seed=9)[0]
    assert judge.predict_proba(x[7:8])[0] == pytest.approx(judge.predict_proba(x)[7])


def test_a_judge_keeps_the_contract_of_estimators(judge):
    assert clone(judge).get_params() == {"rounds": 20, "seed": 0}
    assert judge.fit(*a_case()) is judge
    with pytest.raises(NotFittedError):
        clone(judge).predict_proba(np.zeros((1, 2)))
