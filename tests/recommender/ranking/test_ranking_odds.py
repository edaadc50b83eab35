"""What is read content by content is what the head says of all features together."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit

from recommender.knowledge.levels import TENTH
from recommender.ranking.episodes import Record
from recommender.ranking.estimators.chance import Chance
from recommender.ranking.features import CONTENT, CONTENT_PRIOR, LEARNER, NAMES, PairFacts, pair_features, rate_of
from recommender.ranking.odds import Odds

SIZE, OVERALL = 6, 0.6
LEARNED = np.array([[0.7, -1.2]])
BARE = PairFacts(np.zeros(SIZE, bool), np.zeros(SIZE, bool))
MIXED = PairFacts(np.arange(SIZE) % 2 == 0, np.arange(SIZE) % 3 == 0)


def a_house(scale=1.0):
    """A head of random weights and doubts, and contents of random features and records."""
    rng = np.random.default_rng(4)
    root = rng.normal(size=(len(NAMES) + 1, len(NAMES) + 1))
    arrays = {"weights": scale * rng.normal(size=len(NAMES)), "intercept": np.array(0.3), "covariance": root @ root.T}
    chance = Chance.from_arrays(arrays | {"overall": np.array(OVERALL), "assumed": np.array(False)}, {})
    settled = rng.integers(0, 50, SIZE).astype(float)
    return chance, rng.normal(size=(SIZE, len(CONTENT))), Record(settled, np.floor(settled / 3))


def features_of(content, pair):
    return np.column_stack([content, np.repeat(LEARNED, SIZE, axis=0), pair_features(pair)])


@pytest.mark.parametrize("pair", [BARE, MIXED, PairFacts(MIXED.mandatory, BARE.mandatory)])
def test_chances_are_those_of_the_head_over_all_features_in_the_order_asked(pair):
    chance, content, record = a_house()
    asked, odds = np.array([4, 0, 3, 0]), Odds.of(chance, content, record)
    expected = chance.chance(features_of(content, pair))
    assert odds.chances(LEARNED, pair, np.arange(SIZE)) == pytest.approx(expected, rel=1e-12)
    assert odds.chances(LEARNED, pair, asked) == pytest.approx(expected[asked], rel=1e-12)
    assert [found.value for found in odds.estimates(LEARNED, pair, asked)] == pytest.approx(expected[asked])


@pytest.mark.parametrize("pair", [BARE, MIXED])
def test_an_interval_holds_what_weights_and_records_do_not_know(pair):
    chance, content, record = a_house()
    x, rate = features_of(content, pair), rate_of(record, OVERALL, CONTENT_PRIOR)
    slope = chance.weights_[CONTENT.index("content_rate")]
    unseen = slope**2 / ((record.settled + CONTENT_PRIOR) * rate * (1 - rate))
    reach = TENTH * np.sqrt(chance.deviation(x) ** 2 + unseen)
    found = Odds.of(chance, content, record).estimates(LEARNED, pair, np.arange(SIZE))
    assert [one.low for one in found] == pytest.approx(expit(chance.log_odds(x) - reach))
    assert [one.high for one in found] == pytest.approx(expit(chance.log_odds(x) + reach))


def test_the_shorter_a_record_is_the_wider_is_the_interval():
    chance, content, _ = a_house()
    alike, settled = np.repeat(content[:1], SIZE, axis=0), np.array([0.0, 3.0, 30.0, 300.0, 3e3, 3e4])
    odds = Odds.of(chance, alike, Record(settled, settled * OVERALL))
    widths = [one.high - one.low for one in odds.estimates(LEARNED, BARE, np.arange(SIZE))]
    assert widths == sorted(widths, reverse=True)


def test_weights_without_measure_make_chances_of_nought_and_one_and_no_warning():
    found = Odds.of(*a_house(scale=1e6)).chances(LEARNED, MIXED, np.arange(SIZE))
    assert ((found >= 0.0) & (found <= 1.0)).all()
    assert found.round(12).min() == 0.0
    assert found.round(12).max() == 1.0


def test_of_no_content_there_is_nothing_to_say():
    odds, nothing = Odds.of(*a_house()), np.empty(0, np.int64)
    assert odds.chances(LEARNED, MIXED, nothing).tolist() == []
    assert odds.estimates(LEARNED, MIXED, nothing) == []
    assert LEARNED.shape == (1, len(LEARNER))
