"""What would be chosen next is what the ranker and popularity say, however little of it is read."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.ranking.estimators.affinity import Affinity
from recommender.ranking.estimators.sequential import LinearSequential
from recommender.ranking.liking import Voices
from recommender.ranking.sequences import Sequences

NONE = np.empty(0, np.int64)


def a_house(seed, size=12, power=1.5, density=0.3, memory=50):
    """A ranker of random weights, of both signs and for some contents only, and an affinity over it."""
    rng = np.random.default_rng(seed)
    weights = sp.random_array((size, size), density=density, rng=rng, dtype=np.float32).tocsr()
    weights.data -= 0.3
    weights.sort_indices()
    ranker = LinearSequential.from_arrays(
        {"data": weights.data, "indices": weights.indices, "indptr": weights.indptr}, {"memory": memory}
    )
    found = np.array([power, 0.2, 0.0])
    affinity = Affinity.from_arrays({"popularity": rng.dirichlet(np.ones(size)), "found": found}, {})
    return ranker, affinity


def heard(house, taken):
    return Voices.of(*house).heard(np.asarray(taken, np.int64))


@given(
    seed=st.integers(0, 10_000),
    power=st.sampled_from([0.5, 1.0, 1.5]),
    density=st.sampled_from([0.0, 0.1, 0.9]),
    taken=st.lists(st.integers(0, 11), unique=True),
)
@settings(max_examples=200, deadline=None)
def test_chances_are_those_of_the_affinity_over_the_scores_of_the_ranker(seed, power, density, taken):
    ranker, affinity = house = a_house(seed, power=power, density=density)
    past, found = np.array(taken, np.int64), heard(house, taken)
    expected = affinity.probability(ranker.score(past), past)
    assert found.chance(np.arange(12)) == pytest.approx(expected, rel=1e-5, abs=1e-9)
    assert found.highest == pytest.approx(expected.max(), rel=1e-5, abs=1e-9)


def test_only_what_is_asked_about_is_told_in_the_order_asked():
    found = heard(a_house(3), [4, 7])
    assert found.chance(np.array([9, 2, 9])).tolist() == found.chance(np.arange(12))[[9, 2, 9]].tolist()
    assert found.chance(NONE).tolist() == []


def test_what_was_taken_is_not_chosen_again_and_all_else_sums_to_one():
    found = heard(a_house(3), [4, 7]).chance(np.arange(12))
    assert found[[4, 7]].tolist() == [0.0, 0.0]
    assert found.sum() == pytest.approx(1.0)
    assert heard(a_house(3), range(12)).chance(np.arange(12)).tolist() == [0.0] * 12
    assert heard(a_house(3), range(12)).highest == 0.0


def test_the_most_popular_stands_out_where_nothing_speaks_unless_it_was_taken():
    size = 200
    silent = (a_house(0, size, density=0.0)[0], a_house(0, size)[1])
    order = np.argsort(-silent[1].popularity_)
    for gone in (0, 1, 70, size - 1):
        found = heard(silent, order[:gone])
        assert found.highest == pytest.approx(found.chance(order[gone : gone + 1])[0])


def test_only_the_latest_choices_speak():
    house = a_house(5, memory=2)
    said, alone = heard(house, [1, 2, 3]), heard(house, [2, 3])
    others = np.setdiff1d(np.arange(12), [1, 2, 3])
    ratio = said.chance(others) / alone.chance(others)
    assert ratio == pytest.approx(np.full(len(others), ratio[0]))


def test_the_choice_that_speaks_loudest_for_a_content_is_named():
    ranker = LinearSequential(ridge=1.0).fit(Sequences.of([[0, 1]] * 20 + [[2, 3]] * 20, size=5))
    house = (ranker, a_house(0, size=5)[1])
    assert heard(house, [2, 0]).loudest(np.array([1, 3, 4])).tolist() == [0, 2, -1]
    assert heard(house, []).loudest(np.array([1])).tolist() == [-1]
    assert heard(house, [2, 0]).loudest(NONE).tolist() == []


@given(seed=st.integers(0, 10_000), taken=st.lists(st.integers(0, 11), unique=True, min_size=1))
@settings(max_examples=100, deadline=None)
def test_the_loudest_is_whoever_says_most_after_fading(seed, taken):
    ranker, _ = house = a_house(seed)
    weights, latest = ranker.weights_.toarray(), taken[::-1]
    said = np.array([0.75**place * weights[speaker].astype(float) for place, speaker in enumerate(latest)])
    expected = [latest[int(column.argmax())] if column.max() > 0 else -1 for column in said.T]
    assert heard(house, taken).loudest(np.arange(12)).tolist() == expected
