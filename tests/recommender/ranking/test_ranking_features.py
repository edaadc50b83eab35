"""What does the chance of finishing depend on? Each feature says what its name says; nothing protected is there."""

import numpy as np
import pytest

from recommender.columns import MODALITIES
from recommender.ranking import features
from recommender.ranking.episodes import Record
from recommender.ranking.features import (
    CONTENT,
    LEARNER,
    NAMES,
    PAIR,
    ContentFacts,
    LearnerFacts,
    PairFacts,
    content_features,
    learner_features,
    pair_features,
    rate_of,
)


def record(settled, finished):
    return Record(np.array([settled], float), np.array([finished], float))


def of_content(minutes=60.0, modality="self_paced", settled=0, finished=0, overall=0.6):
    facts = ContentFacts(np.array([minutes]), np.array([MODALITIES.index(modality)]), record(settled, finished))
    return dict(zip(CONTENT, content_features(facts, overall)[0].tolist(), strict=True))


def of_learner(weekly=60.0, settled=0, finished=0, overall=0.6):
    facts = LearnerFacts(np.array([weekly]), record(settled, finished))
    return dict(zip(LEARNER, learner_features(facts, overall)[0].tolist(), strict=True))


def test_the_names_cover_the_columns_in_order():
    assert (*CONTENT, *LEARNER, *PAIR) == NAMES
    assert len(of_content()) + len(of_learner()) + len(PAIR) == len(NAMES)


def test_a_usual_content_and_learner_without_a_record_are_all_noughts():
    assert set(of_content().values()) == {0.0}
    assert set(of_learner().values()) == {0.0}


def test_longer_contents_are_longer_and_only_very_short_ones_very_short():
    assert of_content(minutes=600.0)["long"] > of_content(minutes=120.0)["long"] > 0 > of_content(minutes=5.0)["long"]
    assert [of_content(minutes=m)["very_short"] for m in (9.0, 10.0, 10.5)] == [1, 1, 0]


@pytest.mark.parametrize("modality", MODALITIES)
def test_each_modality_has_its_own_column_and_self_paced_is_where_all_are_nought(modality):
    found = of_content(modality=modality)
    assert [name for name in MODALITIES[1:] if found[name]] == ([] if modality == "self_paced" else [modality])


def test_a_rate_is_drawn_to_the_overall_one_the_less_the_more_is_known():
    rates = [rate_of(record(n, n), 0.5, 5.0)[0] for n in (0, 1, 10, 1000)]
    assert rates[0] == 0.5
    assert rates == sorted(rates)
    assert rates[-1] < 1.0
    assert rate_of(record(1000, 0), 0.5, 5.0)[0] > 0.0
    assert rate_of(record(10, 10), 0.5, 10.0)[0] == 0.75


def test_a_record_of_a_learner_counts_less_than_one_of_a_content():
    assert 0 < of_learner(settled=5, finished=5)["learner_rate"] < of_content(settled=5, finished=5)["content_rate"]


def test_a_record_at_the_overall_rate_says_nothing_however_long_it_is():
    """A record grows with time: what was learned of short ones would be carried to lengths that were never seen."""
    assert list(of_content(settled=10, finished=6).values()) == pytest.approx([0.0] * len(CONTENT))
    assert list(of_learner(settled=5000, finished=3000).values()) == pytest.approx([0.0] * len(LEARNER))
    assert of_learner(settled=10, finished=10)["learner_rate"] > 0 > of_learner(settled=10)["learner_rate"]


def test_more_time_a_week_is_more():
    assert of_learner(weekly=240.0)["weekly_minutes"] > 0 > of_learner(weekly=0.0)["weekly_minutes"]


def test_pairs_tell_duty_from_language():
    facts = PairFacts(np.array([True, False]), np.array([False, True]))
    assert pair_features(facts).tolist() == [[1.0, 0.0], [0.0, 1.0]]


def test_facts_carry_nothing_that_could_be_protected():
    allowed = {"minutes", "modality", "record", "weekly_minutes", "mandatory", "foreign_language"}
    facts = (features.ContentFacts, features.LearnerFacts, features.PairFacts)
    assert {name for kind in facts for name in kind.__slots__} == allowed
